"""Places, buildings and doors: added, described anew, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.models import NamedPlace
from wangge.core.areas.operations.places import NewNamedPlace, add_named_places
from wangge.core.areas.queries import AreaRow
from wangge.core.people.doors import BROKEN, STRANGE, area_for, reached, town_of
from wangge.core.people.lifecycle import BuildingKind, Usage
from wangge.core.people.models import Building, BuildingUnit, Dwelling, Household
from wangge.core.people.searching import door_key
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.inserts import insert_together
from wangge.ground.foundation.text import bigrams
from wangge.ground.foundation.text.cleaning import clean_line


@dataclass(frozen=True, kw_only=True)
class NewDwelling:
    """A door: 2单元 501室; without a room it is the whole house."""

    room: str = ""
    unit: str = ""
    floor: int | None = None
    usage: str = Usage.UNKNOWN
    external_code: str = ""


@dataclass(frozen=True, kw_only=True)
class NewBuilding:
    """A building of a grid with its doors; `place_id` is a named place (小区、自然村、街巷) of the tree."""

    name: str
    place_id: UUID | None = None
    kind: str = BuildingKind.RESIDENTIAL
    storeys: int | None = None
    lies_low: bool = False
    lon: float | None = None
    lat: float | None = None
    external_code: str = ""
    dwellings: tuple[NewDwelling, ...] = ()


@dataclass(frozen=True)
class Added:
    """What was added, in the order given: the buildings, and for each its doors."""

    building_ids: tuple[UUID, ...]
    dwelling_ids: tuple[tuple[UUID, ...], ...]


@transaction.atomic
def add_place(*, actor: Actor, area_id: UUID, name: str, kind: str, aliases: tuple[str, ...] = ()) -> UUID:
    """Add a named place (小区、自然村、街巷) to the tree. Raises NotFound, NotAllowed, Refusal."""
    area = area_for(actor, area_id)
    add_named_places(places=[NewNamedPlace(area_id=area.id, name=name, kind=kind, aliases=aliases)])
    found = NamedPlace.objects.everywhere("just added").filter(area_id=area.id, name=name.strip())
    return found.values_list("id", flat=True).get()


@transaction.atomic
def add_buildings(*, actor: Actor, area_id: UUID, new: Sequence[NewBuilding], at: datetime) -> Added:
    """Add buildings with their doors to a grid (登记楼栋、户室), all or none.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    area = area_for(actor, area_id)
    places = _places(area, {one.place_id for one in new if one.place_id})
    buildings = [_building(area, one, places, opened_on=day_of(at)) for one in new]
    units: list[BuildingUnit] = []
    dwellings = [
        _dwellings(building, one.dwellings, units, {}, opened_on=day_of(at))
        for building, one in zip(buildings, new, strict=True)
    ]
    with refusing(BROKEN):
        insert_together(buildings, units, [row for some in dwellings for row in some])
    return Added(tuple(b.pk for b in buildings), tuple(tuple(row.pk for row in some) for some in dwellings))


@transaction.atomic
def add_dwellings(*, actor: Actor, building_id: UUID, new: Sequence[NewDwelling], at: datetime) -> list[UUID]:
    """Add doors to a building (登记户室), all or none. Raises NotFound, NotAllowed, Conflict, Refusal."""
    building = reached(actor, Building, building_id)
    _check_open(building.closed_on)
    rows = BuildingUnit.objects.everywhere("of a building that was reached").filter(building=building)
    units: list[BuildingUnit] = []
    dwellings = _dwellings(building, new, units, {row.name: row for row in rows}, opened_on=day_of(at))
    with refusing(BROKEN):
        insert_together(units, dwellings)
    return [row.pk for row in dwellings]


def _places(area: AreaRow, wanted: set[UUID]) -> dict[UUID, NamedPlace]:
    rows = NamedPlace.objects.everywhere("named by a form; compared with the town").filter(pk__in=wanted)
    found = {row.pk: row for row in rows.filter(town_id=town_of(area))}
    if wanted - set(found):
        raise NotFound(STRANGE)
    return found


