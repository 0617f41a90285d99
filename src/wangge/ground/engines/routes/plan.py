"""What comes out: rounds with every moment, why each stop stands where it stands, and what is left for another day."""

from collections.abc import Sequence
from dataclasses import dataclass

from .request import URGENT, Stop
from .travel import Timed, Ways, price, timed, travelled, way_in

# Why a stop stands where it stands.
OPENS, CLOSES, WORTH, NEAREST, ON_THE_WAY, DETOUR = "opens", "closes", "worth", "nearest", "on_the_way", "detour"
# Why a stop is left.
OUT_OF_HOURS, NO_TIME, TOO_FAR = "out_of_hours", "no_time", "too_far"
SHORT = 180  # seconds out of the way that count as on the way
TIGHT = 900  # seconds before the end of a stop's hours


@dataclass(frozen=True, slots=True)
class Reason:
    """A word of the list above and its number: a time of day, or seconds."""

    why: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A stop of a round with its moments (seconds from midnight) and the reasons for its place."""

    stop: Stop
    way: int
    arrives: int
    begins: int
    leaves: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Round:
    """What one visitor goes."""

    visitor: str
    steps: tuple[Step, ...]
    travel: int
    home_at: int

    @property
    def keys(self) -> list[str]:
        return [step.stop.key for step in self.steps]


@dataclass(frozen=True)
class Left:
    """A stop for another evening, and why."""

    stop: Stop
    reason: Reason


@dataclass(frozen=True)
class Plan:
    """An evening: a round for each visitor; `price` is seconds of going and the worth of what is left."""

    rounds: tuple[Round, ...]
    left: tuple[Left, ...]
    travel: int
    price: int


def plan_of(ways: Ways, orders: Sequence[Sequence[int]]) -> Plan:
    """Word the rounds. Raises ValueError for rounds that cannot be gone, or a stop that is gone to twice."""
    every = [stop for order in orders for stop in order]
    if len(every) != len(set(every)):
        raise ValueError("a stop stands in two rounds")
    rounds = [_round(ways, visitor, order) for visitor, order in enumerate(orders)]
    missing = [number for number in range(len(ways.stops)) if number not in set(every)]
    return Plan(
        tuple(rounds),
        tuple(Left(ways.stops[number], _why_left(ways, orders, number)) for number in missing),
        sum(one.travel for one in rounds),
        price(ways, orders),
    )


def _round(ways: Ways, visitor: int, order: Sequence[int]) -> Round:
    moments = timed(ways, visitor, order)
    if moments is None:
        raise ValueError(f"{ways.visitors[visitor].key!r} cannot go this round in time")
    steps = [_step(ways, visitor, order, place, one) for place, one in enumerate(moments)]
    back = int(ways.of(visitor)[order[-1], ways.home(visitor)]) if order else 0
    ends = steps[-1].leaves if steps else ways.visitors[visitor].begins
    return Round(ways.visitors[visitor].key, tuple(steps), travelled(ways, visitor, order), ends + back)


def _step(ways: Ways, visitor: int, order: Sequence[int], place: int, one: Timed) -> Step:
    stop = ways.stops[one.stop]
    reasons = tuple(_reasons(ways, visitor, order, place, one))
    return Step(stop, one.way, one.arrives, one.begins, one.leaves, reasons)


def _reasons(ways: Ways, visitor: int, order: Sequence[int], place: int, one: Timed) -> list[Reason]:
    stop, who = ways.stops[one.stop], ways.visitors[visitor]
    found = []
    if stop.earliest > who.begins and one.begins - stop.earliest < TIGHT:
        found.append(Reason(OPENS, stop.earliest))
    if stop.latest < who.ends and stop.latest - one.leaves < TIGHT:
        found.append(Reason(CLOSES, stop.latest))
    if stop.worth >= URGENT:
        found.append(Reason(WORTH, stop.worth))
    return [*found, _by_way(ways, visitor, order, place)]


def _by_way(ways: Ways, visitor: int, order: Sequence[int], place: int) -> Reason:
    table, home = ways.of(visitor), ways.home(visitor)
    before = order[place - 1] if place else home
    after = order[place + 1] if place + 1 < len(order) else home
    stop = order[place]
    extra = int(table[before, stop] + table[stop, after] - table[before, after])
    if all(table[before, stop] <= table[before, other] for other in order[place:]):
        return Reason(NEAREST, int(table[before, stop]))
    return Reason(ON_THE_WAY if extra <= SHORT else DETOUR, extra)


def _why_left(ways: Ways, orders: Sequence[Sequence[int]], stop: int) -> Reason:
    if all(timed(ways, visitor, [stop]) is None for visitor in range(len(ways.visitors))):
        return Reason(OUT_OF_HOURS, ways.stops[stop].latest)
    found = way_in(ways, orders, stop)
    return Reason(TOO_FAR, found[0]) if found else Reason(NO_TIME)
