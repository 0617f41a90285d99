"""One plan: how far it is, the divisions side by side, what people say to it, what was done; its maps."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.faces.shell.parts import Entry, Fact, NavItem, Words
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.labels import area_label, crumbs_of
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.practice.gridplans.layout import Judgement
from wangge.practice.gridplans.lifecycle import DRAWING_BUSY, DrawingState, PlanAction, PlanState, ProposalKind
from wangge.practice.gridplans.queries import PlanPage, PlanRow, plan_buildings, plan_map, plan_page, plan_row

from .parts import breaks_of_all, buildings_drawn, drawn, grid_lines, percent_words, scope_of
from .steps import links_of, may, waits_of

FORMS = (("geojson", "GeoJSON"), ("gpkg", "GeoPackage"), ("shp", "Shapefile"))
CHOSEN = "chosen"
COMPARED = (PlanState.DRAFT, PlanState.CHOSEN)


@never_cache
@require_GET
@staff_page(needs="area.see")
def show_plan(request: StaffRequest, plan_id: UUID) -> HttpResponse:
    """Everything of one plan. Raises NotFound."""
    page = plan_page(scope=scope_of(request), plan_id=plan_id)
    row = page.row
    cards = _cards(request, page)
    which = request.GET.get("which", "")
    shown = which if which in [card["code"] for card in cards] else next((card["code"] for card in cards), "")
    context: dict[str, Any] = {
        "state": PlanState(row.state).label,
        "crumbs": crumbs_of(row.area_id, url=reverse("workbench:plans")),
        "facts": _facts(page),
        "links": links_of(request, page),
        "waits": waits_of(request, page),
        "undo_url": _own(row.id, "plan-step", "undo") if _may_undo(request, page) else "",
        "edit_url": _own(row.id, "plan-edit") if may(request, page, PlanAction.EDIT) else "",
        "import_url": _own(row.id, "plan-import") if may(request, page, PlanAction.CHOOSE) else "",
        "exports": [(label, _own(row.id, "plan-export", form)) for form, label in FORMS],
        "may_answer": may(request, page, PlanAction.ANSWER),
        "comments": page.comments,
        "entries": [Entry(one.at, PlanAction(one.action).label, by=one.by, text=one.words) for one in page.steps],
        "changed": page.changed,
        "unplaced": page.unplaced,
        "cards": cards,
        "shown": shown,
        "switch": [NavItem(card["label"], f"?which={card['code']}", "", card["code"] == shown) for card in cards],
        **_progress(row),
    }
    return render(request, "workbench/gridplans/plan.html", context)


def _own(plan_id: UUID, name: str, *more: str) -> str:
    return reverse(f"workbench:{name}", args=[plan_id, *more])


def _may_undo(request: StaffRequest, page: PlanPage) -> bool:
    return page.row.state == PlanState.IN_FORCE and request.actor.can("plan.draft", at_path=page.row.area_path)


def _facts(page: PlanPage) -> list[Fact]:
    row = page.row
    facts = [
        Fact(_("村（社区）"), area_label(row.area_id)),
        Fact(_("每格户数"), row.norm, note=_("允许相差 {percent}%").format(percent=row.tolerance)),
        Fact(_("谁拟定"), row.made_by, note=when(row.made_at)),
    ]
    if row.chosen:
        facts.append(Fact(_("选定"), ProposalKind(row.chosen).label))
    if row.notice_from:
        facts.append(
            Fact(_("公示"), _("{since} 至 {until}").format(since=row.notice_from, until=row.notice_until),
                 reverse("portal:plan", args=[row.id]))
        )  # fmt: skip
    if row.in_force_on:
        facts.append(Fact(_("生效"), row.in_force_on))
    elif row.effective_on:
        facts.append(Fact(_("定在哪一天生效"), row.effective_on))
    return facts


def _progress(row: PlanRow) -> dict[str, Any]:
    return {
        "plan": row,
        "is_busy": row.drawing in DRAWING_BUSY,
        "drawing": DrawingState(row.drawing).label,
        "has_failed": row.drawing in (DrawingState.FAILED, DrawingState.CANCELLED),
    }


def _cards(request: StaffRequest, page: PlanPage) -> list[dict[str, Any]]:
    """The division that was chosen first, then today's and, until it is settled, what else was drawn."""
    row = page.row
    chosen: list[tuple[str, Words, Judgement]] = []
    if page.layout is not None:
        label = _("生效的") if row.state == PlanState.IN_FORCE else _("选定的")
        chosen.append((CHOSEN, label, page.layout.judgement))
    shown = [one for one in page.proposals if row.state in COMPARED or one.kind == ProposalKind.TODAY]
    given = [*chosen, *((one.kind, ProposalKind(one.kind).label, one.judgement) for one in shown)]
    may_choose = may(request, page, PlanAction.CHOOSE)
    return [
        _card(code, label, judgement) | {
            "map_url": f"{_own(row.id, 'plan-map')}?which={'' if code == CHOSEN else code}",
            "choose_url": _own(row.id, "plan-choose", code) if may_choose and code not in (CHOSEN, row.chosen) else "",
            "is_chosen": code == row.chosen,
        }
        for code, label, judgement in given
    ]  # fmt: skip


def _card(code: str, label: Words, judgement: Judgement) -> dict[str, Any]:
    worst = max((abs(one.deviation) for one in judgement.grids), default=0.0)
    return {
        "code": code,
        "label": label,
        "figures": _figures(judgement, worst),
        "lines": grid_lines(judgement),
        "breaks": breaks_of_all(judgement),
    }


def _figures(judgement: Judgement, worst: float) -> Sequence[tuple[object, Words]]:
    return (
        (len(judgement.grids), _("网格")),
        (percent_words(worst).lstrip("+"), _("最大偏差")),
        (judgement.moved, _("换网格的户")),
        (len(judgement.breaks), _("不合要求")),
    )


@never_cache
@require_GET
@staff_page(needs="area.see")
def show_progress(request: StaffRequest, plan_id: UUID) -> HttpResponse:
    """How far the drawing is; the page is asked for whole when it ended. Raises NotFound."""
    row = plan_row(scope=scope_of(request), plan_id=plan_id)
    response = render(request, "workbench/gridplans/_progress.html", _progress(row))
    if row.drawing not in DRAWING_BUSY:
        response.headers["HX-Refresh"] = "true"
    return response


@never_cache
@require_GET
@staff_page(needs="area.see")
def send_map(request: StaffRequest, plan_id: UUID) -> JsonResponse:
    """The grids of a division as GeoJSON. Raises NotFound."""
    which = request.GET.get("which", "")
    found = plan_map(scope=scope_of(request), plan_id=plan_id, which=which if which in ProposalKind.values else "")
    return JsonResponse(drawn(found), content_type="application/geo+json")


@never_cache
@require_GET
@staff_page(needs="area.see")
def send_buildings(request: StaffRequest, plan_id: UUID) -> JsonResponse:
    """The buildings of a plan as GeoJSON points. Raises NotFound."""
    found = plan_buildings(scope=scope_of(request), plan_id=plan_id)
    return JsonResponse(buildings_drawn(found), content_type="application/geo+json")
