"""The divisions shown side by side: today's, and what the engine draws under different prices."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.ground.engines.partition.plan import Plan as Drawn
from wangge.ground.engines.partition.request import Cancelled, Prices, Request, Today
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.jobs import job
from wangge.practice.gridplans.engine import draw
from wangge.practice.gridplans.judging import judge, norm_of
from wangge.practice.gridplans.layout import LaidGrid, Layout
from wangge.practice.gridplans.lifecycle import DrawingState, ProposalKind
from wangge.practice.gridplans.models import Plan, Proposal
from wangge.practice.gridplans.naming import next_name
from wangge.practice.gridplans.reading import Known

WHY = "the job that draws a plan"
DEAR = 100.0  # metres of border that a household who moves is worth: few move
CHEAP = 5.0
NARROW = 3  # so much closer to its share each grid is wanted where sizes count most
PROOF_SECONDS = 1.0
Tell = Callable[[float], bool]


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
    """Draw the proposals of a plan, telling how far it is; called off between two steps by who stops it."""
    plan = Plan.objects.everywhere(WHY).select_related("ground").filter(pk=UUID(plan_id)).first()
    if plan is None or not _becomes(plan.pk, DrawingState.WAITING, DrawingState.RUNNING):
        return
    known, moment = Known.of(plan.ground, plan), datetime.fromisoformat(at)
    try:
        for number, wish in enumerate(WISHES):
            _draw(plan, known, wish, locks or {}, _teller(plan.pk, number), at=moment)
    except Cancelled:
        return
    except (ValueError, Refusal) as error:
        _fail(plan.pk, str(error))
        return
    _becomes(plan.pk, DrawingState.RUNNING, DrawingState.DONE)


def _becomes(plan_id: UUID, old: DrawingState, new: DrawingState) -> bool:
    rows = Plan.objects.everywhere(WHY).filter(pk=plan_id, drawing=old)
    done = {"drawn_percent": 100} if new == DrawingState.DONE else {}
    return rows.update(drawing=new, **done) == 1


def _fail(plan_id: UUID, words: str) -> None:
    told = _("测算没有成功，请核对楼栋位置和户数标准：{words}").format(words=words)[:300]
    Plan.objects.everywhere(WHY).filter(pk=plan_id).update(drawing=DrawingState.FAILED, drawing_words=told)


def _teller(plan_id: UUID, number: int) -> Tell:
    """Writes each percent once; answers whether to go on."""
    told = -1

    def tell(share: float) -> bool:
        nonlocal told
        percent = min(99, int(100 * (number + share) / len(WISHES)))
        if percent <= told:
            return True
        told = percent
        rows = Plan.objects.everywhere(WHY).filter(pk=plan_id, drawing=DrawingState.RUNNING)
        return rows.update(drawn_percent=percent) == 1

    return tell


def _draw(
    plan: Plan, known: Known, wish: _Wish, locks: Mapping[str, Collection[str]], tell: Tell, *, at: datetime
) -> None:
    norm = norm_of(plan.norm, plan.tolerance)
    narrow = replace(norm, tolerance=max(0.02, norm.tolerance / wish.narrow))
    today = Today(known.today, frozenset(locks.get("grids", ())), _locked(known, locks))
    request = Request(norm=narrow, prices=wish.prices, today=today, proof_seconds=PROOF_SECONDS)
    drawn = draw(known.ground, request, watch=tell)
    layout = layout_of(known, drawn.grid_of, locks)
    judgement = judge(known, layout, norm, causes=_causes(drawn, layout), least_moved=round(drawn.least_moved))
    with transaction.atomic():
        if not tell_on(plan.pk):
            raise Cancelled
        Proposal.objects.create(
            town_id=plan.town_id, plan=plan, kind=wish.kind, layout=layout.stored(), judgement=judgement.stored(),
            drawn_at=at,
        )  # fmt: skip


def tell_on(plan_id: UUID) -> bool:
    """Whether the drawing still runs, the plan locked."""
    rows = Plan.objects.everywhere(WHY).select_for_update(of=("self",))
    return rows.filter(pk=plan_id, drawing=DrawingState.RUNNING).first() is not None


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
