"""All grids that are possible in a small piece, one after another: connected sets of atoms of a right size.

Sets are bits of one number. The walk is that of ESU: every connected set is met once, from its lowest atom.
"""

from typing import NamedTuple

import numpy as np

from wangge.ground.engines.compiled import compiled

from .ground import Floats, Ints

MOST_ATOMS = 60
STRIDE = 2_000_000  # steps between two looks at the clock


class Bits(NamedTuple):
    """A piece of at most sixty atoms for the walk; `near` are the neighbours of each as bits."""

    near: Ints
    first: Ints
    other: Ints
    cost: Floats
    weight: Floats
    low: float
    high: float
    grids: int
    old: Ints
    price: Floats


class Pool(NamedTuple):
    """The best sets met so far with their worth; `tally` counts kept, met, and whether some were let go."""

    sets: Ints
    worth: Floats
    tally: Ints
    bounds: Floats  # what is kept at most, the least worth met


class Branches(NamedTuple):
    """The way the walk came: at each depth the set, what may be added, what was seen, and what it is worth."""

    sets: Ints
    open: Ints
    seen: Ints
    weight: Floats
    worth: Floats
    floor: Floats  # less than this no set further on is worth, but for the duals it may gain


class Aim(NamedTuple):
    """Duals of the atoms, their order by dual a household, and what borders below zero can take off at most."""

    dual: Floats
    order: Ints
    spare: float


@compiled
def place_of(bit: int) -> int:
    """The number of the only bit that is set."""
    x = bit - 1
    x = x - ((x >> 1) & 0x5555555555555555)
    x = (x & 0x3333333333333333) + ((x >> 2) & 0x3333333333333333)
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0F
    return ((x * 0x0101010101010101) >> 56) & 0x7F


@compiled
def set_out(bits: Bits, aim: Aim, root: int, pool: Pool, way: Branches) -> None:
    """Begin the walk over the possible grids whose lowest atom is `root`."""
    above = ~((1 << (root + 1)) - 1)
    way.sets[0] = 0
    way.open[0] = bits.near[root] & above
    way.seen[0] = bits.near[root] | (1 << root)
    way.weight[0] = bits.weight[root]
    cut, shut, _ = _edges_of(bits, root, 0, way.open[0])
    way.worth[0] = cut / 2 - aim.dual[root]
    way.floor[0] = shut / 2 - aim.dual[root]
    way.sets[0] = 1 << root
    if bits.weight[root] >= bits.low and bits.weight[root] <= bits.high:
        _meet(bits, pool, way.sets[0], way.worth[0])


@compiled
def walk_on(bits: Bits, aim: Aim, root: int, top: int, pool: Pool, way: Branches) -> int:
    """Meet further grids, from a depth on; keep those worth least: half its border less its duals.

    Branches that cannot lead to such grids are left out. Answers the depth it came to after a while, -1 at the end.
    """
    above = ~((1 << (root + 1)) - 1)
    for _ in range(STRIDE):
        if top < 0:
            break
        free = way.open[top]
        if free == 0 or way.floor[top] - _gain(bits, aim, way, top) > pool.bounds[0]:
            top -= 1
            continue
        bit = free & -free
        way.open[top] = free ^ bit
        u = place_of(bit)
        new = way.open[top] | (bits.near[u] & ~way.seen[top] & above)
        cut, shut, inner = _edges_of(bits, u, way.sets[top], new)
        floor = way.floor[top] + shut / 2 - aim.dual[u]
        way.floor[top] += inner / 2  # from here on the atom stays out
        weight = way.weight[top] + bits.weight[u]
        if weight > bits.high:
            continue
        way.sets[top + 1] = way.sets[top] | bit
        way.open[top + 1] = new
        way.seen[top + 1] = way.seen[top] | bits.near[u]
        way.weight[top + 1] = weight
        way.worth[top + 1] = way.worth[top] + cut / 2 - inner / 2 - aim.dual[u]
        way.floor[top + 1] = floor
        top += 1
        if weight >= bits.low:
            _meet(bits, pool, way.sets[top], way.worth[top])
    return top


