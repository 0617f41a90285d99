"""The file of a grid (一网格一档案), counts by grid for the map, and what waits there."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from wangge.core.areas.memory import areas_in_memory
from wangge.core.people.doors import rules_of
from wangge.core.people.lifecycle import LIVING, OPEN_HAZARDS, REGISTERED, Usage
from wangge.core.people.models import (
    LIVE,
    Building,
    CareTag,
    Dwelling,
    Enterprise,
    Hazard,
    Household,
    Person,
    Residence,
)
from wangge.core.people.second_line import scoped
from wangge.ground.foundation.calendar.days import day_of

from .sight import Sight

ELDER, OLD, CHILD = 60, 80, 14
POINTS = 2_000


@dataclass(frozen=True)
class GridFile:
    """What a grid consists of on a day; kinds are codes of the fixed words or of the place's rules."""

    path: str
    buildings: int
    dwellings: int
    dwellings_by_usage: Mapping[str, int]
    households: int
    confirmed: int  # within the days of the place's rules
    persons: int  # living here
    registered: int  # registered here
    registered_elsewhere: int  # living here, not registered here
    living_elsewhere: int  # registered here, not living here
    elders: int  # 60 and older, by year
    old: int  # 80 and older
    children: int  # under 14
    care: Mapping[str, int]
    hazards: Mapping[str, int]  # open ones
    enterprises: Mapping[str, int]


@scoped
def grid_file(*, sight: Sight, path: str, at: datetime) -> GridFile:
    """The file of the area of a path (一网格一档案); eight statements at any size."""
    areas = sight.areas(path)
    doors = _counted(_open(Dwelling.objects.within(sight.scope), areas), "usage")
    people = _people(sight, areas, at)
    return GridFile(
        path=path,
        buildings=_open(Building.objects.within(sight.scope), areas).count(),
        dwellings=sum(doors.values()),
        dwellings_by_usage=doors,
        **_households(sight, areas, path, at),
        **people,
        care=_care(sight, areas),
        hazards=_counted(Hazard.objects.within(sight.scope).filter(area__in=areas, state__in=OPEN_HAZARDS), "kind"),
        enterprises=_counted(_open(Enterprise.objects.within(sight.scope), areas), "kind"),
    )


def _open(rows: QuerySet[Any], areas: list[UUID]) -> QuerySet[Any]:
    return rows.filter(area__in=areas, closed_on=None)


def _counted(rows: QuerySet[Any], by: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(by).annotate(Count("pk")))


def _households(sight: Sight, areas: list[UUID], path: str, at: datetime) -> dict[str, int]:
    rows = Household.objects.within(sight.scope).filter(area__in=areas, ended_on=None)
    since = at - timedelta(days=confirm_days(path))
    return rows.aggregate(households=Count("pk"), confirmed=Count("pk", filter=Q(confirmed_at__gte=since)))


def confirm_days(path: str) -> int:
    """Within how many days a household should be confirmed, by the rules of a place."""
    area = areas_in_memory().by_path.get(path)
    return rules_of(area.town_id).confirm_days if area is not None and area.town_id is not None else 30


def _people(sight: Sight, areas: list[UUID], at: datetime) -> dict[str, int]:
    """Who lives here and who is registered here, each once; two statements.

    Ages are counted apart: whoever is registered here and lives elsewhere may lie outside the sight, his row does not.
    """
    rows = Residence.objects.within(sight.scope).filter(LIVE, area__in=areas).order_by()
    each = rows.values("person_id").annotate(lives=_any(LIVING), is_registered=_any(REGISTERED))
    lives, registered = Q(lives=True), Q(is_registered=True)
    found: dict[str, int] = each.aggregate(
        persons=Count("person_id", filter=lives),
        registered=Count("person_id", filter=registered),
        registered_elsewhere=Count("person_id", filter=lives & Q(is_registered=False)),
        living_elsewhere=Count("person_id", filter=registered & Q(lives=False)),
    )
    year, born = day_of(at).year, "person__birth_year"
    ages = rows.filter(kind__in=LIVING).aggregate(
        elders=Count("pk", filter=Q(**{f"{born}__lte": year - ELDER})),
        old=Count("pk", filter=Q(**{f"{born}__lte": year - OLD})),
        children=Count("pk", filter=Q(**{f"{born}__gt": year - CHILD})),
    )
    return found | ages


