"""A plan takes effect: on its day everything that lies in the grids moves, in one transaction."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, system_actor
from wangge.core.areas.models import MovedThing
from wangge.core.areas.operations import Wanted, WantedGrid, redraw_grids
from wangge.core.areas.queries import outlines_before
from wangge.ground.foundation import outbox
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, Refusal
from wangge.practice.gridplans.doors import BROKEN, known_of, move_on, plan_for, units_of_grids
from wangge.practice.gridplans.events import PlanTookEffect
from wangge.practice.gridplans.judging import outlines_of
from wangge.practice.gridplans.layout import LaidGrid, Layout
from wangge.practice.gridplans.lifecycle import PlanAction, PlanState, ProposalKind, effect_waits
from wangge.practice.gridplans.models import Plan, Proposal
from wangge.practice.gridplans.naming import ordinal_of
from wangge.practice.gridplans.reading import Known

from .deciding import check_sound


@transaction.atomic
def put_in_force(*, actor: Actor, plan_id: UUID, at: datetime) -> Mapping[str, int]:
    """Let an approved plan take effect (生效) on its day or later; answers how many of each kind moved.

    Raises NotFound, NotAllowed; Conflict before its day, or in words where the ground changed since; Refusal.
    """
    return _take_effect(plan_for(actor, plan_id, PlanAction.TAKE_EFFECT), actor=actor, at=at)


def put_due_in_force(*, at: datetime) -> list[tuple[UUID, str]]:
    """Let every plan whose day has come take effect (每夜); those that could not, each with the reason.

    Each has a transaction of its own: one that is refused waits for a person and stops no other.
    """
    due = Plan.objects.everywhere("what is due on a day").filter(state=PlanState.APPROVED, effective_on__lte=day_of(at))
    failed = []
    for plan_id in due.order_by("id").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                locked = Plan.objects.everywhere("one plan that is due").select_for_update(of=("self",))
                plan = locked.filter(pk=plan_id, state=PlanState.APPROVED).first()
                if plan is not None:
                    _take_effect(plan, actor=system_actor(name=_("系统")), at=at)
        except Refusal as refusal:
            failed.append((plan_id, refusal.message))
    return failed


def _take_effect(plan: Plan, *, actor: Actor, at: datetime) -> Mapping[str, int]:
    assert plan.effective_on is not None
    assert plan.layout is not None
    if waits := effect_waits(effective_on=plan.effective_on, today=day_of(at)):
        raise Conflict(waits)
    check_sound(plan)
    known, layout = known_of(plan), Layout.read(plan.layout)
    with refusing(BROKEN):
        row = redraw_grids(wanted=_wanted(plan, known, layout), by=actor.name, by_id=actor.account_id, at=at)
    plan.in_force_on, plan.redrawing_id = row.on, row.pk
    moved = _counted(row.pk)
    move_on(plan, PlanAction.TAKE_EFFECT, actor=actor, at=at, detail={"moved": moved, "redrawing": str(row.pk)})
    told = units_of_grids(plan.area_path)
    outbox.publish(PlanTookEffect(plan.pk, plan.town_id, plan.area_path, plan.title, told), at=at)
    return moved


def _wanted(plan: Plan, known: Known, layout: Layout) -> Wanted:
    outlines = _outlines_before(plan, layout) or outlines_of(known, layout)
    taking = _taking(known, layout)
    return Wanted(
        village_id=plan.area_id,
        grids=[
            WantedGrid(
                key=grid.key,
                name=grid.name,
                outline=outlines[grid.key],
                area_id=grid.area_id,
                ordinal=ordinal_of(plan.area_id, grid.name) if grid.area_id is None else None,
                stands_for=grid.stands_for,
                donor=_donor(known, layout, number, grid),
            )
            for number, grid in enumerate(layout.grids)
        ],
        buildings={
            house.id: layout.grids[number].key
            for house, number in zip(known.houses, layout.of, strict=True)
            if house.grid is None or house.grid != layout.grids[number].area_id
        },
        heirs={pk: layout.grids[taking[pk]].key for pk in _closing(known, layout)},
        undoes=plan.undoes.redrawing_id if plan.undoes else None,
    )


def _outlines_before(plan: Plan, layout: Layout) -> dict[str, Any]:
    """Those that the grids had before the plan that is undone, where nothing was edited and all are known."""
    if plan.undoes is None or plan.undoes.in_force_on is None:
        return {}
    drawn = Proposal.objects.filter(plan=plan, kind=ProposalKind.BEFORE, dropped_at=None).first()
    if drawn is None or Layout.read(drawn.layout).of != layout.of:
        return {}
    ids = {grid.key: grid.stands_for or grid.area_id for grid in layout.grids}
    known = outlines_before(area_ids=[pk for pk in ids.values() if pk], on=plan.undoes.in_force_on)
    found = {key: known[pk] for key, pk in ids.items() if pk in known}
    return found if len(found) == len(ids) else {}


def _closing(known: Known, layout: Layout) -> list[UUID]:
    kept = {grid.area_id for grid in layout.grids}
    return [pk for pk, _name, _ordinal in known.grids if pk not in kept]


def _taking(known: Known, layout: Layout) -> dict[UUID, int]:
    """For each grid of today the one that holds most of its households, else the largest of all."""
    weight: dict[UUID, Counter[int]] = {pk: Counter() for pk, _name, _ordinal in known.grids}
    whole = Counter[int]()
    for house, number in zip(known.houses, layout.of, strict=True):
        whole[number] += house.households + 1
        if house.grid in weight:
            weight[house.grid][number] += house.households + 1
    return {pk: (found or whole).most_common(1)[0][0] for pk, found in weight.items()}


def _donor(known: Known, layout: Layout, number: int, grid: LaidGrid) -> UUID | None:
    """The grid of today that most of a new one comes from."""
    if grid.area_id is not None:
        return None
    weight = Counter[UUID]()
    for atom in layout.atoms(number):
        house = known.houses[atom]
        if house.grid is not None:
            weight[house.grid] += house.households + 1
    return weight.most_common(1)[0][0] if weight else None


def _counted(redrawing_id: UUID) -> dict[str, int]:
    """How many things of each kind moved; those that went with their grid count with the rest."""
    found = Counter[str]()
    rows = MovedThing.objects.filter(redrawing=redrawing_id).order_by()
    for kind, count in rows.values_list("kind").annotate(Count("thing_id")):
        found[kind.removesuffix("_along")] += count
    return dict(sorted(found.items()))
