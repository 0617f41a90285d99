"""What is asked of a division: the norm, what stays, what things cost, how long to search."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

QUICK, ORDINARY, THOROUGH = "quick", "ordinary", "thorough"


class BadRequest(ValueError):
    """The request contradicts itself or the ground; the text says where."""


class Cancelled(Exception):
    """The person who asked has called the search off."""


@dataclass(frozen=True, slots=True)
class Norm:
    """So many households a grid (400 in towns, a villagers' group, 10 of a micro-grid) and how far it may be off.

    The tolerance is a share of what the community's households give each of its grids. `least` and `most`, where
    given, are bounds in households instead (8 and 12 for micro-grids).
    """

    households: float = 400.0
    tolerance: float = 0.10
    least: float | None = None
    most: float | None = None

    def __post_init__(self) -> None:
        if not self.households > 0 or not 0 <= self.tolerance < 1:
            raise BadRequest(f"a norm of {self.households} households ± {self.tolerance} makes no sense")
        if self.least is not None and self.most is not None and not 0 <= self.least <= self.most:
            raise BadRequest(f"a norm between {self.least} and {self.most} households makes no sense")

    def bounds(self, share: float) -> tuple[float, float]:
        """The least and the most that is right where each grid is to have `share` households."""
        low = share * (1 - self.tolerance) if self.least is None else self.least
        high = share * (1 + self.tolerance) if self.most is None else self.most
        return low, high


@dataclass(frozen=True, slots=True)
class Prices:
    """What a border costs, in metres.

    A metre inside a compound costs `compound` metres, a metre along a barrier `barrier`; where a grid reaches across
    a barrier each metre of it costs `across`. Each household that changes grid costs `move`. No border counts longer
    than `longest` metres: two farms are not closer for a long hedge.
    """

    compound: float = 5.0
    barrier: float = 0.1
    across: float = 0.0
    move: float = 0.0
    longest: float = 300.0


@dataclass(frozen=True, slots=True)
class Today:
    """Today's grid of each atom, and what must stay: whole grids as they are, single atoms in their grid."""

    grid_of: Mapping[str, str] = field(default_factory=dict)
    locked_grids: frozenset[str] = frozenset()
    locked_atoms: frozenset[str] = frozenset()


Watch = Callable[[float], bool]  # hears the share done from 0 to 1; answers False to call the search off


@dataclass(frozen=True)
class Request:
    """Everything asked of one division; the same request and seed give the same plan."""

    norm: Norm = Norm()
    norm_of: Mapping[str, Norm] = field(default_factory=dict)  # of communities that have one of their own
    prices: Prices = Prices()
    today: Today = Today()
    effort: str = ORDINARY
    proof_seconds: float = 0.0  # for each community of at most 60 atoms; 0 asks for no proof
    workers: int = 1
    seed: int = 1

    def norm_for(self, community: str) -> Norm:
        return self.norm_of.get(community, self.norm)
