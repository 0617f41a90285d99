"""The working calendar in force, kept in memory."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class YearOfDays:
    """What is known of one year."""

    year: int
    days_off: int
    made_up: int
    source: str  # "" where the days came with the product
    published_on: date | None
    special: dict[date, SpecialDay]


def years_of_days() -> list[YearOfDays]:
    """The years whose days off are announced, newest first."""
    rows = CalendarDay.objects.order_by("announced_for").values_list("announced_for", "source", "published_on")
    stored = {year: (source, published_on) for year, source, published_on in rows.distinct()}
    return [
        YearOfDays(
            year=year,
            days_off=sum(day.kind == "holiday" for day in special.values()),
            made_up=sum(day.kind == "workday" for day in special.values()),
            source=stored.get(year, ("", None))[0],
            published_on=stored.get(year, ("", None))[1],
            special=dict(sorted(special.items())),
        )
        for year, special in sorted(_years().items(), reverse=True)
    ]


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
