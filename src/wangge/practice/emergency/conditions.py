"""Where and whom an order means: areas, an outline on the map, and conditions of which any one is enough."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from math import cos, pi, radians, sin
from typing import Any
from uuid import UUID

import shapely
from django.utils.translation import gettext as _

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.ground.foundation.errors import Refusal

METRES = 111_319.49  # of a degree of latitude
CORNERS = 48


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """Who of those who live there is called; nothing chosen: everybody."""

    hazards: tuple[str, ...] = ()  # kinds of the place's rules: dangerous_house …
    lies_low: bool = False
    care: tuple[str, ...] = ()  # kinds of care: alone_elder …
    alone_from: int | None = None  # a household of one, of this age or older, whether anybody marked it or not
    sheet: tuple[tuple[str, str], ...] = ()  # items that may stand in clear, and their value

    @property
    def is_everybody(self) -> bool:
        return not (self.hazards or self.lies_low or self.care or self.alone_from or self.sheet)

    def document(self) -> dict[str, Any]:
        """As it is kept with the order."""
        return asdict(self)


def conditions_of(document: Mapping[str, Any]) -> Conditions:
    """What was kept with an order."""
    sheet = tuple((str(item), str(value)) for item, value in document.get("sheet", ()))
    return Conditions(
        hazards=tuple(document.get("hazards", ())), lies_low=bool(document.get("lies_low")),
        care=tuple(document.get("care", ())), alone_from=document.get("alone_from"), sheet=sheet,
    )  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """The areas that are meant as a whole, and those of which an outline decides house by house."""

    whole: tuple[UUID, ...]
    parts: tuple[UUID, ...]
    outline: Any = None

    @property
    def areas(self) -> list[UUID]:
        return [*self.whole, *self.parts]

    @cached_property
    def paths(self) -> list[str]:
        index = areas_in_memory().by_id
        return [index[area].path for area in self.areas]


def ground_of(*, scope: Scope, areas: tuple[UUID, ...], outline: Any = None) -> Ground:
    """The areas within the scope that are meant. Raises Refusal where there are none.

    An area without an outline of its own is judged by that of the nearest area above. What lies across the outline
    is looked through building by building; a building without a position there is rather called than forgotten.
    """
    index = areas_in_memory()
    whole = {row.id for area in areas if area in index.by_id for row in index.below(index.by_id[area].path)}
    parts: set[UUID] = set()
    for row in index.rows if outline is not None else ():
        shape = _shape(row)
        if row.id in whole or row.town_id is None or shape is None or not shapely.intersects(outline, shape):
            continue
        (whole if row.id in index.outlines and shapely.covers(outline, shape) else parts).add(row.id)
    seen = {row.id for row in index.rows if scope.covers(row.path)}
    whole, parts = whole & seen, (parts - whole) & seen
    kept = tuple(row.id for row in index.rows if row.id in whole)
    cut = tuple(row.id for row in index.rows if row.id in parts)
    if not kept and not cut:
        raise Refusal(_("请选择区域，或者在地图上划出范围；只能发到自己负责的地方"), field="areas")
    return Ground(kept, cut, outline)


def _shape(row: AreaRow) -> Any:
    """The outline by which an area is judged."""
    index = areas_in_memory()
    near = (index.outlines.get(one.id) for one in reversed(index.above(row.id)))
    return next((found.shape for found in near if found is not None), None)


def outline_of(words: str) -> Any:
    """A polygon from GeoJSON. Raises Refusal for what is none."""
    try:
        shape = shapely.from_geojson(words)
    except (shapely.errors.GEOSException, TypeError) as fault:
        raise Refusal(_("范围不是 GeoJSON 多边形"), field="outline") from fault
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty or not shape.is_valid:
        raise Refusal(_("范围要是一个不自相交的多边形"), field="outline")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Refusal(_("范围的经纬度不对"), field="outline")
    return shape


def outline_kept(document: Mapping[str, Any] | None) -> Any:
    """The shape that was kept with an order."""
    return shapely.from_geojson(json.dumps(document)) if document else None


def circle(*, lon: float, lat: float, metres: float) -> Any:
    """All within some metres of a point."""
    east = METRES * max(0.01, cos(radians(lat)))
    turns = (2 * pi * corner / CORNERS for corner in range(CORNERS))
    return shapely.Polygon([(lon + metres / east * cos(t), lat + metres / METRES * sin(t)) for t in turns])


def geojson_of(shape: Any) -> dict[str, Any] | None:
    """An outline as it is kept with the order."""
    if shape is None:
        return None
    found: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return found
