"""A household as it stands, and what the events of moving have in common."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow
from wangge.core.people.lifecycle import LIVING, REGISTERED, EventKind, RequestState, Role
from wangge.core.people.models import (
    LIVE,
    CareTag,
    ChangeRequest,
    Dwelling,
    Household,
    HouseholdHome,
    HouseholdMember,
    Person,
    Relation,
    Residence,
    Sheet,
)
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.ids import uuid7

from .care import end_tags
from .households import home_of, residence
from .recording import Recording

WHY = "of a household that was reached"
CARE_BY = "tags"  # in what an event remembers: the care tags it ended


@dataclass
class Standing:
    """A household with its members and where they belong, all of it live."""

    household: Household
    members: list[HouseholdMember]
    residences: list[Residence]
    homes: list[HouseholdHome]

    @property
    def persons(self) -> list[Person]:
        return [member.person for member in self.members]

    def member(self, person_id: UUID) -> HouseholdMember:
        """Raises NotFound for somebody who is not in the household."""
        for member in self.members:
            if member.person_id == person_id:
                return member
        raise NotFound(_("这一户里没有这个人"))

    def of(self, ids: Collection[UUID]) -> list[HouseholdMember]:
        """These members; everybody when none is named. Raises NotFound."""
        return [self.member(pk) for pk in ids] if ids else list(self.members)

    def living_of(self, ids: Collection[UUID]) -> list[Residence]:
        """Where these persons live."""
        return [row for row in self.residences if row.person_id in ids and row.kind in LIVING]

    def at_home(self) -> list[Residence]:
        """Who lives at the household's door, and how; a member may live elsewhere."""
        return [row for row in self.residences if row.dwelling_id == self.household.dwelling_id and row.kind in LIVING]

    def registered_at_home(self) -> set[UUID]:
        """Who is registered at the household's door."""
        here = [row for row in self.residences if row.dwelling_id == self.household.dwelling_id]
        return {row.person_id for row in here if row.kind in REGISTERED}


def standing(household: Household) -> Standing:
    """A locked household as it stands; three statements."""
    members = HouseholdMember.objects.everywhere(WHY).filter(LIVE, household=household).select_related("person")
    found = list(members.order_by("since", "id"))
    residences = Residence.objects.everywhere(WHY).filter(LIVE, person__in=[m.person_id for m in found])
    homes = HouseholdHome.objects.everywhere(WHY).filter(LIVE, household=household)
    return Standing(household, found, list(residences), list(homes))


def leave(record: Recording, one: Standing, leaving: Collection[UUID], *, new_head_id: UUID | None) -> None:
    """End the memberships of some; who stays needs a head, and a household of nobody ends. Raises Refusal."""
    staying = [member for member in one.members if member.person_id not in leaving]
    record.close(member for member in one.members if member.person_id in leaving)
    if not staying:
        end(record, one)
    elif not any(member.role == Role.HEAD for member in staying):
        _enthrone(record, staying, new_head_id)


def _enthrone(record: Recording, staying: list[HouseholdMember], head_id: UUID | None) -> None:
    found = [member for member in staying if member.person_id == head_id]
    if not found:
        raise Refusal(_("户主走了，请从留下的人里指定新的户主"), field="new_head_id")
    change_role(record, found[0], Role.HEAD)


def change_role(record: Recording, member: HouseholdMember, role: str) -> None:
    """End a membership and open it anew in another role."""
    record.close([member])
    record.open(
        HouseholdMember(
            id=uuid7(), household_id=member.household_id, person_id=member.person_id, role=role, **record.begin()
        )
    )


def end(record: Recording, one: Standing) -> None:
    """A household of nobody ends on the day of the event."""
    record.was(one.household)
    record.close(one.homes)
    one.household.ended_on = record.event.happened_on
    one.household.save(update_fields=["ended_on"])


def settle(record: Recording, household: Household, dwelling: Dwelling, area: AreaRow) -> None:
    """Point a household to its new door and open its new home; the old one was closed."""
    record.was(household)
    household.dwelling, household.door_key = dwelling, dwelling.door_key
    household.area_id, household.area_path = area.id, area.path
    household.save(update_fields=["dwelling", "door_key", "area", "area_path"])
    record.open(home_of(record, household, area))
    take_along(area.id, area.path, household=household)


def bring(
    record: Recording, persons: Iterable[Person], former: Iterable[Residence], dwelling_id: UUID | None, area: AreaRow
) -> None:
    """Let persons live at another door in the way they lived before; where they are registered stays."""
    rows, everybody = list(former), list(persons)
    by_id = {person.pk: person for person in everybody}
    record.close(rows)
    record.open(*(residence(record, by_id[row.person_id], area, dwelling_id, row.kind) for row in rows))
    place(record, everybody, area)


def place(record: Recording, persons: Iterable[Person], area: AreaRow, *, left_on: date | None = None) -> None:
    """Point persons, and what is tagged and written about them, to the area where they are now."""
    moved = list(persons)
    record.was(*moved)
    ids = [person.pk for person in moved]
    Person.objects.everywhere(WHY).filter(pk__in=ids).update(area_id=area.id, area_path=area.path, left_on=left_on)
    take_along(area.id, area.path, person__in=ids)


def take_along(area_id: UUID | str, area_path: str, **about: object) -> None:
    """Point what is tagged, written and asked about somebody, or a household, to an area."""
    CareTag.objects.everywhere(WHY).filter(ended_at=None, **about).update(area_id=area_id, area_path=area_path)
    Sheet.objects.everywhere(WHY).filter(until_at=None, **about).update(area_path=area_path)
    if "household" not in about:
        waiting = ChangeRequest.objects.everywhere(WHY).filter(state=RequestState.ASKED, **about)
        waiting.update(area_path=area_path)


def let_go(record: Recording, actor: Actor, person: Person, *, new_head_id: UUID | None) -> None:
    """End all that a person is, has and is cared for by; the event knows which tags these were. Raises Refusal."""
    member = HouseholdMember.objects.everywhere(WHY).filter(LIVE, person=person).select_related("household").first()
    if member is not None:
        one = standing(member.household)
        record.households.add(one.household.pk)
        leave(record, one, {person.pk}, new_head_id=new_head_id)
    record.close(Residence.objects.everywhere(WHY).filter(LIVE, person=person))
    record.close(Relation.objects.everywhere(WHY).filter(LIVE, Q(person=person) | Q(other=person)))
    event, tags = record.event, CareTag.objects.everywhere(WHY).filter(person=person)
    ended = end_tags(tags, by=actor.name, because=str(EventKind(event.kind).label), at=event.recorded_at)
    event.before[CARE_BY] = [str(fact.tag_id) for fact in ended]
    record.care += ended
