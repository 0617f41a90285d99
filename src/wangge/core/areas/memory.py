"""The open areas and their live outlines in memory: asked on every request, changed once a month."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import Any
from uuid import UUID

import shapely

from wangge.ground.engines import numerals
from wangge.ground.engines.point_index import PointIndex
from wangge.ground.foundation.revisions import Cached, bump

from .levels import LEVELS, Level
from .models import Area, Boundary

REVISION = "areas"
AFTER_ALL = "\U0010ffff"  # sorts behind every path below another


@dataclass(frozen=True, slots=True)
class AreaRow:
    """What a request needs to know of an area."""

    id: UUID
    parent_id: UUID | None
    town_id: UUID | None
    level: str
    kind: str
    code: str
    name: str
    ordinal: int | None
    path: str
    place: str
    lon: float | None
    lat: float | None
    households: int | None


@dataclass(frozen=True, slots=True)
class Outline:
    """The boundary in force of an area: a shape in WGS84, and whether it was surveyed, drawn or imported."""

    shape: Any
    source: str


FIELDS = (
    "id", "parent_id", "town_id", "level", "kind", "code", "name", "ordinal", "path", "place", "lon", "lat",
    "households",
)  # fmt: skip


class AreaIndex:
    """All open areas by id, path, code and name, in the order of their paths; immutable."""

    def __init__(self, rows: list[AreaRow], shapes: list[tuple[UUID, bytes, str]]) -> None:
        rows = sorted(rows, key=attrgetter("path"))
        self.rows = tuple(rows)
        self._paths = [row.path for row in rows]
        self.by_id: Mapping[UUID, AreaRow] = MappingProxyType({row.id: row for row in rows})
        self.by_path: Mapping[str, AreaRow] = MappingProxyType({row.path: row for row in rows})
        self.by_code: Mapping[str, AreaRow] = MappingProxyType({row.code: row for row in rows})
        self._shapes = shapes
        self._children: dict[UUID | None, list[AreaRow]] = {}
        for row in rows:
            self._children.setdefault(row.parent_id, []).append(row)

    def children(self, area_id: UUID | None) -> list[AreaRow]:
        """The areas right below one; below None stand the counties."""
        return list(self._children.get(area_id, ()))

    def tiles(self, area_id: UUID) -> list[AreaRow]:
        """The areas right below one that together cover it; a grid outside the villages lies across them."""
        row = self.by_id.get(area_id)
        inside = row is not None and row.level in (Level.VILLAGE, Level.GRID)
        return [child for child in self._children.get(area_id, ()) if inside or child.level != Level.GRID]

    def above(self, area_id: UUID) -> list[AreaRow]:
        """The area itself and all above it, from the top down; nothing for an unknown id."""
        chain: list[AreaRow] = []
        row = self.by_id.get(area_id)
        while row is not None:
            chain.append(row)
            row = self.by_id.get(row.parent_id) if row.parent_id else None
        return chain[::-1]

    def grid_of(self, area_id: UUID) -> AreaRow | None:
        """The grid an area is or lies in."""
        return next((row for row in self.above(area_id) if row.level == Level.GRID), None)

    def below(self, path: str) -> list[AreaRow]:
        """The area of this path and everything below it."""
        first = bisect_left(self._paths, path)
        return list(self.rows[first : bisect_left(self._paths, path + AFTER_ALL, first)])

    @cached_property
    def towns(self) -> tuple[AreaRow, ...]:
        """The towns of all counties."""
        return tuple(row for row in self.rows if row.level == Level.TOWN)

    def named(self, name: str) -> list[AreaRow]:
        """Areas of this name, however its ordinal is written: 第2网格 finds 第二网格."""
        return list(self._by_name.get(numerals.fold(name), ()))

    @cached_property
    def _by_name(self) -> dict[str, list[AreaRow]]:
        found: dict[str, list[AreaRow]] = {}
        for row in self.rows:
            found.setdefault(numerals.fold(row.name), []).append(row)
        return found

    def place_of(self, area_id: UUID) -> str:
        """The rulebook that binds an area: its own, else that of the nearest area above; '' where none does."""
        return self._places.get(area_id, "")

    @cached_property
    def _places(self) -> dict[UUID, str]:
        """Parents come before their children, because rows stand in the order of their paths."""
        found: dict[UUID, str] = {}
        for row in self.rows:
            found[row.id] = row.place or (found.get(row.parent_id, "") if row.parent_id else "")
        return found

    @cached_property
    def outlines(self) -> Mapping[UUID, Outline]:
        """The live outline of every open area that has one."""
        known = [(area_id, shape, source) for area_id, shape, source in self._shapes if area_id in self.by_id]
        return MappingProxyType({i: Outline(shapely.from_wkb(shape), source) for i, shape, source in known})

    @cached_property
    def layers(self) -> tuple[PointIndex[UUID], ...]:
        """An index of points for each level with outlines, the deepest level first."""
        by_level = [[r for r in self.rows if r.level == level and r.id in self.outlines] for level in reversed(LEVELS)]
        return tuple(PointIndex([(r.id, self.outlines[r.id].shape) for r in rows]) for rows in by_level if rows)

    def cell_at(self, lon: float, lat: float) -> UUID | None:
        """The deepest area whose outline holds a WGS84 point; on a border the one with the lower code."""
        for layer in self.layers:
            found = layer.find(lon, lat)
            if found is not None:
                return found
        return None


def _load() -> AreaIndex:
    rows = Area.objects.filter(closed_on=None).values_list(*FIELDS)
    shapes = Boundary.objects.filter(valid_to=None).values_list("area_id", "shape", "source")
    return AreaIndex([AreaRow(*row) for row in rows], [(i, bytes(shape), source) for i, shape, source in shapes])


areas_in_memory = Cached(REVISION, _load)


def areas_changed() -> None:
    """Tell every process, inside the change, that areas or boundaries are different now."""
    bump(REVISION)
