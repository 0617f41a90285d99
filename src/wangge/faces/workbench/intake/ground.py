"""Where an operator may enter a matter: the towns, and the areas of one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.cases.operations.operator import operating_scope
from wangge.core.places.queries import in_force
from wangge.ground.foundation.text import fold, initials
from wangge.ground.rulebook.rulebook import Rulebook

LOWEST = ("town", "village", "grid", "sector")
EDGE = 0.02  # degrees around the known points of a town


@dataclass(frozen=True)
class Ground:
    """One town with the areas of it that the operator may choose, and its rules."""

    town: AreaRow
    areas: tuple[AreaRow, ...]
    rules: Rulebook

    @property
    def channels(self) -> list[tuple[str, str]]:
        return [(c.code, c.label) for c in self.rules.channels if c.operator]

    @property
    def online(self) -> list[tuple[str, str]]:
        """The ways in for what was read on the web or in a group, and is pasted by hand."""
        return [(c.code, c.label) for c in self.rules.channels if c.operator and c.kind == "online"]


@dataclass(frozen=True)
class AreaGroup:
    """A village with its grids."""

    label: str
    areas: tuple[AreaRow, ...]


def grounds_of(actor: Actor) -> list[AreaRow]:
    """The towns in which the person may enter matters."""
    index, scope = areas_in_memory(), operating_scope(actor)
    found = {row.town_id for row in index.rows if row.town_id and scope.covers(row.path)}
    return [index.by_id[town] for town in found if town in index.by_id and index.place_of(town)]


def ground_of(actor: Actor, town: AreaRow) -> Ground:
    scope = operating_scope(actor)
    below = areas_in_memory().below(town.path)
    areas = tuple(row for row in below if row.level in LOWEST and scope.covers(row.path))
    return Ground(town, areas, in_force(place=areas_in_memory().place_of(town.id)).rules)


def area_groups(areas: Sequence[AreaRow], *, words: str = "") -> list[AreaGroup]:
    """Villages with their grids, found by name or initials; a village that fits shows all its grids."""
    wanted = fold(words).strip()
    groups: dict[str, list[AreaRow]] = {}
    for row in areas:
        village = _village_of(row)
        if wanted and not (_fits(row, wanted) or (village is not row and _fits(village, wanted))):
            continue
        groups.setdefault(village.name, []).append(row)
    return [AreaGroup(label, tuple(rows)) for label, rows in groups.items()]


def _fits(row: AreaRow, wanted: str) -> bool:
    return wanted in fold(row.name) or wanted in initials(row.name)


def _village_of(row: AreaRow) -> AreaRow:
    chain = areas_in_memory().above(row.id)
    return next((above for above in chain if above.level == "village"), row)


def bounds_of(areas: Sequence[AreaRow]) -> str:
    """West, south, east, north around the known points; empty where none is known."""
    points = [(row.lon, row.lat) for row in areas if row.lon is not None and row.lat is not None]
    if not points:
        return ""
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    return f"{min(lons) - EDGE:.5f},{min(lats) - EDGE:.5f},{max(lons) + EDGE:.5f},{max(lats) + EDGE:.5f}"