def _any(kinds: tuple[str, ...]) -> BoolOr:
    return BoolOr(ExpressionWrapper(Q(kind__in=kinds), output_field=BooleanField()))


def _care(sight: Sight, areas: list[UUID]) -> dict[str, int]:
    """Tags by kind; sensitive kinds together as "" where the reader may not see which."""
    rows = CareTag.objects.within(sight.scope).filter(area__in=areas, ended_at=None, agreed_at__isnull=False)
    found: Counter[str] = Counter()
    for kind, is_sensitive, path, count in (
        rows.order_by().values_list("kind", "is_sensitive", "area_path").annotate(Count("pk"))
    ):
        found["" if is_sensitive and not sight.care.covers(path) else kind] += count
    return dict(found)


@dataclass(frozen=True)
class GridCounts:
    """One grid of the map and the list beside it."""

    area_id: UUID
    households: int = 0
    persons: int = 0
    care: int = 0
    hazards: int = 0
    enterprises: int = 0


@scoped
def counts_by_grid(*, sight: Sight, path: str) -> dict[UUID, GridCounts]:
    """What each area under a path holds itself (网格一张图), by area id; five statements at any size."""
    areas = sight.areas(path)
    here = Q(area__in=areas)
    counted = {
        "households": _by_area(Household.objects.within(sight.scope).filter(here, ended_on=None)),
        "persons": _by_area(
            Person.objects.within(sight.scope).filter(here, died_on=None, left_on=None, merged_into=None)
        ),
        "care": _by_area(CareTag.objects.within(sight.scope).filter(here, ended_at=None, agreed_at__isnull=False)),
        "hazards": _by_area(Hazard.objects.within(sight.scope).filter(here, state__in=OPEN_HAZARDS)),
        "enterprises": _by_area(Enterprise.objects.within(sight.scope).filter(here, closed_on=None)),
    }
    return {area: GridCounts(area, **{what: rows.get(area, 0) for what, rows in counted.items()}) for area in areas}


def _by_area(rows: QuerySet[Any]) -> dict[UUID, int]:
    return dict(rows.order_by().values_list("area_id").annotate(Count("pk")))


@dataclass(frozen=True)
class MapBuilding:
    """A building on the map with what hangs on it."""

    id: UUID
    name: str
    area_path: str
    lon: float
    lat: float
    lies_low: bool
    dwellings: int
    rented: int
    hazards: int


@scoped
def map_buildings(
    *, sight: Sight, path: str, limit: int = POINTS, with_doors: bool = True
) -> tuple[MapBuilding, ...]:  # fmt: skip
    """The buildings under a path that have a point, at most `limit`; three statements, one without their doors."""
    rows = _open(Building.objects.within(sight.scope), sight.areas(path)).exclude(lon=None).order_by("id")
    found = list(rows[:limit])
    if not with_doors:
        return tuple(_point(row, [0, 0, 0], 0) for row in found)
    doors = Dwelling.objects.within(sight.scope).filter(building__in=[row.pk for row in found], closed_on=None)
    counts = (
        doors.order_by()
        .values_list("building_id")
        .annotate(
            doors=Count("pk", distinct=True),
            rented=Count("pk", filter=Q(usage__in=(Usage.RENTED, Usage.SHARED)), distinct=True),
            unsafe=Count("hazards", filter=Q(hazards__state__in=OPEN_HAZARDS), distinct=True),
        )
    )
    of = {building: numbers for building, *numbers in counts}
    own = Hazard.objects.within(sight.scope).filter(building__in=[row.pk for row in found], state__in=OPEN_HAZARDS)
    more = dict(own.order_by().values_list("building_id").annotate(Count("pk")))
    return tuple(_point(row, of.get(row.pk, [0, 0, 0]), more.get(row.pk, 0)) for row in found)


def _point(row: Building, numbers: list[int], own: int) -> MapBuilding:
    lon, lat = row.lon or 0.0, row.lat or 0.0
    dwellings, rented, hazards = numbers
    return MapBuilding(row.pk, row.address, row.area_path, lon, lat, row.lies_low, dwellings, rented, hazards + own)
