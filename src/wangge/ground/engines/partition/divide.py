"""One piece divided: several starts, first with compounds as atoms, then atom by atom."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .ground import Ints
from .net import Net, Scratch, Stream, Wish, scratch_of, total
from .piece import Piece, contracted
from .request import ORDINARY, QUICK, THOROUGH, Cancelled
from .search import Pace, State, anneal
from .starts import from_metis, from_today

SMALL = 150  # atoms: every other start then leaves compounds apart, which may hide the best division
MOST_STARTS = 12
WORTHWHILE = 0.7  # of the atoms left when compounds are taken as atoms
SLICE = 20_000  # steps between two looks at whether to go on
Pulse = Callable[[float], bool]
FIXED = 1e9  # households: what is locked keeps its name whoever else moves


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search; prices are in those of a mean border.

    Small pieces have many good divisions far from each other, so they get more starts: as many as give `spread` atoms.
    """

    starts: int
    spread: int
    coarse: int  # cuts anew for each grid with compounds as atoms
    fine: int  # and after that atom by atom
    every: int = 6  # single moves and a cut anew
    hot: float = 2.0
    cold: float = 0.02
    stir: float = 0.05  # added to `hot`, in moves of a whole grid, or dear moves would freeze the search
    lax: float = 10.0  # price of a grid wholly too large or small
    strict: float = 1000.0

    def starts_for(self, atoms: int) -> int:
        return max(self.starts, min(MOST_STARTS, self.spread // atoms))


EFFORTS = {
    QUICK: Effort(starts=1, spread=120, coarse=50, fine=40),
    ORDINARY: Effort(starts=2, spread=600, coarse=150, fine=120),
    THOROUGH: Effort(starts=6, spread=1800, coarse=400, fine=300),
}


@dataclass(frozen=True)
class Found:
    """A division and what it is worth: fixed atoms that moved, wrong sizes as `excess` counts them, metres paid."""

    label: Ints
    paid: float
    wrong: float
    unfixed: int

    def __lt__(self, other: "Found") -> bool:
        return (self.unfixed, round(self.wrong, 9), self.paid) < (other.unfixed, round(other.wrong, 9), other.paid)


def divide_piece(piece: Piece, effort: Effort, *, seed: int, pulse: Pulse = lambda _: True) -> Found:
    """The best division of all starts. Raises Cancelled when `pulse` answers False."""
    net, wish = piece.net(), piece.wish()
    if piece.count == 1:
        return worth(piece, net, wish, np.zeros(len(piece.weight), dtype=np.int64))
    box = scratch_of(net)
    found: list[Found] = []
    has_today = bool((piece.old >= 0).any())
    is_small = len(piece.weight) <= SMALL
    starts = effort.starts_for(len(piece.weight)) + has_today
    for start in range(starts):

        def part(share: float, start: int = start) -> bool:
            return pulse((start + share) / starts)

        rng = np.array([seed * 1_000_003 + start * 7919 + 1], dtype=np.uint64)
        is_today = has_today and start == 0
        if is_small and start % 2 == 1:
            label = from_metis(piece, net, seed=int(rng[0] % 1_000_000))
        else:
            label = _first(piece, net, effort, rng, is_today=is_today, pulse=part)
        label = _annealed(net, wish, label, _pace(effort, effort.fine, piece), box, rng, part)
        found.append(worth(piece, net, wish, label))
    return min(found)


def _first(piece: Piece, net: Net, effort: Effort, rng: Stream, *, is_today: bool, pulse: Pulse) -> Ints:
    """A start, made better with compounds as atoms where there are enough of them."""
    small, group = contracted(piece)
    seed = int(rng[0] % 1_000_000)
    if len(small.weight) < 2 * piece.count or len(small.weight) > WORTHWHILE * len(piece.weight):
        return from_today(piece, net) if is_today else from_metis(piece, net, seed=seed)
    net = small.net()
    label = from_today(small, net) if is_today else from_metis(small, net, seed=seed)
    pace = _pace(effort, effort.coarse, small)
    return _annealed(net, small.wish(), label, pace, scratch_of(net), rng, pulse)[group]


def _pace(effort: Effort, cuts: int, piece: Piece) -> Pace:
    steps = cuts * piece.count * effort.every
    mean, moves = float(np.mean(piece.cut)), piece.move * piece.share
    return Pace(
        *(0, steps, steps, effort.every),
        *(effort.hot * mean + effort.stir * moves, effort.cold * mean),
        *(effort.lax * mean + moves, effort.strict * (mean + moves)),
    )


def _annealed(net: Net, wish: Wish, label: Ints, pace: Pace, box: Scratch, rng: Stream, pulse: Pulse) -> Ints:
    size = np.zeros(label.max() + 1)
    paid, wrong = total(net, wish, label, size)
    state = State(label, size, label.copy(), np.array([paid, wrong, paid + pace.strict * wrong]))
    for start in range(0, pace.steps, SLICE):
        if not pulse(start / pace.steps):
            raise Cancelled
        anneal(net, wish, state, pace._replace(start=start, stop=min(start + SLICE, pace.steps)), box, rng)
    return state.best


def worth(piece: Piece, net: Net, wish: Wish, label: Ints) -> Found:
    paid, wrong = total(net, wish, label, np.zeros(piece.count))
    return Found(label, paid, wrong, int((piece.is_fixed & (label != piece.old)).sum()))


def named_as_today(piece: Piece, found: Found) -> Found:
    """The same parts under the names that let most households stay in their grid: the largest overlap first."""
    known = piece.old >= 0
    if piece.count == 1 or not known.any():
        return found
    staying = np.zeros((piece.count, piece.count))
    np.add.at(staying, (found.label[known], piece.old[known]), piece.weight[known] + FIXED * piece.is_fixed[known])
    name = np.full(piece.count, -1, dtype=np.int64)
    for _ in range(piece.count):
        part, today = np.unravel_index(int(np.argmax(staying)), staying.shape)
        name[part] = today
        staying[part, :] = staying[:, today] = -1.0
    named = worth(piece, piece.net(), piece.wish(), name[found.label])
    return found if found < named else named
