"""One connected piece of a community, ready to be divided: what its grids may weigh, what borders and moves cost."""

from dataclasses import dataclass

import numpy as np

from .ground import Flags, Floats, Ints
from .net import Net, Wish


@dataclass(frozen=True)
class Piece:
    """Atoms under local numbers with their borders; grids 0 … count - 1, of which the first may be today's."""

    weight: Floats
    ends: Ints
    cut: Floats  # price of cutting each border, above zero
    across: Floats  # price of not cutting it
    is_inside_compound: Flags  # of each border
    count: int
    low: float
    high: float
    old: Ints  # today's grid, -1: none of those that go on
    is_fixed: Flags
    move: float  # price of a household that changes grid

    @property
    def share(self) -> float:
        return max(float(self.weight.sum()) / self.count, 1e-9)

    def net(self) -> Net:
        """Neighbours in rows, each border from both sides."""
        count = len(self.weight)
        both = np.concatenate([self.ends, self.ends[:, ::-1]])
        order = np.lexsort((both[:, 1], both[:, 0]))
        first = np.zeros(count + 1, dtype=np.int64)
        np.cumsum(np.bincount(both[:, 0], minlength=count), out=first[1:])
        edge = order % max(len(self.ends), 1)
        return Net(
            first=first,
            other=np.ascontiguousarray(both[order, 1]),
            cost=(self.cut - self.across)[edge],
            bond=np.log(np.maximum(self.cut[edge], 1e-3)),
            weight=self.weight,
        )

    def wish(self) -> Wish:
        """What the search pays for; a fixed atom costs more to move than anything else can gain."""
        fixed = 1e3 * float(np.abs(self.cut).sum() + self.across.sum() + 1.0)
        price = np.where(self.is_fixed, fixed, self.move * self.weight)
        return Wish(self.share, self.low, self.high, self.old, price)


def contracted(piece: Piece) -> tuple[Piece, Ints]:
    """Compounds lighter than half a grid become one atom each; answers the smaller piece and the group of each atom.

    Only what hangs together, belongs to one grid today and is fixed or free together is joined.
    """
    one, other = piece.ends[:, 0], piece.ends[:, 1]
    same = (piece.old[one] == piece.old[other]) & (piece.is_fixed[one] == piece.is_fixed[other])
    same &= piece.is_inside_compound
    group = components(len(piece.weight), piece.ends[same])
    heavy = np.bincount(group, weights=piece.weight)[group] > piece.share / 2
    group = np.where(heavy, len(group) + np.arange(len(group)), group)
    _, first, group = np.unique(group, return_index=True, return_inverse=True)
    ends, cut, across = _merged(piece, group)
    small = Piece(
        weight=np.bincount(group, weights=piece.weight).astype(np.float64),
        ends=ends,
        cut=cut,
        across=across,
        is_inside_compound=np.zeros(len(ends), dtype=np.bool_),
        count=piece.count,
        low=piece.low,
        high=piece.high,
        old=piece.old[first],
        is_fixed=piece.is_fixed[first],
        move=piece.move,
    )
    return small, group


def _merged(piece: Piece, group: Ints) -> tuple[Ints, Floats, Floats]:
    ends = np.sort(group[piece.ends], axis=1)
    kept = ends[:, 0] != ends[:, 1]
    pairs, at = np.unique(ends[kept], axis=0, return_inverse=True)
    at = at.ravel()
    cut = np.bincount(at, weights=piece.cut[kept], minlength=len(pairs)).astype(np.float64)
    across = np.bincount(at, weights=piece.across[kept], minlength=len(pairs)).astype(np.float64)
    return pairs.astype(np.int64), cut, across


def components(count: int, ends: Ints) -> Ints:
    """The connected component of each atom, numbered by its first atom's place."""
    lead = np.arange(count)
    while len(ends):
        low = np.minimum(lead[ends[:, 0]], lead[ends[:, 1]])
        np.minimum.at(lead, lead[ends[:, 0]], low)
        np.minimum.at(lead, lead[ends[:, 1]], low)
        while (lead[lead] != lead).any():
            lead = lead[lead]
        ends = ends[lead[ends[:, 0]] != lead[ends[:, 1]]]
    found: Ints = np.unique(lead, return_inverse=True)[1].astype(np.int64)
    return found
