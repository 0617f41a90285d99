"""Registering households and persons, and the events of their lives."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.people.doors import BROKEN, STRANGE, check, reached, rules_of, town_of
from wangge.core.people.lifecycle import EventKind, RelationKind, Role
from wangge.core.people.models import (
    LIVE,
    Dwelling,
    Household,
    HouseholdHome,
    HouseholdMember,
    Person,
    Relation,
    Residence,
)
from wangge.core.people.persons import Checked, NewPerson, built_person, checked_person
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.inserts import row_of
from wangge.ground.foundation.text.cleaning import clean_line

from .recording import Recording, Told, event_at, keep, told


@dataclass(frozen=True, kw_only=True)
class NewHousehold:
    """A household at a door with its persons; one of them is the head."""

    dwelling_id: UUID
    persons: tuple[NewPerson, ...]
    external_code: str = ""
    id: UUID | None = None


@dataclass(frozen=True)
class Registered:
    """What was registered, in the order given; `warnings` are fit to be shown and stop nothing."""

    household_ids: tuple[UUID, ...]
    person_ids: tuple[tuple[UUID, ...], ...]
    warnings: tuple[str | Promise, ...] = ()


@transaction.atomic
def register_households(
    *, actor: Actor, new: Sequence[NewHousehold], at: datetime, on: date | None = None, source: str = ""
) -> Registered:
    """Register households with their persons (登记住户), all or none; a hundred thousand persons in some COPYs.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    if not new:
        return Registered((), ())
    said = told(actor=actor, at=at, on=on, source=source)
    dwellings = _dwellings(actor, {one.dwelling_id for one in new})
    built = [_built(said, one, dwellings[one.dwelling_id]) for one in new]
    with refusing(BROKEN):
        keep(
            *(one.record for one in built),
            new=[[one.household for one in built], [p for one in built for p in one.persons]],
            starting=[(one.household, one.with_roles) for one in built],
        )
    return Registered(
        tuple(one.household.pk for one in built),
        tuple(tuple(person.pk for person in one.persons) for one in built),
        tuple(dict.fromkeys(words for one in built for words in one.warnings)),
    )


@dataclass
class _Built:
    record: Recording
    household: Household
    persons: list[Person]
    roles: list[str]
    warnings: list[str | Promise]

    @property
    def with_roles(self) -> list[tuple[Person, str]]:
        return list(zip(self.persons, self.roles, strict=True))


def _dwellings(actor: Actor, wanted: set[UUID]) -> dict[UUID, Dwelling]:
    """The open dwellings of these ids in which the actor may register. Raises NotFound, NotAllowed, Conflict."""
    rows = Dwelling.objects.everywhere("each is checked below").defer("grams").filter(pk__in=wanted)
    found = {row.pk: row for row in rows}
    if wanted - set(found):
        raise NotFound(STRANGE)
    for path in {row.area_path for row in found.values()}:
        check(actor, "people.edit", at_path=path)
    if any(row.closed_on for row in found.values()):
        raise Conflict(_("它已经拆除或停用"))
    return found


def _built(said: Told, new: NewHousehold, dwelling: Dwelling) -> _Built:
    area = area_of(dwelling)
    if sum(person.role == Role.HEAD for person in new.persons) != 1:
        raise Refusal(_("一户要有一个户主，而且只有一个"), field="role")
    household = built_household(area, dwelling, pk=new.id, external_code=new.external_code)
    record = event_at(EventKind.REGISTERED, said, area, household_id=household.pk)
    record.open(home_of(record, household, area))
    persons: list[Person] = []
    warnings: list[str | Promise] = []
    rules = rules_of(household.town_id)
    for one in new.persons:
        found = checked_person(rules, one, today=said.on)
        person = built_person(area, found, pk=one.id)
        join(record, household, person, one, area)
        persons.append(person)
        warnings += found.warnings
    return _Built(record, household, persons, [one.role for one in new.persons], warnings)


def area_of(row: Dwelling | Household | Person) -> AreaRow:
    """The open area of a row. Raises NotFound."""
    area = areas_in_memory().by_id.get(row.area_id)
    if area is None:
        raise NotFound(STRANGE)
    return area


