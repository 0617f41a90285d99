"""What is played through: so many members, desks and departments, what comes in, how long each thing takes."""

from dataclasses import dataclass
from math import exp, sqrt

MINUTES_A_DAY = 480.0
LONGEST = 120  # days that durations are told apart up to


class BadCounty(ValueError):
    """A number that cannot be; `field` names it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(f"{field}: {words}")
        self.field = field


@dataclass(frozen=True, kw_only=True)
class County:
    """A county and a year of it. Times are working minutes, days are working days of 480 minutes."""

    members: int
    """Who visits and takes cases first; each does one thing at a time, cases before visits."""
    cases: int
    """How many are reported in the year, at any moment of it."""
    days: int = 250
    visits_a_day: float = 8.0
    """What each member is to visit on a day; what is not done stays for the next."""
    visit_minutes: tuple[float, float] = (20.0, 40.0)
    member_minutes: float = 25.0
    """Mean time of a case in the hands of a member."""
    closing_minutes: float = 5.0
    """To tell the asker, when a case comes back from a department."""
    escalated: float = 0.25
    """Share of cases that a member cannot solve."""
    desks: int = 120
    officers_a_desk: int = 6
    desk_minutes: float = 15.0
    departments: int = 120
    handlers_a_department: int = 30
    department_minutes: float = 665.0
    """Median time of a case in a department; long ones are much longer (log-normal)."""
    department_spread: float = 0.8
    deadline_days: float = 3.0
    is_urged: bool = True
    """Whether what is late and still waits in a department goes before the others."""
    repeated: float = 0.0
    """Share of closed cases that come again, once, because the asker is not content."""
    seed: int = 1

    def __post_init__(self) -> None:
        for field in ("members", "cases", "days", "desks", "officers_a_desk", "departments", "handlers_a_department"):
            if getattr(self, field) < 1:
                raise BadCounty(field, "at least 1")
        for field in ("escalated", "repeated"):
            if not 0 <= getattr(self, field) <= 1:
                raise BadCounty(field, "between 0 and 1")
        for field in ("member_minutes", "closing_minutes", "desk_minutes", "department_minutes", "deadline_days"):
            if not getattr(self, field) > 0:
                raise BadCounty(field, "above 0")
        if not 0 <= self.department_spread <= 3:
            raise BadCounty("department_spread", "between 0 and 3")
        if not 0 <= self.visits_a_day <= MINUTES_A_DAY:
            raise BadCounty("visits_a_day", "between 0 and 480")
        if not 0 < self.visit_minutes[0] <= self.visit_minutes[1]:
            raise BadCounty("visit_minutes", "the shorter first, above 0")

    @property
    def minutes(self) -> float:
        return self.days * MINUTES_A_DAY

    @property
    def load_of_members(self) -> float:
        """The share of their time that members need; at 1 and above the visits pile up."""
        again = 1 + self.repeated
        a_case = self.member_minutes * again + self.closing_minutes * self.escalated * again
        visiting = self.visits_a_day * sum(self.visit_minutes) / 2 * self.days
        return (self.cases / self.members * a_case + visiting) / self.minutes

    @property
    def load_of_departments(self) -> float:
        """The same of the handlers; at 1 and above cases wait longer every day."""
        mean = self.department_minutes * exp(self.department_spread**2 / 2)
        handlers = self.departments * self.handlers_a_department
        return self.cases * (1 + self.repeated) * self.escalated * mean / handlers / self.minutes


@dataclass(frozen=True)
class Year:
    """What came of a year. Days are working days from the report to the answer, of cases that were closed."""

    cases: int
    closed: int
    late: int
    """Closed after their deadline, or still open when the year ends and their deadline is over."""
    open_at_end: int
    repeated: int
    urged: int
    visits: int
    days: tuple[int, ...]
    """How many were closed within 1, 2, 3 … days; the last ones took longer."""
    desk_wait: float
    """Mean minutes a case waited for an officer."""
    department_wait: float
    member_minutes: float
    """Minutes a member worked, on average, on a day."""
    events: int

    @property
    def late_share(self) -> float:
        return self.late / self.cases

    def percentile(self, share: float) -> int:
        """Within how many whole days this share of the closed cases was answered."""
        wanted, seen = share * self.closed, 0
        for day, count in enumerate(self.days, start=1):
            seen += count
            if seen >= wanted:
                return day
        return len(self.days)


@dataclass(frozen=True)
class Told:
    """A figure over several seeds: its mean, and between what the mean lies with 95 % (Student's t)."""

    mean: float
    low: float
    high: float


T_95 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)  # for 1 to 9 degrees of freedom


def told(values: list[float]) -> Told:
    """Raises ValueError without values."""
    if not values:
        raise ValueError("no values")
    mean = sum(values) / len(values)
    if len(values) == 1:
        return Told(mean, mean, mean)
    free = len(values) - 1
    spread = sqrt(sum((value - mean) ** 2 for value in values) / free / len(values))
    far = (T_95[free - 1] if free <= len(T_95) else 1.96) * spread
    return Told(mean, mean - far, mean + far)