def _building(area: AreaRow, new: NewBuilding, places: dict[UUID, NamedPlace], *, opened_on: date) -> Building:
    name = clean_line(new.name, 60, field="name")
    if not name:
        raise Refusal(_("请填写楼栋或门牌"), field="name")
    if new.kind not in BuildingKind.values:
        raise Refusal(_("没有“{kind}”这种建筑").format(kind=new.kind), field="kind")
    if (new.lon is None) != (new.lat is None):
        raise Refusal(_("经度和纬度要一起填"), field="lon")
    place = places[new.place_id].name if new.place_id else ""
    return Building(
        id=uuid7(),
        town_id=town_of(area),
        area_id=area.id,
        area_path=area.path,
        place_id=new.place_id,
        name=name,
        address=f"{place}{name}",
        kind=new.kind,
        storeys=new.storeys,
        lies_low=new.lies_low,
        external_code=clean_line(new.external_code, 40),
        lon=new.lon,
        lat=new.lat,
        opened_on=opened_on,
    )


def _dwellings(
    building: Building,
    new: Sequence[NewDwelling],
    units: list[BuildingUnit],
    known: dict[str, BuildingUnit],
    *,
    opened_on: date,
) -> list[Dwelling]:
    """The doors of a building; units that are not known yet are added to `units`."""
    return [_dwelling(building, one, _unit(building, one.unit, units, known), opened_on) for one in new]


def _unit(
    building: Building, raw: str, units: list[BuildingUnit], known: dict[str, BuildingUnit]
) -> BuildingUnit | None:
    name = clean_line(raw, 20, field="unit")
    if not name:
        return None
    if name not in known:
        known[name] = BuildingUnit(id=uuid7(), town_id=building.town_id, building=building, name=name)
        units.append(known[name])
    return known[name]


def _dwelling(building: Building, new: NewDwelling, unit: BuildingUnit | None, opened_on: date) -> Dwelling:
    room = clean_line(new.room, 20, field="room")
    if new.usage not in Usage.values:
        raise Refusal(_("没有“{usage}”这种用途").format(usage=new.usage), field="usage")
    address = f"{building.address}{unit.name if unit else ''}{room}"
    return Dwelling(
        id=uuid7(),
        town_id=building.town_id,
        area_id=building.area_id,
        area_path=building.area_path,
        building=building,
        unit=unit,
        floor=new.floor,
        room=room,
        address=address,
        door_key=door_key(building.address, unit.name if unit else "", room),
        grams=bigrams(address),
        usage=new.usage,
        external_code=clean_line(new.external_code, 40),
        opened_on=opened_on,
    )


@transaction.atomic
def change_building(
    *,
    actor: Actor,
    building_id: UUID,
    lies_low: bool | None = None,
    storeys: int | None = None,
    lon: float | None = None,
    lat: float | None = None,
) -> None:
    """Describe a building anew (修改楼栋): only what is given changes. Raises NotFound, NotAllowed, Conflict."""
    building = reached(actor, Building, building_id)
    _check_open(building.closed_on)
    given = {"lies_low": lies_low, "storeys": storeys, "lon": lon, "lat": lat}
    changed = [name for name, value in given.items() if value is not None]
    for name in changed:
        setattr(building, name, given[name])
    if (building.lon is None) != (building.lat is None):
        raise Refusal(_("经度和纬度要一起填"), field="lon")
    building.save(update_fields=changed or ["lies_low"])


@transaction.atomic
def use_dwelling(*, actor: Actor, dwelling_id: UUID, usage: str) -> None:
    """Say how a dwelling is used (房屋用途). Raises NotFound, NotAllowed, Conflict, Refusal."""
    dwelling = reached(actor, Dwelling, dwelling_id)
    _check_open(dwelling.closed_on)
    if usage not in Usage.values:
        raise Refusal(_("没有“{usage}”这种用途").format(usage=usage), field="usage")
    dwelling.usage = usage
    dwelling.save(update_fields=["usage"])


@transaction.atomic
def close_dwelling(*, actor: Actor, dwelling_id: UUID, at: datetime) -> None:
    """A dwelling is no more (拆除、合并). Raises NotFound, NotAllowed, and Conflict while somebody lives there."""
    dwelling = reached(actor, Dwelling, dwelling_id)
    _check_open(dwelling.closed_on)
    living = Household.objects.everywhere("of a dwelling that was reached").filter(dwelling=dwelling, ended_on=None)
    if living.exists():
        raise Conflict(_("这里还登记着住户，请先办搬家"))
    dwelling.closed_on = day_of(at)
    dwelling.save(update_fields=["closed_on"])


def _check_open(closed_on: date | None) -> None:
    if closed_on is not None:
        raise Conflict(_("它已经拆除或停用"))
