"""A death, and the reversal of a wrong event: what it opened never was, what it closed goes on."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.people.doors import BROKEN, check, reached
from wangge.core.people.lifecycle import EventKind
from wangge.core.people.models import (
    LIVE,
    CareTag,
    Dated,
    Household,
    HouseholdHome,
    HouseholdMember,
    Person,
    Relation,
    Residence,
    RosterEvent,
)
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, Refusal
from wangge.ground.foundation.ids import uuid7

from .care import care_changed
from .households import area_of
from .living import CARE_BY, WHY, let_go, take_along
from .recording import POINTERS, Recording, event_at, keep, recording, told

TABLES: tuple[type[Dated], ...] = (HouseholdHome, Residence, HouseholdMember, Relation)
NOT_REVERSIBLE = (EventKind.REVERSED, EventKind.CORRECTED, EventKind.REDRAWN)


@transaction.atomic
def record_death(
    *,
    actor: Actor,
    person_id: UUID,
    on: date,
    new_head_id: UUID | None = None,
    at: datetime,
    source: str = "",
    note: str = "",
) -> RosterEvent:
    """Somebody has died (死亡): memberships, residences, relations and care end. Raises NotFound, NotAllowed, Conflict,
    Refusal."""
    person = reached(actor, Person, person_id)
    return bury(person, actor=actor, on=on, new_head_id=new_head_id, at=at, source=source, note=note)


def bury(
    person: Person, *, actor: Actor, on: date, new_head_id: UUID | None, at: datetime, source: str, note: str
) -> RosterEvent:
    """The same, for a person who was reached. Raises Conflict, Refusal."""
    said = told(actor=actor, at=at, on=on, source=source, note=note)
    if person.died_on is not None:
        raise Conflict(_("已经登记过去世"))
    record = event_at(EventKind.DIED, said, area_of(person), person_id=person.pk)
    let_go(record, actor, person, new_head_id=new_head_id)
    record.was(person)
    person.died_on = on
    person.save(update_fields=["died_on"])
    with refusing(BROKEN):
        keep(record)
    return record.event


@transaction.atomic
def reverse_event(*, actor: Actor, event_id: UUID, reason: str, at: datetime) -> RosterEvent:
    """Undo a wrong event by another (撤销变动): nothing is deleted. Raises NotFound, NotAllowed, Conflict, Refusal.

    Refused when something later stands upon it: reverse that first.
    """
    event = reached(actor, RosterEvent, event_id)
    if event.kind in NOT_REVERSIBLE:
        raise Refusal(_("这种变动不能撤销，请再提一次更正"), field="event_id")
    if not reason.strip():
        raise Refusal(_("请写明为什么撤销"), field="reason")
    said = told(actor=actor, at=at, on=event.happened_on, note=reason)
    back = recording(
        EventKind.REVERSED, said, town_id=event.town_id, area_path=event.area_path,
        household_id=event.household_id, person_id=event.person_id,
    )  # fmt: skip
    back.event.reverses = event
    opened = _void_opened(back, event)
    _void_closed(back, event)
    _restore(actor, back, event)
    _end_what_is_empty(back, opened)
    with refusing(BROKEN):
        keep(back)
    return back.event


def _void_opened(back: Recording, event: RosterEvent) -> list[Dated]:
    opened: list[Dated] = []
    for table in TABLES:
        rows = table.objects.everywhere(WHY).filter(opened_by=event, voided_by=None)  # type: ignore[attr-defined]
        found = list(rows)
        if any(row.closed_by_id is not None for row in found):
            raise Conflict(_("这次变动之后又有了新的变动，请先撤销后面的"))
        rows.update(voided_by=back.event)
        opened += found
    return opened


def _void_closed(back: Recording, event: RosterEvent) -> None:
    """What the event ended goes on: the ended row is found wrong and stands again without an end."""
    for table in TABLES:
        rows = table.objects.everywhere(WHY).filter(closed_by=event, voided_by=None)  # type: ignore[attr-defined]
        found: list[Dated] = list(rows)
        rows.update(voided_by=back.event)
        back.open(*(_again(row, back.event) for row in found))


def _again(row: Dated, event: RosterEvent) -> Dated:
    names = [field.attname for field in row._meta.concrete_fields if not field.generated]
    values: dict[str, Any] = {name: getattr(row, name) for name in names}
    values |= {"id": uuid7(), "until": None, "closed_by_id": None, "opened_by_id": event.pk}
    return type(row)(**values)


def _restore(actor: Actor, back: Recording, event: RosterEvent) -> None:
    """Point households and persons, and what is tagged about them, to where they were. Raises NotFound, NotAllowed."""
    for table in POINTERS:
        for pk, was in event.before.get(str(table._meta.model_name), {}).items():
            check(actor, "people.edit", at_path=was["area_path"])
            row = table.objects.everywhere(WHY).select_for_update().get(pk=pk)  # type: ignore[attr-defined]
            back.was(row)
            table.objects.everywhere(WHY).filter(pk=pk).update(**was)  # type: ignore[attr-defined]
            take_along(was["area_id"], was["area_path"], **{str(table._meta.model_name): row})
    tags = CareTag.objects.everywhere(WHY).filter(pk__in=event.before.get(CARE_BY, []))
    back.care += [care_changed(tag, "restored") for tag in tags.defer("reason")]
    tags.update(ended_at=None, ended_by="", ended_because="")


def _end_what_is_empty(back: Recording, opened: list[Dated]) -> None:
    """Households and persons that only the wrong event had brought are not here."""
    on = back.event.happened_on
    households, persons = _held_by(opened)
    back.households |= households
    back.persons |= persons
    homes_again, members_again = _held_by(back.opened)
    live = HouseholdHome.objects.everywhere(WHY).filter(LIVE, household__in=households)
    empty = households - homes_again - set(live.values_list("household_id", flat=True))
    Household.objects.everywhere(WHY).filter(pk__in=empty, ended_on=None).update(ended_on=on)
    members = HouseholdMember.objects.everywhere(WHY).filter(LIVE, person__in=persons)
    gone = persons - members_again - set(members.values_list("person_id", flat=True))
    Person.objects.everywhere(WHY).filter(pk__in=gone, died_on=None, left_on=None).update(left_on=on)


def _held_by(rows: list[Dated]) -> tuple[set[UUID], set[UUID]]:
    """The households that have a home in these rows, and the persons who are members by them."""
    return (
        {row.household_id for row in rows if isinstance(row, HouseholdHome)},
        {row.person_id for row in rows if isinstance(row, HouseholdMember)},
    )
