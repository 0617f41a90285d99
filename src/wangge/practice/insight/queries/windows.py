"""One period of one area as SQL over the cases: how each case stood when it began and when it ended.

History is only added to, so any moment of the past is read the same today as it was then: what happened
before `until` and was recorded by `known_at`. Category and area of a case are read as they are now.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from wangge.core.cases.lifecycle import FINAL, UNFINISHED

KNOWN = """
known AS MATERIALIZED (
  SELECT c.id, c.area_path, c.channel, c.category, c.urgency, c.supervision, c.reported_at,
    c.reported_at >= %(since)s AS is_new, coalesce(latest.state_after, 'reported') AS state_now,
    CASE WHEN c.reported_at < %(since)s THEN coalesce(earlier.state_after, 'reported') END AS state_before
  FROM cases_case c
  LEFT JOIN LATERAL (SELECT s.state_after FROM cases_step s WHERE s.case_id = c.id AND s.at < %(until)s
    AND s.recorded_at <= %(known_at)s ORDER BY s.id DESC LIMIT 1) latest ON true
  LEFT JOIN LATERAL (SELECT s.state_after FROM cases_step s WHERE s.case_id = c.id AND s.at < %(since)s
    AND s.recorded_at <= %(known_at)s ORDER BY s.id DESC LIMIT 1) earlier ON true
  WHERE c.town_id = %(town_id)s AND c.area_path LIKE %(below)s AND c.reported_at < %(until)s
    AND c.recorded_at <= %(known_at)s AND (c.closed_at IS NULL OR c.closed_at >= %(since)s)
),
late AS (
  SELECT DISTINCT ON (k.id) k.id, t.unit_id, t.due_at
  FROM known k JOIN cases_clock t ON t.case_id = k.id
  WHERE k.state_now = ANY(%(open)s) AND t.kind <> 'rate' AND t.party_id IS NULL AND t.paused_at IS NULL
    AND t.started_at < %(until)s AND (t.stopped_at IS NULL OR t.stopped_at >= %(until)s)
  ORDER BY k.id, t.due_at
)"""

# What a number of a report counts: each is also the condition of the list behind the number.
PARTS = {
    "brought": "k.state_before = ANY(%(open)s)",
    "new": "k.is_new",
    "reopened": "k.state_before = ANY(%(final)s) AND k.state_now = ANY(%(open)s)",
    "closed": "(k.is_new OR k.state_before = ANY(%(open)s)) AND k.state_now = ANY(%(final)s)",
    "open": "k.state_now = ANY(%(open)s)",
    "overdue": "EXISTS (SELECT 1 FROM late WHERE late.id = k.id AND late.due_at < %(until)s"
    " AND (%(unit)s::uuid IS NULL OR late.unit_id = %(unit)s))",
}


@dataclass(frozen=True)
class Window:
    """An area of a town, a period, and until when something must have been recorded to be known."""

    town_id: UUID
    area_path: str
    since: datetime
    until: datetime
    known_at: datetime

    def values(self, **more: Any) -> dict[str, Any]:
        return {
            "town_id": self.town_id, "below": f"{self.area_path}%", "since": self.since, "until": self.until,
            "known_at": self.known_at, "open": sorted(UNFINISHED), "final": sorted(FINAL),
        } | more  # fmt: skip


def fetched(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
