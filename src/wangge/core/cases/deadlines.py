"""Deadlines as the rulebook and the working calendar give them; never from the clock on the wall."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast
from uuid import UUID

from wangge.core.places.queries import InForce
from wangge.ground.foundation.calendar.days import Deadline
from wangge.ground.foundation.calendar.hours import Season, Span, WorkHours
from wangge.ground.foundation.calendar.queries import work_calendar
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.clocks import Allowance, ClockSet
from wangge.ground.rulebook.schema.clocks import ClockKind as DeclaredClock
from wangge.ground.rulebook.schema.routing import Escalation

from .lifecycle import ClockKind
from .reckoning import extended, reckon


class Facts(Protocol):
    """What of a case its clocks depend on."""

    channel: str
    category: str
    urgency: str
    asker_kind: str
    grade: str
    petition_kind: str


@dataclass(frozen=True)
class Given:
    """A length of time and the rule that gave it, where it does not come from the clocks of the case."""

    rule: str
    allowance: Allowance


def deadline_of(
    *, place: InForce, kind: ClockKind, case: Facts, start: datetime, given: Given | None = None
) -> Deadline | None:
    """When a clock of this kind that starts now runs out; the derivation names the rule that gave it.

    None where the place has no such clock.
    """
    found = given or _given(place.rules, kind, case)
    if found is None:
        return None
    hours = work_hours_in(place)
    counted = work_calendar().deadline(start, found.allowance.amount, found.allowance.unit, hours)
    return Deadline(counted.due_at, counted.derivation | {"rule": found.rule, "allowance": found.allowance.words})


def _given(rules: Rulebook, kind: ClockKind, case: Facts) -> Given | None:
    clocks = clocks_of(rules=rules, case=case)
    if kind == ClockKind.RATE:
        return Given(clocks.rule, Allowance(amount=rules.clocks.rating_days, unit="days"))
    if kind == ClockKind.REVIEW:
        suspension = rules.rights.suspension
        return Given(clocks.rule, Allowance(amount=suspension.review_days, unit="days")) if suspension else None
    if kind == ClockKind.CLOSE and _is_petition(rules, case):
        assert rules.rights.petition is not None
        return Given(_PETITION, Allowance(amount=rules.rights.petition.days, unit="days"))
    allowance = clocks.of(cast(DeclaredClock, kind.value))
    return None if allowance is None else Given(clocks.rule, allowance)


_PETITION = "信访期限"


def _is_petition(rules: Rulebook, case: Facts) -> bool:
    return rules.rights.petition is not None and bool(case.petition_kind)


def recounted(*, place: InForce, derivation: dict[str, object]) -> Deadline:
    """The same clock by the calendar of today, its changes replayed."""
    return reckon(calendar=work_calendar(), hours=work_hours_in(place), derivation=derivation)


def warn_at(*, rules: Rulebook, start: datetime, due: datetime) -> datetime:
    """From when on a clock is near its end: the place's last share of its length."""
    return due - (due - start) * rules.clocks.warn_before_percent / 100


def ladder_of(rules: Rulebook, kind: ClockKind, *, of_party: bool = False) -> list[Escalation]:
    """The rungs a clock of this kind climbs, the earliest first; all of a called unit's climb as closing ones do."""
    wanted = ClockKind.CLOSE if of_party else kind
    return [step for step in rules.routing.escalation if wanted.value in step.clocks]


def next_rung_at(
    *, place: InForce, kind: ClockKind, rung: int, start: datetime, due: datetime, of_party: bool = False
) -> datetime | None:
    """When the rung after those already climbed is reached; None at the top of the ladder."""
    ladder = ladder_of(place.rules, kind, of_party=of_party)
    if rung >= len(ladder):
        return None
    step = ladder[rung]
    if step.early_percent is not None:
        return due - (due - start) * step.early_percent / 100
    if step.overdue is None:
        return due
    return extended(work_calendar(), work_hours_in(place), due, step.overdue.amount, step.overdue.unit)


def clocks_of(*, rules: Rulebook, case: Facts) -> ClockSet:
    """The allowances that hold for a case."""
    return rules.clock_rule(
        channel=case.channel, category=case.category, urgency=case.urgency, asker=case.asker_kind, grade=case.grade
    )


_HOURS: dict[UUID, WorkHours] = {}


def work_hours_in(place: InForce) -> WorkHours:
    """The working hours of a rulebook version; read from the rules once."""
    found = _HOURS.get(place.version_id)
    if found is None:
        found = _HOURS[place.version_id] = work_hours_of(place.rules)
    return found


def work_hours_of(rules: Rulebook) -> WorkHours:
    """The place's working hours as the calendar understands them."""
    seasons = [
        Season(_month_day(s.first_day), _month_day(s.last_day), tuple(Span(p.start, p.end) for p in s.spans))
        for s in rules.place.seasons
    ]
    return WorkHours(seasons[0].spans, tuple(seasons))


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)
