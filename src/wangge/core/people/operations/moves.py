"""Moving: in, out, from door to door; splitting and merging; heads, deaths, tenants. Each is an event."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.people.doors import BROKEN, STRANGE, reached, rules_of
from wangge.core.people.lifecycle import LIVING, REGISTERED, EventKind, RelationKind, ResidenceKind, Role
from wangge.core.people.models import (
    LIVE,
    Dwelling,
    Household,
    HouseholdMember,
    Person,
    Relation,
    Residence,
    RosterEvent,
)
from wangge.core.people.persons import NewPerson, built_person, checked_person
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7

from .households import area_of, built_household, home_of, household_to_change, join
from .living import WHY, Standing, bring, change_role, end, leave, place, settle, standing
from .recording import Recording, event_at, keep, told


@transaction.atomic
def move_household(
    *, actor: Actor, household_id: UUID, dwelling_id: UUID, at: datetime, on: date | None = None, note: str = ""
) -> RosterEvent:
    """A household moves to another door of the town (搬家). Raises NotFound, NotAllowed, Conflict, Refusal."""
    said = told(actor=actor, at=at, on=on, note=note)
    one = standing(household_to_change(actor, household_id))
    dwelling = _door(actor, dwelling_id, one.household)
    if one.household.dwelling_id == dwelling.pk:
        raise Refusal(_("已经住在这里"), field="dwelling_id")
    area, here = area_of(dwelling), one.at_home()
    elsewhere = {row.person_id for row in one.residences if row.kind in LIVING} - {row.person_id for row in here}
    record = event_at(EventKind.MOVED, said, area, household_id=one.household.pk)
    record.close(one.homes)
    settle(record, one.household, dwelling, area)
    bring(record, [p for p in one.persons if p.pk not in elsewhere], here, dwelling.pk, area)
    return _kept(record)


def _door(actor: Actor, dwelling_id: UUID, household: Household) -> Dwelling:
    dwelling = reached(actor, Dwelling, dwelling_id)
    if dwelling.town_id != household.town_id:
        raise Refusal(_("搬到别的镇（街道），请先办迁出，再到那里登记"), field="dwelling_id")
    if dwelling.closed_on is not None:
        raise Conflict(_("它已经拆除或停用"))
    return dwelling


def _kept(record: Recording, new: Sequence[Sequence[Model]] = ()) -> RosterEvent:
    with refusing(BROKEN):
        keep(record, new=new)
    return record.event


@transaction.atomic
def move_out(
    *,
    actor: Actor,
    household_id: UUID,
    person_ids: Sequence[UUID] = (),
    with_register: bool = False,
    new_head_id: UUID | None = None,
    at: datetime,
    on: date | None = None,
    note: str = "",
) -> RosterEvent:
    """Some, or all, of a household go away (迁出). Who keeps his registration here stays a member (户在人不在).

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    said = told(actor=actor, at=at, on=on, note=note)
    one = standing(household_to_change(actor, household_id))
    going = {member.person_id for member in one.of(person_ids)}
    stays = set() if with_register else one.registered_at_home()
    area = area_of(one.household)
    record = event_at(EventKind.MOVED_OUT, said, area, household_id=one.household.pk)
    record.close(r for r in one.residences if r.person_id in going and (with_register or r.kind in LIVING))
    gone = going - stays
    if gone:
        leave(record, one, gone, new_head_id=new_head_id)
    place(record, [p for p in one.persons if p.pk in gone], area, left_on=said.on)
    record.persons |= going
    return _kept(record)


