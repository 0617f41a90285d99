"""Something has changed: the rounds go on as they were, with as little moved as can be; in a moment."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from .plan import Plan, plan_of
from .request import Evening, check
from .travel import Ways, price, timed, travelled, ways_of

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
    ways_in = [
        (travelled(ways, visitor, grown) - travelled(ways, visitor, order), visitor, place)
        for visitor, order in enumerate(orders)
        for place in range(len(order) + 1)
        if timed(ways, visitor, grown := [*order[:place], stop, *order[place:]]) is not None
    ]
    if ways_in:
        extra, visitor, place = min(ways_in)
        if extra <= ways.stops[stop].worth:
            orders[visitor].insert(place, stop)
        return
    now = price(ways, orders)
    swaps = [
        (price(ways, _swapped(orders, visitor, place, stop)), visitor, place)
        for visitor, order in enumerate(orders)
        for place, other in enumerate(order)
        if ways.stops[other].worth < ways.stops[stop].worth
        and timed(ways, visitor, [*order[:place], stop, *order[place + 1 :]]) is not None
    ]
    if swaps and min(swaps)[0] < now:
        _cost, visitor, place = min(swaps)
        orders[visitor][place] = stop


def _swapped(orders: Orders, visitor: int, place: int, stop: int) -> Orders:
    return [
        [*order[:place], stop, *order[place + 1 :]] if number == visitor else order
        for number, order in enumerate(orders)
    ]


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
