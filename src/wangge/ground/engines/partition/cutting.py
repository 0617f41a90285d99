"""A ground cut into pieces that are divided each for itself: community by community, without locked grids."""

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from .ground import UNKNOWN, BadAtom, Flags, Floats, Ground, Ints
from .piece import Piece, components
from .request import BadRequest, Norm, Prices, Request

NOT_PLACED = "not_placed"
CHEAPEST = 1e-3  # metres: no border is free, or grids would fray


@dataclass(frozen=True)
class Task:
    """One piece with its place in the ground; `names[g]` is the name of its grid g."""

    community: str
    atoms: Ints
    piece: Piece
    names: tuple[str, ...]
    norm: Norm
    seed: int


@dataclass(frozen=True)
class Cutting:
    """All tasks, and the atoms of locked grids with their names."""

    tasks: tuple[Task, ...]
    locked: dict[tuple[str, str], Ints]


def cut_up(ground: Ground, request: Request) -> Cutting:
    """Check the request against the ground and cut it. Raises BadAtom, BadRequest."""
    _check(ground, request)
    tasks: list[Task] = []
    locked: dict[tuple[str, str], Ints] = {}
    priced = prices_of(ground, request.prices)
    inside = _borders_by_community(ground)
    used = set(request.today.grid_of.values())
    for community, members in ground.members.items():
        today = [request.today.grid_of.get(ground.atoms[v].key) for v in members]
        is_kept = np.array([name in request.today.locked_grids for name in today])
        for name in sorted({str(n) for n, kept in zip(today, is_kept, strict=True) if kept}):
            locked[community, name] = members[[n == name for n in today]]
        names = _Names(community, used)
        free = members[~is_kept]
        edges = inside.get(community, np.zeros(0, dtype=np.int64))
        tasks += _tasks(ground, request, priced, (community, free, edges), names)
    return Cutting(tuple(tasks), locked)


def prices_of(ground: Ground, prices: Prices) -> tuple[Floats, Floats]:
    """What it costs to cut each border, and not to cut it."""
    metres = np.minimum(ground.metres, prices.longest)
    factor = np.where(ground.is_barrier, prices.barrier, np.where(ground.is_inside_compound, prices.compound, 1.0))
    return np.maximum(CHEAPEST, metres * factor), np.where(ground.is_barrier, metres * prices.across, 0.0)


class _Names:
    """Names for grids that are new, none of them used today."""

    def __init__(self, community: str, used: set[str]) -> None:
        self.community, self.used, self.last = community, used, 0

    def new(self) -> str:
        while True:
            self.last += 1
            name = f"{self.community}-{self.last}"
            if name not in self.used:
                return name


def _tasks(
    ground: Ground,
    request: Request,
    priced: tuple[Floats, Floats],
    where: tuple[str, Ints, Ints],
    names: _Names,
) -> Iterator[Task]:
    community, atoms, edges = where
    if not len(atoms):
        return
    local = np.full(len(ground.atoms), -1, dtype=np.int64)
    local[atoms] = np.arange(len(atoms))
    ends = local[ground.ends[edges]]
    both = (ends >= 0).all(axis=1)
    ends, edges = ends[both], edges[both]
    part = components(len(atoms), ends)
    holders = _holders(ground, request, atoms, part)
    norm = request.norm_for(community)
    for number in range(int(part.max()) + 1):
        mine = np.flatnonzero(part == number)
        here = part[ends[:, 0]] == number
        spot = np.full(len(atoms), -1, dtype=np.int64)
        spot[mine] = np.arange(len(mine))
        weight = ground.households[atoms[mine]]
        count = min(len(mine), max(1, int(float(weight.sum()) / norm.households + 0.5)))
        old, called, fixed = _continued(ground, request, atoms[mine], count, holders, number)
        low, high = norm.bounds(max(float(weight.sum()) / count, 1e-9))
        piece = Piece(
            weight=weight,
            ends=spot[ends[here]],
            cut=priced[0][edges[here]],
            across=priced[1][edges[here]],
            is_inside_compound=ground.is_inside_compound[edges[here]],
            count=count,
            low=low,
            high=high,
            old=old,
            is_fixed=fixed,
            move=request.prices.move,
        )
        called += [names.new() for _ in range(count - len(called))]
        seed = crc32(f"{request.seed}\0{community}\0{number}".encode())
        yield Task(community, atoms[mine], piece, tuple(called), norm, seed)


def _holders(ground: Ground, request: Request, atoms: Ints, part: Ints) -> dict[str, int]:
    """The connected part in which each of today's grids goes on: that of its locked atoms, else of most households."""
    weight: dict[tuple[str, int], float] = {}
    for v, p in zip(atoms, part, strict=True):
        atom = ground.atoms[v]
        name = request.today.grid_of.get(atom.key)
        if name is not None:
            worth = atom.households + 1e-3 + (1e9 if atom.key in request.today.locked_atoms else 0.0)
            weight[name, int(p)] = weight.get((name, int(p)), 0.0) + worth
    return {name: p for (name, p), _ in sorted(weight.items(), key=lambda item: (item[1], item[0]))}


def _continued(
    ground: Ground, request: Request, atoms: Ints, count: int, holders: dict[str, int], number: int
) -> tuple[Ints, list[str], Flags]:
    """Which of today's grids go on in a part: those with locked atoms, then the largest; and who is fixed in them."""
    weight: dict[str, float] = {}
    today = [request.today.grid_of.get(ground.atoms[v].key) for v in atoms]
    for v, name in zip(atoms, today, strict=True):
        if name is not None and holders[name] == number:
            is_locked = ground.atoms[v].key in request.today.locked_atoms
            weight[name] = weight.get(name, 0.0) + ground.households[v] + (1e9 if is_locked else 0.0)
    called = sorted(weight, key=lambda name: (-weight[name], name))[:count]
    place = {name: g for g, name in enumerate(called)}
    old = np.array([place.get(name, -1) if name is not None else -1 for name in today], dtype=np.int64)
    fixed = np.array([ground.atoms[v].key in request.today.locked_atoms for v in atoms]) & (old >= 0)
    return old, called, fixed


def _borders_by_community(ground: Ground) -> dict[str, Ints]:
    """The borders of each community, all of them inside it."""
    if not len(ground.ends):
        return {}
    number = {name: i for i, name in enumerate(ground.members)}
    at = np.array([number[a.community] for a in ground.atoms])[ground.ends[:, 0]]
    order = np.argsort(at, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(at[order])) + 1)
    names = list(ground.members)
    return {names[at[group[0]]]: group for group in groups}


def _check(ground: Ground, request: Request) -> None:
    today = request.today
    for key in (*today.grid_of, *today.locked_atoms):
        if key not in ground.number:
            raise BadAtom(UNKNOWN, key, "is in a grid or locked today but not given")
    for key in today.locked_atoms:
        if key not in today.grid_of:
            raise BadAtom(NOT_PLACED, key, "is locked but in no grid today")
    if unknown := sorted(today.locked_grids - set(today.grid_of.values())):
        raise BadRequest(f"the locked grid {unknown[0]!r} holds no atom today")
    if unknown := sorted(set(request.norm_of) - set(ground.members)):
        raise BadRequest(f"a norm is given for the unknown community {unknown[0]!r}")