@transaction.atomic
def move_in(
    *,
    actor: Actor,
    person_id: UUID,
    household_id: UUID,
    role: str = Role.OTHER,
    kinds: Sequence[str] = (ResidenceKind.LIVES,),
    new_head_id: UUID | None = None,
    at: datetime,
    on: date | None = None,
    note: str = "",
) -> RosterEvent:
    """Somebody who is known moves into a household (迁入): back from elsewhere, or over from another household.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    said = told(actor=actor, at=at, on=on, note=note)
    person = reached(actor, Person, person_id)
    household = household_to_change(actor, household_id)
    if person.died_on or person.merged_into_id or person.town_id != household.town_id:
        raise Conflict(_("这个人已经去世、合并，或者属于别的镇（街道）"))
    area = area_of(household)
    record = event_at(EventKind.MOVED_IN, said, area, household_id=household.pk, person_id=person.pk)
    _fetch(record, actor, person, household, new_head_id)
    belongs = Residence.objects.everywhere(WHY).filter(LIVE, person=person)
    ends = set(LIVING) | (set(REGISTERED) if set(kinds) & set(REGISTERED) else set())
    record.close(row for row in belongs if row.kind in ends)
    join(record, household, person, NewPerson(name=person.name, role=role, kinds=tuple(kinds)), area)
    place(record, [person], area)
    return _kept(record)


def _fetch(record: Recording, actor: Actor, person: Person, into: Household, new_head_id: UUID | None) -> None:
    """Take a person out of the household he is in, if any."""
    rows = HouseholdMember.objects.everywhere(WHY).filter(LIVE, person=person)
    member = rows.first()
    if member is None:
        return
    if member.household_id == into.pk:
        raise Conflict(_("他已经是这一户的成员"))
    former = standing(household_to_change(actor, member.household_id))
    record.households.add(former.household.pk)
    leave(record, former, {person.pk}, new_head_id=new_head_id)


@transaction.atomic
def split_household(
    *,
    actor: Actor,
    household_id: UUID,
    roles: Mapping[UUID, str],
    dwelling_id: UUID | None = None,
    new_head_id: UUID | None = None,
    at: datetime,
    on: date | None = None,
    note: str = "",
) -> UUID:
    """Some of a household begin one of their own (分户): who, and what each is there; at another door if one is named.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    said = told(actor=actor, at=at, on=on, note=note)
    one = standing(household_to_change(actor, household_id))
    going = one.of(list(roles))
    if not roles or len(going) == len(one.members) or list(roles.values()).count(Role.HEAD) != 1:
        raise Refusal(_("分户要有人分出去、有人留下，分出去的一户要有一个户主"), field="roles")
    home = dwelling_id or one.household.dwelling_id
    if home is None:
        raise Refusal(_("请选分出去的一户住在哪里"), field="dwelling_id")
    dwelling = _door(actor, home, one.household)
    area = area_of(dwelling)
    household = built_household(area, dwelling)
    record = event_at(EventKind.SPLIT, said, area, household_id=household.pk)
    record.households.add(one.household.pk)
    leave(record, one, set(roles), new_head_id=new_head_id)
    record.open(home_of(record, household, area), *_memberships(record, household, roles))
    if dwelling.pk != one.household.dwelling_id:
        bring(record, [m.person for m in going], one.living_of(set(roles)), dwelling.pk, area)
    record.was(*(m.person for m in going))
    _kept(record, new=[[household]])
    return household.pk


def _memberships(record: Recording, household: Household, roles: Mapping[UUID, str]) -> list[HouseholdMember]:
    if not set(roles.values()) <= set(Role.values):
        raise Refusal(_("没有这种户内关系"), field="roles")
    return [
        HouseholdMember(id=uuid7(), household=household, person_id=pk, role=role, **record.begin())
        for pk, role in roles.items()
    ]