def built_household(area: AreaRow, dwelling: Dwelling, *, pk: UUID | None = None, external_code: str = "") -> Household:
    """A new household at a door."""
    return Household(
        id=pk or uuid7(),
        town_id=town_of(area),
        area_id=area.id,
        area_path=area.path,
        dwelling=dwelling,
        door_key=dwelling.door_key,
        external_code=clean_line(external_code, 40, field="external_code"),
    )


def home_of(record: Recording, household: Household, area: AreaRow) -> HouseholdHome:
    """The dated row that says where a household lives from the day of the event."""
    return row_of(
        HouseholdHome, id=uuid7(), household_id=household.pk, dwelling_id=household.dwelling_id, area_id=area.id,
        area_path=area.path, **record.begin(),
    )  # fmt: skip


def join(record: Recording, household: Household, person: Person, new: NewPerson, area: AreaRow) -> None:
    """Open what makes a person a member of a household and a resident of its dwelling."""
    record.persons.add(person.pk)
    record.open(
        row_of(
            HouseholdMember,
            id=uuid7(),
            household_id=household.pk,
            person_id=person.pk,
            role=new.role,
            **record.begin(),
        ),
        *(residence(record, person, area, household.dwelling_id, kind) for kind in dict.fromkeys(new.kinds)),
    )


def residence(record: Recording, person: Person, area: AreaRow, dwelling_id: UUID | None, kind: str) -> Residence:
    """The dated row that says in what way a person belongs to a dwelling from the day of the event."""
    return row_of(
        Residence, id=uuid7(), person_id=person.pk, dwelling_id=dwelling_id, area_id=area.id, area_path=area.path,
        kind=kind, source=record.event.source, **record.begin(),
    )  # fmt: skip


def household_to_change(actor: Actor, household_id: UUID) -> Household:
    """A household that is still kept, locked. Raises NotFound, NotAllowed, Conflict."""
    household = reached(actor, Household, household_id)
    if household.ended_on is not None:
        raise Conflict(_("这一户已经注销"))
    return household


@transaction.atomic
def register_person(
    *, actor: Actor, household_id: UUID, new: NewPerson, at: datetime, on: date | None = None, source: str = ""
) -> Registered:
    """Register somebody as a member of a household (登记人员). Raises NotFound, NotAllowed, Conflict, Refusal."""
    said = told(actor=actor, at=at, on=on, source=source)
    return _added(said, household_to_change(actor, household_id), new, EventKind.JOINED)


@transaction.atomic
def record_birth(
    *,
    actor: Actor,
    household_id: UUID,
    new: NewPerson,
    parent_ids: Sequence[UUID] = (),
    at: datetime,
    source: str = "",
) -> Registered:
    """A child is born into a household (出生), on its day of birth. Raises NotFound, NotAllowed, Conflict, Refusal."""
    if new.born_on is None:
        raise Refusal(_("请填写出生日期"), field="born_on")
    said = told(actor=actor, at=at, on=new.born_on, source=source)
    household = household_to_change(actor, household_id)
    return _added(said, household, replace(new, role=Role.CHILD if new.role == Role.OTHER else new.role),
                  EventKind.BORN, parents=_members(household, parent_ids))  # fmt: skip


def _members(household: Household, ids: Sequence[UUID]) -> list[UUID]:
    rows = HouseholdMember.objects.everywhere("of a household that was reached").filter(LIVE, household=household)
    known = set(rows.filter(person_id__in=ids).values_list("person_id", flat=True))
    if set(ids) - known:
        raise NotFound(_("这一户里没有这个人"))
    return list(ids)


def _added(
    said: Told, household: Household, new: NewPerson, kind: EventKind, *, parents: Sequence[UUID] = ()
) -> Registered:
    area = area_of(household)
    found: Checked = checked_person(rules_of(household.town_id), new, today=said.on)
    person = built_person(area, found, pk=new.id)
    record = event_at(kind, said, area, household_id=household.pk, person_id=person.pk)
    join(record, household, person, new, area)
    record.open(
        *(
            Relation(id=uuid7(), person_id=parent, other=person, kind=RelationKind.PARENT, **record.begin())
            for parent in parents
        )
    )
    with refusing(BROKEN):
        keep(record, new=[[person]])
    return Registered((household.pk,), ((person.pk,),), found.warnings)
