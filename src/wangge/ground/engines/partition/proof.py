"""Is a division the best there is? For pieces of at most sixty atoms: a proof, a better division, or the gap."""

import contextlib
import time
from dataclasses import dataclass

import numpy as np

from .cover import Columns, OutOfTime, relaxed, whole
from .divide import Found, Pulse, worth
from .ground import Floats, Ints
from .net import Net, Wish
from .piece import Piece
from .request import Cancelled
from .sets import MOST_ATOMS, Aim, Bits, Branches, Pool, duals_of, set_out, walk_on
from .starts import named_after

FEW, MANY = 5_000, 300_000  # possible grids kept from the first walk, and from those that know better
QUICK_WALKS, WALKS = 8, 12
HARDLY = 1e-6  # metres


@dataclass(frozen=True, slots=True)
class Proof:
    """No division with right sizes costs less than `bound` metres; a division that costs it is proven the best.

    The bound is infinite where no division has right sizes.
    """

    bound: float
    is_best: bool
    seconds: float
    grids_met: int


def proven(piece: Piece, best: Found, *, seconds: float, pulse: Pulse = lambda _: True) -> tuple[Found, Proof | None]:
    """The best division and its proof, as far as the time goes; None where the atoms are too many or the time short."""
    if len(piece.weight) > MOST_ATOMS or piece.count < 2:
        return best, None
    search = _Search(piece, best, pulse)
    began = search.begin(seconds)
    with contextlib.suppress(OutOfTime):
        search.run()
    bound = min(search.bound, search.best.paid) if search.best.wrong == 0 else search.bound
    if bound == -np.inf:
        return search.best, None
    is_best = search.best.wrong == 0 and search.best.paid - bound <= HARDLY
    bound = search.best.paid if is_best else bound
    return search.best, Proof(bound, is_best, time.monotonic() - began, search.met)


class _Search:
    """Walks over all possible grids, each with better duals, until those that could still matter are few."""

    def __init__(self, piece: Piece, best: Found, pulse: Pulse) -> None:
        self.piece, self.best, self.pulse = piece, best, pulse
        self.net, self.wish = piece.net(), piece.wish()
        self.bits = bits_of(piece, self.net, self.wish)
        self.bound, self.met = -np.inf, 0
        self.end = np.inf

    def begin(self, seconds: float) -> float:
        """Start the clock, once there is machine code, which may take longer than the search."""
        dual = np.zeros(len(self.piece.weight))
        pool, way = _room(len(dual), 1, np.inf)
        set_out(self.bits, self._aim(dual), 0, pool, way)
        walk_on(self.bits, self._aim(dual), 0, -1, pool, way)
        duals_of(pool.sets, dual)
        began = time.monotonic()
        self.end = began + seconds
        return began

    def run(self) -> None:
        atoms = len(self.piece.weight)
        dual = self.best.paid * self.piece.weight / max(self.piece.weight.sum(), 1e-9)
        known = Columns(np.zeros(0, dtype=np.int64), np.zeros(0))
        limit, best_dual, best_bound = np.inf, dual, -np.inf
        for walk in range(WALKS):
            met, is_all, bound = self._walk(dual, FEW if walk < QUICK_WALKS else MANY, limit)
            if not len(met.sets):
                self.bound = np.inf
                return
            if is_all or self._gap() <= HARDLY:
                self._finish(met)
                return
            if bound > best_bound:
                best_dual, best_bound = dual, bound
            known = _joined(known, met)
            solved = relaxed(known, atoms, self.piece.count, self._left())
            if solved is not None:  # halfway from the best duals, since those of few grids swing far
                dual = (best_dual + solved[1][:-1]) / 2
            # no grid that matters is worth more than this: the least worth is at most that of the known ones
            limit = float((known.cost + duals_of(known.sets, -dual)).min()) + self._gap() + HARDLY

    def _walk(self, dual: Floats, room: int, limit: float) -> tuple[Columns, bool, float]:
        """The possible grids worth least, and whether all that could matter are among them, and the bound."""
        atoms, aim = len(self.piece.weight), self._aim(dual)
        pool, way = _room(atoms, room, limit)
        for root in range(atoms):
            set_out(self.bits, aim, root, pool, way)
            depth = 0
            while depth >= 0:
                if not self.pulse(root / atoms):
                    raise Cancelled
                self._left()
                depth = walk_on(self.bits, aim, root, depth, pool, way)
        kept = int(pool.tally[0])
        self.met += int(pool.tally[1])
        sets, value = pool.sets[:kept], pool.worth[:kept]
        least = float(pool.bounds[1]) if kept else np.inf
        bound = float(dual.sum()) + self.piece.count * least
        self.bound = max(self.bound, bound)
        matters = least + self._gap()
        is_all = pool.tally[2] == 0 or matters < pool.bounds[0]
        found = Columns(sets, value + duals_of(sets, dual))
        return (found.only(np.flatnonzero(value <= matters + HARDLY)) if is_all else found), is_all, bound

    def _aim(self, dual: Floats) -> Aim:
        below = float(np.minimum(self.net.cost, 0.0).sum()) / 2
        ratio = dual / np.maximum(self.piece.weight, 1e-9)
        return Aim(dual, np.argsort(-ratio, kind="stable"), -below / 2)

    def _finish(self, columns: Columns) -> None:
        """All grids that could be part of a better division are here: choose among them, or prove there is none."""
        atoms, count = len(self.piece.weight), self.piece.count
        solved = relaxed(columns, atoms, count, self._left())
        if solved is None:
            self.bound = np.inf  # nothing better can be made of them
            return
        self.bound = max(self.bound, solved[0])
        room = self._gap()
        if room <= HARDLY:
            return
        few = columns if np.isinf(room) else columns.only(np.flatnonzero(columns.reduced(solved[1]) <= room + HARDLY))
        chosen, bound = whole(few, atoms, count, self._left())
        self.bound = max(self.bound, bound)
        if chosen is not None:
            self._take(few.sets[chosen])

    def _take(self, sets: Ints) -> None:
        label = np.argmax((sets[:, None] >> np.arange(len(self.piece.weight))) & 1, axis=0).astype(np.int64)
        self.best = min(self.best, worth(self.piece, self.net, self.wish, named_after(self.piece, label)))

    def _gap(self) -> float:
        return self.best.paid - self.bound if self.best.wrong == 0 else float("inf")

    def _left(self) -> float:
        left = self.end - time.monotonic()
        if left <= 0:
            raise OutOfTime
        return left


def _room(atoms: int, kept: int, limit: float) -> tuple[Pool, Branches]:
    sets, free, seen = np.zeros((3, atoms + 1), dtype=np.int64)
    way = Branches(sets, free, seen, *np.zeros((3, atoms + 1)))
    bounds = np.array([min(limit, 1e300), 1e300])
    return Pool(np.zeros(kept, dtype=np.int64), np.zeros(kept), np.zeros(3, dtype=np.int64), bounds), way


def bits_of(piece: Piece, net: Net, wish: Wish) -> Bits:
    near = np.zeros(len(piece.weight), dtype=np.int64)
    for one, other in piece.ends.tolist():
        near[one] |= 1 << other
        near[other] |= 1 << one
    return Bits(
        *(near, net.first, net.other, net.cost, net.weight),
        *(wish.low - HARDLY, wish.high + HARDLY, piece.count, wish.old, wish.price),
    )


def _joined(known: Columns, met: Columns) -> Columns:
    sets = np.concatenate([known.sets, met.sets])
    _, first = np.unique(sets, return_index=True)
    return Columns(sets, np.concatenate([known.cost, met.cost])).only(first)