@transaction.atomic
def merge_households(
    *,
    actor: Actor,
    household_id: UUID,
    into_id: UUID,
    roles: Mapping[UUID, str] | None = None,
    at: datetime,
    on: date | None = None,
    note: str = "",
) -> RosterEvent:
    """One household becomes part of another (并户); its head is head no more.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    said = told(actor=actor, at=at, on=on, note=note)
    if household_id == into_id:
        raise Refusal(_("不能并到自己这一户"), field="into_id")
    one = standing(household_to_change(actor, household_id))
    other = household_to_change(actor, into_id)
    if other.town_id != one.household.town_id:
        raise NotFound(STRANGE)
    area = area_of(other)
    wanted = {m.person_id: (roles or {}).get(m.person_id, Role.RELATIVE) for m in one.members}
    if Role.HEAD in wanted.values():
        raise Refusal(_("并入的一户已经有户主"), field="roles")
    record = event_at(EventKind.MERGED, said, area, household_id=other.pk)
    record.close(one.members)
    end(record, one)
    record.open(*_memberships(record, other, wanted))
    if other.dwelling_id != one.household.dwelling_id:
        here = one.at_home()
        moved = {row.person_id for row in here}
        bring(record, [p for p in one.persons if p.pk in moved], here, other.dwelling_id, area)
    record.was(*one.persons)
    return _kept(record)


@transaction.atomic
def change_head(
    *,
    actor: Actor,
    household_id: UUID,
    person_id: UUID,
    former_role: str,
    at: datetime,
    on: date | None = None,
    note: str = "",
) -> RosterEvent:
    """Another member becomes the head (换户主); say what the former one is to him.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    said = told(actor=actor, at=at, on=on, note=note)
    if former_role not in Role.values or former_role == Role.HEAD:
        raise Refusal(_("没有这种户内关系"), field="former_role")
    one = standing(household_to_change(actor, household_id))
    member = one.member(person_id)
    if member.role == Role.HEAD:
        raise Conflict(_("他已经是户主"))
    record = event_at(EventKind.HEAD_CHANGED, said, area_of(one.household), household_id=one.household.pk)
    for former in [m for m in one.members if m.role == Role.HEAD]:
        change_role(record, former, former_role)
        record.persons.add(former.person_id)
    change_role(record, member, Role.HEAD)
    record.persons.add(person_id)
    return _kept(record)


@transaction.atomic
def change_tenants(
    *,
    actor: Actor,
    dwelling_id: UUID,
    new: Sequence[NewPerson],
    at: datetime,
    on: date | None = None,
    note: str = "",
) -> UUID | None:
    """The tenants of a dwelling leave, and others come or nobody does (换租户). Gives the new household's id.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    said = told(actor=actor, at=at, on=on, note=note)
    dwelling = reached(actor, Dwelling, dwelling_id)
    area = area_of(dwelling)
    household = built_household(area, dwelling) if new else None
    record = event_at(EventKind.TENANTS_CHANGED, said, area, household_id=household.pk if household else None)
    for one in _tenants(dwelling):
        ids = {person.pk for person in one.persons}
        record.close(one.living_of(ids))
        leave(record, one, ids, new_head_id=None)
        place(record, one.persons, area, left_on=said.on)
    persons: list[Person] = []
    if household is not None:
        if sum(person.role == Role.HEAD for person in new) != 1:
            raise Refusal(_("一户要有一个户主，而且只有一个"), field="role")
        record.open(home_of(record, household, area))
        for person in new:
            persons.append(built_person(area, checked_person(rules_of(dwelling.town_id), person, today=said.on)))
            join(record, household, persons[-1], person, area)
    _kept(record, new=[[household] if household else [], persons])
    return household.pk if household else None


def _tenants(dwelling: Dwelling) -> list[Standing]:
    """The households of a dwelling all of whose members rent it."""
    rows = Household.objects.everywhere("of a dwelling that was reached").select_for_update(of=("self",))
    found = [standing(row) for row in rows.filter(dwelling=dwelling, ended_on=None)]
    renting = {ResidenceKind.RENTS, ResidenceKind.STAYS}
    return [
        one
        for one in found
        if one.at_home() and {r.kind for r in one.at_home()} <= renting and not one.registered_at_home()
    ]


@transaction.atomic
def relate_persons(
    *, actor: Actor, person_id: UUID, other_id: UUID, kind: str, at: datetime, on: date | None = None
) -> RosterEvent:
    """Say what one person is to another (登记关系): guardian, carer. Raises NotFound, NotAllowed, Conflict, Refusal."""
    said = told(actor=actor, at=at, on=on)
    person, other = reached(actor, Person, person_id), reached(actor, Person, other_id, permission="people.see")
    if kind not in RelationKind.values or person.pk == other.pk:
        raise Refusal(_("没有这种关系"), field="kind")
    if person.town_id != other.town_id:
        raise NotFound(STRANGE)
    record = event_at(EventKind.RELATED, said, area_of(person), person_id=person.pk)
    record.persons.add(other.pk)
    record.open(Relation(id=uuid7(), person=person, other=other, kind=kind, **record.begin()))
    return _kept(record)
