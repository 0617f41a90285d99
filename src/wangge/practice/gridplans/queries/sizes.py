"""How large grids are, how far they reach and who serves them, against the norms of the place."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, radians
from uuid import UUID

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from wangge.core.areas.levels import BASE_GRID_KINDS, Kind, Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.models import Building, Household
from wangge.core.teams.labels import everyone_in_post
from wangge.ground.foundation.calendar.days import day_of
from wangge.practice.gridplans.doors import rules_of

METRES = 111_320.0  # of a degree of latitude
TOO_MANY, TOO_FEW, TOO_FAR, TOO_LOADED, NOBODY = "too_many", "too_few", "too_far", "too_loaded", "nobody"


@dataclass(frozen=True)
class Beyond:
    """A limit that a grid is beyond, in words."""

    rule: str
    words: str


@dataclass(frozen=True)
class GridSize:
    """A grid and what it holds; `radius` reaches from the middle of its buildings to the farthest."""

    area: AreaRow
    village: AreaRow
    households: int
    radius: int | None  # metres, at most
    staff: int
    norm: int | None
    beyond: tuple[Beyond, ...]

    @property
    def per_member(self) -> float | None:
        """Households for one person in post."""
        return round(self.households / self.staff, 1) if self.staff else None


@dataclass(frozen=True)
class VillageSizes:
    """A village or community for which a plan may be made."""

    area: AreaRow
    households: int
    grids: int
    norm: int | None
    beyond: int  # grids beyond a limit


def grid_sizes(*, scope: Scope, path: str = "/", at: datetime) -> list[GridSize]:
    """The base grids of a scope under a path by path (网格规模、服务半径、每人户数); three statements at any size.

    Households are those of the roster; where it holds none, those the grid says.
    """
    index = areas_in_memory()
    grids = [
        row
        for row in index.below(path)
        if row.level == Level.GRID and row.kind in BASE_GRID_KINDS and scope.covers(row.path)
    ]
    here = Scope(tuple(row.path for row in grids)) if len(grids) < 50 else scope
    homes = Household.objects.within(here).filter(area_path__startswith=path, ended_on=None).order_by()
    households = _by_grid(dict(homes.values_list("area_id").annotate(Count("pk"))))
    posts = everyone_in_post(on=day_of(at), reason="how many serve a grid").filter(area_path__startswith=path)
    staff = _by_grid(dict(posts.order_by().values_list("area_id").annotate(Count("pk"))))
    radii = _radii(here, path)
    return [_size(row, households[row.id] or row.households or 0, radii.get(row.id), staff[row.id]) for row in grids]


def _by_grid(counts: dict[UUID, int]) -> Counter[UUID]:
    """What lies in micro-grids counts to their grid."""
    index, found = areas_in_memory(), Counter[UUID]()
    for area_id, count in counts.items():
        grid = index.grid_of(area_id)
        found[grid.id if grid else area_id] += count
    return found


def _radii(scope: Scope, path: str) -> dict[UUID, int]:
    rows = Building.objects.within(scope).filter(area_path__startswith=path, closed_on=None, lon__isnull=False)
    corners = rows.order_by().values_list("area_id").annotate(Min("lon"), Max("lon"), Min("lat"), Max("lat"))
    boxes: dict[UUID, tuple[float, float, float, float]] = {}
    for area_id, *box in corners:
        grid = areas_in_memory().grid_of(area_id)
        if grid is not None:
            west, east, south, north = boxes.get(grid.id, (180.0, -180.0, 90.0, -90.0))
            boxes[grid.id] = min(west, box[0]), max(east, box[1]), min(south, box[2]), max(north, box[3])
    return {
        pk: round(hypot((east - west) * cos(radians(south)), north - south) * METRES / 2)
        for pk, (west, east, south, north) in boxes.items()
    }


def _size(area: AreaRow, households: int, radius: int | None, staff: int) -> GridSize:
    village = next(row for row in reversed(areas_in_memory().above(area.id)) if row.level == Level.VILLAGE)
    rules = rules_of(area.id)
    norm = rules.urban_households if area.kind == Kind.RESIDENTIAL else rules.rural_households
    found: list[Beyond] = []
    if norm is not None:
        most, least = norm * (100 + rules.tolerance) / 100, norm * (100 - rules.tolerance) / 100
        if households > most:
            words = _("{count} 户，标准是每格 {norm} 户（可以多 {percent}%）")
            found.append(Beyond(TOO_MANY, words.format(count=households, norm=norm, percent=rules.tolerance)))
        elif households < least:
            words = _("只有 {count} 户，标准是每格 {norm} 户（可以少 {percent}%）")
            found.append(Beyond(TOO_FEW, words.format(count=households, norm=norm, percent=rules.tolerance)))
    if rules.radius_metres is not None and radius is not None and radius > rules.radius_metres:
        words = _("服务半径 {radius} 米，超过 {most} 米")
        found.append(Beyond(TOO_FAR, words.format(radius=radius, most=rules.radius_metres)))
    each = rules.households_per_member
    if not staff and households:
        found.append(Beyond(NOBODY, _("没有人在岗")))
    elif each is not None and staff and households > each * staff:
        words = _("每名在岗人员服务 {count:.0f} 户，超过 {most} 户")
        found.append(Beyond(TOO_LOADED, words.format(count=households / staff, most=each)))
    return GridSize(area, village, households, radius, staff, norm, tuple(found))


def villages_to_plan(*, scope: Scope, path: str = "/", at: datetime) -> list[VillageSizes]:
    """Villages and communities of a scope with what their grids hold; three statements."""
    index = areas_in_memory()
    by_village: dict[UUID, list[GridSize]] = {}
    for size in grid_sizes(scope=scope, path=path, at=at):
        by_village.setdefault(size.village.id, []).append(size)
    return [
        VillageSizes(
            area=row,
            households=sum(size.households for size in by_village.get(row.id, ())),
            grids=len(by_village.get(row.id, ())),
            norm=rules_of(row.id).norm_of(row.kind),
            beyond=sum(bool(size.beyond) for size in by_village.get(row.id, ())),
        )
        for row in index.below(path)
        if row.level == Level.VILLAGE and scope.covers(row.path)
    ]
