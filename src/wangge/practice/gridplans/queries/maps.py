"""A plan on a map: its grids as outlines, its buildings as points."""

from typing import Any
from uuid import UUID

import shapely

from wangge.core.areas.scope import Scope
from wangge.practice.gridplans.doors import known_of
from wangge.practice.gridplans.judging import outlines_of
from wangge.practice.gridplans.layout import Judgement, Layout
from wangge.practice.gridplans.reading import Known

from .reading import plan_within, shown_layout


def plan_map(*, scope: Scope, plan_id: UUID, which: str = "") -> dict[str, Any]:
    """The grids of one division as a FeatureCollection in WGS84. Raises NotFound."""
    plan = plan_within(scope, plan_id)
    known = known_of(plan)
    return grids_geojson(known, *shown_layout(plan, known, which))


def grids_geojson(known: Known, layout: Layout, judgement: Judgement) -> dict[str, Any]:
    """Outlines with what is to be said of each."""
    outlines = outlines_of(known, layout)
    breaks = {grid.key: [one.words for one in judgement.breaks if one.key == grid.key] for grid in layout.grids}
    features = [
        {
            "type": "Feature",
            "id": view.key,
            "geometry": _geometry(outlines[view.key]),
            "properties": {
                "key": view.key, "name": view.name, "households": view.households, "buildings": view.buildings,
                "deviation": view.deviation, "moved_in": view.moved_in, "is_new": view.is_new,
                "is_locked": view.is_locked, "score": view.score, "breaks": breaks[view.key],
            },
        }
        for view in judgement.grids
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def plan_buildings(*, scope: Scope, plan_id: UUID, which: str = "") -> dict[str, Any]:
    """The buildings of one division as points, each with its grid of today and of the plan. Raises NotFound."""
    plan = plan_within(scope, plan_id)
    known = known_of(plan)
    layout, _judgement = shown_layout(plan, known, which)
    features = []
    for atom, (house, number) in enumerate(zip(known.houses, layout.of, strict=True)):
        grid = layout.grids[number]
        features.append(
            {
                "type": "Feature",
                "id": str(house.id),
                "geometry": {"type": "Point", "coordinates": [round(house.lon, 7), round(house.lat, 7)]},
                "properties": {
                    "id": str(house.id), "name": house.name, "households": house.households, "key": grid.key,
                    "grid": grid.name, "today": str(house.grid) if house.grid else "",
                    "is_moved": house.grid is not None and house.grid != grid.area_id,
                    "is_locked": layout.is_locked(atom),
                },
            }
        )  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


def _geometry(shape: Any) -> Any:
    return shapely.geometry.mapping(shapely.transform(shape, lambda points: points.round(7)))
