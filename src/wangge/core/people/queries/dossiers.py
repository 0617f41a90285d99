"""The files of all grids under an area at once (一网格一档案), and who lives in the buildings of a map."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from wangge.core.areas.memory import AreaRow, areas_in_memory
from wangge.core.people.lifecycle import LIVING, OPEN_HAZARDS, REGISTERED
from wangge.core.people.models import (
    LIVE,
    Building,
    CareTag,
    Dwelling,
    Enterprise,
    Hazard,
    Household,
    Residence,
)
from wangge.core.people.second_line import scoped
from wangge.ground.foundation.calendar.days import day_of

from .grids import CHILD, ELDER, OLD, confirm_days
from .sight import Sight


@dataclass
class Dossier:
    """What a grid consists of; counters are by the codes of the fixed words or of the place's rules."""

    buildings: Counter[str] = field(default_factory=Counter)
    dwellings: Counter[str] = field(default_factory=Counter)  # by how they are used
    households: int = 0
    confirmed: int = 0
    persons: int = 0  # living here
    registered: int = 0
    both: int = 0  # living and registered here
    elders: int = 0
    old: int = 0
    children: int = 0
    care: Counter[str] = field(default_factory=Counter)  # "" for the sensitive kinds of those who may not see which
    hazards: Counter[str] = field(default_factory=Counter)
    enterprises: Counter[str] = field(default_factory=Counter)

    @property
    def registered_elsewhere(self) -> int:
        return self.persons - self.both

    @property
    def living_elsewhere(self) -> int:
        return self.registered - self.both


@scoped
def dossiers(*, sight: Sight, path: str, grids: Collection[AreaRow], at: datetime) -> dict[UUID, Dossier]:
    """The file of each of these areas under a path, with all that lies below it; nine statements at any number."""
    seen = sight.areas(path)
    owner = _owners(seen, grids)
    found: dict[UUID, Dossier] = {grid.id: Dossier() for grid in grids}
    _fill(found, owner, "buildings", _open(Building, sight, seen), "kind")
    _fill(found, owner, "dwellings", _open(Dwelling, sight, seen), "usage")
    _fill(found, owner, "enterprises", _open(Enterprise, sight, seen), "kind")
    hazards = Hazard.objects.within(sight.scope).filter(area__in=seen, state__in=OPEN_HAZARDS)
    _fill(found, owner, "hazards", hazards, "kind")
    _add(found, owner, _households(sight, seen, path, at))
    _add(found, owner, _people(sight, seen, at))
    _add(found, owner, _ages(sight, seen, at))
    _care(found, owner, sight, seen)
    return found


def _owners(seen: Collection[UUID], grids: Collection[AreaRow]) -> dict[UUID, UUID]:
    """For each area the grid whose file it belongs to."""
    by_id = areas_in_memory().by_id
    longest = sorted(grids, key=lambda grid: -len(grid.path))
    rows = [by_id[pk] for pk in seen if pk in by_id]
    return {row.id: grid.id for row in rows for grid in longest if row.path.startswith(grid.path)}


def _open(table: Any, sight: Sight, areas: Collection[UUID]) -> QuerySet[Any]:
    rows: QuerySet[Any] = table.objects.within(sight.scope).filter(area__in=areas, closed_on=None)
    return rows


def _fill(found: dict[UUID, Dossier], owner: Mapping[UUID, UUID], what: str, rows: QuerySet[Any], by: str) -> None:
    for area, kind, count in rows.order_by().values_list("area_id", by).annotate(Count("pk")):
        if area in owner:
            getattr(found[owner[area]], what)[kind] += count


def _add(found: dict[UUID, Dossier], owner: Mapping[UUID, UUID], rows: QuerySet[Any]) -> None:
    for row in rows:
        area = row.pop("area_id")
        if area in owner:
            file = found[owner[area]]
            for name, count in row.items():
                setattr(file, name, getattr(file, name) + count)


