"""Plans of the villages; grids that are beyond the limits of their place, as a list and as a file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.core.areas.queries import AreaRow
from wangge.faces.shell.parts import build_chip, build_filter_bar
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.listing import area_chip, chosen_area, page_of, pager_behind, read_uuid
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.cases.export import stamp_of
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.matters.files import sheet_response
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.rulebook.permissions import Permission
from wangge.practice.gridplans.lifecycle import PlanState
from wangge.practice.gridplans.queries import GridSize, PlanRow, grid_sizes, plans

from .parts import NOTHING, TABS, plan_url, scope_of

SIZE = 50


@require_GET
@staff_page(needs="area.see")
def show_plans(request: StaffRequest) -> HttpResponse:
    """Plans, the newest first. Raises NotFound for an area outside."""
    query, scope = request.GET, scope_of(request)
    area, state = chosen_area(query, scope), query.get("state", "")
    rows = plans(
        scope=scope, path=area.path if area else "/", state=state if state in PlanState.values else "",
        before=read_uuid(query.get("after", "")), limit=SIZE + 1,
    )  # fmt: skip
    shown = rows[:SIZE]
    chips = [
        area_chip(query, scope, area, lead=_("看")),
        build_chip(query, "state", PlanState.choices, anything=_("全部方案"), lead=_("的")),
    ]
    may_draft = request.actor.may("plan.draft")
    context: dict[str, Any] = {
        "heading": _("网格调整方案"),
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "bar": build_filter_bar(query, chips, has_words=False),
        "lines": [_line(row) for row in shown],
        "pager": pager_behind(query, after=str(shown[-1].id) if len(rows) > SIZE else "", shown=len(shown)),
        "empty": Empty(_("还没有方案"), _("先看哪些网格规模超限，再给那个村拟一版方案。"), sign="map-2"),
        "add_url": reverse("workbench:plan-new") if may_draft else "",
        "add_label": _("拟定方案"),
    }
    return render(request, "workbench/list.html", context)


def _line(row: PlanRow) -> Line:
    days = NOTHING
    if row.notice_until:
        days = _("{since} 至 {until}").format(since=row.notice_from, until=row.notice_until)
    cells = [
        Cell(_("情况"), PlanState(row.state).label, tag=True),
        Cell(_("每格户数"), str(row.norm), is_number=True),
        Cell(_("公示"), days, tag=True),
        Cell(_("生效"), str(row.in_force_on or row.effective_on or NOTHING), tag=True),
        Cell(_("谁拟定"), row.made_by),
        Cell(_("什么时候"), when(row.made_at), tag=True),
        Cell(_("意见"), str(row.comments), f"{plan_url(row.id)}#comments" if row.comments else "", is_number=True),
    ]
    return Line(row.title, cells, url=plan_url(row.id), below=row.village)


@require_GET
@staff_page(needs="area.see")
def show_sizes(request: StaffRequest) -> HttpResponse:
    """Grids by size, radius and staff; those beyond the limits of their place first. Raises NotFound."""
    query, scope = request.GET, scope_of(request)
    area, found, wanted = _sizes(request)
    shown, after = page_of(wanted, [one.area.code for one in wanted], after=query.get("after", ""), size=SIZE)
    chips = [
        area_chip(query, scope, area, lead=_("看")),
        build_chip(query, "which", [("all", _("全部网格"))], anything=_("超限的"), lead=_("的")),
    ]
    export = reverse("workbench:grid-sizes-export") + f"?{query.urlencode()}"
    context: dict[str, Any] = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "bar": build_filter_bar(query, chips, has_words=False, export_url=export if shown else ""),
        "count": len(found),
        "beyond": sum(1 for one in found if one.beyond),
        "lines": [_size_line(request, one) for one in shown],
        "pager": pager_behind(query, after=after, shown=len(shown)),
    }
    return render(request, "workbench/gridplans/sizes.html", context)


def _sizes(request: StaffRequest) -> tuple[AreaRow | None, list[GridSize], list[GridSize]]:
    """The chosen area, its grids, and those of them that are asked for."""
    area = chosen_area(request.GET, scope_of(request))
    found = grid_sizes(scope=scope_of(request), path=area.path if area else "/", at=request.at)
    return area, found, found if request.GET.get("which") == "all" else [one for one in found if one.beyond]


def _beyond(one: GridSize) -> str:
    return "；".join(beyond.words for beyond in one.beyond)


def _size_line(request: StaffRequest, one: GridSize) -> Line:
    cells = [
        Cell(_("户"), str(one.households), _list_url(request, "households", "people.see", one), is_number=True),
        Cell(_("半径（米）"), _number(one.radius), is_number=True),
        Cell(_("在岗"), str(one.staff), _list_url(request, "appointments", "team.see", one), is_number=True),
        Cell(_("每人几户"), _number(one.per_member), is_number=True),
        Cell(_("超了什么"), _beyond(one) or NOTHING),
    ]
    may = request.actor.can("plan.draft", at_path=one.village.path)
    url = reverse("workbench:plan-begin", args=[one.village.code])
    return Line(
        area_label(one.area.id), cells, url=reverse("workbench:area", args=[one.area.code]),
        actions=[(_("拟定方案"), url)] if may else [],
    )  # fmt: skip


def _list_url(request: StaffRequest, name: str, permission: Permission, one: GridSize) -> str:
    """Where what was counted is listed, to who may see it."""
    may = request.actor.can(permission, at_path=one.area.path)
    return f"{reverse(f'workbench:{name}')}?area={one.area.code}" if may else ""


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.0f}"


@require_GET
@staff_page(needs="area.see")
def send_sizes(request: StaffRequest) -> HttpResponse:
    """The same as an Excel file; no person stands in it. Raises NotFound."""
    area, _all, shown = _sizes(request)
    rows: list[list[Any]] = [
        [area_label(one.area.id), one.households, _number(one.radius), one.staff, _number(one.per_member), _beyond(one)]
        for one in shown
    ]
    headings = [_("网格"), _("户"), _("半径（米）"), _("在岗"), _("每人几户"), _("超了什么")]
    stamp = stamp_of(request.actor, login_name=request.account.login_name, at=request.at)
    name = _("网格规模 {day}.xlsx").format(day=localdate(request.at).isoformat())
    return sheet_response(name, headings, rows, stamp=stamp, words=area.name if area else "")
