"""What is played through: so many members, desks and departments, what comes in, how long each thing takes."""

from dataclasses import dataclass
from functools import cached_property
from math import exp, inf

from .clocks import Clock, Dates, dates_of, usual_week

MINUTES_A_DAY = 480.0
LONGEST = 120  # days that durations are told apart up to
BINS_A_DAY = 20
MOST_RETURNS = 3
AT_ONCE, ONE_DAY = Clock(0.0), Clock(MINUTES_A_DAY)
THREE_DAYS, FIFTEEN_DAYS = Clock(3 * MINUTES_A_DAY), Clock(15 * MINUTES_A_DAY)


class BadCounty(ValueError):
    """A number that cannot be; `field` names it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(f"{field}: {words}")
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Cases with the same time limits: what part of all they are, and which way they go."""

    code: str = ""
    share: float = 1.0
    """How many there are for one of another kind with share 1."""
    close: Clock = THREE_DAYS
    """From the report to the answer."""
    sign: Clock = ONE_DAY
    """From when it is handed to a department to when somebody there takes it up."""
    redo: Clock = FIFTEEN_DAYS
    """From when the asker comes again."""
    escalated: float = 0.25
    """Share of those a member takes and cannot solve."""
    direct: float = 0.0
    """Share that goes to the town's desk at once and never to a member."""
    department_minutes: float = 665.0
    """Median time of a case in a department; long ones are much longer (log-normal)."""


@dataclass(frozen=True)
class Rung:
    """A step of the ladder: so long after the deadline, or when so small a share of the time is left."""

    code: str
    overdue: Clock = AT_ONCE
    early: float = 0.0


@dataclass(frozen=True, kw_only=True)
class County:
    """A county and a year of it. Times are working minutes, days are working days."""

    members: int
    """Who visits and takes cases first; each does one thing at a time, cases before visits."""
    cases: int
    """How many are reported in the year, at any moment of it."""
    days: int = 250
    minutes_a_day: float = MINUTES_A_DAY
    from_open_to_close: float = 570.0
    """Minutes of a working day with its noon, by which real time is told from working time."""
    worked: tuple[bool, ...] = ()
    """Each date of the year, worked or off; without it five days a week."""
    visits_a_day: float = 8.0
    """What each member is to visit on a day; what is not done stays for the next."""
    visit_minutes: tuple[float, float] = (20.0, 40.0)
    member_minutes: float = 25.0
    """Mean time of a case in the hands of a member."""
    closing_minutes: float = 5.0
    """To tell the asker, when a case comes back from a department."""
    kinds: tuple[Kind, ...] = (Kind(),)
    desks: int = 120
    officers_a_desk: int = 6
    desk_minutes: float = 15.0
    departments: int = 120
    handlers_a_department: int = 30
    """How many cases a department works on at once."""
    department_spread: float = 0.8
    returned: float = 0.0
    """Share that a department sends back to the desk, each time it gets it."""
    returns_most: int = 1
    return_minutes: float = 60.0
    rungs: tuple[Rung, ...] = (Rung("late"),)
    """From the first rung on a case that waits in a department goes before the others there."""
    repeated: float = 0.0
    """Share of closed cases that come again, once, because the asker is not content."""
    seed: int = 1

    def __post_init__(self) -> None:
        _above(self, 1, "members", "cases", "days", "desks", "officers_a_desk", "departments", "handlers_a_department")
        _share(self, "repeated", "returned")
        for field in ("member_minutes", "closing_minutes", "desk_minutes", "return_minutes", "minutes_a_day"):
            if not getattr(self, field) > 0:
                raise BadCounty(field, "above 0")
        if not 0 <= self.department_spread <= 3:
            raise BadCounty("department_spread", "between 0 and 3")
        if not 0 <= self.visits_a_day <= MINUTES_A_DAY:
            raise BadCounty("visits_a_day", "between 0 and 480")
        if not 0 < self.visit_minutes[0] <= self.visit_minutes[1]:
            raise BadCounty("visit_minutes", "the shorter first, above 0")
        if not self.minutes_a_day <= self.from_open_to_close <= 1440:
            raise BadCounty("from_open_to_close", "no shorter than what is worked, at most 1440")
        if self.worked and sum(self.worked) != self.days:
            raise BadCounty("worked", f"not {self.days} working days")
        if not 0 <= self.returns_most <= MOST_RETURNS:
            raise BadCounty("returns_most", f"between 0 and {MOST_RETURNS}")
        self._check_kinds()

    def _check_kinds(self) -> None:
        if not self.kinds:
            raise BadCounty("kinds", "at least 1")
        for kind in self.kinds:
            _share(kind, "escalated", "direct")
            if not kind.share > 0:
                raise BadCounty("share", "above 0")
            if not kind.department_minutes > 0:
                raise BadCounty("department_minutes", "above 0")
        clocks = [clock for kind in self.kinds for clock in (kind.close, kind.sign, kind.redo)]
        if any(not clock.amount > 0 for clock in clocks):
            raise BadCounty("close", "above 0")
        if any(rung.overdue.amount < 0 or not 0 <= rung.early < 1 for rung in self.rungs):
            raise BadCounty("rungs", "neither before the case came nor below 0")

    @property
    def minutes(self) -> float:
        return self.days * self.minutes_a_day

    @cached_property
    def dates(self) -> Dates:
        """The year's days, for its clocks."""
        worked = self.worked or usual_week(self.days)
        return dates_of(worked, minutes_a_day=self.minutes_a_day, from_open_to_close=self.from_open_to_close)

    def visits_by(self, day: int) -> int:
        """How many visits a member was to make by the end of a day, counted from 0; whole ones."""
        return int(self.visits_a_day * (day + 1) + 1e-9)

    def rung_at(self, rung: Rung, *, began: float, due: float) -> float:
        """When a case reaches a rung of the ladder."""
        if due == inf:
            return inf
        if rung.early:
            return due - (due - began) * rung.early
        return self.dates.due(due, rung.overdue)

    @property
    def load_of_members(self) -> float:
        """The share of their time that members need; at 1 and above the visits pile up."""
        again, whole = 1 + self.repeated, sum(kind.share for kind in self.kinds)
        taken = sum(kind.share * (1 - kind.direct) for kind in self.kinds) / whole
        told = sum(kind.share * (1 - kind.direct) * kind.escalated for kind in self.kinds) / whole
        a_case = (self.member_minutes * taken + self.closing_minutes * told) * again
        visiting = self.visits_a_day * sum(self.visit_minutes) / 2 * self.days
        return (self.cases / self.members * a_case + visiting) / self.minutes

    @property
    def load_of_departments(self) -> float:
        """The same of the handlers; at 1 and above cases wait longer every day."""
        whole = sum(kind.share for kind in self.kinds)
        work = sum(
            kind.share * (kind.direct + (1 - kind.direct) * kind.escalated) * kind.department_minutes
            for kind in self.kinds
        )
        mean = work / whole * exp(self.department_spread**2 / 2)
        handlers = self.departments * self.handlers_a_department
        return self.cases * (1 + self.repeated) * mean / handlers / self.minutes


def _above(given: object, least: int, *fields: str) -> None:
    for field in fields:
        if getattr(given, field) < least:
            raise BadCounty(field, f"at least {least}")


def _share(given: object, *fields: str) -> None:
    for field in fields:
        if not 0 <= getattr(given, field) <= 1:
            raise BadCounty(field, "between 0 and 1")
