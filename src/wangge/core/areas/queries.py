"""Reads of the tree: look-ups from memory, places people name, codes on posters, outlines for a map."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import shapely
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.ground.engines import numerals
from wangge.ground.engines.coverage import TOLERANCE, Fault
from wangge.ground.engines.coverage import coverage_faults as faults_of
from wangge.ground.engines.frames import from_wgs84, to_wgs84
from wangge.ground.foundation.errors import NotFound

from .memory import FIELDS, AreaIndex, AreaRow, Outline, areas_in_memory
from .models import Area, Boundary, NamedPlace, PublicCode
from .scope import EVERYWHERE, Scope

__all__ = [
    "AreaIndex",
    "AreaRow",
    "CoverageFault",
    "NamedPlaceRow",
    "Outline",
    "Placement",
    "TreeNode",
    "area_by_code",
    "area_by_id",
    "area_by_name",
    "area_of_row",
    "areas_in_memory",
    "areas_like",
    "boundaries_geojson",
    "breadcrumb",
    "centre_of",
    "children",
    "closed_areas",
    "coverage_faults",
    "full_name",
    "live_code",
    "live_codes",
    "locate",
    "locate_many",
    "named_places",
    "outlines_before",
    "place_of",
    "public_code",
    "subtree",
    "tree",
]

CoverageFault = Fault[UUID]


def area_by_id(*, area_id: UUID, scope: Scope | None = None) -> AreaRow:
    """An open area, within the scope where one is given. Raises NotFound alike for missing and forbidden."""
    return _reached(areas_in_memory().by_id.get(area_id), scope)


def area_by_code(*, code: str, scope: Scope | None = None) -> AreaRow:
    """As area_by_id, by the division or grid code."""
    return _reached(areas_in_memory().by_code.get(code.strip()), scope)


def area_by_name(*, name: str, scope: Scope) -> list[AreaRow]:
    """Open areas of this name (荣星村第二网格, 荣星村第2网格) in the scope, the highest first."""
    found = [row for row in areas_in_memory().named(name) if scope.covers(row.path)]
    return sorted(found, key=lambda row: (row.path.count("/"), row.path))


def areas_like(*, words: str, scope: Scope, limit: int = 50) -> list[AreaRow]:
    """Open areas of the scope whose code begins with the words or whose name holds them; the closest name first."""
    sought = numerals.fold("".join(words.split()))
    if not sought:
        return []
    found = [
        (not folded.startswith(sought), len(folded), row.path, row)
        for row in areas_in_memory().rows
        if scope.covers(row.path)
        and (sought in (folded := numerals.fold(row.name)) or (sought.isdigit() and row.code.startswith(sought)))
    ]
    return [row for *_rank, row in sorted(found, key=lambda one: one[:3])[:limit]]


def _reached(row: AreaRow | None, scope: Scope | None) -> AreaRow:
    if row is None or (scope is not None and not scope.covers(row.path)):
        raise NotFound(_("没有找到这个网格，或者它不在你的范围内"))
    return row


def children(*, area_id: UUID) -> list[AreaRow]:
    """The open areas right below one, by code."""
    return areas_in_memory().children(area_id)


def breadcrumb(*, area_id: UUID) -> list[AreaRow]:
    """The way from the county down to the area."""
    return areas_in_memory().above(area_id)


def full_name(*, area_id: UUID, above: str = "town") -> str:
    """An area's name with those above it, from a level down, nothing said twice: 庆坪镇荣星村第二网格."""
    spoken, last = "", ""
    chain = breadcrumb(area_id=area_id)
    first = next((i for i, row in enumerate(chain) if row.level == above), 0)
    for row in chain[first:]:
        spoken += row.name.removeprefix(last) or row.name
        last = row.name
    return spoken


def subtree(*, scope: Scope, path: str = "/") -> list[AreaRow]:
    """The open areas of the scope under a path, parents before children."""
    return [row for row in areas_in_memory().below(path) if scope.covers(row.path)]


