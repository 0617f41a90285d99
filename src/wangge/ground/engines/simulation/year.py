"""What came of a year, and of several with other luck each."""

from dataclasses import dataclass
from math import sqrt

from .county import BINS_A_DAY


@dataclass(frozen=True)
class Year:
    """What came of a year. Days are working days from the report to the answer, of cases that were closed."""

    cases: int
    closed: int
    late: int
    """Closed after their deadline, or still open when the year ends and their deadline is over."""
    cases_by_kind: tuple[int, ...]
    late_by_kind: tuple[int, ...]
    open_at_end: int
    repeated: int
    returned: int
    """How often a department sent a case back."""
    handed_on: int
    """How often a case was given to a department."""
    signed_late: int
    """How many of these nobody there took up in time."""
    urged: int
    """Waited in a department and went before others, having climbed the first rung."""
    climbed: tuple[int, ...]
    """How often each rung of the ladder was reached."""
    visits: int
    days: tuple[int, ...]
    """How many were closed within each twentieth of a day; the last ones took longer."""
    desk_wait: float
    """Mean minutes a case waited for an officer."""
    department_wait: float
    member_minutes: float
    """Minutes a member worked, on average, on a day."""
    events: int

    @property
    def late_share(self) -> float:
        return self.late / self.cases

    @property
    def signed_late_share(self) -> float:
        return self.signed_late / self.handed_on if self.handed_on else 0.0

    def late_share_of(self, kind: int) -> float:
        """Of one kind of cases; 0 where none came."""
        return self.late_by_kind[kind] / self.cases_by_kind[kind] if self.cases_by_kind[kind] else 0.0

    def percentile(self, share: float) -> float:
        """Within how many days this share of the closed cases was answered."""
        wanted, seen = share * self.closed, 0
        for place, count in enumerate(self.days):
            if count and seen + count >= wanted:
                return (place + (wanted - seen) / count) / BINS_A_DAY
            seen += count
        return 0.0


@dataclass(frozen=True)
class Told:
    """A figure over several seeds: its mean, and between what the mean lies with 95 % (Student's t)."""

    mean: float
    low: float
    high: float


T_95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip  # for 1 to 30 degrees of freedom


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
