"""A division of a village's buildings into grids, as it is stored and changed; and what is to be said of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self
from uuid import UUID

NEW = "new-"


@dataclass(frozen=True)
class LaidGrid:
    """A grid of a plan: an open one, or one to be opened, which may stand for a closed one again."""

    key: str
    name: str
    area_id: UUID | None = None
    stands_for: UUID | None = None
    is_locked: bool = False


@dataclass(frozen=True)
class Layout:
    """Which grid each atom is in: `of` holds places in `grids`, in the order of the ground's atoms."""

    grids: tuple[LaidGrid, ...]
    of: tuple[int, ...]
    locked: frozenset[int] = frozenset()

    def place(self, key: str) -> int | None:
        """Where a grid stands in `grids`."""
        return next((number for number, grid in enumerate(self.grids) if grid.key == key), None)

    def atoms(self, number: int) -> list[int]:
        """The atoms of a grid."""
        return [atom for atom, grid in enumerate(self.of) if grid == number]

    def is_locked(self, atom: int) -> bool:
        """Whether an atom may be moved by nobody."""
        return atom in self.locked or self.grids[self.of[atom]].is_locked

    def put(self, atoms: Collection[int], number: int) -> Self:
        """The same with some atoms in another grid; a grid that has none left is gone."""
        return self.with_of([number if atom in atoms else grid for atom, grid in enumerate(self.of)])

    def with_of(self, of: Sequence[int]) -> Self:
        """The same with other grids for the atoms; grids that have none left are gone."""
        used = sorted(set(of))
        again = {number: place for place, number in enumerate(used)}
        return replace(self, grids=tuple(self.grids[n] for n in used), of=tuple(again[n] for n in of))

    def with_grid(self, number: int, grid: LaidGrid) -> Self:
        """The same with a grid described otherwise."""
        return replace(self, grids=(*self.grids[:number], grid, *self.grids[number + 1 :]))

    def new_key(self) -> str:
        """A key for one more grid that is to be opened."""
        taken = {grid.key for grid in self.grids}
        return next(key for number in range(1, len(taken) + 2) if (key := f"{NEW}{number}") not in taken)

    def way_back(self, now: "Layout") -> dict[str, Any]:
        """What makes this one of `now` again, as JSON: of the atoms only those that differ."""
        differ = [[atom, was] for atom, (was, is_now) in enumerate(zip(self.of, now.of, strict=True)) if was != is_now]
        return {**self.stored(), "of": differ}

    def gone_back(self, way: Mapping[str, Any]) -> Self:
        """The layout that such a way leads to from here."""
        of = list(self.of)
        for atom, was in way["of"]:
            of[atom] = was
        return self.read({**way, "of": of})

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "grids": [
                [g.key, g.name, _word(g.area_id), _word(g.stands_for), g.is_locked]
                for g in self.grids
            ],
            "of": list(self.of),
            "locked": sorted(self.locked),
        }  # fmt: skip

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From JSON."""
        grids = tuple(
            LaidGrid(key, name, _id(area), _id(closed), bool(locked))
            for key, name, area, closed, locked in stored["grids"]
        )
        return cls(grids, tuple(stored["of"]), frozenset(stored["locked"]))


def _word(value: UUID | None) -> str | None:
    return str(value) if value else None


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None


@dataclass(frozen=True)
class GridView:
    """What is to be said of one grid of a division; `reasons` are words."""

    key: str
    name: str
    households: int
    persons: int
    buildings: int
    deviation: float  # against what the village gives each grid: 0.1 is a tenth too many
    moved_in: int  # households that another grid holds today
    is_new: bool
    is_locked: bool
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Break:
    """A rule that a division does not meet; a hard one must be mended before the plan is shown."""

    rule: str
    words: str
    key: str
    is_hard: bool


@dataclass(frozen=True)
class Judgement:
    """What is to be said of a division as a whole."""

    grids: tuple[GridView, ...]
    breaks: tuple[Break, ...]
    moved: int  # households that change grid
    least_moved: int | None  # no plan with right sizes moves fewer, as far as that was reckoned
    share: float  # households the village gives each grid
    cut: float  # metres of border between grids
    score: float
    closed: tuple[str, ...] = field(default=())  # names of grids that would close

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From JSON."""
        grids = tuple(GridView(**{**grid, "reasons": tuple(grid["reasons"])}) for grid in stored["grids"])
        breaks = tuple(Break(**one) for one in stored["breaks"])
        return cls(**{**stored, "grids": grids, "breaks": breaks, "closed": tuple(stored["closed"])})