def closed_areas(*, scope: Scope) -> list[AreaRow]:
    """The areas of a scope that are no more; what is left of them still needs somebody. One statement."""
    rows = Area.objects.exclude(closed_on=None).order_by("path").values_list(*FIELDS)
    return [area for row in rows if scope.covers((area := AreaRow(*row)).path)]


@dataclass(frozen=True)
class TreeNode:
    """An area on the page of the tree: what hangs under it, how many that are, whence its outline."""

    area: AreaRow
    children: tuple["TreeNode", ...]
    below: int
    outline: str  # surveyed, drawn, imported; '' when none is known


def tree(*, scope: Scope) -> list[TreeNode]:
    """The open areas of a scope, one tree for each of its roots; no statement at any size."""
    index = areas_in_memory()
    if "/" in scope.roots:
        return [_node(index, row) for row in index.children(None)]
    return [_node(index, index.by_path[root]) for root in scope.roots if root in index.by_path]


def _node(index: AreaIndex, row: AreaRow) -> TreeNode:
    under = tuple(_node(index, child) for child in index.children(row.id))
    outline = index.outlines.get(row.id)
    return TreeNode(row, under, sum(1 + node.below for node in under), outline.source if outline else "")


def place_of(*, area_id: UUID) -> str:
    """The rulebook that binds an area; '' where none does."""
    return areas_in_memory().place_of(area_id)


@dataclass(frozen=True)
class Placement:
    """The deepest area whose outline holds a point, what looks wrong about the point, and what it may have meant."""

    area_id: UUID | None
    warnings: tuple[str | Promise, ...] = ()
    meant: tuple[float, float] | None = None


SWAPPED = gettext_lazy("经度和纬度好像写反了")
OUTSIDE = gettext_lazy("位置在辖区以外")
SHIFTED = gettext_lazy("位置像是火星坐标（GCJ-02），与实地可能差几百米")


def locate(*, lon: float, lat: float) -> Placement:
    """Place a WGS84 point on its grid, from memory; never refuses, only warns."""
    index = areas_in_memory()
    found = index.cell_at(lon, lat)
    if found is not None or not index.layers:
        return Placement(found)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return Placement(None, (OUTSIDE,))
    if index.cell_at(lat, lon) is not None:
        return Placement(None, (SWAPPED,), (lat, lon))
    if abs(lon) <= 180 and abs(lat) < 90:
        true_lon, true_lat = to_wgs84([(lon, lat)], "gcj02")[0].tolist()
        if index.cell_at(true_lon, true_lat) is not None:
            return Placement(None, (OUTSIDE, SHIFTED), (true_lon, true_lat))
    return Placement(None, (OUTSIDE,))


def locate_many(*, points: Sequence[tuple[float, float]]) -> list[UUID | None]:
    """The deepest area of each WGS84 point, for imports: some hundred thousand a second."""
    found: list[UUID | None] = [None] * len(points)
    for layer in areas_in_memory().layers:
        left = [i for i, area_id in enumerate(found) if area_id is None]
        for i, area_id in zip(left, layer.find_many([points[i] for i in left]), strict=True):
            found[i] = area_id
    return found


def centre_of(*, area_id: UUID) -> tuple[float, float] | None:
    """A point to open a map at: the area's own, one within its outline, or that of the nearest area above."""
    index = areas_in_memory()
    for row in reversed(index.above(area_id)):
        if row.lon is not None and row.lat is not None:
            return row.lon, row.lat
        if row.id in index.outlines:
            spot = index.outlines[row.id].shape.representative_point()
            return float(spot.x), float(spot.y)
    return None


@dataclass(frozen=True)
class NamedPlaceRow:
    """A place a resident may choose instead of a point on the map."""

    id: UUID
    area_id: UUID
    name: str
    kind: str
    lon: float | None
    lat: float | None
    aliases: list[str]


def named_places(*, path: str) -> list[NamedPlaceRow]:
    """The places people name in an area and below it; one statement."""
    rows = NamedPlace.objects.within(Scope((path,))).order_by("area__path", "name")
    values = rows.values_list("id", "area_id", "name", "kind", "lon", "lat", "aliases")
    return [NamedPlaceRow(*row) for row in values]


