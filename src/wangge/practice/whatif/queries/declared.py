"""What the rules in force say: which clocks for which cases, the ladder, the calendar, how often people are visited."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import product

from django.utils.translation import gettext as _

from wangge.core.cases.deadlines import ladder_of, work_hours_of
from wangge.core.cases.lifecycle import ClockKind
from wangge.ground.foundation.calendar.queries import work_calendar
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import Level, UnknownCode
from wangge.ground.rulebook.schema.clocks import Allowance, ClockSet
from wangge.ground.rulebook.schema.visits import Cadence
from wangge.practice.whatif.basis import CaseKind, Limit, Step
from wangge.practice.whatif.lifecycle import Source

DAYS_OF_A_YEAR = 365
TAKEN_BY_MEMBERS: frozenset[Level] = frozenset({"village", "grid", "micro"})
DOORS_A_TIME = 4  # assumed where a habit names no number of households
CARED_FOR = 0.05  # share of households, assumed where no care tag is kept
PERIODS = {"day": 250, "week": 52, "month": 12, "quarter": 4, "year": 1, "first_week": 12, "any_time": 0}


@dataclass(frozen=True)
class Sort:
    """What of a case its clocks and its way depend on."""

    channel: str
    category: str
    urgency: str
    asker: str
    grade: str
    level: Level

    @property
    def is_urgent(self) -> bool:
        return self.urgency != "normal"


def kinds_of(rules: Rulebook, *, mix: Mapping[Sort, int], least: int) -> tuple[CaseKind, ...]:
    """The place's cases by the rule that gives them their clocks; with too few of them every category counts alike."""
    known = {sort: count for sort, count in mix.items() if _knows(rules, sort)}
    usual, urgent = ({s: n for s, n in known.items() if s.is_urgent is wanted} for wanted in (False, True))
    found = _grouped(rules, usual, least) if sum(usual.values()) >= least else _grouped(rules, evenly(rules, "normal"))
    found += (
        _grouped(rules, urgent, least) if sum(urgent.values()) >= least else _grouped(rules, evenly(rules, "urgent"))
    )
    return tuple(found)


def evenly(rules: Rulebook, urgency: str) -> dict[Sort, int]:
    """Every category by every way in, once each."""
    parents = {one.parent for one in rules.categories}
    leaves = [one.code for one in rules.categories if one.code not in parents]
    return {
        Sort(channel.code, code, urgency, rules.usual_asker(code), rules.first_grade(code), "grid"): 1
        for channel, code in product(rules.channels, leaves)
    }


def _knows(rules: Rulebook, sort: Sort) -> bool:
    try:
        return bool(rules.category(sort.category) and rules.channel(sort.channel))
    except UnknownCode:
        return False


def _grouped(rules: Rulebook, mix: Mapping[Sort, int], least: int = 0) -> list[CaseKind]:
    """One kind for each rule; `least` is 0 where nothing was counted."""
    counts: Counter[str] = Counter()
    direct: Counter[str] = Counter()
    clocks: dict[str, ClockSet] = {}
    for sort, count in mix.items():
        given = rules.clock_rule(
            channel=sort.channel, category=sort.category, urgency=sort.urgency, asker=sort.asker, grade=sort.grade
        )
        clocks[given.rule] = given
        counts[given.rule] += count
        owner = rules.intake_unit_kind(channel=sort.channel, category=sort.category, level=sort.level)
        direct[given.rule] += 0 if owner.level in TAKEN_BY_MEMBERS else count
    is_urgent, whole = next(iter(mix)).is_urgent, sum(counts.values())
    return [
        CaseKind(
            code=f"{rule}（紧急）" if is_urgent and "急" not in rule else rule,
            share=count / whole, is_urgent=is_urgent, direct=direct[rule] / count, close=_limit(clocks[rule].close),
            sign=_limit(clocks[rule].sign), redo=_limit(clocks[rule].redo), n=count if least else 0,
            source=Source.CASES if least else Source.ASSUMED,
        )
        for rule, count in counts.most_common()
    ]  # fmt: skip


def _limit(allowance: Allowance) -> Limit:
    return Limit(allowance.amount, allowance.unit)


def ladder(rules: Rulebook) -> tuple[Step, ...]:
    """The rungs of the closing clock."""
    return tuple(
        Step(
            step.code, step.label, _limit(step.overdue) if step.overdue else None,
            (step.early_percent or 0) / 100,
        )
        for step in ladder_of(rules, ClockKind.CLOSE)
    )  # fmt: skip


@dataclass(frozen=True)
class YearAhead:
    """The working time of the year that begins on a day."""

    first_day: date
    worked: str
    minutes_a_day: float
    from_open_to_close: float

    @property
    def days(self) -> int:
        return self.worked.count("1")


def year_ahead(rules: Rulebook, *, first_day: date) -> YearAhead:
    """Holidays and 调休 as announced, the place's hours of summer and winter as their mean."""
    calendar, hours = work_calendar(), work_hours_of(rules)
    days = [first_day + timedelta(days=nth) for nth in range(DAYS_OF_A_YEAR)]
    worked = [day for day in days if calendar.is_workday(day)]
    spans = [hours.on(day) for day in worked]
    minutes = sum(_minutes(span.start, span.end) for one in spans for span in one) / len(worked)
    whole = sum(_minutes(one[0].start, one[-1].end) for one in spans) / len(worked)
    marks = "".join("1" if calendar.is_workday(day) else "0" for day in days)
    return YearAhead(first_day, marks, minutes, whole)


def _minutes(start: time, end: time) -> float:
    return (end.hour - start.hour) * 60 + end.minute - start.minute


def visits_a_year(
    rules: Rulebook, *, households: float, cared_for: float, holders: Mapping[str, int]
) -> tuple[float, list[str]]:
    """How many doors the habits of a place mean in a year, and how each was reckoned."""
    whole, notes = 0.0, []
    meetings = {kind.code for kind in rules.visits.kinds if kind.is_meeting}
    for cadence in rules.visits.cadences:
        if cadence.kind in meetings or cadence.covers == "nobody":
            continue
        doors, how = _doors_of(cadence, households, cared_for, sum(holders.get(post, 0) for post in cadence.posts))
        if doors:
            whole += doors
            notes.append(_("{label}：{how}，一年 {doors:,.0f} 次").format(label=cadence.label, how=how, doors=doors))
    return whole, notes


def _doors_of(cadence: Cadence, households: float, cared_for: float, holders: int) -> tuple[float, str]:
    periods = PERIODS[cadence.rhythm]
    if cadence.households:
        how = _("{holders} 人各 {count} 户").format(holders=holders, count=cadence.households)
        return periods * holders * cadence.households, how
    if cadence.covers == "everybody":
        return periods * households, _("每户都到")
    if cadence.covers == "care":
        return periods * cared_for, _("关爱对象 {count:,.0f} 户").format(count=cared_for)
    times = periods * max(1, len(cadence.weekdays))
    return times * holders * DOORS_A_TIME, _("规则没有写户数，假定 {holders} 人每次 {count} 户").format(
        holders=holders, count=DOORS_A_TIME
    )
