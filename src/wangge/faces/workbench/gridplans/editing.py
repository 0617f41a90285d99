"""A division changed by hand: buildings moved, grids merged, split, named, locked; what no longer fits is said at once.

The map only ticks and chooses in a form that works without it.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from wangge.faces.workbench.administration.listing import read_uuid
from wangge.faces.workbench.labels import crumbs_of
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.practice.gridplans import operations as act_on
from wangge.practice.gridplans.layout import Judgement
from wangge.practice.gridplans.lifecycle import PlanAction, PlanState
from wangge.practice.gridplans.queries import PlanPage, plan_buildings, plan_page

from .parts import breaks_of_all, grid_lines, plan_url, scope_of
from .steps import may

PARTS = (2, 3, 4, 5, 6)


@never_cache
@require_GET
@staff_page(needs="plan.draft")
def show_edit(request: StaffRequest, plan_id: UUID) -> HttpResponse:
    """The map and the forms of a chosen division. Raises NotFound."""
    return _page(request, plan_id)


def _page(request: StaffRequest, plan_id: UUID, refusal: Refusal | None = None) -> HttpResponse:
    page = plan_page(scope=scope_of(request), plan_id=plan_id)
    if page.layout is None or page.row.state != PlanState.CHOSEN or not may(request, page, PlanAction.EDIT):
        raise NotFound(_("这个方案现在不能手工调整"))
    judgement = page.layout.judgement
    context: dict[str, Any] = {
        "plan": page.row,
        "crumbs": crumbs_of(page.row.area_id, url=reverse("workbench:plans")),
        "back_url": plan_url(plan_id),
        "map_url": reverse("workbench:plan-map", args=[plan_id]),
        "buildings_url": reverse("workbench:plan-buildings", args=[plan_id]),
        "lines": grid_lines(judgement),
        "breaks": breaks_of_all(judgement),
        "judgement": judgement,
        "grids": _grids(request, page, judgement),
        "parts": PARTS,
        "publish_url": reverse("workbench:plan-step", args=[plan_id, "publish"]),
        "may_undo": page.may_undo_edit,
        "refusal": refusal,
    }
    return render(request, "workbench/gridplans/edit.html", context, status=refusal.status if refusal else 200)


def _grids(request: StaffRequest, page: PlanPage, judgement: Judgement) -> list[dict[str, Any]]:
    """Each grid with its buildings."""
    inside: dict[str, list[dict[str, Any]]] = {}
    for feature in plan_buildings(scope=scope_of(request), plan_id=page.row.id)["features"]:
        inside.setdefault(feature["properties"]["key"], []).append(feature["properties"])
    return [
        {"grid": one, "buildings": sorted(inside.get(one.key, []), key=lambda b: str(b["name"]))}
        for one in judgement.grids
    ]


def _chosen(given: QueryDict) -> list[UUID]:
    ids = [read_uuid(one) for one in given.getlist("buildings")]
    if not ids or None in ids:
        raise Refusal(_("请先选楼栋"))
    return [one for one in ids if one is not None]


def _count(given: QueryDict) -> int:
    words = given.get("parts", "")
    if not words.isascii() or not words.isdigit():
        raise Refusal(_("请写分成几个"))
    return int(words)


Act = Callable[[dict[str, Any], QueryDict], str]  # gives what to say when it is done


def _move(who: dict[str, Any], given: QueryDict) -> str:
    chosen = _chosen(given)
    act_on.move_buildings(building_ids=chosen, key=given.get("key", ""), **who)
    return ngettext("移了 %(count)d 栋", "移了 %(count)d 栋", len(chosen)) % {"count": len(chosen)}


def _hold(locked: bool) -> Act:
    def act(who: dict[str, Any], given: QueryDict) -> str:
        act_on.lock_buildings(building_ids=_chosen(given), locked=locked, **who)
        return _("已锁定") if locked else _("已解锁")

    return act


def _hold_grid(locked: bool) -> Act:
    def act(who: dict[str, Any], given: QueryDict) -> str:
        act_on.lock_grid(key=given.get("key", ""), locked=locked, **who)
        return _("已锁定") if locked else _("已解锁")

    return act


def _merge(who: dict[str, Any], given: QueryDict) -> str:
    act_on.merge_grids(key=given.get("key", ""), into=given.get("into", ""), **who)
    return _("已合并")


def _split(who: dict[str, Any], given: QueryDict) -> str:
    act_on.split_grid(key=given.get("key", ""), parts=_count(given), **who)
    return _("已拆分")


def _rename(who: dict[str, Any], given: QueryDict) -> str:
    act_on.rename_grid(key=given.get("key", ""), name=given.get("name", ""), **who)
    return _("已改名")


def _undo(who: dict[str, Any], _given: QueryDict) -> str:
    act_on.undo_edit(**who)
    return _("退回了上一步")


EDITS: dict[str, Act] = {
    "move": _move, "hold": _hold(True), "release": _hold(False), "merge": _merge, "split": _split, "rename": _rename,
    "lock": _hold_grid(True), "unlock": _hold_grid(False), "undo": _undo,
}  # fmt: skip


@require_POST
@staff_page(needs="plan.draft")
def edit(request: StaffRequest, plan_id: UUID, what: str) -> HttpResponseBase:
    """One change by hand; refused, the page stands again with the reason. Raises NotFound."""
    if what not in EDITS:
        raise Http404
    who = {"actor": request.actor, "plan_id": plan_id, "at": request.at}
    try:
        said = EDITS[what](who, request.POST)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, plan_id, refusal)
    say_done(request, said)
    return HttpResponseRedirect(reverse("workbench:plan-edit", args=[plan_id]))
