"""What would move if a plan took effect now, before anybody says so."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import shapely

from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.cases.models import Case
from wangge.core.teams.labels import everyone_in_post
from wangge.ground.foundation.calendar.days import day_of
from wangge.practice.gridplans.doors import known_of
from wangge.practice.gridplans.judging import outlines_of
from wangge.practice.gridplans.layout import Judgement, Layout

from .reading import plan_within


@dataclass(frozen=True)
class Effect:
    """How many households, open cases and posts change their grid; which grids open and close."""

    households: int
    cases: int
    posts: int
    opened: tuple[str, ...]
    closed: tuple[str, ...]


def effect_of(*, scope: Scope, plan_id: UUID, at: datetime) -> Effect:
    """What a chosen plan would move (生效前先看); cases go by their place. Four statements. Raises NotFound."""
    plan = plan_within(scope, plan_id)
    if plan.layout is None or plan.judgement is None:
        return Effect(0, 0, 0, (), ())
    known, layout, judgement = known_of(plan), Layout.read(plan.layout), Judgement.read(plan.judgement)
    index, outlines = areas_in_memory(), outlines_of(known, layout)
    kept = {grid.area_id for grid in layout.grids}
    closing = {pk for pk, _name, _ordinal in known.grids if pk not in kept}
    places = [(grid.area_id, outlines[grid.key]) for grid in layout.grids]
    rows = Case.objects.everywhere("what moves is counted").filter(area_path__startswith=plan.area_path, closed_at=None)
    cases = sum(
        _goes(grid.id, lon, lat, places, closing)
        for area_id, lon, lat in rows.values_list("area_id", "lon", "lat")
        if (grid := index.grid_of(area_id)) is not None
    )
    posts = everyone_in_post(on=day_of(at), reason="posts of grids that close").filter(area__in=closing).count()
    opened = tuple(grid.name for grid in judgement.grids if grid.is_new)
    return Effect(judgement.moved, cases, posts, opened, judgement.closed)


def _goes(
    grid: UUID, lon: float | None, lat: float | None, places: list[tuple[UUID | None, object]], closing: set[UUID]
) -> bool:
    if grid in closing:
        return True
    if lon is None or lat is None:
        return False
    point = shapely.Point(lon, lat)
    return any(area_id != grid and shapely.covers(shape, point) for area_id, shape in places)
