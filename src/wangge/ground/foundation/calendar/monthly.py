"""Days of a month named by rule: 每月初第一周的周三至周五 and the like."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

WEDNESDAY_TO_FRIDAY = (2, 3, 4)

FirstWeek = Literal["week_of_the_first", "first_full_week", "first_weekdays"]


def first_week_days(month: date, reading: FirstWeek, weekdays: Sequence[int] = WEDNESDAY_TO_FRIDAY) -> list[date]:
    """The days of a month's "first week", in one of the three ways offices read it (Monday is 0).

    - week_of_the_first: the week that holds the 1st, as far as it lies in the month; may be empty;
    - first_full_week: the first week from Monday to Sunday that lies in the month; always complete;
    - first_weekdays: the first of each weekday, in the order of the weekdays; may be torn apart.

    Holidays are not taken out: ask the calendar about each day.
    """
    first = month.replace(day=1)
    if reading == "first_weekdays":
        return [first + timedelta(days=(weekday - first.weekday()) % 7) for weekday in weekdays]
    monday = first - timedelta(days=first.weekday())
    if reading == "first_full_week" and monday < first:
        monday += timedelta(days=7)
    days = [monday + timedelta(days=weekday) for weekday in weekdays]
    return [day for day in days if day >= first]
