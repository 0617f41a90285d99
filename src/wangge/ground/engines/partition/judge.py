"""What is to be said of each grid: figures, reasons, score, and the rules it does not meet."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from . import plan as words
from .cutting import Cutting, Task
from .ground import Floats, Ground, Ints
from .piece import components
from .plan import Grid, Score, Unmet
from .request import Norm, Request

MOSTLY = 0.5  # of the borders along barriers, of the households that stay, is worth a reason


@dataclass(frozen=True)
class Bounds:
    """What one grid is held against."""

    community: str
    share: float
    low: float
    high: float
    norm: Norm
    is_locked: bool
    is_only: bool
    has_no_division: bool


class Judge:
    """Looks at one finished division of the whole ground; `where[v]` is the grid of atom v, as a number."""

    def __init__(self, ground: Ground, request: Request, keys: list[str], where: Ints) -> None:
        self.ground, self.request, self.keys, self.where = ground, request, keys, where
        self.members = np.split(
            np.argsort(where, kind="stable"), np.cumsum(np.bincount(where, minlength=len(keys)))[:-1]
        )
        one, other = where[ground.ends[:, 0]], where[ground.ends[:, 1]]
        is_cut, barrier = one != other, ground.is_barrier
        self.border = self._around(one, other, ground.metres * is_cut)
        self.along = self._around(one, other, ground.metres * (is_cut & barrier))
        self.across = np.bincount(one, weights=ground.metres * (~is_cut & barrier), minlength=len(keys))
        self.inner = np.bincount(one, weights=ground.metres * ~is_cut, minlength=len(keys))
        self.parts: Ints = components(len(where), ground.ends[~is_cut])
        self.compounds = self._compounds()

    def _around(self, one: Ints, other: Ints, metres: Floats) -> Floats:
        count = len(self.keys)
        return np.bincount(one, metres, count).astype(np.float64) + np.bincount(other, metres, count)

    def _compounds(self) -> dict[tuple[str, str], Counter[int]]:
        """How many atoms of each compound each grid holds."""
        found: dict[tuple[str, str], Counter[int]] = {}
        for atom, grid in zip(self.ground.atoms, self.where.tolist(), strict=True):
            if atom.compound is not None:
                found.setdefault((atom.community, atom.compound), Counter())[grid] += 1
        return found

    def grid(self, number: int, bounds: Bounds) -> Grid:
        atoms = [self.ground.atoms[v] for v in self.members[number]]
        key, today = self.keys[number], self.request.today.grid_of
        households = sum(a.households for a in atoms)
        staying = sum(a.households for a in atoms if today.get(a.key) == key)
        touched = sorted({a.compound for a in atoms if a.compound is not None})
        split = tuple(c for c in touched if len(self.compounds[bounds.community, c]) > 1)
        score = self._score(number, bounds, households, staying, (len(touched), len(split)))
        return Grid(
            key=key,
            community=bounds.community,
            atoms=tuple(a.key for a in atoms),
            households=households,
            population=sum(a.population for a in atoms),
            care=float(sum(a.care for a in atoms)),
            share=bounds.share,
            deviation=households / bounds.share - 1 if bounds.share > 1e-6 else 0.0,
            from_norm=households / bounds.norm.households - 1,
            border=float(self.border[number]),
            along_barriers=float(self.along[number]),
            across_barriers=float(self.across[number]),
            split_compounds=split,
            moved_in=households - staying if today else 0,
            is_new=not any(today.get(a.key) == key for a in atoms),
            is_locked=bounds.is_locked,
            reasons=tuple(_reasons(score, bounds)),
            score=score,
        )

    def _score(self, number: int, bounds: Bounds, households: int, staying: int, compounds: tuple[int, int]) -> Score:
        off = max(bounds.low - households, households - bounds.high, 0.0) / bounds.share
        touched, split = compounds
        atoms = [self.ground.atoms[v] for v in self.members[number]]
        area = sum(a.square_metres for a in atoms)
        rim = sum(a.rim for a in atoms) - 2 * float(self.inner[number])
        border = float(self.border[number])
        return Score(
            size=max(0.0, 1.0 - off),
            borders=float(self.along[number]) / border if border > 0 else None,
            compounds=1 - split / touched if touched else None,
            today=staying / households if self.request.today.grid_of and households else None,
            shape=min(1.0, 4 * np.pi * area / rim**2) if area > 0 and rim > 0 else None,
        )

    def unmet(self, number: int, grid: Grid, bounds: Bounds) -> Iterable[Unmet]:
        """The rules a grid does not meet, with the reason as far as it is known."""
        members = self.members[number]
        if len(np.unique(self.parts[members])) > 1:
            yield Unmet(words.SCATTERED, words.KEPT_BY_LOCK, grid.key)
        norm = bounds.norm
        if (norm.least is None or norm.most is None) and abs(bounds.share / norm.households - 1) > norm.tolerance:
            yield Unmet(words.FAR_FROM_NORM, words.COMMUNITY_SIZE, grid.key)
        if bounds.low - 1e-6 <= grid.households <= bounds.high + 1e-6:
            return
        rule = words.TOO_LARGE if grid.households > bounds.high else words.TOO_SMALL
        heavy = tuple(k for k in grid.atoms if self.ground.atoms[self.ground.number[k]].households > bounds.high)
        yield Unmet(rule, _cause(bounds, heavy), grid.key, heavy)

    def broken_locks(self) -> Iterable[Unmet]:
        """Locked atoms that could not stay in their grid."""
        today = self.request.today
        for key in sorted(today.locked_atoms):
            grid = self.keys[self.where[self.ground.number[key]]]
            if grid != today.grid_of[key]:
                yield Unmet(words.LOCK_BROKEN, words.NO_NEIGHBOUR, grid, (key,))


def _cause(bounds: Bounds, heavy: tuple[str, ...]) -> str:
    if bounds.is_locked:
        return words.KEPT_BY_LOCK
    if heavy:
        return words.ONE_ATOM
    if bounds.is_only:
        return words.NO_NEIGHBOUR
    return words.NO_DIVISION if bounds.has_no_division else words.NOT_FOUND


def _reasons(score: Score, bounds: Bounds) -> Iterable[str]:
    if bounds.is_locked:
        yield words.LOCKED
    if bounds.is_only:
        yield words.ONLY_ONE
    if score.size == 1.0:
        yield words.EVEN
    if score.borders is not None and score.borders >= MOSTLY:
        yield words.ALONG_BARRIERS
    if score.compounds == 1.0:
        yield words.WHOLE_COMPOUNDS
    if score.today is not None and score.today >= MOSTLY:
        yield words.AS_TODAY


def bounds_of(task: Task, *, has_no_division: bool) -> Bounds:
    piece = task.piece
    return Bounds(
        task.community, piece.share, piece.low, piece.high, task.norm, False, piece.count == 1, has_no_division
    )


def locked_bounds(community: str, norm: Norm) -> Bounds:
    """A locked grid is held against the norm itself."""
    return Bounds(community, norm.households, *norm.bounds(norm.households), norm, True, False, False)


def moved(ground: Ground, grid_of: Mapping[str, str], today: Mapping[str, str]) -> int:
    """Households that leave the grid they are in today."""
    return sum(a.households for a in ground.atoms if a.key in today and today[a.key] != grid_of[a.key])


def least_moved(ground: Ground, cutting: Cutting, today: Mapping[str, str]) -> float:
    """No plan with right sizes moves fewer: what is too much for a grid must leave, what it lacks must come.

    Atoms are taken as if they could be split and were all neighbours, so the true least may be higher.
    """
    total = 0.0
    for task in cutting.tasks:
        piece = task.piece
        stays = piece.old >= 0
        size = np.bincount(piece.old[stays], weights=piece.weight[stays], minlength=piece.count)
        is_known = np.array([ground.atoms[v].key in today for v in task.atoms])
        dissolved = float(piece.weight[is_known & ~stays].sum())
        unplaced = float(piece.weight[~is_known].sum())
        leaving = float(np.maximum(0.0, size - piece.high).sum()) + dissolved
        lacking = float(np.maximum(0.0, piece.low - size).sum()) - unplaced
        total += max(leaving, lacking) if is_known.any() else 0.0
    return total
