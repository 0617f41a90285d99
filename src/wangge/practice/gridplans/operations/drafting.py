"""A plan begun, drawn anew, chosen from what was drawn; and one that brings back the grids of before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.access.reach import reach
from wangge.core.areas.levels import Level
from wangge.core.areas.models import Area
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.redrawing import moved_things
from wangge.ground.foundation import jobs
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, Refusal
from wangge.ground.foundation.text.cleaning import clean_line
from wangge.practice.gridplans.doors import BROKEN, known_of, move_on, plan_for, rules_of, village_to_plan
from wangge.practice.gridplans.judging import judge, norm_of
from wangge.practice.gridplans.layout import Judgement, LaidGrid, Layout
from wangge.practice.gridplans.lifecycle import DRAWING_BUSY, DrawingState, PlanAction, PlanState, ProposalKind
from wangge.practice.gridplans.models import Plan, Proposal
from wangge.practice.gridplans.reading import Known, read_ground

from .drawing import draw_proposals, keep_proposal, today_of

FEWEST, MOST = 5, 5_000


@transaction.atomic
def begin_plan(
    *,
    actor: Actor,
    village_id: UUID,
    title: str = "",
    norm: int | None = None,
    tolerance: int | None = None,
    barriers: Mapping[str, Any] | None = None,
    at: datetime,
) -> UUID:
    """Begin a plan of a village's grids (拟定方案): its ground is read, today is judged, the drawing is queued.

    Without a norm that of the rules holds, else what the grids have on average today. Raises NotFound, NotAllowed,
    Conflict while another plan of the village is open, Refusal.
    """
    village = village_to_plan(actor, village_id)
    known = read_ground(village, barriers=barriers)
    plan = _new_plan(actor, village, title=title, known=known, at=at)
    _set_norm(plan, known, norm, tolerance)
    _keep(plan, known, actor=actor, at=at)
    _queue(plan, at=at)
    return plan.pk


def _new_plan(actor: Actor, village: AreaRow, *, title: str, known: Known, at: datetime) -> Plan:
    rules = rules_of(village.id)
    earlier = Plan.objects.everywhere("versions are counted for each village").filter(area=village.id)
    number = (earlier.aggregate(last=Max("number"))["last"] or 0) + 1
    usual = _("{village}网格优化调整方案（第{number}版）").format(village=village.name, number=number)
    return Plan(
        town_id=village.town_id or village.id, area_id=village.id, area_path=village.path, number=number,
        title=clean_line(title, 80, field="title") or usual, norm=_usual_norm(village, known),
        tolerance=rules.tolerance, made_at=at, made_by=actor.name, made_by_id=actor.account_id,
    )  # fmt: skip


def _usual_norm(village: AreaRow, known: Known) -> int:
    norm = rules_of(village.id).norm_of(village.kind)
    return norm or max(FEWEST, round(known.households / max(1, len(known.grids))))


def _set_norm(plan: Plan, known: Known, norm: int | None, tolerance: int | None) -> None:
    plan.norm = norm if norm is not None else plan.norm
    plan.tolerance = tolerance if tolerance is not None else plan.tolerance
    if not FEWEST <= plan.norm <= MOST:
        raise Refusal(_("每个网格的户数要在 {least} 到 {most} 之间").format(least=FEWEST, most=MOST), field="norm")
    if not 1 <= plan.tolerance <= 99:
        raise Refusal(_("允许的偏差要在 1% 到 99% 之间"), field="tolerance")
    if round(known.households / plan.norm) > len(known.houses):
        raise Refusal(_("楼栋太少，分不出这么多网格，请把户数标准写大一些"), field="norm")


def _keep(plan: Plan, known: Known, *, actor: Actor, at: datetime) -> None:
    """Write a new plan with its ground and what today's division is worth."""
    plan.drawing, plan.drawn_percent = DrawingState.WAITING, 0
    with refusing(BROKEN):
        plan.save(force_insert=True)
    known.row(plan, at=at).save(force_insert=True)
    _keep_today(plan, known, at=at)
    move_on(plan, PlanAction.BEGIN, actor=actor, at=at, detail={"norm": plan.norm, "tolerance": plan.tolerance})


def _keep_today(plan: Plan, known: Known, *, at: datetime) -> None:
    layout = today_of(known)
    if layout is not None:
        keep_proposal(plan, ProposalKind.TODAY, layout, judge(known, layout, norm_of(plan.norm, plan.tolerance)), at=at)


def _queue(plan: Plan, *, at: datetime, locks: Mapping[str, list[str]] | None = None) -> None:
    jobs.enqueue(draw_proposals, plan_id=str(plan.pk), at=at.isoformat(), locks=locks)


