"""How long it takes from place to place, and what a round comes to: the one reckoning that every plan is judged by."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import cos, radians

import numpy as np
import numpy.typing as npt

from wangge.ground.engines.frames import METRES_A_DEGREE

from .request import Evening, Pace, Stop, Visitor

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ways:
    """Seconds between all places: first the stops, then the visitors' own places; one table for each pace."""

    stops: tuple[Stop, ...]
    visitors: tuple[Visitor, ...]
    tables: dict[Pace, Ints] = field(default_factory=dict)

    def of(self, visitor: int) -> Ints:
        return self.tables[self.visitors[visitor].pace]

    def home(self, visitor: int) -> int:
        return len(self.stops) + visitor


def ways_of(evening: Evening) -> Ways:
    """The seconds of every way, straight lines made longer by the pace's winding."""
    stops, visitors = evening.stops, evening.visitors
    points = [(one.lon, one.lat) for one in stops] + [(one.lon, one.lat) for one in visitors]
    places = np.array(points, dtype=np.float64).reshape(-1, 2)
    middle = float(places[:, 1].mean()) if len(places) else 0.0
    flat = places * (METRES_A_DEGREE * cos(radians(middle)), METRES_A_DEGREE)
    metres = np.hypot(flat[:, 0, None] - flat[None, :, 0], flat[:, 1, None] - flat[None, :, 1])
    return Ways(stops, visitors, {pace: _seconds(metres, pace) for pace in {one.pace for one in visitors}})


def _seconds(metres: npt.NDArray[np.float64], pace: Pace) -> Ints:
    ways = metres * pace.winding
    walked = ways / pace.walking
    quickest = np.minimum(walked, pace.mounting + ways / pace.riding) if pace.riding else walked
    found: Ints = np.rint(quickest).astype(np.int64)
    return found


@dataclass(frozen=True, slots=True)
class Timed:
    """A stop of a round with its moments: the way there, arriving, beginning (after waiting), leaving."""

    stop: int
    way: int
    arrives: int
    begins: int
    leaves: int


def timed(ways: Ways, visitor: int, order: Sequence[int]) -> list[Timed] | None:
    """The moments of a round, leaving home as soon as it begins; None where something is too late."""
    table, who = ways.of(visitor), ways.visitors[visitor]
    at, place, found = who.begins, ways.home(visitor), []
    for stop in order:
        way = int(table[place, stop])
        one = ways.stops[stop]
        begins = max(at + way, one.earliest)
        if begins + one.seconds > one.latest:
            return None
        found.append(Timed(stop, way, at + way, begins, begins + one.seconds))
        at, place = begins + one.seconds, stop
    return found if at + int(table[place, ways.home(visitor)]) <= who.ends else None


def travelled(ways: Ways, visitor: int, order: Sequence[int]) -> int:
    """Seconds of going of a round, home again."""
    if not order:
        return 0
    table, home = ways.of(visitor), ways.home(visitor)
    places = [home, *order, home]
    return sum(int(table[one, two]) for one, two in pairwise(places))


def _spare(ways: Ways, visitor: int, order: Sequence[int]) -> int:
    """At most so much may come in: what is left of the evening, and all waiting."""
    moments = timed(ways, visitor, order) or []
    who = ways.visitors[visitor]
    waits = sum(one.begins - one.arrives for one in moments)
    back = int(ways.of(visitor)[order[-1], ways.home(visitor)]) if order else 0
    return who.ends - (moments[-1].leaves if moments else who.begins) - back + waits


def way_in(ways: Ways, orders: Sequence[Sequence[int]], stop: int) -> tuple[int, int, int] | None:
    """Where a stop costs least and nothing gets too late: seconds more, visitor, place; None where there is no room."""
    found = []
    for visitor, order in enumerate(orders):
        table, home = ways.of(visitor), ways.home(visitor)
        places = [home, *order, home]
        room = _spare(ways, visitor, order) - ways.stops[stop].seconds
        to, off = table[places[:-1], stop], table[stop, places[1:]]
        extra = to + off - table[places[:-1], places[1:]]
        found += [(more, visitor, place) for place, more in enumerate(extra.tolist()) if more <= room]
    for more, visitor, place in sorted(found):
        order = orders[visitor]
        if timed(ways, visitor, [*order[:place], stop, *order[place:]]) is not None:
            return more, visitor, place
    return None


def price(ways: Ways, rounds: Sequence[Sequence[int]]) -> int:
    """What a plan costs: seconds of going, and the worth of what is left for another evening."""
    done = {stop for order in rounds for stop in order}
    left = sum(stop.worth for number, stop in enumerate(ways.stops) if number not in done)
    return left + sum(travelled(ways, visitor, order) for visitor, order in enumerate(rounds))
