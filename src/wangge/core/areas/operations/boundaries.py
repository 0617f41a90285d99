"""Setting the outline of an area, and drawing cells where none is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.areas.levels import Frame, Level, Source
from wangge.core.areas.memory import AreaIndex, AreaRow, areas_changed, areas_in_memory
from wangge.core.areas.models import Area, Boundary, NamedPlace
from wangge.core.areas.outlines import NewOutline, faults_among, read_outline
from wangge.core.areas.scope import Scope
from wangge.ground.engines.cells import balanced_centres, hull_around, voronoi
from wangge.ground.engines.coverage import TOLERANCE
from wangge.ground.foundation.errors import NotFound, Refusal

AT_ONCE = 500


@transaction.atomic
def set_boundary(
    *,
    area_id: UUID,
    geometry: Mapping[str, Any],
    source: str,
    on: date,
    frame: str = Frame.WGS84,
    note: str = "",
    tolerance: float = TOLERANCE,
) -> list[str]:
    """Give an area a new outline (边界) from a GeoJSON geometry; the old one ends. Returns warnings.

    Raises NotFound; Refusal when the shape is none, or overlaps a neighbour or leaves its parent by
    more than the tolerance in metres (drawn neighbours and parents only warn).
    """
    index = areas_in_memory()
    row = index.by_id.get(area_id)
    if row is None:
        raise NotFound(_("没有找到这个区域，或者它已经撤销"))
    outline = read_outline(geometry, frame=frame)
    hard, soft = faults_among(index, {area_id: NewOutline(outline, source)}, tolerance=tolerance)
    if hard:
        raise Refusal(hard[0], field="geometry", faults=hard)
    replace_outlines(shapes={area_id: outline}, source=source, frame=frame, on=on, note=note)
    return soft


def replace_outlines(*, shapes: Mapping[UUID, Any], source: str, frame: str, on: date, note: str) -> None:
    """End the live outlines of areas and write new ones, in the caller's transaction: few statements.

    Raises Refusal when a live one begins later than `on`.
    """
    if not shapes:
        return
    list(Area.objects.select_for_update().filter(pk__in=shapes).order_by("pk").values_list("pk"))
    live = Boundary.objects.filter(area__in=shapes, valid_to=None)
    if live.filter(valid_from__gt=on).exists():
        raise Refusal(_("现有边界的起始日比 %(on)s 晚") % {"on": on.isoformat()}, field="on")
    live.update(valid_to=on)
    Boundary.objects.bulk_create(
        [
            Boundary(
                area_id=area_id,
                shape=shapely.to_wkb(shape),
                source=source,
                source_frame=frame,
                note=note,
                valid_from=on,
            )
            for area_id, shape in shapes.items()
        ],
        batch_size=AT_ONCE,
    )
    areas_changed()


@dataclass(frozen=True)
class Drawn:
    """Areas that got a drawn outline, and those that could get none."""

    areas: tuple[UUID, ...]
    without: tuple[UUID, ...]


@transaction.atomic
def draw_missing_boundaries(*, parent_id: UUID, on: date, redraw: bool = False) -> Drawn:
    """Draw cells (推定边界) for the areas below one that have no outline; `redraw` replaces drawn ones too.

    Villages get the ground nearest to their centre, inside the parent's outline or a hull around all
    centres; the grids of a village share it by their named places, or evenly. Surveyed neighbours
    stay as they are. Raises NotFound; Refusal when neither centres nor an outline are known.
    """
    index = areas_in_memory()
    parent = index.by_id.get(parent_id)
    if parent is None:
        raise NotFound(_("没有找到这个区域，或者它已经撤销"))
    above = index.outlines.get(parent.parent_id) if parent.parent_id else None
    drawing = _Drawing(index, _spots(index, parent), redraw=redraw, kept=parent.id if above else None)
    if drawing.ground_of(parent) is None:
        raise Refusal(_("既没有边界，也没有任何中心点，画不出范围"))
    drawing.divide(parent)
    replace_outlines(shapes=drawing.made, source=Source.DRAWN, frame=Frame.WGS84, on=on, note="")
    return Drawn(tuple(drawing.made), tuple(drawing.without))


def _spots(index: AreaIndex, parent: AreaRow) -> dict[UUID, list[tuple[float, float]]]:
    """Points known of each area below one: its own centre, then the places people name in it."""
    spots: dict[UUID, list[tuple[float, float]]] = {}
    for row in index.below(parent.path):
        if row.lon is not None and row.lat is not None:
            spots.setdefault(row.id, []).append((row.lon, row.lat))
    rows = NamedPlace.objects.within(Scope((parent.path,))).order_by("pk")
    for area_id, lon, lat in rows.values_list("area_id", "lon", "lat"):
        if lon is not None and lat is not None:
            spots.setdefault(area_id, []).append((lon, lat))
    return spots


@dataclass
class _Drawing:
    """Outlines being drawn, parents before children."""

    index: AreaIndex
    spots: Mapping[UUID, Sequence[tuple[float, float]]]
    redraw: bool
    kept: UUID | None  # whose drawn outline was cut from one above, and is not ours to draw again
    made: dict[UUID, Any] = field(default_factory=dict)
    without: list[UUID] = field(default_factory=list)

    def divide(self, parent: AreaRow) -> None:
        """Draw what is missing right below one, then below that."""
        tiles = self.index.tiles(parent.id)
        missing = [row for row in tiles if self._outline(row) is None]
        ground = self.ground_of(parent)
        if missing and ground is not None:
            fixed = [self._outline(row) for row in tiles if row not in missing]
            free = shapely.difference(ground, shapely.union_all(fixed)) if fixed else ground
            self._draw(missing, free, around=parent)
        for row in tiles:
            self.divide(row)

    def _draw(self, missing: list[AreaRow], free: Any, *, around: AreaRow) -> None:
        cells = voronoi(self._centres(missing, free, around), free) if free.area > 0 else {}
        for row in missing:
            if row.id in cells:
                self.made[row.id] = cells[row.id]
            else:
                self.without.append(row.id)

    def ground_of(self, parent: AreaRow) -> Any | None:
        """The parent's outline; where there is none, a hull around all centres, drawn for it."""
        found = self._outline(parent)
        points = [] if found is not None else [spot for row in self.index.below(parent.path) for spot in self._at(row)]
        if points:
            found = self.made[parent.id] = hull_around(points)
        return found

    def _outline(self, row: AreaRow) -> Any | None:
        known = self.index.outlines.get(row.id)
        if row.id in self.made:
            return self.made[row.id]
        again = self.redraw and row.id != self.kept and known is not None and known.source == Source.DRAWN
        return None if known is None or again else known.shape

    def _at(self, row: AreaRow) -> Sequence[tuple[float, float]]:
        return self.spots.get(row.id, ())

    def _centres(self, rows: list[AreaRow], free: Any, around: AreaRow) -> dict[UUID, tuple[float, float]]:
        """A centre for each: its own, the middle of its places or of what lies below it, else a spot left over."""
        centres = {row.id: self._centre(row) for row in rows}
        known = [spot for spot in centres.values() if spot is not None]
        houses = [spot for row in self.index.below(around.path) for spot in self._at(row)]
        left = balanced_centres(free, len(rows), houses) if len(known) < len(rows) else []
        for area_id, spot in centres.items():
            if spot is None:
                farthest = max(left, key=lambda one: min((_apart(one, other) for other in known), default=0.0))
                left.remove(farthest)
                known.append(farthest)
                centres[area_id] = farthest
        return {area_id: spot for area_id, spot in centres.items() if spot is not None}

    def _centre(self, row: AreaRow) -> tuple[float, float] | None:
        spots = list(self._at(row))
        if row.lon is not None and spots:
            return spots[0]
        if not spots and row.level in (Level.SECTOR, Level.TOWN):
            spots = [spot for below in self.index.below(row.path) for spot in self._at(below)]
        if not spots:
            return None
        return sum(lon for lon, _lat in spots) / len(spots), sum(lat for _lon, lat in spots) / len(spots)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