def public_code(*, token: str) -> AreaRow:
    """The area a poster's code (连心码) opens. Raises NotFound alike for an unknown and a revoked code."""
    rows = PublicCode.objects.everywhere("a poster's code is looked up by anybody")
    found = rows.filter(token=token.strip().upper(), revoked_at=None)
    area_id = found.values_list("area_id", flat=True).first()
    row = areas_in_memory().by_id.get(area_id) if area_id else None
    if row is None:
        raise NotFound(_("这个二维码已经停用，请扫新的二维码，或者从首页查找您的网格"))
    return row


def live_codes(*, scope: Scope, path: str) -> list[PublicCode]:
    """The codes in use in an area and below it."""
    rows = PublicCode.objects.within(scope).filter(area__path__startswith=path, revoked_at=None)
    return list(rows.order_by("area__path", "spot"))


def live_code(*, code_id: UUID, scope: Scope) -> PublicCode:
    """One code in use. Raises NotFound alike for a missing, a revoked and a forbidden one."""
    found = PublicCode.objects.within(scope).filter(pk=code_id, revoked_at=None).first()
    if found is None or found.area_id not in areas_in_memory().by_id:
        raise NotFound(_("没有找到这个连心码，或者它已经停用"))
    return found


def coverage_faults(*, parent_id: UUID, tolerance: float = TOLERANCE) -> list[CoverageFault]:
    """Gaps, overlaps, pieces and missing outlines among the areas right below one. Raises NotFound."""
    index = areas_in_memory()
    parent = area_by_id(area_id=parent_id)
    expected = [row.id for row in index.tiles(parent.id)]
    cells = {area_id: index.outlines[area_id].shape for area_id in expected if area_id in index.outlines}
    outline = index.outlines.get(parent.id)
    return faults_of(cells, parent=outline.shape if outline else None, expected=expected, tolerance=tolerance)


def outlines_before(*, area_ids: Sequence[UUID], on: date) -> dict[UUID, Any]:
    """The outlines, in WGS84, that areas had until a day, also of closed ones; one statement."""
    rows = Boundary.objects.filter(area__in=area_ids, valid_from__lt=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))
    return {area_id: shapely.from_wkb(bytes(shape)) for area_id, shape in rows.values_list("area_id", "shape")}


def boundaries_geojson(
    *, path: str = "/", level: str = "", tolerance: float = 0.0, frame: str = "wgs84", scope: Scope = EVERYWHERE
) -> dict[str, Any]:
    """The live outlines under a path (of one level) as a GeoJSON FeatureCollection, WGS84 unless a frame is named.

    `tolerance` in degrees leaves out corners for a map, in a way that opens no gaps between neighbours.
    """
    index = areas_in_memory()
    rows = [row for row in subtree(scope=scope, path=path) if row.id in index.outlines]
    features: dict[UUID, dict[str, Any]] = {}
    for one in {row.level for row in rows if level in ("", row.level)}:
        same = [row for row in rows if row.level == one]
        shapes = [index.outlines[row.id].shape for row in same]
        if tolerance:
            shapes = list(shapely.coverage_simplify(shapes, tolerance))
        for row, shape in zip(same, shapes, strict=True):
            features[row.id] = _feature(row, shape, source=index.outlines[row.id].source, frame=frame)
    return {"type": "FeatureCollection", "features": [features[row.id] for row in rows if row.id in features]}


def _feature(row: AreaRow, shape: Any, *, source: str, frame: str) -> dict[str, Any]:
    turned = shapely.transform(shape, lambda points: from_wgs84(points, frame).round(7))
    return {
        "type": "Feature",
        "id": str(row.id),
        "geometry": shapely.geometry.mapping(turned),
        "properties": {
            "name": row.name, "code": row.code, "level": row.level, "kind": row.kind, "source": source, "frame": frame,
        },
    }  # fmt: skip


def area_of_row(*, area_id: UUID) -> Area:
    """The row itself, for operations that change it. Raises NotFound."""
    found = Area.objects.filter(pk=area_id).first()
    if found is None:
        raise NotFound(_("没有这个区划"))
    return found
