"""Time limits in a year that knows only working minutes: when a clock that starts now runs out."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Array = np.ndarray[Any, Any]
Unit = Literal["worked", "real", "workdays", "days"]
WORKED, REAL, WORKDAYS, DAYS = range(4)
UNITS: dict[Unit, int] = {"worked": WORKED, "real": REAL, "workdays": WORKDAYS, "days": DAYS}
A_DAY = 1440.0


@dataclass(frozen=True)
class Clock:
    """A time limit: minutes of working time, real minutes (nights and holidays too), working days or calendar days.

    The day of the start is not counted where days are; they end when work closes on the last one.
    """

    amount: float
    unit: Unit = "worked"


@dataclass(frozen=True)
class Dates:
    """The days of a year, worked or off, and how long work lasts on a worked one."""

    minutes_a_day: float
    from_open_to_close: float
    date_of: Array
    """The date, from 0, of each working day."""
    worked_before: Array
    """How many working days lie before each date, and one more at the end."""

    def due(self, at: float, clock: Clock) -> float:
        """When a clock that starts at a working minute runs out, in working minutes; never for what lies behind."""
        return due(
            at, UNITS[clock.unit], clock.amount, self.minutes_a_day, self.from_open_to_close, self.date_of,
            self.worked_before,
        )  # fmt: skip


def dates_of(worked: tuple[bool, ...], *, minutes_a_day: float, from_open_to_close: float) -> Dates:
    """The days of a year from which of them are worked."""
    flags = np.array(worked, dtype=np.int64)
    before = np.zeros(len(flags) + 1, np.int64)
    before[1:] = np.cumsum(flags)
    return Dates(minutes_a_day, from_open_to_close, np.flatnonzero(flags), before)


def usual_week(days: int) -> tuple[bool, ...]:
    """So many working days, five a week."""
    weeks, rest = divmod(days, 5)
    return (True, True, True, True, True, False, False) * weeks + (True,) * rest


def due(
    at: float, unit: int, amount: float, minutes_a_day: float, open_to_close: float, date_of: Array,
    worked_before: Array,
) -> float:  # fmt: skip
    """The same from plain numbers, because the machine code is made of this, too. A night ends the evening before."""
    if unit == WORKED:
        return at + amount
    day = min(int(at / minutes_a_day), len(date_of) - 1)
    if unit == WORKDAYS:
        return (day + amount + 1) * minutes_a_day
    date, moment = date_of[day], open_to_close
    if unit == DAYS:
        date += int(amount)
    else:
        moment = (at - day * minutes_a_day) * open_to_close / minutes_a_day + amount
        date += int(moment // A_DAY)
        moment = min(moment % A_DAY, open_to_close)
    if date >= len(worked_before) - 1:
        return float(np.inf)
    before = worked_before[date]
    if worked_before[date + 1] == before:
        return float(before * minutes_a_day)
    return float(before * minutes_a_day + moment * minutes_a_day / open_to_close)
