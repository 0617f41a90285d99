"""One connected piece of a community as the search sees it: neighbours in one long row, and what things cost."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wangge.ground.engines.compiled import compiled

from .ground import Flags, Floats, Ints

STEP, STEEP = 0.01, 4.0  # price of being wrong at all, and how much faster than straight it grows
SHIFTS = (np.uint64(12), np.uint64(25), np.uint64(27), np.uint64(11))
SPREAD = np.uint64(2685821657736338717)


Stream = npt.NDArray[np.uint64]  # the state of a stream of random numbers


class Net(NamedTuple):
    """Atoms and their neighbours: those of atom v stand in `other[first[v]:first[v + 1]]`."""

    first: Ints
    other: Ints
    cost: Floats  # of cutting between the two; below zero along barriers that grids should not reach across
    bond: Floats  # logarithm of a positive cost, for trees that cut where it is cheap
    weight: Floats


class Wish(NamedTuple):
    """Sizes that are right, and what each atom pays for leaving the grid it is in today (-1: none)."""

    share: float
    low: float
    high: float
    old: Ints
    price: Floats


class Scratch(NamedTuple):
    """Room that every step uses again."""

    mark: Ints
    stack: Ints
    spot: Ints
    nodes: Ints
    parent: Ints
    depth: Ints
    order: Ints
    room: Ints
    edges: Ints
    sums: Floats
    keys: Floats
    inside: Flags


def scratch_of(net: Net) -> Scratch:
    count, ends = len(net.weight), len(net.other)
    mark, stack, spot, nodes, parent, depth, order = np.zeros((7, count + 1), dtype=np.int64)
    return Scratch(
        mark,
        stack,
        spot,
        nodes,
        parent,
        depth,
        order,
        room=np.zeros(8 * count + 4 * ends + 8, dtype=np.int64),
        edges=np.zeros((6, ends + 1), dtype=np.int64),
        sums=np.zeros((4, count + 1)),
        keys=np.zeros(ends + 1),
        inside=np.zeros(count + 1, dtype=np.bool_),
    )


@compiled
def excess(size: float, wish: Wish) -> float:
    """How far a size is outside what is right, as a share, the far ones dearer."""
    off = max(wish.low - size, size - wish.high) / wish.share
    return STEP + off + STEEP * off * off if off > 1e-9 else 0.0


@compiled
def chance(state: Stream) -> float:
    """The next number between 0 and 1 of a stream that is the same on every machine."""
    x = state[0]
    x ^= x >> SHIFTS[0]
    x ^= x << SHIFTS[1]
    x ^= x >> SHIFTS[2]
    state[0] = x
    return np.float64((x * SPREAD) >> SHIFTS[3]) / 9007199254740992.0


@compiled
def total(net: Net, wish: Wish, label: Ints, size: Floats) -> tuple[float, float]:
    """Borders and moves of a division in metres, and its wrong sizes; fills `size`."""
    paid, wrong = 0.0, 0.0
    size[:] = 0.0
    for v in range(len(net.weight)):
        size[label[v]] += net.weight[v]
        if wish.old[v] >= 0 and wish.old[v] != label[v]:
            paid += wish.price[v]
        for e in range(net.first[v], net.first[v + 1]):
            if net.other[e] > v and label[net.other[e]] != label[v]:
                paid += net.cost[e]
    for g in range(len(size)):
        wrong += excess(size[g], wish)
    return paid, wrong