def _households(sight: Sight, areas: Collection[UUID], path: str, at: datetime) -> QuerySet[Any]:
    since = at - timedelta(days=confirm_days(path))
    rows = Household.objects.within(sight.scope).filter(area__in=areas, ended_on=None).order_by()
    return rows.values("area_id").annotate(
        households=Count("pk"), confirmed=Count("pk", filter=Q(confirmed_at__gte=since))
    )


def _people(sight: Sight, areas: Collection[UUID], at: datetime) -> QuerySet[Any]:
    rows = Residence.objects.within(sight.scope).filter(LIVE, area__in=areas).order_by()
    here = Residence.objects.within(sight.scope).filter(
        LIVE, person=OuterRef("person"), area=OuterRef("area"), kind__in=REGISTERED
    )
    lives, registered = Q(kind__in=LIVING), Q(kind__in=REGISTERED)
    return rows.values("area_id").annotate(
        persons=Count("person_id", filter=lives, distinct=True),
        registered=Count("person_id", filter=registered, distinct=True),
        both=Count("person_id", filter=lives & Exists(here), distinct=True),
    )


def _ages(sight: Sight, areas: Collection[UUID], at: datetime) -> QuerySet[Any]:
    year, born = day_of(at).year, "person__birth_year"
    rows = Residence.objects.within(sight.scope).filter(LIVE, area__in=areas, kind__in=LIVING).order_by()
    return rows.values("area_id").annotate(
        elders=Count("pk", filter=Q(**{f"{born}__lte": year - ELDER})),
        old=Count("pk", filter=Q(**{f"{born}__lte": year - OLD})),
        children=Count("pk", filter=Q(**{f"{born}__gt": year - CHILD})),
    )


def _care(found: dict[UUID, Dossier], owner: Mapping[UUID, UUID], sight: Sight, areas: Collection[UUID]) -> None:
    rows = CareTag.objects.within(sight.scope).filter(area__in=areas, ended_at=None, agreed_at__isnull=False)
    names = ("area_id", "area_path", "kind", "is_sensitive")
    for area, path, kind, is_sensitive, count in rows.order_by().values_list(*names).annotate(Count("pk")):
        if area in owner:
            found[owner[area]].care["" if is_sensitive and not sight.care.covers(path) else kind] += count


@dataclass
class Living:
    """Who lives in a building of a map."""

    households: int = 0
    persons: int = 0
    care: int = 0


@scoped
def living_in(*, sight: Sight, path: str, building_ids: Collection[UUID]) -> dict[UUID, Living]:
    """Households, persons and how many of them are cared for, by building of an area; two statements."""
    found: dict[UUID, Living] = defaultdict(Living)
    here = Q(area__in=sight.areas(path), dwelling__building__in=building_ids)
    homes = Household.objects.within(sight.scope).filter(here, ended_on=None)
    for building, count in homes.order_by().values_list("dwelling__building_id").annotate(Count("pk")):
        found[building].households = count
    tagged = CareTag.objects.within(sight.scope).filter(
        person=OuterRef("person"), ended_at=None, agreed_at__isnull=False
    )
    living = Residence.objects.within(sight.scope).filter(LIVE, here, kind__in=LIVING)
    counted = (
        living.order_by()
        .values_list("dwelling__building_id")
        .annotate(
            persons=Count("person_id", distinct=True), care=Count("person_id", filter=Exists(tagged), distinct=True)
        )
    )
    for building, persons, care in counted:
        found[building].persons, found[building].care = persons, care
    return dict(found)


@scoped
def enterprise_points(*, sight: Sight, path: str, limit: int = 2_000) -> list[tuple[UUID, str, str, float, float]]:
    """The enterprises under a path that stand in a building with a point: id, name, kind, lon, lat; one statement."""
    rows = _open(Enterprise, sight, sight.areas(path)).filter(building__lon__isnull=False).order_by("id")
    return list(rows.values_list("id", "name", "kind", "building__lon", "building__lat")[:limit])
