"""What every operation on plans asks first: which village, whose right, how the plan stands; and what it leaves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.access.reach import reach
from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.places.queries import in_force
from wangge.core.teams.units import units
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.text.cleaning import clean_line
from wangge.ground.rulebook.schema.gridplans import GridPlans

from .lifecycle import DRAWING_BUSY, PLAN_STEPS, PlanAction, PlanState
from .models import Plan, PlanStep
from .reading import Known

STRANGE = _("没有找到，或者不在你的范围内")
BROKEN: Mapping[str, str | Promise] = {
    "plan_one_open_a_village": _("这个村（社区）已经有一份没有办完的方案"),
    "plan_number_once": _("有人刚刚也新建了方案，请刷新再看"),
    "plan_comment_once": _("这条意见已经收到了"),
    "building_once": _("要并到一起的网格里有同名的楼栋，请先在底册里改名"),
    "named_place_once": _("要并到一起的网格里有同名的地名，请先改名"),
    "area_name_once": _("这里已经有同名的网格，请改名"),
    "area_ordinal_once": _("网格的序号已经有人用了，请改名"),
}  # by the name of the constraint


def village_to_plan(actor: Actor, village_id: UUID) -> AreaRow:
    """An open village or community in which the actor may draft plans. Raises NotFound, NotAllowed, Refusal."""
    village = areas_in_memory().by_id.get(village_id)
    if village is None or village.town_id is None or not actor.can("area.see", at_path=village.path):
        raise NotFound(STRANGE)
    if not actor.can("plan.draft", at_path=village.path):
        raise NotAllowed(_("你没有这一步的权限"))
    if village.level != Level.VILLAGE:
        raise Refusal(_("方案按村（社区）来拟，请选一个村或者社区"), field="village_id")
    return village


def rules_of(area_id: UUID) -> GridPlans:
    """The norms of the place an area lies in. Raises NotFound."""
    return in_force(place=areas_in_memory().place_of(area_id)).rules.gridplans


def plan_for(actor: Actor, plan_id: UUID, action: PlanAction) -> Plan:
    """A plan, locked, that this may be done with now. Raises NotFound, NotAllowed, Conflict."""
    rule = PLAN_STEPS[action]
    locked = Plan.objects.select_for_update(of=("self",))
    plan: Plan = reach(locked, pk=plan_id, actor=actor, permission=rule.permission, seen_with="area.see")
    check_state(plan, action)
    return plan


def check_state(plan: Plan, action: PlanAction) -> None:
    """Raises Conflict where the plan is not where the step begins, or while it is being drawn."""
    if plan.state not in PLAN_STEPS[action].sources:
        words = _("这份方案{state}，不能{action}")
        raise Conflict(words.format(state=PlanState(plan.state).label, action=action.label), state=plan.state)
    if plan.drawing in DRAWING_BUSY and action not in (PlanAction.CANCEL, PlanAction.WITHDRAW):
        raise Conflict(_("正在测算，请等算完，或者先停止"))


def known_of(plan: Plan) -> Known:
    """The ground of a plan."""
    return Known.of(plan.ground, plan)


def said(action: PlanAction, words: str) -> str:
    """What somebody writes with a step. Raises Refusal where it is needed and missing, or too long."""
    found = clean_line(words, 300, field="words")
    if PLAN_STEPS[action].needs_note and not found:
        raise Refusal(_("请写明原因"), field="words")
    return found


def move_on(
    plan: Plan,
    action: PlanAction,
    *,
    actor: Actor,
    at: datetime,
    words: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Save the plan as it is now, with a line in its history."""
    rule = PLAN_STEPS.get(action)
    plan.state = rule.target if rule is not None and rule.target is not None else plan.state
    plan.save()
    PlanStep.objects.create(
        town_id=plan.town_id,
        plan=plan,
        action=action,
        words=words,
        detail=dict(detail or {}),
        at=at,
        by=actor.name,
        by_id=actor.account_id,
    )


def units_of_grids(area_path: str) -> tuple[UUID, ...]:
    """The units whose area is a grid of this village."""
    grids = {one.id for one in areas_in_memory().below(area_path) if one.level == Level.GRID}
    return tuple(sorted(unit.id for unit in units().by_id.values() if unit.area_id in grids))
