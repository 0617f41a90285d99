"""Deadlines as the rulebook and the working calendar give them; never from the clock on the wall."""

from datetime import datetime
from typing import cast
from uuid import UUID

from wangge.core.places.queries import InForce
from wangge.ground.foundation.calendar.days import Deadline
from wangge.ground.foundation.calendar.hours import Season, Span, WorkHours
from wangge.ground.foundation.calendar.queries import work_calendar
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.clocks import Allowance, ClockSet
from wangge.ground.rulebook.schema.clocks import ClockKind as DeclaredClock

from .lifecycle import ClockKind


def deadline_of(*, place: InForce, kind: ClockKind, channel: str, category: str, start: datetime) -> Deadline:
    """When a clock of this kind that starts now runs out; the derivation names the rule that gave it."""
    clocks = clocks_of(rules=place.rules, channel=channel, category=category)
    if kind == ClockKind.RATE:
        allowance, rule = Allowance(amount=place.rules.clocks.rating_days, unit="days"), clocks.rule
    else:
        allowance, rule = clocks.of(cast(DeclaredClock, kind.value)), clocks.rule
    hours = _work_hours(place.version_id, place.rules)
    found = work_calendar().deadline(start, allowance.amount, allowance.unit, hours)
    return Deadline(found.due_at, found.derivation | {"rule": rule, "allowance": allowance.words})


def clocks_of(*, rules: Rulebook, channel: str, category: str) -> ClockSet:
    """The five allowances that hold for a case."""
    return rules.clock_rule(channel=channel, category=category, urgency=rules.category(category).urgency)


_HOURS: dict[UUID, WorkHours] = {}


def _work_hours(version_id: UUID, rules: Rulebook) -> WorkHours:
    found = _HOURS.get(version_id)
    if found is None:
        found = _HOURS[version_id] = work_hours_of(rules)
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
