"""One event being recorded: the dated rows it opens and closes, and where things stood before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow
from wangge.core.people.carried import carry, carry_new
from wangge.core.people.events import CareChanged, RosterChanged
from wangge.core.people.lifecycle import EventKind
from wangge.core.people.models import Dated, Household, Person, RosterEvent
from wangge.ground.foundation import outbox
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text.cleaning import clean_line

WHY = "a row is ended by the event that was reached through its household"
POINTERS: dict[type[Model], tuple[str, ...]] = {
    Household: ("area_id", "area_path", "dwelling_id", "door_key", "ended_on"),
    Person: ("area_id", "area_path", "left_on", "died_on", "merged_into_id"),
}


@dataclass(frozen=True)
class Told:
    """Who records an event, when, on what day it happened, and how that is known."""

    actor: Actor
    at: datetime
    on: date
    source: str = ""
    note: str = ""


def told(*, actor: Actor, at: datetime, on: date | None, source: str = "", note: str = "") -> Told:
    """The same, checked. Raises Refusal for a day that has not come."""
    day = on or day_of(at)
    if day > day_of(at):
        raise Refusal(_("发生的日期不能在今天以后"), field="on")
    return Told(actor, at, day, clean_line(source, 80, field="source"), clean_line(note, 200, field="note"))


@dataclass
class Recording:
    """What one event does; `save` writes all of it."""

    event: RosterEvent
    opened: list[Dated] = field(default_factory=list)
    households: set[UUID] = field(default_factory=set)
    persons: set[UUID] = field(default_factory=set)
    care: list[CareChanged] = field(default_factory=list)

    def open(self, *rows: Dated) -> None:
        """New dated rows, true from the day of the event."""
        self.opened.extend(rows)

    def begin(self) -> dict[str, Any]:
        """What every row that this event opens says."""
        return {"town_id": self.event.town_id, "since": self.event.happened_on, "opened_by_id": self.event.pk}

    def close(self, rows: Iterable[Dated]) -> None:
        """End live rows on the day of the event. Raises Refusal when one began later."""
        by_table: dict[type[Dated], list[UUID]] = {}
        for row in rows:
            if row.since > self.event.happened_on:
                raise Refusal(_("这一天以前还没有这条记录，请核对日期"), field="on")
            by_table.setdefault(type(row), []).append(row.pk)
        for table, ids in by_table.items():
            live = table.objects.everywhere(WHY).filter(pk__in=ids)  # type: ignore[attr-defined]  # each has a manager
            live.update(until=self.event.happened_on, closed_by=self.event)

    def was(self, *rows: Household | Person) -> None:
        """Remember where a household or a person stands before the event moves it."""
        for row in rows:
            known = self.event.before.setdefault(row._meta.model_name, {})
            known.setdefault(str(row.pk), {name: _plain(getattr(row, name)) for name in POINTERS[type(row)]})
            (self.households if isinstance(row, Household) else self.persons).add(row.pk)

    def facts(self) -> list[outbox.Event]:
        """What is announced."""
        changed = RosterChanged(
            event_id=self.event.pk,
            town_id=self.event.town_id,
            area_path=self.event.area_path,
            kind=self.event.kind,
            household_ids=tuple(sorted(self.households)),
            person_ids=tuple(sorted(self.persons)),
        )
        return [changed, *self.care]


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def recording(
    kind: EventKind,
    told_by: Told,
    *,
    town_id: UUID,
    area_path: str,
    household_id: UUID | None = None,
    person_id: UUID | None = None,
) -> Recording:
    """Begin to record an event."""
    event = RosterEvent(
        town_id=town_id,
        area_path=area_path,
        kind=kind,
        household_id=household_id,
        person_id=person_id,
        happened_on=told_by.on,
        recorded_at=told_by.at,
        recorded_by=told_by.actor.name,
        recorded_by_id=told_by.actor.account_id,
        source=told_by.source,
        note=told_by.note,
        before={},
    )
    found = Recording(event)
    found.households |= {household_id} if household_id else set()
    found.persons |= {person_id} if person_id else set()
    return found


def event_at(kind: EventKind, told_by: Told, area: AreaRow, **about: UUID | None) -> Recording:
    """The same, in an area."""
    return recording(kind, told_by, town_id=area.town_id or area.id, area_path=area.path, **about)


Starting = Sequence[tuple[Household, Sequence[tuple[Person, str]]]]


def keep(*recordings: Recording, new: Sequence[Sequence[Model]] = (), starting: Starting = ()) -> None:
    """Write events, what they open, and new rows beside them; announce them. One statement, or a COPY a table.

    `starting` are households that begin with these events, with who is what in them: phones get them as they are.

    What an event closes is closed before: rows may not overlap at any time, while the key of the event is checked
    when the transaction ends.
    """
    opened: dict[type[Dated], list[Model]] = {}
    for one in recordings:
        for row in one.opened:
            opened.setdefault(type(row), []).append(row)
    facts = [fact for one in recordings for fact in one.facts()]
    events = [one.event for one in recordings]
    at = events[0].recorded_at
    outbox.publish(*facts, at=at, alongside=[*new, events, *opened.values()])
    if starting:
        carry_new(starting=starting, at=at)
        return
    households = {pk for one in recordings for pk in one.households}
    carry(household_ids=households, person_ids={pk for one in recordings for pk in one.persons}, at=at)
