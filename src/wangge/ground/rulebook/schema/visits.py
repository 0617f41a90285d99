"""visits.toml: when people are visited, what is done at a door, and when they are left in peace."""

from typing import Literal, TypeVar

from wangge.ground.foundation.calendar.monthly import FirstWeek
from wangge.ground.rulebook.schema.base import Code, Count, DayTime, Label, Sentence, Strict, UnknownCode, YesNo

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Rhythm = Literal["day", "week", "month", "quarter", "year", "first_week", "any_time"]
Holiday = Literal["keep", "skip", "next_workday"]
Covers = Literal["everybody", "care", "some", "nobody"]
LeadsTo = Literal["case", "hazard", "care", "dispute", ""]
ErrandSource = Literal["care", "hazard", "case", "survey", "notice", "signature", "confirm", "other"]

WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class VisitKind(Strict):
    """A form in which people meet (入户走访、网格夜话、民情纳凉会 …); `aims` are counted apart (四万走访)."""

    code: Code
    label: Label
    help: Sentence | None = None
    is_meeting: YesNo = False  # many people at once, not one household
    aims: tuple[Label, ...] = ()


class Cadence(Strict):
    """A habit of visiting: how often, on which days, by whom, and whom it is to reach."""

    code: Code
    label: Label
    kind: Code
    rhythm: Rhythm
    weekdays: tuple[Weekday, ...] = ()
    reading: FirstWeek = "first_full_week"  # what 每月初第一周 is read as
    begins: DayTime | None = None
    ends: DayTime | None = None
    holiday: Holiday = "keep"
    posts: tuple[Code, ...]
    covers: Covers = "some"
    care: tuple[Code, ...] = ()  # which care kinds; none: all of them
    households: Count | None = None  # how many one person should reach in a period


class DoorCheck(Strict):
    """A toggle of the visit note (用电、消防、独居、矛盾、需求) and what it leads to."""

    code: Code
    label: Label
    leads_to: LeadsTo = ""


class ErrandKind(Strict):
    """What departments may want done at a door, and how many minutes it takes."""

    code: Code
    label: Label
    source: ErrandSource
    minutes: Count = 4


class Quiet(Strict):
    """When nobody knocks or is reminded."""

    begins: DayTime
    ends: DayTime


class Visits(Strict):
    """All of it; a place without the file visits when it sees fit."""

    kinds: tuple[VisitKind, ...] = ()
    cadences: tuple[Cadence, ...] = ()
    checks: tuple[DoorCheck, ...] = ()
    errands: tuple[ErrandKind, ...] = ()
    unmet: tuple[Label, ...] = ()  # why a household was not met (无人、婉拒、空置)
    topics: tuple[Label, ...] = ()  # what is told at doors and in groups (预防电信诈骗 …)
    errands_a_visit: Count = 1  # 上一次门，至少办几件事
    minutes_a_visit: Count = 6
    quiet: Quiet | None = None

    def kind(self, code: str) -> VisitKind:
        """Raises UnknownCode."""
        return _found(self.kinds, code, "走访形式")

    def cadence(self, code: str) -> Cadence:
        """Raises UnknownCode."""
        return _found(self.cadences, code, "走访安排")

    def check(self, code: str) -> DoorCheck:
        """Raises UnknownCode."""
        return _found(self.checks, code, "查看项")

    def errand(self, code: str) -> ErrandKind:
        """Raises UnknownCode."""
        return _found(self.errands, code, "上门事务")


FoundT = TypeVar("FoundT", VisitKind, Cadence, DoorCheck, ErrandKind)


def _found(items: tuple[FoundT, ...], code: str, what: str) -> FoundT:
    for item in items:
        if item.code == code:
            return item
    raise UnknownCode(f"规则里没有“{code}”这种{what}")
