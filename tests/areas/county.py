"""A small county for the tests of areas: two towns, made through the operations."""

from datetime import UTC, date, datetime

import shapely

from wangge.core.areas.operations import NewArea, add_areas, set_boundary
from wangge.core.areas.queries import AreaRow

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAY = date(2026, 3, 2)
LATER = date(2026, 4, 1)

QINGPING, SHANGHU = "621123109000", "621123110000"
RONGXING, WUXING, XINHE = "621123109201", "621123109202", "621123110201"


def make_county() -> dict[str, AreaRow]:
    """渭源县 with 庆坪镇 (two villages, three grids) and 尚湖镇 (a village of the same name), by code."""
    rows = add_areas(
        areas=[
            NewArea(level="county", code="621123000000", name="渭源县"),
            NewArea(level="town", parent_code="621123000000", code=QINGPING, name="庆坪镇", place="qingping"),
            NewArea(level="town", parent_code="621123000000", code=SHANGHU, name="尚湖镇", place="shanghu"),
            NewArea(level="village", parent_code=QINGPING, code=RONGXING, name="荣星村", lon=104.205, lat=35.105),
            NewArea(level="village", parent_code=QINGPING, code=WUXING, name="五星村", lon=104.215, lat=35.105),
            NewArea(level="village", parent_code=SHANGHU, code=XINHE, name="荣星村"),
            NewArea(level="grid", parent_code=RONGXING),
            NewArea(level="grid", parent_code=RONGXING),
            NewArea(level="grid", parent_code=XINHE, ordinal=2),
        ],
        at=NOON,
    )
    return {row.code: row for row in rows}


def square(west: float, south: float, east: float, north: float) -> dict[str, object]:
    """A rectangle in degrees east of 104.2 and north of 35.1, in hundredths, as GeoJSON."""
    box = shapely.box(104.2 + west / 100, 35.1 + south / 100, 104.2 + east / 100, 35.1 + north / 100)
    return shapely.geometry.mapping(box)


def survey(area: AreaRow, west: float, south: float, east: float, north: float) -> list[str]:
    return set_boundary(area_id=area.id, geometry=square(west, south, east, north), source="surveyed", on=DAY)
