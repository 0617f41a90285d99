"""What a place's own cases of the last year say: how many come, of which sorts, how long departments take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from statistics import median, pstdev
from typing import Any, cast

from django.db import connection

from wangge.ground.foundation.calendar.hours import WorkHours
from wangge.ground.foundation.calendar.queries import work_calendar
from wangge.ground.rulebook.schema.base import Level
from wangge.practice.whatif.lifecycle import LOOKED_BACK

from .declared import TAKEN_BY_MEMBERS, Sort

SAMPLE = 2_000  # the newest handled cases
LEAST_DAYS = 30.0
IN = "c.area_path LIKE %(below)s AND c.reported_at >= %(since)s AND c.reported_at < %(at)s"
COUNTED = f"{IN} AND c.state NOT IN ('voided', 'merged', 'withdrawn')"
MIX = f"""SELECT c.channel, c.category, c.urgency, c.asker_kind, c.grade, a.level, count(*), min(c.reported_at)
  FROM cases_case c JOIN areas_area a ON a.id = c.area_id WHERE {COUNTED} GROUP BY 1, 2, 3, 4, 5, 6"""  # noqa: S608  # conditions of our own
STEPS = f"""SELECT s.action, count(*) FROM cases_step s JOIN cases_case c ON c.id = s.case_id
  WHERE {COUNTED} AND s.action IN ('sign', 'return', 'answer', 'reopen') GROUP BY 1"""  # noqa: S608  # likewise
HANDLED = f"""SELECT fa.level, ha.level, t.signed, t.handled FROM (
    SELECT c.id, c.first_unit_id, c.handler_unit_id FROM cases_case c
    WHERE {COUNTED} AND c.handler_unit_id IS NOT NULL ORDER BY c.reported_at DESC LIMIT %(sample)s
  ) k
  JOIN teams_organisation h ON h.id = k.handler_unit_id JOIN areas_area ha ON ha.id = h.area_id
  LEFT JOIN teams_organisation f ON f.id = k.first_unit_id LEFT JOIN areas_area fa ON fa.id = f.area_id
  JOIN LATERAL (SELECT min(s.at) FILTER (WHERE s.action = 'sign') AS signed,
    min(s.at) FILTER (WHERE s.action = 'handle') AS handled FROM cases_step s WHERE s.case_id = k.id) t ON true"""  # noqa: S608  # likewise
VISITS = """SELECT count(*) FROM visits_visit v WHERE v.area_path LIKE %(below)s AND v.happened_at >= %(since)s
  AND v.happened_at < %(at)s AND v.household_id IS NOT NULL"""


@dataclass(frozen=True)
class Habits:
    """What was counted; shares with how many they are of."""

    mix: dict[Sort, int]
    days: float
    """How long cases have come in, at most the time looked back on."""
    escalated: tuple[float, int]
    returned: tuple[float, int]
    repeated: tuple[float, int]
    department_minutes: tuple[float, float, int]
    """Median, standard deviation of the logarithm, how many."""
    visits: int

    @property
    def cases(self) -> int:
        return sum(self.mix.values())

    @property
    def cases_a_year(self) -> float:
        return self.cases * 365 / self.days

    @property
    def urgent(self) -> float:
        return sum(count for sort, count in self.mix.items() if sort.is_urgent) / max(1, self.cases)


def habits_of(*, path: str, hours: WorkHours, at: datetime) -> Habits:
    """The cases and visits of an area in the last year; four statements, whatever their number."""
    values = {"below": f"{path}%", "since": at - timedelta(days=LOOKED_BACK), "at": at, "sample": SAMPLE}
    mix: dict[Sort, int] = {}
    first = at
    for channel, category, urgency, asker, grade, level, count, earliest in _rows(MIX, values):
        sort = Sort(channel, category, urgency, asker, grade, cast(Level, "grid" if level == "micro" else level))
        mix[sort] = mix.get(sort, 0) + count
        first = min(first, earliest)
    steps = dict(_rows(STEPS, values))
    handled = _rows(HANDLED, values)
    begun_low = [row for row in handled if row[0] in TAKEN_BY_MEMBERS]
    return Habits(
        mix=mix, days=max(LEAST_DAYS, (at - first).total_seconds() / 86400),
        escalated=_share(sum(row[1] not in TAKEN_BY_MEMBERS for row in begun_low), len(begun_low)),
        returned=_share(steps.get("return", 0), steps.get("sign", 0) + steps.get("return", 0)),
        repeated=_share(steps.get("reopen", 0), steps.get("answer", 0)),
        department_minutes=_taken(handled, hours), visits=_rows(VISITS, values)[0][0],
    )  # fmt: skip


def _share(part: int, whole: int) -> tuple[float, int]:
    return (min(1.0, part / whole) if whole else 0.0), whole


def _taken(handled: Sequence[tuple[Any, ...]], hours: WorkHours) -> tuple[float, float, int]:
    calendar = work_calendar()
    spans = [
        max(1.0, calendar.worked_between(signed, done, hours).total_seconds() / 60)
        for _first, level, signed, done in handled
        if level not in TAKEN_BY_MEMBERS and signed is not None and done is not None and done > signed
    ]
    if not spans:
        return 0.0, 0.0, 0
    return median(spans), pstdev([log(minutes) for minutes in spans]), len(spans)


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
