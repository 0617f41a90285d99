"""Simulated annealing over divisions: single atoms change grid, pairs of grids are cut anew; every grid stays whole."""

from typing import NamedTuple

import numpy as np

from wangge.ground.engines.compiled import compiled

from .ground import Floats, Ints
from .net import Net, Scratch, Stream, Wish, chance, excess
from .trees import best_branch, fill_sums, gather, grow, relabel, sorted_edges

TRIES = 200  # to find a border between grids by chance


class State(NamedTuple):
    """A division on its way: grids and sizes now, the best so far, and in `ledger` paid, wrong, best."""

    label: Ints
    size: Floats
    best: Ints
    ledger: Floats


class Pace(NamedTuple):
    """Steps to go, warmth and strictness at both ends; one step in `every` cuts a pair anew."""

    start: int
    stop: int
    steps: int
    every: int
    hot: float
    cold: float
    lax: float
    strict: float


@compiled
def anneal(net: Net, wish: Wish, state: State, pace: Pace, box: Scratch, rng: Stream) -> None:
    """Walk from step `start` to `stop` of a cooling; `best` holds the best division seen under full strictness."""
    for step in range(pace.start, pace.stop):
        done = step / pace.steps
        warmth = pace.hot * (pace.cold / pace.hot) ** done
        strict = pace.lax * (pace.strict / pace.lax) ** done
        at, to = _border(net, state.label, rng)
        if at < 0:
            break
        if step % pace.every == 0:
            changed = _cut_anew(net, wish, state, (at, to), (warmth, strict), box, rng)
        else:
            changed = _flip(net, wish, state, (at, to), (warmth, strict), box, rng)
        if changed:
            worth = state.ledger[0] + pace.strict * state.ledger[1]
            if worth < state.ledger[2] - 1e-9:
                state.ledger[2] = worth
                for v in range(len(state.label)):  # a slice would compile slowly
                    state.best[v] = state.label[v]


@compiled
def _border(net: Net, label: Ints, rng: Stream) -> tuple[int, int]:
    """An atom with a neighbour in another grid, by chance; -1 where none was found."""
    count = len(net.weight)
    for _ in range(TRIES):
        v = int(count * chance(rng))
        e = net.first[v] + int((net.first[v + 1] - net.first[v]) * chance(rng))
        if e < net.first[v + 1] and label[net.other[e]] != label[v]:
            return v, label[net.other[e]]
    return -1, -1


@compiled
def _flip(
    net: Net, wish: Wish, state: State, move: tuple[int, int], mood: tuple[float, float], box: Scratch, rng: Stream
) -> bool:
    """Let one atom go over to a neighbouring grid, if it pays or the warmth lets it."""
    v, b = move
    a, weight = state.label[v], net.weight[v]
    size = state.size
    wrong = excess(size[a] - weight, wish) + excess(size[b] + weight, wish) - excess(size[a], wish)
    wrong -= excess(size[b], wish)
    paid = 0.0
    for e in range(net.first[v], net.first[v + 1]):
        there = state.label[net.other[e]]
        if there == a:
            paid += net.cost[e]
        elif there == b:
            paid -= net.cost[e]
    if wish.old[v] == a:
        paid += wish.price[v]
    elif wish.old[v] == b:
        paid -= wish.price[v]
    worse = paid + mood[1] * wrong
    if worse > 0 and chance(rng) >= np.exp(-worse / mood[0]):
        return False
    if not holds_without(net, state.label, v, box):
        return False
    state.label[v] = b
    size[a] -= weight
    size[b] += weight
    state.ledger[0] += paid
    state.ledger[1] += wrong
    return True


@compiled
def holds_without(net: Net, label: Ints, v: int, box: Scratch) -> bool:
    """Does the grid of an atom stay in one piece, and not empty, without it?"""
    a, need, start = label[v], 0, -1
    box.mark[-1] += 2
    seen = box.mark[-1]
    wanted = seen - 1
    for e in range(net.first[v], net.first[v + 1]):
        if label[net.other[e]] == a:
            box.mark[net.other[e]] = wanted
            need, start = need + 1, net.other[e]
    if need <= 1:
        return need == 1
    box.mark[v] = box.mark[start] = seen
    box.stack[0] = start
    found, top = 1, 1
    while top > 0:
        top -= 1
        here = box.stack[top]
        for e in range(net.first[here], net.first[here + 1]):
            u = net.other[e]
            if label[u] == a and box.mark[u] != seen:
                found += box.mark[u] == wanted
                if found == need:
                    return True
                box.mark[u] = seen
                box.stack[top] = u
                top += 1
    return False


@compiled
def _cut_anew(
    net: Net, wish: Wish, state: State, move: tuple[int, int], mood: tuple[float, float], box: Scratch, rng: Stream
) -> bool:
    """Cut two neighbouring grids along the best edge of a random tree, if it pays or the warmth lets it."""
    pair = (state.label[move[0]], move[1])
    count = gather(net, state.label, move[0], pair, box)
    found = sorted_edges(net, count, box, rng)
    grow(count, found, box)
    paid = fill_sums(net, wish, state.label, pair, (count, found), box)
    wrong = excess(state.size[pair[0]], wish) + excess(state.size[pair[1]], wish)
    branch, is_a, new_paid, new_wrong = best_branch(count, wish, mood[1], box)
    worse = new_paid - paid + mood[1] * (new_wrong - wrong)
    if branch < 0 or (worse > 0 and chance(rng) >= np.exp(-worse / mood[0])):
        return False
    relabel(net, state.label, state.size, pair if is_a else (pair[1], pair[0]), branch, count, box)
    state.ledger[0] += new_paid - paid
    state.ledger[1] += new_wrong - wrong
    return True
