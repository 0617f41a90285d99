"""The moves of the annealing, in machine code: each writes the rounds that would change, none changes anything."""

from typing import NamedTuple

import numpy as np

from wangge.ground.engines.compiled import inlined

from .travel import Ints

BESIDE, CHANGE, TURN, RUN, OUT = range(5)  # kinds of moves
A, SIZE_A, B, SIZE_B, COMES, GOES = range(6)  # places in `out`
NONE = -1


class Going(NamedTuple):
    """Rounds being annealed, and room for the two that a move would change.

    `where` is the visitor of each stop (-1: none), `place` its place in the round. `out` says of a move: visitor of
    `one`, its size, visitor of `two`, its size, stop that comes in, stop that goes out; -1 for none.
    """

    orders: Ints
    sizes: Ints
    where: Ints
    place: Ints
    way: Ints
    late: Ints
    one: Ints
    two: Ints
    run: Ints
    out: Ints


def going_of(orders: Ints, sizes: Ints, stops: int) -> Going:
    """Room for rounds of so many stops."""
    people = len(sizes)

    def zeros(size: int) -> Ints:
        return np.zeros(size, dtype=np.int64)

    where: Ints = np.full(stops, NONE, dtype=np.int64)
    return Going(
        orders, sizes, where, zeros(stops), zeros(people), zeros(people), zeros(stops + 4), zeros(stops + 4), zeros(4),
        zeros(6),
    )  # fmt: skip


@inlined
def copied(order: Ints, size: int, out: Ints) -> int:
    for number in range(size):
        out[number] = order[number]
    return size


@inlined
def without(order: Ints, size: int, place: int, count: int, out: Ints) -> int:
    """A round without some stops in a row."""
    for number in range(place):
        out[number] = order[number]
    for number in range(place + count, size):
        out[number - count] = order[number]
    return size - count


@inlined
def with_run(order: Ints, size: int, place: int, run: Ints, count: int, turned: bool, out: Ints) -> int:
    """A round with some stops put in, before a place, as they are or the other way round."""
    for number in range(place):
        out[number] = order[number]
    for number in range(count):
        out[place + number] = run[count - 1 - number] if turned else run[number]
    for number in range(place, size):
        out[number + count] = order[number]
    return size + count


@inlined
def moved(g: Going, kind: int, u: int, w: int, dice: int) -> None:
    """Try a move of a kind near `u` and `w`; where there is no such move, `out` begins with -1."""
    g.out[:] = NONE
    a, b = g.where[u], g.where[w]
    if a < 0 and b < 0:
        return
    if a < 0 or b < 0:
        if kind == CHANGE:
            swapped_in(g, u if a < 0 else w, w if a < 0 else u)
        elif a < 0:
            put_beside(g, u, w, dice & 1)
        elif kind == OUT:
            g.out[A], g.out[SIZE_A], g.out[GOES] = a, without(g.orders[a], g.sizes[a], g.place[u], 1, g.one), u
    elif kind == CHANGE:
        changed(g, u, w)
    elif kind == TURN and a == b:
        turned_between(g, u, w)
    elif kind == TURN:
        tails_changed(g, u, w, dice & 1)
    elif kind == RUN:
        taken_along(g, u, w, 2 + (dice >> 1) % 2, dice & 1, (dice >> 3) % 2 == 1)
    else:
        taken_along(g, u, w, 1, dice & 1, False)


@inlined
def swapped_in(g: Going, new: int, old: int) -> None:
    """A stop that nobody goes to comes in the place of another."""
    a = g.where[old]
    copied(g.orders[a], g.sizes[a], g.one)
    g.one[g.place[old]] = new
    g.out[A], g.out[SIZE_A], g.out[COMES], g.out[GOES] = a, g.sizes[a], new, old


@inlined
def put_beside(g: Going, new: int, w: int, behind: int) -> None:
    b = g.where[w]
    g.run[0] = new
    g.out[A], g.out[COMES] = b, new
    g.out[SIZE_A] = with_run(g.orders[b], g.sizes[b], g.place[w] + behind, g.run, 1, False, g.one)


@inlined
def put_anywhere(g: Going, u: int, b: int, spot: int) -> None:
    """A stop goes to any place of any round, also of one that nobody goes yet."""
    g.out[:] = NONE
    a = g.where[u]
    if a == b:
        return
    g.run[0] = u
    g.out[A], g.out[SIZE_A] = b, with_run(g.orders[b], g.sizes[b], spot % (g.sizes[b] + 1), g.run, 1, False, g.one)
    if a < 0:
        g.out[COMES] = u
    else:
        g.out[B], g.out[SIZE_B] = a, without(g.orders[a], g.sizes[a], g.place[u], 1, g.two)


@inlined
def changed(g: Going, u: int, w: int) -> None:
    """Two stops change places."""
    a, b = g.where[u], g.where[w]
    g.out[A], g.out[SIZE_A] = a, copied(g.orders[a], g.sizes[a], g.one)
    if a == b:
        g.one[g.place[u]], g.one[g.place[w]] = w, u
        return
    g.out[B], g.out[SIZE_B] = b, copied(g.orders[b], g.sizes[b], g.two)
    g.one[g.place[u]], g.two[g.place[w]] = w, u


@inlined
def turned_between(g: Going, u: int, w: int) -> None:
    """What lies between two stops of a round is gone the other way round."""
    a = g.where[u]
    first, last = min(g.place[u], g.place[w]), max(g.place[u], g.place[w])
    g.out[A], g.out[SIZE_A] = a, copied(g.orders[a], g.sizes[a], g.one)
    for number in range(first, last + 1):
        g.one[number] = g.orders[a, first + last - number]


@inlined
def tails_changed(g: Going, u: int, w: int, behind: int) -> None:
    """Two rounds go on as the other did."""
    a, b = g.where[u], g.where[w]
    p, q = g.place[u] + 1, g.place[w] + behind
    for number in range(p):
        g.one[number] = g.orders[a, number]
    for number in range(q, g.sizes[b]):
        g.one[p + number - q] = g.orders[b, number]
    for number in range(q):
        g.two[number] = g.orders[b, number]
    for number in range(p, g.sizes[a]):
        g.two[q + number - p] = g.orders[a, number]
    g.out[A], g.out[SIZE_A], g.out[B], g.out[SIZE_B] = a, p + g.sizes[b] - q, b, q + g.sizes[a] - p


@inlined
def taken_along(g: Going, u: int, w: int, count: int, behind: int, turned: bool) -> None:
    """A stop, or two or three in a row, goes to beside another."""
    a, b = g.where[u], g.where[w]
    if g.place[u] + count > g.sizes[a]:
        return
    for number in range(count):
        g.run[number] = g.orders[a, g.place[u] + number]
        if g.run[number] == w:
            return
    if a == b:
        left = without(g.orders[a], g.sizes[a], g.place[u], count, g.two)
        to = g.place[w] if g.place[w] < g.place[u] else g.place[w] - count
        g.out[A], g.out[SIZE_A] = a, with_run(g.two, left, to + behind, g.run, count, turned, g.one)
        return
    g.out[A], g.out[SIZE_A] = a, without(g.orders[a], g.sizes[a], g.place[u], count, g.one)
    g.out[B] = b
    g.out[SIZE_B] = with_run(g.orders[b], g.sizes[b], g.place[w] + behind, g.run, count, turned, g.two)
