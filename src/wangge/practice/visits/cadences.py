"""On which days a habit of visiting falls, holidays considered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from wangge.ground.foundation.calendar.days import WorkCalendar
from wangge.ground.foundation.calendar.monthly import first_week_days
from wangge.ground.rulebook.schema.visits import WEEKDAYS, Cadence


@dataclass(frozen=True)
class Slot:
    """A day to go, and the day the rule names where a holiday moved it; `day` is None where it falls out."""

    rule_day: date
    day: date | None
    holiday: str = ""

    @property
    def is_moved(self) -> bool:
        return self.day is not None and self.day != self.rule_day


def slots(*, cadence: Cadence, first: date, last: date, calendar: WorkCalendar) -> list[Slot]:
    """The days of a cadence whose rule day lies between two days, both included; none for a rhythm without days.

    A day off in the sense of the holiday policy is one of an announced holiday, not a plain weekend.
    """
    return [_slot(cadence, day, calendar) for day in _rule_days(cadence, first, last)]


def _rule_days(cadence: Cadence, first: date, last: date) -> Iterator[date]:
    weekdays = [WEEKDAYS.index(day) for day in cadence.weekdays]
    if cadence.rhythm == "first_week":
        month = first.replace(day=1)
        while month <= last:
            found = sorted(first_week_days(month, cadence.reading, weekdays))
            yield from (day for day in found if first <= day <= last)
            month = (month + timedelta(days=32)).replace(day=1)
        return
    if cadence.rhythm not in ("day", "week"):
        return
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if cadence.rhythm == "day" or day.weekday() in weekdays:
            yield day


def _slot(cadence: Cadence, day: date, calendar: WorkCalendar) -> Slot:
    special = calendar.special(day)
    if cadence.holiday == "keep" or special is None or calendar.is_workday(day):
        return Slot(day, day)
    moved = calendar.next_workday(day) if cadence.holiday == "next_workday" else None
    return Slot(day, moved, special.name)
