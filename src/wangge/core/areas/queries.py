"""Reads of the tree: look-ups from memory, places people name, codes on posters, outlines for a map."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import shapely
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.areas.memory import AreaIndex, AreaRow, areas_in_memory
from wangge.core.areas.models import Area, Boundary, NamedPlace, PublicCode
from wangge.core.areas.scope import Scope
from wangge.ground.engines.frames import to_wgs84
from wangge.ground.foundation.errors import NotFound

__all__ = [
    "AreaIndex",
    "AreaRow",
    "Placement",
    "area_by_code",
    "area_by_id",
    "area_by_name",
    "areas_in_memory",
    "boundaries_geojson",
    "breadcrumb",
    "locate",
    "named_places",
    "public_code",
    "subtree",
]


def area_by_id(*, area_id: UUID, scope: Scope | None = None) -> AreaRow:
    """An open area, within the scope where one is given. Raises NotFound alike for missing and forbidden."""
    return _reached(areas_in_memory().by_id.get(area_id), scope)


def area_by_code(*, code: str, scope: Scope | None = None) -> AreaRow:
    """As area_by_id, by the division or grid code."""
    return _reached(areas_in_memory().by_code.get(code), scope)


def area_by_name(*, name: str, scope: Scope) -> list[AreaRow]:
    """Open areas of this name (荣星村第二网格) in the scope, the highest first."""
    found = [row for row in areas_in_memory().rows if row.name == name and scope.covers(row.path)]
    return sorted(found, key=lambda row: (row.path.count("/"), row.path))


def _reached(row: AreaRow | None, scope: Scope | None) -> AreaRow:
    if row is None or (scope is not None and not scope.covers(row.path)):
        raise NotFound(_("没有找到这个网格,或者它不在你的范围内"))
    return row


def breadcrumb(*, area_id: UUID) -> list[AreaRow]:
    """The way from the county down to the area."""
    return areas_in_memory().above(area_id)


def subtree(*, scope: Scope, path: str = "/") -> list[AreaRow]:
    """The open areas of the scope under a path, parents before children."""
    return [row for row in areas_in_memory().below(path) if scope.covers(row.path)]


@dataclass(frozen=True)
class Placement:
    """The deepest area whose outline holds a point, and what looks wrong about the point."""

    area_id: UUID | None
    warnings: tuple[str | Promise, ...] = ()


SWAPPED = gettext_lazy("经度和纬度好像写反了")
OUTSIDE = gettext_lazy("位置在辖区以外")
SHIFTED = gettext_lazy("位置像是火星坐标(GCJ-02),与实地可能差几百米")


def locate(*, lon: float, lat: float) -> Placement:
    """Place a WGS84 point on its grid, from memory; never refuses, only warns."""
    cells = areas_in_memory().cells
    found = cells.find(lon, lat)
    if found is not None:
        return Placement(found)
    if cells.find(lat, lon) is not None:
        return Placement(None, (SWAPPED,))
    shifted = to_wgs84([(lon, lat)], "gcj02")[0]
    if cells.find(float(shifted[0]), float(shifted[1])) is not None:
        return Placement(None, (OUTSIDE, SHIFTED))
    return Placement(None, (OUTSIDE,))


@dataclass(frozen=True)
class NamedPlaceRow:
    """A place a resident may choose instead of a point on the map."""

    id: UUID
    area_id: UUID
    name: str
    kind: str
    lon: float | None
    lat: float | None


def named_places(*, path: str) -> list[NamedPlaceRow]:
    """The places people name in an area and below it; one statement."""
    rows = NamedPlace.objects.everywhere("the names of places are public").filter(area__path__startswith=path)
    values = rows.order_by("area__path", "name").values_list("id", "area_id", "name", "kind", "lon", "lat")
    return [NamedPlaceRow(*row) for row in values]


def public_code(*, token: str) -> AreaRow:
    """The area a poster's code opens. Raises NotFound alike for an unknown and a revoked code."""
    rows = PublicCode.objects.everywhere("a poster's code is looked up by anybody")
    area_id = rows.filter(token=token, revoked_at=None).values_list("area_id", flat=True).first()
    row = areas_in_memory().by_id.get(area_id) if area_id else None
    if row is None:
        raise NotFound(_("这个二维码已经停用,请扫新的二维码,或者从首页查找您的网格"))
    return row


def live_codes(*, scope: Scope, path: str) -> list[PublicCode]:
    """The codes in use in an area and below it."""
    rows = PublicCode.objects.within(scope).filter(area__path__startswith=path, revoked_at=None)
    return list(rows.order_by("area__path", "spot"))


def boundaries_geojson(*, path: str, level: str = "", tolerance: float = 0.0) -> dict[str, Any]:
    """The live outlines under a path (of one level) as a GeoJSON FeatureCollection in WGS84."""
    rows = Boundary.objects.filter(valid_to=None, area__path__startswith=path, area__closed_on=None)
    if level:
        rows = rows.filter(area__level=level)
    features = []
    for area_id, shape, source in rows.order_by("area__path").values_list("area_id", "shape", "source"):
        row = areas_in_memory().by_id.get(area_id)
        if row is None:
            continue
        outline = shapely.from_wkb(bytes(shape))
        outline = outline.simplify(tolerance) if tolerance else outline
        features.append(
            {
                "type": "Feature",
                "id": str(area_id),
                "geometry": shapely.geometry.mapping(outline),
                "properties": {"name": row.name, "code": row.code, "level": row.level, "source": source},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def area_of_row(*, area_id: UUID) -> Area:
    """The row itself, for operations that change it. Raises NotFound."""
    found = Area.objects.filter(pk=area_id).first()
    if found is None:
        raise NotFound(_("没有这个区划"))
    return found
