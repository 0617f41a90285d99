"""The divisions shown side by side: today's, and what the engine draws under different prices."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wangge.ground.engines.partition.plan import Plan as Drawn
from wangge.ground.engines.partition.request import Cancelled, Prices, Request, Today
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.jobs import job
from wangge.practice.gridplans.engine import draw
from wangge.practice.gridplans.judging import judge, norm_of
from wangge.practice.gridplans.layout import Judgement, LaidGrid, Layout
from wangge.practice.gridplans.lifecycle import DRAWING_BUSY, DrawingState, ProposalKind
from wangge.practice.gridplans.models import Plan, Proposal
from wangge.practice.gridplans.naming import next_name
from wangge.practice.gridplans.reading import Known

WHY = "the job that draws a plan"
DEAR = 100.0  # metres of border that a household who moves is worth: few move
CHEAP = 5.0
NARROW = 3  # so much closer to its share each grid is wanted where sizes count most
NARROWEST = 0.02
PROOF_SECONDS = 1.0
LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Wish:
    kind: ProposalKind
    prices: Prices
    narrow: int = 1


WISHES = (
    _Wish(ProposalKind.FEW_MOVES, Prices(move=DEAR)),
    _Wish(ProposalKind.BEST_SIZES, Prices(move=CHEAP), NARROW),
    _Wish(ProposalKind.SHORT_BORDERS, Prices()),
)


@job(queue="default", attempts=2)
def draw_proposals(*, plan_id: str, at: str, locks: Mapping[str, list[str]] | None = None) -> None:
    """Draw the proposals of a plan, telling how far it is; called off by who stops it or asks for another drawing.

    A worker that died is followed by another, which goes on with what is missing.
    """
    plan = Plan.objects.everywhere(WHY).select_related("ground").filter(pk=UUID(plan_id)).first()
    if plan is None:
        return
    run = _Run(plan, Known.of(plan.ground, plan), locks or {})
    if not run.begins():
        return
    done = set(Proposal.objects.filter(plan=plan, dropped_at=None).values_list("kind", flat=True))
    try:
        for number, wish in enumerate(WISHES):
            if wish.kind not in done:
                run.draw(number, wish, at=datetime.fromisoformat(at))
    except Cancelled:
        return
    except Refusal as refusal:
        run.ends(DrawingState.FAILED, drawing_words=refusal.message[:300])
        return
    except ValueError:
        LOG.exception("plan %s could not be drawn", plan_id)
        run.ends(DrawingState.FAILED, drawing_words=_("测算没有成功，请核对楼栋位置和户数标准"))
        return
    run.ends(DrawingState.DONE, drawn_percent=100)


@dataclass
class _Run:
    """One drawing of the ground as it was read; the plan's row says whether it goes on."""

    plan: Plan
    known: Known
    locks: Mapping[str, Collection[str]]
    told: int = -1

    @property
    def row(self) -> QuerySet[Plan]:
        """The plan, as long as its ground is the one that is drawn."""
        rows = Plan.objects.everywhere(WHY).filter(pk=self.plan.pk)
        return rows.filter(ground__read_at=self.plan.ground.read_at)

    def begins(self) -> bool:
        return self.row.filter(drawing__in=DRAWING_BUSY).update(drawing=DrawingState.RUNNING) == 1

    def ends(self, state: DrawingState, **more: Any) -> None:
        self.row.filter(drawing=DrawingState.RUNNING).update(drawing=state, **more)

    def tell(self, number: int, share: float) -> bool:
        """Write each percent once; answers whether to go on."""
        percent = min(99, int(100 * (number + share) / len(WISHES)))
        if percent <= self.told:
            return True
        self.told = percent
        return self.row.filter(drawing=DrawingState.RUNNING).update(drawn_percent=percent) == 1

    def draw(self, number: int, wish: _Wish, *, at: datetime) -> None:
        """One proposal. Raises Cancelled, ValueError, Refusal."""
        plan, known = self.plan, self.known
        norm = norm_of(plan.norm, plan.tolerance)
        narrow = replace(norm, tolerance=max(NARROWEST, norm.tolerance / wish.narrow))
        today = Today(known.today, frozenset(self.locks.get("grids", ())), _locked(known, self.locks))
        request = Request(norm=narrow, prices=wish.prices, today=today, proof_seconds=PROOF_SECONDS)
        drawn = draw(known.ground, request, watch=partial(self.tell, number))
        layout = layout_of(known, drawn.grid_of, self.locks)
        judgement = judge(known, layout, norm, causes=_causes(drawn, layout), least_moved=round(drawn.least_moved))
        with transaction.atomic():
            if self.row.filter(drawing=DrawingState.RUNNING).select_for_update(of=("self",)).first() is None:
                raise Cancelled
            keep_proposal(plan, wish.kind, layout, judgement, at=at)


def keep_proposal(plan: Plan, kind: ProposalKind, layout: Layout, judgement: Judgement, *, at: datetime) -> None:
    """Lay a division beside the others."""
    Proposal.objects.create(
        town_id=plan.town_id, plan=plan, kind=kind, layout=layout.stored(), judgement=judgement.stored(), drawn_at=at
    )


def _locked(known: Known, locks: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Locked buildings that stand in a grid of today, where they stay."""
    return frozenset(locks.get("houses", ())) & known.today.keys()


def _causes(drawn: Drawn, layout: Layout) -> dict[tuple[str, str], str]:
    keys = {grid.key for grid in layout.grids}
    return {(one.rule, one.grid): one.cause for one in drawn.unmet if one.grid in keys}


def layout_of(known: Known, grid_of: Mapping[str, str], locks: Mapping[str, Collection[str]] | None = None) -> Layout:
    """What the engine drew; grids that are not there today get the next usual names."""
    held = locks or {}
    today = {str(pk): (pk, name) for pk, name, _ordinal in known.grids}
    used = [ordinal for _pk, _name, ordinal in known.grids]
    taken = {name for _pk, name, _ordinal in known.grids}
    grids: dict[str, LaidGrid] = {}
    for key in sorted({*grid_of.values()}, key=lambda one: (one not in today, one)):
        if key in today:
            pk, name = today[key]
            grids[key] = LaidGrid(key, name, pk, is_locked=key in held.get("grids", ()))
        else:
            name = next_name(known.village, taken, used)
            taken.add(name)
            grids[key] = LaidGrid(f"new-{1 + sum(g.area_id is None for g in grids.values())}", name)
    numbers = {key: number for number, key in enumerate(grids)}
    of = tuple(numbers[grid_of[str(house.id)]] for house in known.houses)
    stay = _locked(known, held)
    locked = frozenset(atom for atom, house in enumerate(known.houses) if str(house.id) in stay)
    return Layout(tuple(grids.values()), of, locked)


def today_of(known: Known) -> Layout | None:
    """Today's division; what stands in no grid counts to that of its neighbours. None where there is no grid."""
    grid_of = dict(known.today)
    if not grid_of:
        return None
    beside: dict[int, list[int]] = {}
    for one, other, _metres, _barred in known.borders:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    keys = [str(house.id) for house in known.houses]
    waiting = [atom for atom, key in enumerate(keys) if key not in grid_of]
    while waiting:
        found = {a: grid_of[keys[n]] for a in waiting for n in beside.get(a, ()) if keys[n] in grid_of}
        if not found:
            found = dict.fromkeys(waiting, next(iter(grid_of.values())))
        grid_of |= {keys[atom]: grid for atom, grid in found.items()}
        waiting = [atom for atom in waiting if atom not in found]
    return layout_of(known, grid_of)
