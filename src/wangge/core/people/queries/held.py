"""Who is held already, to be compared with a list that comes in; in clear, never to be shown."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar
from uuid import UUID

from wangge.core.areas.scope import Scope
from wangge.core.people.lifecycle import LIVING, Role
from wangge.core.people.models import LIVE, Building, Dwelling, Household, HouseholdMember, Person, Residence
from wangge.core.people.searching import document_index
from wangge.core.people.second_line import scoped

AT_ONCE = 10_000
KeyT = TypeVar("KeyT")


@dataclass(frozen=True)
class HeldPerson:
    """A person as held; `household_id` and `dwelling_id` are where he is a member and where he lives."""

    id: UUID
    name: str
    born_on: date | None
    birth_year: int | None
    phone: str
    has_document: bool
    is_gone: bool
    household_id: UUID | None
    dwelling_id: UUID | None


@scoped
def held_by_document(*, scope: Scope, town_id: UUID, numbers: Collection[str]) -> dict[str, HeldPerson]:
    """The persons of a town by their documents; three statements for ten thousand."""
    index = {document_index(number): number for number in numbers}
    found: dict[str, HeldPerson] = {}
    for some in _in_batches(index):
        rows = Person.objects.within(scope).filter(town_id=town_id, document_index__in=some, merged_into=None)
        people = list(rows.defer("terms"))
        numbers_of = {person.pk: index[bytes(person.document_index or b"")] for person in people}
        found |= {numbers_of[held.id]: held for held in _held(scope, people)}
    return found


@scoped
def held_at_doors(*, scope: Scope, dwelling_ids: Collection[UUID]) -> dict[UUID, list[HeldPerson]]:
    """Who lives behind these doors; three statements for ten thousand."""
    found: dict[UUID, list[HeldPerson]] = {}
    for some in _in_batches(dwelling_ids):
        living = Residence.objects.within(scope).filter(LIVE, dwelling__in=some, kind__in=LIVING)
        rows = Person.objects.within(scope).filter(pk__in=living.values("person_id"), merged_into=None)
        for held in _held(scope, list(rows.defer("terms"))):
            if held.dwelling_id is not None:
                found.setdefault(held.dwelling_id, []).append(held)
    return found


def _in_batches(keys: Iterable[KeyT]) -> Iterator[list[KeyT]]:
    rest = iter(keys)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _held(scope: Scope, people: list[Person]) -> list[HeldPerson]:
    ids = [person.pk for person in people]
    if not ids:
        return []
    members = HouseholdMember.objects.within(scope).filter(LIVE, person__in=ids)
    households: Mapping[UUID, UUID] = dict(members.values_list("person_id", "household_id"))
    living = Residence.objects.within(scope).filter(LIVE, person__in=ids, kind__in=LIVING)
    doors: Mapping[UUID, UUID | None] = dict(living.values_list("person_id", "dwelling_id"))
    return [_one(person, households.get(person.pk), doors.get(person.pk)) for person in people]


def _one(person: Person, household_id: UUID | None, dwelling_id: UUID | None) -> HeldPerson:
    return HeldPerson(
        id=person.pk,
        name=person.name,
        born_on=date.fromisoformat(person.born_on) if person.born_on else None,
        birth_year=person.birth_year,
        phone=person.phone,
        has_document=bool(person.document_kind),
        is_gone=person.died_on is not None or person.left_on is not None,
        household_id=household_id,
        dwelling_id=dwelling_id,
    )


@scoped
def doors_by_address(*, scope: Scope, area_ids: Collection[UUID]) -> dict[tuple[UUID, str], UUID]:
    """The open doors of areas by area and address; one statement."""
    rows = Dwelling.objects.within(scope).filter(area__in=area_ids, closed_on=None)
    return {(area, address): pk for pk, area, address in rows.values_list("id", "area_id", "address")}


@scoped
def households_with_head(*, scope: Scope, household_ids: Collection[UUID]) -> set[UUID]:
    """Those of these households that are kept and have a head; one statement."""
    rows = HouseholdMember.objects.within(scope).filter(LIVE, household__in=household_ids, role=Role.HEAD)
    kept = Household.objects.within(scope).filter(pk__in=household_ids, ended_on=None)
    return set(rows.filter(household__in=kept.values("pk")).values_list("household_id", flat=True))


@scoped
def buildings_by_address(*, scope: Scope, keys: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], UUID]:
    """The open buildings of these areas and addresses; one statement."""
    areas, addresses = {area for area, _address in keys}, {address for _area, address in keys}
    rows = Building.objects.within(scope).filter(area__in=areas, address__in=addresses, closed_on=None)
    return {(area, address): pk for pk, area, address in rows.values_list("id", "area_id", "address")}
