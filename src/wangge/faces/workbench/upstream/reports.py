"""Comparisons with the upstream as page and file, and the export by the tag of the four platforms."""

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import IO, Any
from uuid import UUID

import xlsxwriter
from django import forms
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.cases.lifecycle import Outcome, State
from wangge.core.cases.operations import export_cases
from wangge.core.cases.queries import CaseFilter, CaseRow
from wangge.faces.exchange.lifecycle import Difference
from wangge.faces.exchange.models import Reconciliation
from wangge.faces.exchange.platforms import platforms, written_tag
from wangge.faces.exchange.queries import reconciliation_by_id
from wangge.faces.exchange.reconciling import counts_by_kind
from wangge.faces.exchange.tables import plain
from wangge.faces.shell.addresses import address_of
from wangge.faces.workbench.administration.asking import posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.cases.export import CAP, IN_MEMORY, XLSX, stamp_of
from wangge.faces.workbench.cases.filters import surroundings_of
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import area_label, category_label, rules_at
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.text import mask_within

from .home import scope_of

SHOWN = 500
WIDTHS = (18, 16, 40, 22, 24, 10, 10, 17, 17)


@require_GET
@staff_page()
def show_comparison(request: StaffRequest, reconciliation_id: UUID) -> HttpResponse:
    """One comparison, every difference named. Raises NotFound."""
    row = reconciliation_by_id(reconciliation_id=reconciliation_id, scope=scope_of(request))
    lines = _lines(row)
    counts = counts_by_kind(kinds=[one["kind"] for one in row.differences])
    context = {
        "row": row,
        "counts": "；".join(f"{Difference(kind).label} {count}" for kind, count in counts.items()),
        "lines": lines[:SHOWN],
        "more": max(len(lines) - SHOWN, 0),
    }
    return render(request, "workbench/upstream/comparison.html", context)


def _lines(row: Reconciliation) -> list[tuple[str, str, str, str, str]]:
    return [
        (str(Difference(d["kind"]).label), d["upstream_id"], d["number"], d["theirs"], _our_words(d))
        for d in row.differences
    ]


def _our_words(found: dict[str, str]) -> str:
    is_state = found["kind"] in (Difference.STATUS, Difference.MISSING_THERE)
    return str(State(found["ours"]).label) if is_state else found["ours"]


@require_GET
@staff_page()
def send_comparison(request: StaffRequest, reconciliation_id: UUID) -> HttpResponse:
    """The same as a CSV file. Raises NotFound."""
    row = reconciliation_by_id(reconciliation_id=reconciliation_id, scope=scope_of(request))
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow([_("差别"), _("上级编号"), _("本地编号"), _("上级的"), _("本地")])
    lines.writerows([plain(word) for word in line] for line in _lines(row))
    name = _("对账 {name} {day}.csv").format(name=row.system.label, day=timezone.localtime(row.at).strftime("%Y-%m-%d"))
    return _csv(out.getvalue(), name)


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


