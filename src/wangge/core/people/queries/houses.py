"""Doors and buildings: to be chosen in a form, and with all that is behind them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.core.people.lifecycle import OPEN_HAZARDS
from wangge.core.people.models import (
    Building,
    Dwelling,
    Enterprise,
    Hazard,
    Household,
    HouseholdHome,
)
from wangge.core.people.second_line import scoped
from wangge.ground.foundation.errors import NotFound

from .households import HouseholdRow, household_rows
from .search import DoorHit
from .sight import Sight

STRANGE = _("没有找到，或者不在你的范围内")
MOST = 400


@scoped
def doors(*, sight: Sight, path: str, limit: int = MOST) -> tuple[DoorHit, ...]:
    """The open doors under an area, in order; one statement."""
    rows = Dwelling.objects.within(sight.scope).filter(area__in=sight.areas(path), closed_on=None)
    values = rows.order_by("door_key", "id").values_list("id", "address", "area_path", "usage")[:limit]
    return tuple(DoorHit(pk, sight.address(address, path), path, usage) for pk, address, path, usage in values)


@scoped
def doors_named(*, sight: Sight, address: str, limit: int = 2) -> tuple[DoorHit, ...]:
    """Doors whose whole address is this, only where whole addresses are seen; one statement."""
    rows = Dwelling.objects.within(sight.names).filter(address=address, closed_on=None).order_by("id")
    values = rows.values_list("id", "address", "area_path", "usage")[:limit]
    return tuple(DoorHit(*value) for value in values)


@dataclass(frozen=True)
class EnterpriseRow:
    """An enterprise or shop on a list; whom to call there is shown for a purpose."""

    id: UUID
    name: str
    kind: str
    industry: str
    staff: int | None
    address: str
    area_id: UUID
    area_path: str
    has_contact: bool
    credit_code: str
    closed_on: date | None
    building_id: UUID | None
    dwelling_id: UUID | None


@dataclass(frozen=True)
class DoorCard:
    """A door with the households, enterprises and hazards behind it, and who lived there before."""

    id: UUID
    building_id: UUID
    address: str
    area_id: UUID
    area_path: str
    usage: str
    floor: int | None
    closed_on: date | None
    households: tuple[HouseholdRow, ...]
    former: tuple[tuple[UUID, date, date | None], ...]  # a household, since and until when
    enterprises: tuple[EnterpriseRow, ...]
    hazards: tuple[Hazard, ...]


@scoped
def door_card(*, sight: Sight, dwelling_id: UUID) -> DoorCard:
    """One door; at most eight statements. Raises NotFound alike for a missing one and one of another place."""
    row = Dwelling.objects.within(sight.scope).filter(pk=dwelling_id).first()
    if row is None:
        raise NotFound(STRANGE)
    living = Household.objects.within(sight.scope).filter(dwelling=row, ended_on=None).select_related("dwelling")
    homes = HouseholdHome.objects.within(sight.scope).filter(dwelling=row, voided_by=None, until__isnull=False)
    hazards = Hazard.objects.within(sight.scope).filter(dwelling=row, state__in=OPEN_HAZARDS)
    shops = (
        Enterprise.objects.within(sight.scope)
        .filter(dwelling=row, closed_on=None)
        .select_related("building", "dwelling")
    )
    return DoorCard(
        id=row.pk,
        building_id=row.building_id,
        address=sight.address(row.address, row.area_path),
        area_id=row.area_id,
        area_path=row.area_path,
        usage=row.usage,
        floor=row.floor,
        closed_on=row.closed_on,
        households=household_rows(sight, list(living.order_by("id"))),
        former=tuple(homes.order_by("-since", "-id").values_list("household_id", "since", "until")[:20]),
        enterprises=tuple(enterprise_row(sight, one) for one in shops.order_by("name", "id")),
        hazards=tuple(hazards.order_by("due_on", "id")),
    )


@dataclass(frozen=True)
class BuildingCard:
    """A building with its doors, and the households, enterprises and hazards in it that somebody may see."""

    id: UUID
    address: str
    area_id: UUID
    area_path: str
    kind: str
    storeys: int | None
    lies_low: bool
    lon: float | None
    lat: float | None
    closed_on: date | None
    doors: tuple[DoorHit, ...]
    households: tuple[HouseholdRow, ...]
    enterprises: tuple[EnterpriseRow, ...]
    hazards: tuple[Hazard, ...]


@scoped
def building_card(*, sight: Sight, building_id: UUID) -> BuildingCard:
    """One building; at most eight statements. Raises NotFound alike for a missing one and one of another place."""
    row = Building.objects.within(sight.scope).filter(pk=building_id).first()
    if row is None:
        raise NotFound(STRANGE)
    inside = Dwelling.objects.within(sight.scope).filter(building=row, closed_on=None).order_by("door_key", "id")
    dwellings = list(inside.defer("grams")[:MOST])
    ids = [one.pk for one in dwellings]
    living = Household.objects.within(sight.scope).filter(dwelling__in=ids, ended_on=None).select_related("dwelling")
    hazards = Hazard.objects.within(sight.scope).filter(state__in=OPEN_HAZARDS)
    shops = (
        Enterprise.objects.within(sight.scope)
        .filter(building=row, closed_on=None)
        .select_related("building", "dwelling")
    )
    found = [*hazards.filter(building=row), *hazards.filter(dwelling__in=ids)]
    return BuildingCard(
        id=row.pk,
        address=row.address,
        area_id=row.area_id,
        area_path=row.area_path,
        kind=row.kind,
        storeys=row.storeys,
        lies_low=row.lies_low,
        lon=row.lon,
        lat=row.lat,
        closed_on=row.closed_on,
        doors=tuple(DoorHit(d.pk, sight.address(d.address, d.area_path), d.area_path, d.usage) for d in dwellings),
        households=household_rows(sight, list(living.order_by("door_key", "id")[:MOST])),
        enterprises=tuple(enterprise_row(sight, one) for one in shops.order_by("name", "id")),
        hazards=tuple(sorted(found, key=lambda one: (one.due_on, one.pk))),
    )


@dataclass(frozen=True)
class HomeCard:
    """Where a household lived, and over what time."""

    address: str
    area_path: str
    since: date
    until: date | None


@scoped
def homes_of(*, sight: Sight, household_id: UUID) -> tuple[HomeCard, ...]:
    """Where a household lives and lived, the present first; one statement."""
    rows = HouseholdHome.objects.within(sight.scope).filter(household=household_id, voided_by=None)
    found = rows.select_related("dwelling").order_by("-since", "-id")
    return tuple(
        HomeCard(
            sight.address(row.dwelling.address if row.dwelling else "", row.area_path), row.area_path, row.since,
            row.until,
        )
        for row in found
    )  # fmt: skip


def enterprise_row(sight: Sight, row: Enterprise) -> EnterpriseRow:
    """An enterprise as a list shows it; its building and dwelling were read with it."""
    place = row.dwelling or row.building
    return EnterpriseRow(
        row.pk, row.name, row.kind, row.industry, row.staff,
        sight.address(place.address, row.area_path) if place else "", row.area_id, row.area_path,
        bool(row.contact_name or row.contact_phone), row.credit_code, row.closed_on, row.building_id, row.dwelling_id,
    )  # fmt: skip


@scoped
def enterprises(
    *, sight: Sight, path: str, kind: str = "", after: tuple[str, UUID] | None = None, size: int = 50
) -> list[EnterpriseRow]:
    """Enterprises and shops under an area by name, by key; one statement. One more than `size` says there is more."""
    rows = Enterprise.objects.within(sight.scope).filter(area__in=sight.areas(path), closed_on=None)
    if kind:
        rows = rows.filter(kind=kind)
    if after is not None:
        rows = rows.filter(name__gte=after[0]).exclude(name=after[0], pk__lte=after[1])
    found = rows.select_related("building", "dwelling").order_by("name", "id")[:size]
    return [enterprise_row(sight, row) for row in found]


@scoped
def enterprise_card(*, sight: Sight, enterprise_id: UUID) -> tuple[EnterpriseRow, tuple[Hazard, ...]]:
    """One enterprise with its open hazards; two statements. Raises NotFound alike for a missing and a foreign one."""
    rows = Enterprise.objects.within(sight.scope).select_related("building", "dwelling")
    row = rows.filter(pk=enterprise_id).first()
    if row is None:
        raise NotFound(STRANGE)
    hazards = Hazard.objects.within(sight.scope).filter(enterprise=row, state__in=OPEN_HAZARDS)
    return enterprise_row(sight, row), tuple(hazards.order_by("due_on", "id"))
