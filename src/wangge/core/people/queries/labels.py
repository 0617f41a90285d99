"""What doors and persons are called, for lists that packages above keep; masked as the reader may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from wangge.core.people.lifecycle import Role
from wangge.core.people.models import LIVE, Household, HouseholdMember, Person
from wangge.core.people.second_line import scoped

from .sight import Sight


@dataclass(frozen=True)
class DoorLabel:
    """A household as a line of a list names it, with where its building stands."""

    household_id: UUID
    area_id: UUID
    area_path: str
    head: str
    address: str
    members: int
    lon: float | None
    lat: float | None


@scoped
def door_labels(*, sight: Sight, household_ids: Collection[UUID]) -> dict[UUID, DoorLabel]:
    """The households of these ids that are seen; two statements."""
    rows = Household.objects.within(sight.scope).filter(pk__in=household_ids).select_related("dwelling__building")
    homes = list(rows) if household_ids else []
    members = HouseholdMember.objects.within(sight.scope).filter(LIVE, household__in=[row.pk for row in homes])
    count: dict[UUID, int] = {}
    heads: dict[UUID, str] = {}
    for member in members.select_related("person") if homes else ():
        count[member.household_id] = count.get(member.household_id, 0) + 1
        if member.role == Role.HEAD:
            heads[member.household_id] = member.person.name
    return {row.pk: _label(sight, row, heads.get(row.pk, ""), count.get(row.pk, 0)) for row in homes}


def _label(sight: Sight, row: Household, head: str, members: int) -> DoorLabel:
    dwelling = row.dwelling
    building = dwelling.building if dwelling else None
    return DoorLabel(
        row.pk, row.area_id, row.area_path, sight.name(head, row.area_path),
        sight.address(dwelling.address if dwelling else "", row.area_path), members,
        building.lon if building else None, building.lat if building else None,
    )  # fmt: skip


@dataclass(frozen=True)
class PersonLabel:
    """A person as a line of a list names him."""

    person_id: UUID
    name: str
    sex: str
    birth_year: int | None
    phone: str


@scoped
def person_labels(*, sight: Sight, person_ids: Collection[UUID]) -> dict[UUID, PersonLabel]:
    """The persons of these ids that are seen; one statement."""
    rows = Person.objects.within(sight.scope).filter(pk__in=person_ids) if person_ids else ()
    return {
        row.pk: PersonLabel(
            row.pk, sight.name(row.name, row.area_path), row.sex, row.birth_year, sight.phone(row.phone)
        )
        for row in rows
    }


def names_for_phones(*, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Names for lists that go to the phones of those who keep the roster there; one statement."""
    rows = Person.objects.everywhere("the phones of a grid hold the names of its people").filter(pk__in=person_ids)
    return {row.pk: row.name for row in rows.only("id", "name")}
