"""The working calendar as a value: holidays (节假日), make-up working days (调休上班) and time limits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from .hours import WorkHours

ZONE = ZoneInfo("Asia/Shanghai")
Kind = Literal["holiday", "workday"]
Unit = Literal["minutes", "hours", "work_hours", "workdays", "days"]
UNITS: tuple[Unit, ...] = get_args(Unit)
LONGEST = timedelta(days=3660)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not what its weekday says: off, or worked to make up for a holiday."""

    kind: Kind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a time limit ends, and how that was counted (JSON; `words.derivation_words` says it aloud)."""

    due_at: datetime
    derivation: dict[str, Any]


class WorkCalendar:
    """Which days are worked. Days after `official_through` are Monday to Friday and provisional.

    Immutable; `version` names the state of the tables it was built from and is kept with each deadline.
    Every moment given must carry its zone (ValueError otherwise); every moment returned is in China's.
    """

    def __init__(self, days: Mapping[date, SpecialDay], *, official_through: date, version: str) -> None:
        self._special = {day.toordinal(): special for day, special in days.items()}
        self.official_through = official_through
        self.version = version

    def special(self, day: date) -> SpecialDay | None:
        """What the announcement says about `day`, if anything."""
        return self._special.get(day.toordinal())

    def is_workday(self, day: date) -> bool:
        return self._is_worked(day.toordinal())

    def is_provisional(self, day: date) -> bool:
        """No announcement covers the day yet: it may turn out otherwise."""
        return day > self.official_through

    def next_workday(self, day: date) -> date:
        """`day` itself when it is worked, else the first worked day after it."""
        ordinal = day.toordinal()
        while not self._is_worked(ordinal):
            ordinal += 1
        return date.fromordinal(ordinal)

    def add_workdays(self, day: date, count: int) -> date:
        """The working day `count` working days after `day`; a day off counts as the working day that follows it.

        Raises ValueError for a negative count.
        """
        if count < 0:
            raise ValueError("working days are counted forwards")
        ordinal = self.next_workday(day).toordinal()
        while count:
            ordinal += 1
            count -= self._is_worked(ordinal)
        return date.fromordinal(ordinal)

    def is_working_moment(self, at: datetime, work_hours: WorkHours) -> bool:
        """Whether people are at work; the minute of closing still counts."""
        local = _local(at)
        now = local.timetz().replace(tzinfo=None)
        return self.is_workday(local.date()) and any(s.start <= now <= s.end for s in work_hours.on(local.date()))

    def next_working_moment(self, at: datetime, work_hours: WorkHours) -> datetime:
        """`at` itself inside working time, else the next opening; the moment of closing is outside."""
        local = _local(at)
        return next(max(local, opens) for opens, closes in self._stretches(local, work_hours) if closes > local)

    def add_work_hours(self, at: datetime, hours: float, work_hours: WorkHours) -> datetime:
        """The moment when `hours` of working time have passed since `at`; always within working time."""
        local, left = _local(at), timedelta(hours=hours)
        if not timedelta() <= left <= LONGEST:
            raise ValueError(f"not a span of working hours: {hours}")
        for opens, closes in self._stretches(local, work_hours):
            if closes <= local:
                continue
            begin = max(local, opens)
            if left <= closes - begin:
                return begin + left
            left -= closes - begin
        raise AssertionError("working time never ends")

    def worked_between(self, start: datetime, end: datetime, work_hours: WorkHours) -> timedelta:
        """How much working time lies between two moments; nothing when they run backwards."""
        first, last, total = _local(start), _local(end), timedelta()
        for opens, closes in self._stretches(first, work_hours):
            if opens >= last:
                return total
            total += max(min(closes, last) - max(opens, first), timedelta())
        raise AssertionError("working time never ends")

    def deadline(self, start: datetime, amount: float, unit: Unit, work_hours: WorkHours) -> Deadline:
        """When a time limit that starts at `start` ends, with its derivation.

        - minutes, hours: real time, at night and on holidays too;
        - work_hours: only working time passes; a start outside it counts from the next opening;
        - workdays: the day of the start is not counted, the limit ends when work closes on the last day.
          A start outside working time counts from the next opening: what comes in on Saturday, or on
          Friday after closing, belongs to Monday, and one working day ends on Tuesday;
        - days: calendar days, the day of the start not counted, ending at 23:59:59 of the last; holidays
          do not move them.

        Raises ValueError for a negative amount, a fraction of a day or an unknown unit.
        """
        local = _local(start)
        _check_amount(amount, unit)
        counted_from = local
        if unit in ("minutes", "hours"):
            due = local + timedelta(**{unit: amount})
        elif unit == "days":
            due = datetime.combine(local.date() + int(amount) * ONE_DAY, time(23, 59, 59), ZONE)
        else:
            counted_from = self.next_working_moment(local, work_hours)
            due = self._working_end(counted_from, amount, unit, work_hours)
        derivation: dict[str, Any] = {
            "unit": unit,
            "amount": amount,
            "start": local.isoformat(),
            "due": due.isoformat(),
            "calendar": self.version,
        }
        if unit in ("work_hours", "workdays"):
            derivation |= self._crossed(local.date(), due.date())
            derivation["hours"] = [[_clock(s.start), _clock(s.end)] for s in work_hours.on(due.date())]
        if counted_from != local and (unit == "work_hours" or counted_from.date() != local.date()):
            derivation["counted_from"] = counted_from.isoformat()
        return Deadline(due, derivation)

    def _working_end(self, begin: datetime, amount: float, unit: Unit, work_hours: WorkHours) -> datetime:
        if unit == "work_hours":
            return self.add_work_hours(begin, amount, work_hours)
        last = self.add_workdays(begin.date(), int(amount))
        return datetime.combine(last, work_hours.close_of(last), ZONE)

    def _is_worked(self, ordinal: int) -> bool:
        special = self._special.get(ordinal)
        if special is None:
            return (ordinal - 1) % 7 < 5
        return special.kind == "workday"

    def _stretches(self, at: datetime, work_hours: WorkHours) -> Iterator[tuple[datetime, datetime]]:
        """Opening and closing of every stretch of work from the day of `at` on."""
        day = at.date()
        while True:
            day = self.next_workday(day)
            for span in work_hours.on(day):
                yield datetime.combine(day, span.start, ZONE), datetime.combine(day, span.end, ZONE)
            day += ONE_DAY

    def _crossed(self, first: date, last: date) -> dict[str, Any]:
        """What was skipped and what was worked out of turn between two days, both included."""
        skipped: list[_Run] = []
        made_up = []
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            special = self._special.get(ordinal)
            is_weekend = (ordinal - 1) % 7 >= 5
            if special is not None and special.kind == "workday":
                if is_weekend:
                    made_up.append({"on": date.fromordinal(ordinal).isoformat(), "name": special.name})
            elif special is not None or is_weekend:
                _extend(skipped, ordinal, special)
        return {
            "skipped": [run.plain() for run in skipped],
            "made_up": made_up,
            "provisional": self.is_provisional(last),
        }


@dataclass(slots=True)
class _Run:
    """Days off in a row, all holidays or all a plain weekend."""

    first: int
    last: int
    is_holiday: bool
    names: list[str]

    def plain(self) -> dict[str, str]:
        return {
            "first": date.fromordinal(self.first).isoformat(),
            "last": date.fromordinal(self.last).isoformat(),
            "kind": "holiday" if self.is_holiday else "weekend",
            "name": "、".join(self.names),
        }


def _extend(runs: list[_Run], ordinal: int, special: SpecialDay | None) -> None:
    is_holiday = special is not None
    if not runs or runs[-1].last != ordinal - 1 or runs[-1].is_holiday != is_holiday:
        runs.append(_Run(ordinal, ordinal, is_holiday, []))
    runs[-1].last = ordinal
    if special is not None and special.name and special.name not in runs[-1].names:
        runs[-1].names.append(special.name)


def day_of(at: datetime) -> date:
    """The day of a moment, as the calendar on the wall shows it."""
    return at.astimezone(ZONE).date()


def midnight(day: date) -> datetime:
    """The first moment of a day, likewise."""
    return datetime.combine(day, time(), ZONE)


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment without its zone")
    return at.astimezone(ZONE)


def _check_amount(amount: float, unit: str) -> None:
    if unit not in UNITS:
        raise ValueError(f"unknown unit of time: {unit}")
    if not 0 <= amount <= 10_000_000:
        raise ValueError(f"not an amount of time: {amount}")
    if unit in ("days", "workdays") and (amount != int(amount) or amount > LONGEST.days):
        raise ValueError(f"days are counted whole: {amount}")


def _clock(moment: time) -> str:
    return moment.strftime("%H:%M")
