"""Divisions made whole: scattered grids joined, empty grids filled, so that the search may start."""

import numpy as np

from .ground import Flags, Ints
from .net import Net
from .piece import Piece, components

ROUNDS = 50
FIXED = 1e9  # what a fixed atom adds to the weight of its piece, so that the piece stays


def mended(piece: Piece, net: Net, label: Ints) -> Ints:
    """A division with every grid in one piece and none empty; -1 marks what has no grid yet."""
    if not (label >= 0).any():
        label[:] = 0
    join(piece, label)
    fill_empty(piece, net, label)
    join(piece, label)
    return label


def join(piece: Piece, label: Ints) -> None:
    """Keep the main part of each grid, hand every other part and what has no grid to a neighbour.

    The main part is the one with the most fixed atoms, then the heaviest.
    """
    one, other = piece.ends[:, 0], piece.ends[:, 1]
    for _ in range(ROUNDS):
        part = components(len(label), piece.ends[label[one] == label[other]])
        heavy = np.bincount(part, weights=piece.weight + 1e-3 + FIXED * piece.is_fixed)
        order = np.argsort(heavy, kind="stable")
        grid = np.zeros(len(heavy), dtype=np.int64)
        grid[part] = label
        main = np.full(piece.count + 1, -1, dtype=np.int64)  # the last for -1
        main[grid[order]] = order
        main[-1] = -1
        is_settled = main[label] == part
        if is_settled.all():
            return
        _adopt(piece, label, part, is_settled)


def _adopt(piece: Piece, label: Ints, part: Ints, is_settled: Flags) -> None:
    """Hand each stray part that touches a main part to the one it is bound to most."""
    both = np.concatenate([piece.ends, piece.ends[:, ::-1]])
    cut = np.concatenate([piece.cut, piece.cut])
    touching = ~is_settled[both[:, 0]] & is_settled[both[:, 1]]
    stray, to = part[both[touching, 0]], label[both[touching, 1]]
    pairs, at = np.unique(stray * piece.count + to, return_inverse=True)
    bound = np.bincount(at, weights=cut[touching], minlength=len(pairs))
    wish = np.full(part.max() + 1, -1, dtype=np.int64)
    order = np.argsort(bound, kind="stable")
    wish[pairs[order] // piece.count] = pairs[order] % piece.count
    label[:] = np.where(wish[part] >= 0, wish[part], label)


def fill_empty(piece: Piece, net: Net, label: Ints) -> None:
    """Give every empty grid the far half of the heaviest grid that can be parted."""
    for empty in np.flatnonzero(np.bincount(label, minlength=piece.count) == 0):
        size = np.bincount(label, weights=piece.weight, minlength=piece.count)
        free = np.bincount(label, weights=~piece.is_fixed, minlength=piece.count)
        size[(np.bincount(label, minlength=piece.count) < 2) | (free < 1)] = -1.0
        heavy = int(np.argmax(size))
        if size[heavy] >= 0:
            _peel(piece, net, label, heavy, int(empty))


def _peel(piece: Piece, net: Net, label: Ints, grid: int, empty: int) -> None:
    """Take atoms off a grid until half its weight has gone, the last reached of a walk first.

    The walk starts at a fixed atom where there is one. What remains is a beginning of the walk and so whole;
    what was taken may be in parts, `join` mends that.
    """
    members = np.flatnonzero(label == grid)
    walk = _walk(net, label, int(members[np.argmax(piece.is_fixed[members])]))
    gone, half = 0.0, float(piece.weight[members].sum()) / 2
    for v in walk[:0:-1]:
        if piece.is_fixed[v] or ((label == empty).any() and gone + piece.weight[v] / 2 > half):
            return
        label[v] = empty
        gone += float(piece.weight[v])


def _walk(net: Net, label: Ints, start: int) -> list[int]:
    walk, seen = [start], {start}
    for v in walk:
        for u in net.other[net.first[v] : net.first[v + 1]].tolist():
            if label[u] == label[start] and u not in seen:
                seen.add(u)
                walk.append(u)
    return walk
