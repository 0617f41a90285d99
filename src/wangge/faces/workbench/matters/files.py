"""The catalogue as an Excel file, out and in: every fault is shown first, then the table is taken over whole."""

import tempfile
from pathlib import Path
from typing import Any

import xlsxwriter
from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import AreaRow
from wangge.core.matters.operations import export_lists, import_catalogue
from wangge.core.matters.operations.catalogue_file import COLUMNS, catalogue_cells
from wangge.core.matters.queries import matters
from wangge.faces.exchange.tables import read_rows
from wangge.faces.shell.addresses import address_of
from wangge.faces.workbench.administration.asking import posted
from wangge.faces.workbench.administration.carrying import pack, unpack
from wangge.faces.workbench.cases.export import XLSX, stamp_of
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.labels import rules_at
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.faces.workbench.towns import town_of
from wangge.ground.foundation.errors import Refusal

from .parts import tabs, url_of

LARGEST = 4 << 20
PURPOSE = "matters"
FAULTS_SHOWN = 200
SUFFIXES = {".xlsx", ".xls", ".xlsm", ".ods", ".csv"}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Excel 或 CSV 文件"), help_text=gettext_lazy("第一行是列名；可以先导出，改好再导入")
    )


class TakeOverForm(forms.Form):
    packed = forms.CharField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
@staff_page(needs="matter.edit")
def show_import(request: StaffRequest) -> HttpResponse:
    """Choose a file; on POST say all that is wrong with it, or offer to take it over. Raises NotFound."""
    town = town_of(request, "matter.edit")
    form = UploadForm(posted(request), request.FILES or None)
    context: dict[str, Any] = {"form": form, "tabs": tabs(request), "town": town, "columns": list(COLUMNS.values())}
    context |= {"back_url": url_of("matters", town=town), "export_url": url_of("matters-export", town=town)}
    status = 200
    if form.is_valid():
        try:
            context |= _checked(request, town, form.cleaned_data["file"])
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
    return render(request, "workbench/matters/import.html", context, status=status)


def _checked(request: StaffRequest, town: AreaRow, file: Any) -> dict[str, Any]:
    rows = _read(file)
    report = import_catalogue(actor=request.actor, town_id=town.id, rows=rows, dry_run=True, at=request.at)
    found: dict[str, Any] = {"report": report, "faults": report.faults[:FAULTS_SHOWN], "count": len(rows)}
    if not report.faults and (report.added or report.changed):
        kept = [{column: row.get(column, "") for column in COLUMNS.values() if column in row} for row in rows]
        found["take_over"] = TakeOverForm(
            initial={"packed": pack(kept, purpose=PURPOSE, account_id=request.account.pk)}
        )
        found["take_over_url"] = url_of("matters-take-over", town=town)
    return found


def _read(file: Any) -> list[dict[str, str]]:
    suffix = Path(file.name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Refusal(_("请上传 Excel 或 CSV 文件"), field="file")
    if file.size > LARGEST:
        raise Refusal(_("文件太大"), field="file")
    with tempfile.NamedTemporaryFile(suffix=suffix) as kept:
        for piece in file.chunks():
            kept.write(piece)
        kept.flush()
        return list(read_rows(Path(kept.name)))


@require_http_methods(["POST"])
@staff_page(needs="matter.edit")
def take_over(request: StaffRequest) -> HttpResponseBase:
    """Take over a table that was checked on the page before. Raises NotFound, Refusal."""
    town = town_of(request, "matter.edit")
    rows = unpack(request.POST.get("packed", ""), purpose=PURPOSE, account_id=request.account.pk)
    report = import_catalogue(actor=request.actor, town_id=town.id, rows=rows, at=request.at)
    if report.faults:
        raise Refusal(_("检查以后情况有变，一个也没有导入，请重新检查"), changed=list(report.faults[:FAULTS_SHOWN]))
    say_done(
        request, _("导入了：新列 {added} 项，修改 {changed} 项").format(added=report.added, changed=report.changed)
    )
    return HttpResponseRedirect(url_of("matters", town=town))


@require_GET
@staff_page(needs="matter.see")
def export(request: StaffRequest) -> HttpResponse:
    """The catalogue as a file that can be changed and imported again; the export is audited. Raises NotFound."""
    town = town_of(request, "matter.see")
    rules = rules_at(town.id)
    export_lists(
        actor=request.actor, town_id=town.id, what=_("事项清单"), address=address_of(request), at=request.at
    )  # fmt: skip
    rows = [catalogue_cells(rules, row) for row in matters(town_id=town.id, at=request.at)] if rules else []
    stamp = stamp_of(request.actor, login_name=request.account.login_name, at=request.at)
    name = _("{town}事项清单 {day}.xlsx").format(town=town.name, day=localdate(request.at).isoformat())
    return sheet_response(name, list(COLUMNS.values()), rows, stamp=stamp)


def sheet_response(
    name: str, headings: list[str], rows: list[list[Any]], *, stamp: str, words: str = ""
) -> HttpResponse:
    """A workbook of one sheet: the heading first, so that it can come in again; who made it at the foot of each page.

    A second sheet says the same and what the numbers are of.
    """
    with tempfile.SpooledTemporaryFile(max_size=LARGEST) as file:
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        sheet, about = book.add_worksheet(_("清单")), book.add_worksheet(_("说明"))
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, words_above in enumerate(headings):
            sheet.set_column(column, column, 18)
            sheet.write_string(0, column, str(words_above), bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                write = sheet.write_number if isinstance(value, int) else sheet.write_string
                write(number, column, value)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_footer(f"&L&8{stamp}&R&P / &N")
        for number, line in enumerate(filter(None, (stamp, words))):
            about.write_string(number, 0, line)
        book.close()
        file.seek(0)
        response = HttpResponse(file.read(), content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response