@compiled
def _edges_of(bits: Bits, u: int, chosen: int, free: int) -> tuple[float, float, float]:
    """The borders of an atom that joins: to all that is not chosen, to what is decided to stay out, to the chosen."""
    cut, shut, inner = 0.0, 0.0, 0.0
    for e in range(bits.first[u], bits.first[u + 1]):
        there = 1 << bits.other[e]
        if chosen & there:
            inner += bits.cost[e]
        else:
            cut += bits.cost[e]
            if not free & there:
                shut += bits.cost[e]
    return cut, shut, inner


@compiled
def _gain(bits: Bits, aim: Aim, way: Branches, top: int) -> float:
    """The most that atoms still free can take off, as if the best of them could be taken in part."""
    room = bits.high - way.weight[top]
    out = way.sets[top] | (way.seen[top] & ~way.open[top])
    gain = aim.spare
    for i in range(len(aim.order)):
        v = aim.order[i]
        if aim.dual[v] <= 0:
            break
        if (out >> v) & 1:
            continue
        if bits.weight[v] >= room:
            gain += aim.dual[v] * room / bits.weight[v] if bits.weight[v] > 0 else aim.dual[v]
            if bits.weight[v] > 0:
                break
            continue
        gain += aim.dual[v]
        room -= bits.weight[v]
    return gain


@compiled
def _meet(bits: Bits, pool: Pool, chosen: int, worth: float) -> None:
    """Keep a set if it is worth little enough and the rest can still be divided."""
    pool.tally[1] += 1
    if worth > pool.bounds[0]:
        return
    worth += leaving(bits, chosen)
    if worth > pool.bounds[0] or not _leaves_grids(bits, chosen):
        return
    pool.bounds[1] = min(pool.bounds[1], worth)
    if pool.tally[0] == len(pool.sets):
        _let_go(pool)
        if worth > pool.bounds[0]:
            return
    pool.sets[pool.tally[0]] = chosen
    pool.worth[pool.tally[0]] = worth
    pool.tally[0] += 1


@compiled
def leaving(bits: Bits, chosen: int) -> float:
    """What the atoms of a set pay for leaving today's grid, if the set bears the name that most of them bear."""
    everyone, most = 0.0, 0.0
    for v in range(len(bits.weight)):
        if bits.old[v] < 0 or not (chosen >> v) & 1:
            continue
        everyone += bits.price[v]
        staying = 0.0
        for u in range(len(bits.weight)):
            if bits.old[u] == bits.old[v] and (chosen >> u) & 1:
                staying += bits.price[u]
        most = max(most, staying)
    left: float = everyone - most
    return left


@compiled
def _leaves_grids(bits: Bits, chosen: int) -> bool:
    """Has every part of what remains the weight of some whole grids, together one fewer than asked?"""
    rest = ((1 << len(bits.weight)) - 1) & ~chosen
    fewest, most = 0, 0
    while rest != 0:
        part = rest & -rest
        front, weight = part, 0.0
        while front != 0:
            bit = front & -front
            u = place_of(bit)
            weight += bits.weight[u]
            new = bits.near[u] & rest & ~part
            part |= new
            front = (front ^ bit) | new
        rest &= ~part
        few, many = np.ceil(weight / bits.high - 1e-9), np.floor(weight / max(bits.low, 1e-9) + 1e-9)
        if few > many:
            return False
        fewest, most = fewest + int(few), most + int(many)
    return fewest <= bits.grids - 1 <= most


@compiled
def _let_go(pool: Pool) -> None:
    """Halve a full pool: the better half stays, and nothing worse is kept any more."""
    limit = np.median(pool.worth)
    kept = 0
    for i in range(len(pool.sets)):
        if pool.worth[i] < limit:
            pool.sets[kept], pool.worth[kept] = pool.sets[i], pool.worth[i]
            kept += 1
    pool.tally[0], pool.tally[2] = kept, 1
    pool.bounds[0] = limit - 1e-9 if kept > 0 else -1e300


@compiled
def duals_of(sets: Ints, dual: Floats) -> Floats:
    """The sum of the duals of the atoms of each set."""
    sums = np.zeros(len(sets))
    for i in range(len(sets)):
        rest = sets[i]
        while rest != 0:
            bit = rest & -rest
            sums[i] += dual[place_of(bit)]
            rest ^= bit
    return sums
