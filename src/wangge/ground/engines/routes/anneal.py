"""Simulated annealing of rounds with hours and prizes, in machine code: millions of looks a second."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wangge.ground.engines.compiled import compiled, inlined

from .moves import COMES, GOES, NONE, SIZE_A, SIZE_B, A, B, Going, moved, put_anywhere
from .travel import Ints, Ways

Whole = npt.NDArray[np.int32]
Seeds = npt.NDArray[np.uint64]
NEAR = 24
GAIN, LATENESS = 0, 1  # places in `sums`
TWO_53 = 9007199254740992.0


class Arrays(NamedTuple):
    """An evening as arrays: tables by pace, and by visitor and stop what the search asks all the time."""

    tables: Ints
    pace: Ints
    home: Ints
    begins: Ints
    ends: Ints
    seconds: Ints
    earliest: Ints
    latest: Ints
    worth: Ints
    near: Ints


class Cooling(NamedTuple):
    """How many moves, from which heat to which (seconds of going lost at even odds), and the price of being late."""

    steps: int
    hot: float
    cold: float
    late: float


def arrays_of(ways: Ways) -> Arrays:
    """The same, with the stops that lie near each stop by the quickest pace."""
    paces = list(ways.tables)
    tables = np.stack([ways.tables[pace] for pace in paces])
    size, people, stops = len(ways.stops), ways.visitors, ways.stops
    between = tables.min(axis=0)[:size, :size].copy()
    np.fill_diagonal(between, np.iinfo(np.int64).max)
    near = np.argsort(between, axis=1, kind="stable")[:, : max(1, min(NEAR, size - 1))]
    return Arrays(
        tables, _ints(paces.index(one.pace) for one in people), _ints(ways.home(n) for n in range(len(people))),
        _ints(one.begins for one in people), _ints(one.ends for one in people), _ints(one.seconds for one in stops),
        _ints(one.earliest for one in stops), _ints(one.latest for one in stops), _ints(one.worth for one in stops),
        near.astype(np.int64),
    )  # fmt: skip


def _ints(values: Iterable[Any]) -> Ints:
    return np.array(list(values), dtype=np.int64)


@inlined
def rolled(state: Seeds) -> int:
    """The next of a row of random numbers below 2^53 (splitmix64): the same on every machine."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.int64((z ^ (z >> np.uint64(31))) >> np.uint64(11))  # type: ignore[return-value]  # a whole number


@inlined
def gone(e: Arrays, visitor: int, order: Ints, size: int) -> tuple[int, int]:
    """Seconds of going of a round, and by how much it is late in all (as if each delay were made good at once)."""
    if size == 0:
        return 0, 0
    table = e.tables[e.pace[visitor]]
    at, place, way, late = e.begins[visitor], e.home[visitor], 0, 0
    for number in range(size):
        stop = order[number]
        step = table[place, stop]
        way += step
        at = max(at + step, e.earliest[stop]) + e.seconds[stop]
        if at > e.latest[stop]:
            late += at - e.latest[stop]
            at = e.latest[stop]
        place = stop
    step = table[place, e.home[visitor]]
    return way + step, late + max(0, at + step - e.ends[visitor])


@inlined
def begun(e: Arrays, g: Going, sums: Ints) -> None:
    """Reckon the rounds one begins with."""
    for visitor in range(len(g.sizes)):
        found_again(g, visitor)
        g.way[visitor], g.late[visitor] = gone(e, visitor, g.orders[visitor], g.sizes[visitor])
        sums[GAIN] -= g.way[visitor]
        sums[LATENESS] += g.late[visitor]
    for stop in range(len(g.where)):
        if g.where[stop] >= 0:
            sums[GAIN] += e.worth[stop]


@inlined
def found_again(g: Going, visitor: int) -> None:
    for number in range(g.sizes[visitor]):
        g.where[g.orders[visitor, number]] = visitor
        g.place[g.orders[visitor, number]] = number


@inlined
def taken_over(g: Going, visitor: int, new: Ints, size: int) -> None:
    for number in range(g.sizes[visitor]):
        g.where[g.orders[visitor, number]] = NONE
    for number in range(size):
        g.orders[visitor, number] = new[number]
    g.sizes[visitor] = size


@inlined
def tried(e: Arrays, g: Going, dice: Seeds) -> bool:
    """Throw the dice and try a move; whether there is one."""
    first, second = rolled(dice), rolled(dice)
    u = (first >> 16) % len(g.where)
    if (second >> 4) % 12 == 0:
        put_anywhere(g, u, (second >> 8) % len(g.sizes), second >> 24)
    else:
        w = e.near[u, (second >> 8) % e.near.shape[1]]
        moved(g, (first >> 8) % 5, u, w, second >> 24)
    return bool(g.out[A] >= 0)


@inlined
def stepped(e: Arrays, g: Going, heat: float, price: float, dice: Seeds, sums: Ints) -> None:
    """One move, taken where it pays or where the heat lets it."""
    if not tried(e, g, dice):
        return
    a, b = g.out[A], g.out[B]
    way_a, late_a = gone(e, a, g.one, g.out[SIZE_A])
    delta, later, way_b, late_b = g.way[a] - way_a, late_a - g.late[a], 0, 0
    if b >= 0:
        way_b, late_b = gone(e, b, g.two, g.out[SIZE_B])
        delta += g.way[b] - way_b
        later += late_b - g.late[b]
    if g.out[COMES] >= 0:
        delta += e.worth[g.out[COMES]]
    if g.out[GOES] >= 0:
        delta -= e.worth[g.out[GOES]]
    paid = delta - price * later
    if paid < 0 and np.exp(paid / heat) * TWO_53 < rolled(dice):
        return
    taken_over(g, a, g.one, g.out[SIZE_A])
    if b >= 0:
        taken_over(g, b, g.two, g.out[SIZE_B])
        found_again(g, b)
        g.way[b], g.late[b] = way_b, late_b
    found_again(g, a)
    g.way[a], g.late[a] = way_a, late_a
    sums[GAIN] += delta
    sums[LATENESS] += later


@compiled
def annealed(e: Arrays, g: Going, c: Cooling, seed: int, kept: Whole) -> int:
    """Anneal rounds in place; ends with the best it met that is nowhere late, and returns its gain.

    `kept` takes pictures of the rounds on the way: stops in order, a -1 behind each round.
    """
    dice, sums = np.zeros(1, dtype=np.uint64), np.zeros(2, dtype=np.int64)
    dice[0] = np.uint64(seed)
    begun(e, g, sums)
    best, orders, sizes = sums[GAIN], g.orders.copy(), g.sizes.copy()
    heat, cooling = c.hot, (c.cold / c.hot) ** (1.0 / max(1, c.steps // 100))
    every, taken = max(1, c.steps // max(1, len(kept))), 0
    for step in range(c.steps):
        if step % 100 == 0:
            heat *= cooling
        stepped(e, g, heat, c.late, dice, sums)
        if sums[LATENESS] == 0 and sums[GAIN] > best:
            best = sums[GAIN]
            orders[:] = g.orders
            sizes[:] = g.sizes
        if step // every > taken and taken < len(kept):
            pictured(g.orders, g.sizes, kept[taken])
            taken += 1
    g.orders[:] = orders
    g.sizes[:] = sizes
    return int(best)


@inlined
def pictured(orders: Ints, sizes: Ints, into: Whole) -> None:
    at = 0
    for visitor in range(len(sizes)):
        for number in range(sizes[visitor]):
            into[at] = orders[visitor, number]
            at += 1
        into[at] = -1
        at += 1
