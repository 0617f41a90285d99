"""花名册导入: a file sent, its columns said, what it would change with every fault, how far the job is."""

import csv
import io
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.core.areas.scope import Scope
from wangge.faces.exchange.jobs import take_in_roster
from wangge.faces.exchange.lifecycle import FileState
from wangge.faces.exchange.models import RosterFile
from wangge.faces.exchange.roster.columns import LABELS
from wangge.faces.exchange.roster.entries import Fault
from wangge.faces.exchange.roster.intake import Report
from wangge.faces.exchange.roster.reading import Table
from wangge.faces.exchange.roster.staging import file_of, files_of, lay_aside, queue_file, remark_lines, try_file
from wangge.faces.shell.parts import Fact
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import posted
from wangge.faces.workbench.administration.fields import AreaField
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.forms import add_refusal, set_choices
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.jobs import enqueue

from .words import TABS, where_label

SHOWN = 200
UNFINISHED = (FileState.QUEUED, FileState.RUNNING)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("花名册（Excel 或 CSV）"),
        help_text=gettext_lazy("有合并单元格、标题行、一格几个人都可以；先核对，不会马上导入"),
    )

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(scope=scope, label=_("哪里的花名册"))
        self.fields["area"].help_text = _("选到网格；选村或者镇的，表里要有“网格”一列")
        self.order_fields(["area", "file"])


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def show_rosters(request: StaffRequest) -> HttpResponseBase:
    """The files that were sent, and one more to send."""
    scope = _scope(request)
    form = UploadForm(scope, posted(request), request.FILES or None)
    status = 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            row = lay_aside(
                actor=request.actor, area=given["area"], name=given["file"].name, content=given["file"].read(),
                at=request.at,
            )  # fmt: skip
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            return HttpResponseRedirect(reverse("workbench:roster-file", args=[row.pk]))
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "form": form,
        "lines": [_line(row) for row in files_of(scope=scope)],
    }
    return render(request, "workbench/people/rosters.html", context, status=status)


def _scope(request: StaffRequest) -> Scope:
    return Scope(request.actor.scope("people.edit").roots)


def _line(row: RosterFile) -> Line:
    cells = [
        Cell(_("现在"), FileState(row.state).label, tag=True),
        Cell(_("新登记"), str(row.persons), is_number=True),
        Cell(_("已有"), str(row.same), is_number=True),
        Cell(_("没有导入"), str(row.refused), is_number=True),
        Cell(_("谁上传"), row.sent_by),
        Cell(_("时间"), when(row.sent_at)),
    ]
    url = reverse("workbench:roster-file", args=[row.pk])
    return Line(row.name, cells, url=url, below=where_label(row.area_path))


