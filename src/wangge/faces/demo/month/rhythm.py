"""When people report and when staff work: more on Mondays, less on days of rest, hardly at night."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from wangge.ground.foundation.calendar.days import ZONE, day_of
from wangge.ground.foundation.calendar.queries import work_calendar

DAYS = 30
WEEKDAYS = (1.7, 1.15, 1.0, 1.0, 1.1, 0.7, 0.6)  # Monday first
HOURS = {
    6: 1, 7: 4, 8: 8, 9: 10, 10: 9, 11: 6, 12: 3, 13: 3, 14: 6, 15: 7, 16: 6, 17: 5, 18: 5, 19: 7, 20: 7, 21: 4, 22: 1,
}  # fmt: skip
OFFICE_HOURS = {8: 3, 9: 10, 10: 9, 11: 5, 14: 5, 15: 7, 16: 6}
OPEN: dict[str, tuple[tuple[time, time], ...]] = {
    "office": ((time(8, 30), time(12)), (time(14), time(17, 30))),
    "daily": ((time(7, 30), time(20, 30)),),
    "waking": ((time(7), time(22)),),
}
LATEST = timedelta(minutes=20)  # before the end: nothing is reported in the very last moment
LONGEST_REST = 20  # days without an hour of work, more than any holiday


@dataclass(frozen=True)
class Rhythm:
    """The month that ends now."""

    now: datetime

    def reported(self, *, rng: random.Random, office_hours: bool, any_time: bool) -> datetime:
        """A likely moment of the month for somebody to report."""
        today = day_of(self.now)
        days = [today - timedelta(days=back) for back in range(DAYS, -1, -1)]
        weights = [_weight(day, office_hours=office_hours) for day in days]
        while True:
            day = rng.choices(days, weights)[0]
            hours = OFFICE_HOURS if office_hours else HOURS
            hour = rng.randrange(24) if any_time else rng.choices(list(hours), list(hours.values()))[0]
            moment = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), ZONE)
            if self.begin <= moment <= self.now - LATEST:
                return moment

    @property
    def begin(self) -> datetime:
        return self.now - timedelta(days=DAYS)

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def after(self, at: datetime, *, hours: float, when: str, rng: random.Random) -> datetime:
        """So many hours later, and then as soon as people of that kind are at work (`any`: at once)."""
        moment = at + timedelta(hours=hours)
        if when == "any":
            return moment
        opened = _next_open(moment.astimezone(ZONE), when)
        return moment if opened == moment else opened + timedelta(minutes=rng.randint(1, 45), seconds=rng.randrange(60))


def _weight(day: date, *, office_hours: bool) -> float:
    if office_hours and not work_calendar().is_workday(day):
        return 0.0
    return WEEKDAYS[day.weekday()]


def _next_open(moment: datetime, when: str) -> datetime:
    for ahead in range(LONGEST_REST):
        day = moment.date() + timedelta(days=ahead)
        if when == "office" and not work_calendar().is_workday(day):
            continue
        for start, end in OPEN[when]:
            if moment < datetime.combine(day, end, ZONE):
                return max(moment, datetime.combine(day, start, ZONE))
    return moment