class PlatformForm(forms.Form):
    """Which platform, which days, which kind of file."""

    tag = forms.ChoiceField(label=gettext_lazy("平台"), required=False)
    start = DayField(label=gettext_lazy("从"), required=False)
    end = DayField(label=gettext_lazy("到"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("文件"), choices=[("xlsx", "Excel"), ("csv", "CSV")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", gettext_lazy("四个平台，连同未对应的"))
        set_choices(self, "tag", [everything, *platforms().tags.items()])


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.export")
def export_platforms(request: StaffRequest) -> HttpResponseBase:
    """Cases by the platform they belong to, as a file; the making is audited."""
    form = PlatformForm(posted(request))
    if not (form.is_bound and form.is_valid()):
        status = 400 if form.is_bound else 200
        context = {"form": form, "tags": _tag_table(request), "cap": CAP}
        return render(request, "workbench/upstream/platforms.html", context, status=status)
    given = form.cleaned_data
    words = _("四平台：{tag}").format(tag=written_tag(given["tag"]) if given["tag"] else _("全部"))
    rows = export_cases(
        actor=request.actor,
        scope=request.actor.scope("case.export"),
        where=CaseFilter(
            categories=_categories_of(request, given["tag"]),
            reported_from=_start_of(given["start"]),
            reported_before=_start_of(given["end"], 1),
        ),
        sort="newest",
        cap=CAP,
        words=words,
        address=address_of(request),
        at=request.at,
    )
    lines = lines_by_platform(rows, tag=given["tag"])
    name = _("四平台事项 {day}").format(day=timezone.localtime(request.at).strftime("%Y-%m-%d"))
    if given["kind"] == "csv":
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(_headings())
        writer.writerows([plain(word) for word in line] for line in lines)
        return _csv(out.getvalue(), f"{name}.csv")
    stamp = stamp_of(request.actor, login_name=request.account.login_name, at=request.at)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the response closes it
    _write_book(file, lines, stamp=stamp)
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _categories_of(request: StaffRequest, tag: str) -> tuple[str, ...]:
    """The categories of one platform, so that only its cases count towards the most a file holds."""
    rulebooks = surroundings_of(request.actor, "case.export").rules
    found = {c.code for rules in rulebooks for c in rules.categories if platforms().tag_of(c.code, rules=rules) == tag}
    return tuple(sorted(found)) if tag else ()


def _start_of(day: date | None, later: int = 0) -> datetime | None:
    """Midnight of a day, or of the day after it."""
    if day is None:
        return None
    midnight = datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())
    return midnight + timedelta(days=later)


def lines_by_platform(rows: Iterable[CaseRow], *, tag: str = "", cap: int = CAP) -> Iterator[tuple[str, ...]]:
    """Each case with the tag of its platform; of one platform only its own. No names, telephone numbers masked.

    Where the file holds no more, its last line says so.
    """
    for number, row in enumerate(rows, 1):
        rules = rules_at(row.area_id)
        found = platforms().tag_of(row.category, rules=rules) if rules else ""
        if not tag or found == tag:
            yield (
                written_tag(found),
                row.number,
                mask_within(row.title),
                category_label(rules, row.category),
                area_label(row.area_id),
                str(State(row.state).label),
                str(Outcome(row.outcome).label) if row.outcome else "",
                _local(row.reported_at),
                _local(row.closed_at),
            )
        if number == cap:
            yield (_("已到 {cap} 行的上限，后面的没有导出；请缩小范围分几次导出").format(cap=cap),)


def _local(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _headings() -> tuple[str, ...]:
    return (
        _("平台"), _("编号"), _("事项"), _("类别"), _("网格"), _("状态"), _("结果"), _("上报时间"), _("办结时间"),
    )  # fmt: skip


def _write_book(file: IO[bytes], lines: Iterable[tuple[str, ...]], *, stamp: str) -> None:
    """One sheet a file: who made it, a heading, a line for each case, at the end how many of each platform."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet(_("四平台"))
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(2, 0)
    sheet.write_string(0, 0, stamp)
    for column, label in enumerate(_headings()):
        sheet.write_string(1, column, label, bold)
    counts: Counter[str] = Counter()
    number = 1
    for number, line in enumerate(lines, 2):
        if len(line) > 1:  # the last may only say that there is more
            counts[line[0]] += 1
        for column, word in enumerate(line):
            sheet.write_string(number, column, word)
    for below, (label, count) in enumerate(sorted(counts.items()), number + 2):
        sheet.write_string(below, 0, label, bold)
        sheet.write_number(below, 1, count, bold)
    book.close()


def _tag_table(request: StaffRequest) -> list[tuple[str, str]]:
    """Which categories of the places one works in belong to which platform."""
    known: dict[str, list[str]] = {tag: [] for tag in (*platforms().tags, "")}
    for rules in surroundings_of(request.actor, "case.export").rules:
        for category in rules.categories:
            words = known[platforms().tag_of(category.code, rules=rules)]
            if category.parent is None and category.label not in words:
                words.append(category.label)
    return [(written_tag(tag), "、".join(labels)) for tag, labels in known.items()]