class ColumnsForm(forms.Form):
    """What each column of the file holds."""

    def __init__(self, table: Table, columns: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = [heading for heading in table.headings if heading]
        for number, heading in enumerate(self.headings):
            name = f"column_{number}"
            self.fields[name] = forms.ChoiceField(label=heading, required=False, initial=columns.get(heading, ""))
            set_choices(self, name, _choices(columns.get(heading, "")))

    def columns(self) -> dict[str, str]:
        """By heading, what was said; "" leaves a column out."""
        return {heading: self.cleaned_data[f"column_{n}"] for n, heading in enumerate(self.headings)}


def _choices(now: str) -> list[tuple[str, Any]]:
    known: list[tuple[str, Any]] = [("", _("不用")), *LABELS.items()]
    base, mark, number = now.partition("#")
    if mark:
        known.append((now, _("第 {number} 个人的{field}").format(number=number, field=LABELS[base])))
    return known


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def show_roster(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """One file: before it is taken in what it would do, then how far it is, then how it went. Raises NotFound."""
    row = file_of(scope=_scope(request), file_id=file_id)
    context: dict[str, Any] = {
        "file": row,
        "facts": _facts(request, row),
        "is_running": row.state in UNFINISHED,
        "remarks_url": reverse("workbench:roster-remarks", args=[row.pk]),
    }
    if row.state == FileState.WAITING:
        context |= _tried(request, row)
    elif row.state == FileState.DONE:
        report = report_of(row)
        context |= {"report": report, "faults": _shown(report)}
    return render(request, "workbench/people/roster.html", context, status=context.pop("status", 200))


def _tried(request: StaffRequest, row: RosterFile) -> dict[str, Any]:
    """What taking it in would do, with the columns as they are said now."""
    columns = dict(row.columns)
    report, table = try_file(actor=request.actor, file=row, columns=columns, at=request.at)
    form = ColumnsForm(table, columns, posted(request))
    found: dict[str, Any] = {"form": form, "take_url": reverse("workbench:roster-take", args=[row.pk])}
    if form.is_valid():
        try:
            report, _table = try_file(actor=request.actor, file=row, columns=form.columns(), at=request.at)
        except Refusal as refusal:
            add_refusal(form, refusal)
            found["status"] = refusal.status
    return found | {"report": report, "faults": _shown(report), "is_trial": True}


def _facts(request: HttpRequest, row: RosterFile) -> list[Fact]:
    facts = [
        Fact(_("哪里的"), where_label(row.area_path)),
        Fact(_("现在"), FileState(row.state).label, note=row.words),
        Fact(_("谁上传"), row.sent_by, note=when(row.sent_at)),
    ]
    if row.state in UNFINISHED:
        facts.append(Fact(_("已登记"), _("{persons} 人").format(persons=row.persons)))
    return facts


def report_of(row: RosterFile) -> Report:
    """How a file went, from what was kept of it."""
    faults, notes, differences = (
        [Fault(**one) for one in row.remarks.get(name, [])] for name in ("faults", "notes", "differences")
    )
    return Report(
        columns=row.columns, rows=row.total, households=row.households, persons=row.persons, same=row.same,
        phones=row.phones, faults=faults, notes=notes, differences=differences,
    )  # fmt: skip


def _shown(report: Report) -> list[tuple[int, str, str]]:
    """The first remarks, what stops a row before what is only to be minded."""
    kinds = (
        (_("没有导入"), report.faults),
        (_("和登记的不同"), report.differences),
        (_("请留意"), report.notes),
    )
    return [(one.row, kind, one.reason) for kind, found in kinds for one in found][:SHOWN]


@require_POST
@staff_page(needs="people.edit")
def take_roster(request: StaffRequest, file_id: UUID) -> HttpResponseBase:
    """Let a job take the file in, with the columns as they were said. Raises NotFound, Refusal."""
    row = file_of(scope=_scope(request), file_id=file_id)
    _report, table = try_file(actor=request.actor, file=row, columns=dict(row.columns), at=request.at)
    form = ColumnsForm(table, dict(row.columns), request.POST)
    if not form.is_valid():
        raise Refusal(_("列对照看不懂，请重新核对"))
    queue_file(actor=request.actor, file_id=file_id, columns=form.columns(), at=request.at)
    enqueue(take_in_roster, file_id=str(file_id))
    say_done(request, _("开始导入，可以离开这一页"))
    return HttpResponseRedirect(reverse("workbench:roster-file", args=[file_id]))


@never_cache
@require_GET
@staff_page(needs="people.edit")
def send_remarks(request: StaffRequest, file_id: UUID) -> HttpResponse:
    """What is wrong or different, row by row, as a file; nothing personal stands in it. Raises NotFound."""
    row = file_of(scope=_scope(request), file_id=file_id)
    if row.state == FileState.WAITING:
        report, _table = try_file(actor=request.actor, file=row, columns=dict(row.columns), at=request.at)
    elif row.state == FileState.DONE:
        report = report_of(row)
    else:
        raise NotFound(_("还没有结果"))
    out = io.StringIO()
    csv.writer(out).writerows(remark_lines(report))
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    name = _("要改的 {name}.csv").format(name=row.name.rpartition(".")[0])
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
