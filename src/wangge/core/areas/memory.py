"""The open areas and their live boundaries in memory: asked on every request, changed once a month."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

import shapely

from wangge.core.areas.models import Area, Boundary
from wangge.ground.engines.point_index import PointIndex
from wangge.ground.foundation.revisions import Cached, bump

REVISION = "areas"


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


FIELDS = (
    "id", "parent_id", "town_id", "level", "kind", "code", "name", "ordinal", "path", "place", "lon", "lat",
    "households",
)  # fmt: skip


class AreaIndex:
    """All open areas by id, path and code, in the order of their paths; immutable."""

    def __init__(self, rows: list[AreaRow], shapes: list[tuple[UUID, bytes]]) -> None:
        self.rows = rows
        self.by_id = {row.id: row for row in rows}
        self.by_path = {row.path: row for row in rows}
        self.by_code = {row.code: row for row in rows}
        self._shapes = shapes
        self._children: dict[UUID | None, list[AreaRow]] = {}
        for row in rows:
            self._children.setdefault(row.parent_id, []).append(row)

    def children(self, area_id: UUID | None) -> list[AreaRow]:
        """The areas right below one; below None stand the counties."""
        return self._children.get(area_id, [])

    def above(self, area_id: UUID) -> list[AreaRow]:
        """The area itself and all above it, from the top down."""
        chain: list[AreaRow] = []
        row = self.by_id.get(area_id)
        while row is not None:
            chain.append(row)
            row = self.by_id.get(row.parent_id) if row.parent_id else None
        return chain[::-1]

    def below(self, path: str) -> list[AreaRow]:
        """The area of this path and everything below it."""
        return [row for row in self.rows if row.path.startswith(path)]

    def place_of(self, area_id: UUID) -> str:
        """The rulebook that binds an area: its own, else that of the nearest area above; '' where none does."""
        return next((row.place for row in reversed(self.above(area_id)) if row.place), "")

    @cached_property
    def cells(self) -> PointIndex[UUID]:
        """Every live boundary, the deepest areas first, so that a point finds its grid before its village."""
        known = [(self.by_id[area_id], shape) for area_id, shape in self._shapes if area_id in self.by_id]
        known.sort(key=lambda pair: (-pair[0].path.count("/"), pair[0].path))
        return PointIndex([(row.id, shapely.from_wkb(shape)) for row, shape in known])


def _load() -> AreaIndex:
    rows = Area.objects.filter(closed_on=None).order_by("path").values_list(*FIELDS)
    shapes = Boundary.objects.filter(valid_to=None).order_by("area__path").values_list("area_id", "shape")
    return AreaIndex([AreaRow(*row) for row in rows], [(area_id, bytes(shape)) for area_id, shape in shapes])


areas_in_memory = Cached(REVISION, _load)


def areas_changed() -> None:
    """Tell every process, inside the change, that areas or boundaries are different now."""
    bump(REVISION)
