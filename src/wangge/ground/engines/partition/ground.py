"""What is to be divided: atoms (buildings, houses), the borders between them, and the faults of such input."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TWICE, NO_COMMUNITY, BAD_NUMBER, BAD_PLACE, UNKNOWN, OVERLAP = (
    *("twice", "no_community", "bad_number", "bad_place"),
    *("unknown", "overlap"),
)


class BadAtom(ValueError):
    """An atom cannot be used: `fault` says how (one of the words above), `atom` which one it is."""

    def __init__(self, fault: str, atom: str, text: str) -> None:
        super().__init__(f"atom {atom!r}: {text}")
        self.fault = fault
        self.atom = atom


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest thing that is never divided: a building or a house, with what it weighs.

    `outline` is its cell (a polygon in degrees) or its point; `square_metres` and `rim` (metres of outline) serve
    the shape of grids and may be left out.
    """

    key: str
    community: str
    households: int
    compound: str | None = None
    population: int = 0
    care: float = 0.0
    outline: Any = None
    square_metres: float = 0.0
    rim: float = 0.0


@dataclass(frozen=True, slots=True)
class Border:
    """The line two atoms share; along a barrier (road, river) grids like to end."""

    one: str
    other: str
    metres: float
    is_barrier: bool = False


@dataclass(frozen=True)
class Ground:
    """Atoms and borders as arrays; made by `ground_of` only, so whatever holds one has been checked."""

    atoms: tuple[Atom, ...]
    number: dict[str, int]
    households: Floats
    ends: Ints  # borders inside one community, shape (m, 2)
    metres: Floats
    is_barrier: Flags
    is_inside_compound: Flags
    members: dict[str, Ints] = field(default_factory=dict)  # of each community, in the order of the atoms


def ground_of(atoms: Sequence[Atom], borders: Iterable[Border]) -> Ground:
    """Check everything and put it in arrays. Raises BadAtom.

    Borders between communities are dropped, since no grid crosses them; a border given twice counts once, the longer.
    """
    number: dict[str, int] = {}
    members: dict[str, list[int]] = {}
    for at, atom in enumerate(atoms):
        _check(atom, number)
        number[atom.key] = at
        members.setdefault(atom.community, []).append(at)
    ends, metres, barrier = _edges(atoms, borders, number)
    compounds: dict[tuple[str, str], int] = {}
    compound = np.array(
        [-1 if a.compound is None else compounds.setdefault((a.community, a.compound), len(compounds)) for a in atoms],
        dtype=np.int64,
    )
    same = (compound[ends[:, 0]] == compound[ends[:, 1]]) & (compound[ends[:, 0]] >= 0)
    return Ground(
        atoms=tuple(atoms),
        number=number,
        households=np.array([a.households for a in atoms], dtype=np.float64),
        ends=ends,
        metres=metres,
        is_barrier=barrier,
        is_inside_compound=same,
        members={name: np.array(found, dtype=np.int64) for name, found in members.items()},
    )


def _check(atom: Atom, seen: dict[str, int]) -> None:
    if atom.key in seen:
        raise BadAtom(TWICE, atom.key, "is given twice")
    if not atom.community:
        raise BadAtom(NO_COMMUNITY, atom.key, "belongs to no community")
    for name in ("households", "population", "care", "square_metres", "rim"):
        value = getattr(atom, name)
        if isinstance(value, bool) or not isfinite(value) or value < 0:
            raise BadAtom(BAD_NUMBER, atom.key, f"{name} is {value!r}, not a number of zero or more")
    if atom.households != int(atom.households):
        raise BadAtom(BAD_NUMBER, atom.key, f"households is {atom.households!r}, not a whole number")


def _edges(atoms: Sequence[Atom], borders: Iterable[Border], number: dict[str, int]) -> tuple[Ints, Floats, Flags]:
    found: dict[tuple[int, int], tuple[float, bool]] = {}
    for border in borders:
        for key in (border.one, border.other):
            if key not in number:
                raise BadAtom(UNKNOWN, key, "is named by a border but not given")
        if border.one == border.other:
            raise BadAtom(BAD_PLACE, border.one, "borders on itself")
        if not isfinite(border.metres) or border.metres < 0:
            raise BadAtom(BAD_NUMBER, border.one, f"shares {border.metres!r} metres with {border.other!r}")
        low, high = sorted((number[border.one], number[border.other]))
        if atoms[low].community != atoms[high].community or border.metres == 0:
            continue
        known = found.get((low, high), (0.0, False))
        found[low, high] = (max(known[0], border.metres), known[1] or border.is_barrier)
    pairs = sorted(found)
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    metres = np.array([found[p][0] for p in pairs], dtype=np.float64)
    return ends, metres, np.array([found[p][1] for p in pairs], dtype=np.bool_)
