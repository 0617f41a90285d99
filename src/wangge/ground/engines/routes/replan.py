"""Something has changed: the rounds go on as they were, with as little moved as can be; in a moment."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from .plan import Plan, plan_of
from .request import Evening, check
from .travel import Ways, timed, way_in, ways_of

Orders = list[list[int]]


def replanned(evening: Evening, *, before: Mapping[str, Sequence[str]]) -> Plan:
    """The evening as it is now (stops done or called off are gone, new ones there), in the order it was planned in.

    `before` are the stops of each visitor. What no longer fits goes, least worth first; what has no round is put
    where it costs least, or in the place of something worth less. Nothing else moves. Raises BadStop, ValueError.
    """
    check(evening)
    ways = ways_of(evening)
    orders = _kept(ways, before)
    placed = {stop for order in orders for stop in order}
    waiting = sorted(
        (number for number in range(len(ways.stops)) if number not in placed),
        key=lambda number: (-ways.stops[number].worth, ways.stops[number].key),
    )
    for stop in waiting:
        _place(ways, orders, stop)
    return plan_of(ways, orders)


def _kept(ways: Ways, before: Mapping[str, Sequence[str]]) -> Orders:
    number = {stop.key: place for place, stop in enumerate(ways.stops)}
    orders = []
    for visitor, who in enumerate(ways.visitors):
        order = [number[key] for key in before.get(who.key, ()) if key in number]
        while timed(ways, visitor, order) is None:
            order = _without_one(ways, visitor, order)
        orders.append(order)
    return orders


def _without_one(ways: Ways, visitor: int, order: list[int]) -> list[int]:
    """The round without one stop: that which makes it whole again, else the one worth least."""
    least = sorted(order, key=lambda stop: (ways.stops[stop].worth, ways.stops[stop].key))
    for stop in least:
        rest = [other for other in order if other != stop]
        if timed(ways, visitor, rest) is not None:
            return rest
    return [other for other in order if other != least[0]]


def _place(ways: Ways, orders: Orders, stop: int) -> None:
    """Put a stop where it costs least; where there is no room, in the place of what is worth less."""
    found = way_in(ways, orders, stop)
    if found is not None:
        extra, visitor, place = found
        if extra <= ways.stops[stop].worth:
            orders[visitor].insert(place, stop)
        return
    for _gain, visitor, place in sorted(_swaps(ways, orders, stop)):
        changed = [*orders[visitor][:place], stop, *orders[visitor][place + 1 :]]
        if timed(ways, visitor, changed) is not None:
            orders[visitor] = changed
            return


def _swaps(ways: Ways, orders: Orders, stop: int) -> list[tuple[int, int, int]]:
    """Stops worth less in whose place this one would pay: what it would cost (below nothing), visitor, place."""
    found = []
    for visitor, order in enumerate(orders):
        table, home = ways.of(visitor), ways.home(visitor)
        places = [home, *order, home]
        for place, other in enumerate(order):
            before, after = places[place], places[place + 2]
            way = table[before, stop] + table[stop, after] - table[before, other] - table[other, after]
            cost = int(way) + ways.stops[other].worth - ways.stops[stop].worth
            if ways.stops[other].worth < ways.stops[stop].worth and cost < 0:
                found.append((cost, visitor, place))
    return found


def kept_order(before: Mapping[str, Sequence[str]], after: Plan) -> float:
    """Of the neighbours in the rounds before that still are stops, how many still follow one another in a round."""
    place = {key: (one.visitor, at) for one in after.rounds for at, key in enumerate(one.keys)}
    there = set(place) | {one.stop.key for one in after.left}
    pairs = [
        (who, one, two) for who, keys in before.items() for one, two in pairwise([key for key in keys if key in there])
    ]
    kept = [
        1
        for who, one, two in pairs
        if one in place and two in place and place[one][0] == place[two][0] and place[one][1] < place[two][1]
    ]
    return len(kept) / len(pairs) if pairs else 1.0
