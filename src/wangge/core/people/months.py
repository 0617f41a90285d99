"""Days counted in months: the same day of a later month, or its last."""

import calendar
from datetime import date


def months_later(day: date, months: int) -> date:
    """31 January and one month → 28 (29) February; months may be negative."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
