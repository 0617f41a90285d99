"""The working calendar in force, kept in memory."""

from datetime import date
from typing import cast

from wangge.ground.foundation.models import CalendarAnnouncement, CalendarDay
from wangge.ground.foundation.revisions import Cached

from .announcement import shipped_years
from .days import Kind, SpecialDay, WorkCalendar

REVISION = "work_calendar"


def announced_days(year: int) -> dict[date, SpecialDay]:
    """The special days of one year's announcement, in order."""
    return _years().get(year, {})


def _years() -> dict[int, dict[date, SpecialDay]]:
    """Each year's days: from the tables, and where they are silent as shipped (an upgrade may bring a new year)."""
    years = {year: {day.date: SpecialDay(day.kind, day.name) for day in days} for year, days in shipped_years().items()}
    rows = CalendarDay.objects.order_by("date").values_list("announced_for", "date", "kind", "name")
    stored: dict[int, dict[date, SpecialDay]] = {}
    for year, day, kind, name in rows:
        stored.setdefault(year, {})[day] = SpecialDay(cast(Kind, kind), name)
    return years | stored


def _load() -> WorkCalendar:
    years = _years()
    through = min(years)
    while through + 1 in years:
        through += 1
    return WorkCalendar(
        {day: special for days in years.values() for day, special in days.items()},
        official_through=date(through, 12, 31),
        version=f"{through}.{CalendarAnnouncement.objects.count()}",
    )


work_calendar = Cached(REVISION, _load)
