"""The calendar as shipped, without a database."""

from datetime import date, datetime

from wangge.ground.foundation.calendar.announcement import shipped_years
from wangge.ground.foundation.calendar.days import ZONE, SpecialDay, WorkCalendar

CALENDAR = WorkCalendar(
    {day.date: SpecialDay(day.kind, day.name) for days in shipped_years().values() for day in days},
    official_through=date(2026, 12, 31),
    version="2026.0",
)


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)
