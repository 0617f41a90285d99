"""减负账: a month of each grid, before and now, what the numbers count, and the same as a file."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from wangge.core.areas.queries import AreaRow
from wangge.core.areas.scope import Scope
from wangge.core.matters.lifecycle import Burden
from wangge.core.matters.operations import export_lists
from wangge.core.matters.queries import (
    EntryRow,
    GridBurden,
    MonthTotals,
    ReportBurden,
    burden_entries,
    burden_of_month,
    first_reports_at,
    held_scope,
    report_burden,
    totals_of_month,
)
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.parts import Words, build_chip, build_filter_bar
from wangge.faces.workbench.administration.listing import pager_behind, read_month, read_uuid
from wangge.faces.workbench.cases.export import stamp_of
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.faces.workbench.towns import town_chips, town_of

from .files import sheet_response
from .parts import Cell, Empty, Line, tabs, url_of

TARGETS: dict[str, Words] = {Burden.FIELDS_RETYPED.value: gettext_lazy("目标 0")}


@dataclass(frozen=True)
class Comparison:
    """One number before and now; `url` leads to what it counts."""

    label: Words
    before: object
    now: object
    url: str = ""
    note: Words = ""


def scope_in(request: StaffRequest, town: AreaRow) -> Scope:
    """The part of a town a person sees the counts of."""
    scope = held_scope(request.actor, "matter.see")
    if scope.covers(town.path):
        return Scope((town.path,))
    return Scope(tuple(root for root in scope.roots if root.startswith(town.path)))


@require_GET
@staff_page(needs="matter.see")
def show_burden(request: StaffRequest) -> HttpResponse:
    """A month of the burden counter. Raises NotFound."""
    town = town_of(request, "matter.see")
    scope, month = scope_in(request, town), month_of(request)
    earlier = _before(month)
    rows = burden_of_month(scope=scope, month=month)
    context = {
        "tabs": tabs(request),
        "town": town,
        "bar": build_filter_bar(request.GET, town_chips(request, town, "matter.see"), has_words=False),
        "month": month,
        "earlier_url": _month_url(town, earlier),
        "later_url": _month_url(town, _after(month)),
        "comparisons": [
            *_compared(town, month, totals_of_month(scope=scope, month=earlier), _totals(month, rows)),
            *_reports(town, request),
        ],
        "earlier": earlier,
        "kinds": Burden.choices,
        "lines": [_line(town, month, row) for row in rows],
        "export_url": url_of("burden-export", town=town, month=f"{month:%Y-%m}"),
    }
    return render(request, "workbench/matters/burden.html", context)


def month_of(request: StaffRequest) -> date:
    """The month an address names, else this one."""
    return read_month(request.GET.get("month", ""), otherwise=localdate(request.at))


def _before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def _after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _month_url(town: AreaRow, month: date) -> str:
    return url_of("burden", town=town, month=f"{month:%Y-%m}")


def _totals(month: date, rows: list[GridBurden]) -> MonthTotals:
    return MonthTotals(month, {kind: sum(row.of(kind) for row in rows) for kind in Burden.values})


def _compared(town: AreaRow, month: date, before: MonthTotals, now: MonthTotals) -> list[Comparison]:
    return [
        Comparison(
            kind.label,
            before.of(kind),
            now.of(kind),
            _entries_url(town, month, kind.value) if now.of(kind) else "",
            TARGETS.get(kind.value, ""),
        )
        for kind in Burden
    ]


def _reports(town: AreaRow, request: StaffRequest) -> list[Comparison]:
    """What the register asked when it began and asks now: reports, fields, and the share that fills itself."""
    before = report_burden(town_id=town.id, at=first_reports_at(town_id=town.id) or request.at)
    now = report_burden(town_id=town.id, at=request.at)
    register = url_of("required-reports", town=town)
    return [
        Comparison(_("要报的表"), before.reports, now.reports, register, _("与开始登记时比")),
        Comparison(_("要填的项"), before.fields, now.fields, register, _("与开始登记时比")),
        Comparison(_("其中不用填的"), _share(before), _share(now), register, _("已有信息自动带出")),
    ]


def _share(one: ReportBurden) -> str:
    if one.percent is None:
        return "—"
    return f"{one.filled} / {one.fields}（{one.percent}%）"


def _entries_url(town: AreaRow, month: date, kind: str, area: str = "") -> str:
    more = {"area": area} if area else {}
    return url_of("burden-entries", town=town, month=f"{month:%Y-%m}", kind=kind, **more)


def _line(town: AreaRow, month: date, row: GridBurden) -> Line:
    cells = []
    for kind in Burden:
        count = row.of(kind)
        url = _entries_url(town, month, kind.value, str(row.area_id)) if count else ""
        cells.append(Cell(kind.label, str(count), url, is_number=True))
    return Line(area_label(row.area_id), cells)


@require_GET
@staff_page(needs="matter.see")
def show_entries(request: StaffRequest) -> HttpResponse:
    """What one number counts, each entry leading to the thing itself. Raises NotFound."""
    town = town_of(request, "matter.see")
    month, query = month_of(request), request.GET
    kind = query.get("kind", "")
    page = burden_entries(
        scope=scope_in(request, town),
        month=month,
        kind=Burden(kind) if kind in Burden.values else None,
        area_id=read_uuid(query.get("area", "")),
        after=read_uuid(query.get("after", "")),
    )
    chips = [build_chip(query, "kind", Burden.choices, anything=_("各种"), lead=_("看"))]
    context = {
        "tabs": tabs(request),
        "town": town,
        "heading": _("{year} 年 {month} 月的减负账").format(year=month.year, month=month.month),
        "bar": build_filter_bar(query, chips, has_words=False),
        "lines": [_entry(row) for row in page.rows],
        "pager": pager_behind(query, after=str(page.after or ""), shown=len(page.rows)),
        "empty": Empty(_("这个月没有记账"), sign="chart-bar"),
        "links": [(_("回到减负账"), _month_url(town, month), "arrow-left")],
    }
    return render(request, "workbench/matters/list.html", context)


SUBJECTS = {"demand": "demand", "admission": "admission", "task": "demand-task"}


def _entry(row: EntryRow) -> Line:
    url = ""
    if row.subject_id and row.subject_kind == "case":
        url = case_url(row.subject_id)
    elif row.subject_id and row.subject_kind in SUBJECTS:
        url = url_of(SUBJECTS[row.subject_kind], row.subject_id)
    cells = [
        Cell(_("记的是"), Burden(row.kind).label, tag=True),
        Cell(_("数"), str(row.count), is_number=True),
        Cell(_("网格"), area_label(row.area_id)),
        Cell(_("日期"), localdate(row.counted_at).isoformat()),
    ]
    return Line(row.subject_label or "—", cells, url=url)


@require_GET
@staff_page(needs="matter.see")
def export(request: StaffRequest) -> HttpResponse:
    """The month as an Excel file, a line a grid; the export is audited. Raises NotFound."""
    town = town_of(request, "matter.see")
    month = month_of(request)
    words = f"{month:%Y-%m}"
    rows = burden_of_month(scope=scope_in(request, town), month=month)
    export_lists(
        actor=request.actor, town_id=town.id, what=_("减负账"), words=words, address=address_of(request), at=request.at
    )
    cells: list[list[object]] = [
        [area_label(row.area_id), *(row.of(kind) for kind in Burden)] for row in rows
    ]  # fmt: skip
    headings = [_("网格"), *(str(kind.label) for kind in Burden)]
    stamp = stamp_of(request.actor, login_name=request.account.login_name, at=request.at)
    name = _("{town}减负账 {month}.xlsx").format(town=town.name, month=words)
    return sheet_response(name, headings, cells, stamp=stamp, words=words)
