"""What comes out: grids with their sizes, borders, moves and score, and the rules that cannot be met."""

from collections.abc import Mapping
from dataclasses import dataclass

# why a grid is drawn as it is
EVEN, ALONG_BARRIERS, WHOLE_COMPOUNDS, AS_TODAY, LOCKED, ONLY_ONE = (
    *("even", "along_barriers", "whole_compounds", "as_today"),
    *("locked", "only_one"),
)
# rules that a grid does not meet
TOO_LARGE, TOO_SMALL, FAR_FROM_NORM, SCATTERED, LOCK_BROKEN = (
    *("too_large", "too_small", "far_from_norm", "scattered", "lock_broken"),
)
# and why they cannot be met, as far as is known
ONE_ATOM, NO_NEIGHBOUR, COMMUNITY_SIZE, KEPT_BY_LOCK, NO_DIVISION, NOT_FOUND = (
    *("one_atom", "no_neighbour", "community_size", "kept_by_lock"),
    *("no_division", "not_found"),
)


@dataclass(frozen=True, slots=True)
class Unmet:
    """A rule that a grid does not meet, why, and the atoms that stand in the way."""

    rule: str
    cause: str
    grid: str
    atoms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How good a grid is, each from 0 to 1; `None` where nothing is known of it."""

    size: float
    borders: float | None  # metres to neighbouring grids that run along barriers
    compounds: float | None  # of the compounds it touches, those it holds whole
    today: float | None  # of its households, those it holds today
    shape: float | None  # Polsby and Popper: 1 is a circle

    @property
    def whole(self) -> float:
        """All of them together, size counting twice."""
        known = [
            x for x in (self.size, self.size, self.borders, self.compounds, self.today, self.shape) if x is not None
        ]
        return sum(known) / len(known)


@dataclass(frozen=True, slots=True)
class Grid:
    """One grid of a plan. `deviation` is against what the community gives each grid, `from_norm` against the norm."""

    key: str
    community: str
    atoms: tuple[str, ...]
    households: int
    population: int
    care: float
    share: float
    deviation: float
    from_norm: float
    border: float  # metres to neighbouring grids
    along_barriers: float  # metres of them
    across_barriers: float  # metres of barrier inside
    split_compounds: tuple[str, ...]
    moved_in: int  # households that another grid, or none, holds today
    is_new: bool
    is_locked: bool
    reasons: tuple[str, ...]
    score: Score


@dataclass(frozen=True, slots=True)
class Division:
    """How one connected piece of a community was divided: what was paid, and what is proven.

    `bound`: no division with right sizes costs less; None where no proof was asked for or there was no time.
    """

    community: str
    grids: int
    paid: float
    bound: float | None = None
    is_best: bool = False

    @property
    def gap(self) -> float | None:
        """How much dearer than the bound, as a share."""
        if self.bound is None:
            return None
        return max(0.0, self.paid - self.bound) / max(abs(self.bound), 1.0)


@dataclass(frozen=True)
class Plan:
    """The grid of each atom, and all that can be said about it."""

    grid_of: Mapping[str, str]
    grids: tuple[Grid, ...]
    divisions: tuple[Division, ...]
    unmet: tuple[Unmet, ...]
    cut: float  # priced metres between grids
    moved: int  # households that leave the grid they are in today
    least_moved: float  # no plan with right sizes moves fewer
