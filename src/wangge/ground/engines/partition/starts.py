"""Divisions to start from: METIS's, or today's grids with what has changed filled in."""

import numpy as np

from .ground import Floats, Ints
from .mend import mended
from .net import Net
from .piece import Piece
from .programs import pymetis

IMBALANCE = 100  # of METIS, in thousandths


def from_metis(piece: Piece, net: Net, *, seed: int) -> Ints:
    """A k-way division with whole parts; the parts bear today's names where they share most households."""
    if piece.count == 1:
        return np.zeros(len(piece.weight), dtype=np.int64)
    costs = np.maximum(1, np.round(np.exp(net.bond))).astype(np.int64)
    graph = pymetis.CSRAdjacency(net.first, net.other)
    options = pymetis.Options(contig=1, ufactor=IMBALANCE, seed=seed)
    found = pymetis.part_graph(
        piece.count,
        adjacency=graph,
        vweights=np.maximum(1, np.round(net.weight)).astype(np.int64),
        eweights=costs,
        options=options,
        recursive=False,  # the default turns to bisection for few parts, which does not keep them whole
    )
    label = named_after(piece, np.asarray(found[1], dtype=np.int64))
    label[piece.is_fixed] = piece.old[piece.is_fixed]
    return mended(piece, net, label)


def from_today(piece: Piece, net: Net) -> Ints:
    """Today's grids; atoms without one go to a neighbour, a grid without atoms gets part of the heaviest."""
    return mended(piece, net, piece.old.copy())


def named_after(piece: Piece, label: Ints) -> Ints:
    """Name parts after today's grids, heaviest overlap first; what is left takes the free names."""
    shared: Floats = np.zeros((piece.count, piece.count))
    known = piece.old >= 0
    np.add.at(shared, (label[known], piece.old[known]), piece.weight[known])
    name = np.full(piece.count, -1, dtype=np.int64)
    order = np.argsort(-shared, axis=None, kind="stable")
    taken = np.zeros(piece.count, dtype=bool)
    for part, grid in zip(*np.unravel_index(order, shared.shape), strict=True):
        if shared[part, grid] <= 0:
            break
        if name[part] < 0 and not taken[grid]:
            name[part], taken[grid] = grid, True
    name[name < 0] = np.flatnonzero(~taken)
    return name[label]
