"""Terms of office as days: how long they last, whether they meet, how many run at once."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Held:
    """Somebody in a post from `starts_on` until the day before `out_on` (None: without end)."""

    person_name: str
    starts_on: date
    out_on: date | None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.out_on is None or day < self.out_on)

    def overlaps(self, other: "Held") -> bool:
        return self.covers(max(self.starts_on, other.starts_on)) and other.covers(max(self.starts_on, other.starts_on))


def most_at_once(terms: Sequence[Held], *, within: Held) -> int:
    """The largest number of terms that run on one day of `within`."""
    days = {within.starts_on} | {term.starts_on for term in terms if within.covers(term.starts_on)}
    return max(sum(term.covers(day) for term in terms) for day in days)


def last_day_of_term(starts_on: date, *, years: int) -> date:
    """The last day of a term of whole years: 2026-03-02 and 3 → 2029-03-01; 29 February counts as the 28th's end."""
    try:
        return starts_on.replace(year=starts_on.year + years) - timedelta(days=1)
    except ValueError:
        return date(starts_on.year + years, 2, 28)


def months_after(day: date, months: int) -> date:
    """The last day of so many months from a day on: 2026-03-02 and 12 → 2027-03-01."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1])) - timedelta(days=1)