@transaction.atomic
def draw_again(
    *,
    actor: Actor,
    plan_id: UUID,
    norm: int | None = None,
    tolerance: int | None = None,
    barriers: Mapping[str, Any] | None = None,
    keep_barriers: bool = True,
    at: datetime,
) -> None:
    """Read the ground anew and draw again (重新测算); what was edited by hand is dropped, locks on today's grids stay.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    plan = plan_for(actor, plan_id, PlanAction.DRAW)
    old = known_of(plan)
    village = areas_in_memory().by_id[plan.area_id]
    known = read_ground(village, barriers=barriers or (old.barriers if keep_barriers else None))
    _set_norm(plan, known, norm, tolerance)
    locks = _locks(old, Layout.read(plan.layout)) if plan.layout else {"grids": [], "houses": []}
    Proposal.objects.filter(plan=plan, dropped_at=None).update(dropped_at=at)
    known.row(plan, at=at).save(force_update=True)
    plan.layout = plan.judgement = None
    plan.chosen, plan.drawing, plan.drawn_percent, plan.drawing_words = "", DrawingState.WAITING, 0, ""
    plan.undoes = None
    _keep_today(plan, known, at=at)
    move_on(plan, PlanAction.DRAW, actor=actor, at=at, detail={"norm": plan.norm, "tolerance": plan.tolerance})
    _queue(plan, at=at, locks=locks)


def _locks(known: Known, layout: Layout) -> dict[str, list[str]]:
    """What is locked in a layout, by the ids of grids and buildings."""
    return {
        "grids": [str(grid.area_id) for grid in layout.grids if grid.is_locked and grid.area_id is not None],
        "houses": [str(known.houses[atom].id) for atom in sorted(layout.locked)],
    }


@transaction.atomic
def cancel_drawing(*, actor: Actor, plan_id: UUID, at: datetime) -> None:
    """Stop the drawing (停止测算); what is done stays. Raises NotFound, NotAllowed, Conflict."""
    plan = plan_for(actor, plan_id, PlanAction.CANCEL)
    if plan.drawing not in DRAWING_BUSY:
        raise Conflict(_("没有在测算"))
    plan.drawing = DrawingState.CANCELLED
    move_on(plan, PlanAction.CANCEL, actor=actor, at=at)


@transaction.atomic
def choose_proposal(*, actor: Actor, plan_id: UUID, kind: str, at: datetime) -> Judgement:
    """Take one of the divisions drawn to go on with (选定方案). Raises NotFound, NotAllowed, Conflict, Refusal."""
    plan = plan_for(actor, plan_id, PlanAction.CHOOSE)
    found = Proposal.objects.filter(plan=plan, kind=kind, dropped_at=None).first()
    if found is None:
        raise Refusal(_("没有这个方案可选"), field="kind")
    plan.chosen, plan.layout, plan.judgement = ProposalKind(found.kind), found.layout, found.judgement
    move_on(plan, PlanAction.CHOOSE, actor=actor, at=at, detail={"kind": found.kind})
    return Judgement.read(found.judgement)


@transaction.atomic
def undo_plan(*, actor: Actor, plan_id: UUID, at: datetime) -> UUID:
    """A new version that brings back the grids before a plan took effect (恢复原网格); it goes the whole way again.

    Raises NotFound, NotAllowed, Conflict.
    """
    rows = Plan.objects.select_for_update(of=("self",))
    old: Plan = reach(rows, pk=plan_id, actor=actor, permission="plan.draft", seen_with="area.see")
    if old.state != PlanState.IN_FORCE or old.redrawing_id is None:
        raise Conflict(_("这份方案没有生效，不用恢复"))
    village = village_to_plan(actor, old.area_id)
    known = read_ground(village, barriers=known_of(old).barriers)
    title = _("{village}恢复第{number}版以前的网格").format(village=village.name, number=old.number)
    plan = _new_plan(actor, village, title=title, known=known, at=at)
    plan.undoes, plan.norm, plan.tolerance = old, old.norm, old.tolerance
    layout = _before(known, moved_things(old.redrawing_id, "building"))
    judgement = judge(known, layout, norm_of(plan.norm, plan.tolerance))
    plan.state, plan.chosen = PlanState.CHOSEN, ProposalKind.BEFORE
    plan.layout, plan.judgement = layout.stored(), judgement.stored()
    _keep(plan, known, actor=actor, at=at)
    plan.drawing = DrawingState.IDLE
    keep_proposal(plan, ProposalKind.BEFORE, layout, judgement, at=at)
    move_on(plan, PlanAction.CHOOSE, actor=actor, at=at, detail={"kind": ProposalKind.BEFORE, "undoes": str(old.pk)})
    return plan.pk


def _before(known: Known, moved: Mapping[UUID, tuple[UUID, UUID]]) -> Layout:
    """Each building that the plan moved back where it was; those that came later stay where they are."""
    index = areas_in_memory()
    left = Area.objects.select_related("parent").filter(pk__in={old for old, _new in moved.values()})
    was = {area.pk: area.parent if area.level == Level.MICRO else area for area in left}
    names = {pk: name for pk, name, _ordinal in known.grids}
    grids: dict[UUID, LaidGrid] = {}
    of = []
    for house in known.houses:
        old, new = moved.get(house.id, (None, None))
        back = was.get(old) if old is not None and new == house.area_id else None
        here = back.pk if back is not None and back.level == Level.GRID else house.grid
        if here is None:
            here = known.grids[0][0]
        if here not in grids:
            stands = here not in index.by_id
            name = back.name if stands and back is not None else names[here]
            key = f"new-{len(grids) + 1}" if stands else str(here)
            grids[here] = LaidGrid(key, name, None if stands else here, here if stands else None)
        of.append(list(grids).index(here))
    return Layout(tuple(grids.values()), tuple(of))
