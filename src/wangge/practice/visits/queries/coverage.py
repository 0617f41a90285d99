"""How many of the households that were to be reached were reached, and which were not and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.second_line import scoped

DUE = """
WITH due AS (
 SELECT h.id, h.area_id, h.door_key FROM people_household h
 WHERE h.area_id = ANY(%(areas)s) AND h.ended_on IS NULL AND (%(everybody)s OR EXISTS (
  SELECT 1 FROM people_care_tag t LEFT JOIN people_household_member m
   ON m.person_id = t.person_id AND m.until IS NULL AND m.voided_by_id IS NULL
  WHERE (t.household_id = h.id OR m.household_id = h.id) AND t.ended_at IS NULL AND t.agreed_at IS NOT NULL
   AND (%(any_care)s OR t.kind = ANY(%(care)s))))),
 seen AS (
 SELECT household_id, bool_or(outcome = 'met') AS is_met,
  (array_agg(unmet_because ORDER BY happened_at DESC))[1] AS because, max(happened_at) AS last
 FROM visits_visit WHERE household_id IN (SELECT id FROM due)
  AND happened_at >= %(since)s AND happened_at < %(until)s GROUP BY 1)"""
COUNT = """
SELECT count(*), count(*) FILTER (WHERE is_met) FROM due LEFT JOIN seen ON household_id = due.id"""
MISSED = """
SELECT due.id, area_id, coalesce(because, ''), last, door_key
 FROM due LEFT JOIN seen ON household_id = due.id WHERE is_met IS NOT TRUE
 AND (door_key, due.id) > (%(door_key)s, %(after)s) ORDER BY door_key, due.id LIMIT %(size)s"""
FIRST = UUID(int=0)


@dataclass(frozen=True)
class Coverage:
    """Distinct households met, of those that were due."""

    due: int
    visited: int

    @property
    def share(self) -> float | None:
        return self.visited / self.due if self.due else None


@dataclass(frozen=True)
class Unvisited:
    """A household that was not met; why, where somebody was at the door."""

    household_id: UUID
    area_id: UUID
    because: str
    last_at: datetime | None
    door_key: str


@scoped
def coverage(
    *, scope: Scope, path: str, since: datetime, until: datetime, care: Sequence[str] | None = None
) -> Coverage:
    """Households met in a period, of all households of an area, or of those with a care tag; one statement.

    `care` None: every household; empty: every kind of care.
    """
    with connection.cursor() as cursor:
        cursor.execute(DUE + COUNT, _values(scope, path, since, until, care))
        return Coverage(*cursor.fetchone())


@scoped
def unvisited(
    *, scope: Scope, path: str, since: datetime, until: datetime, care: Sequence[str] | None = None,
    after: tuple[str, UUID] = ("", FIRST), size: int = 50,
) -> list[Unvisited]:  # fmt: skip
    """Those that were not met, from door to door, with the reason (无人、婉拒、空置) if there is one; one statement."""
    values = _values(scope, path, since, until, care) | {"door_key": after[0], "after": after[1], "size": size}
    with connection.cursor() as cursor:
        cursor.execute(DUE + MISSED, values)
        return [Unvisited(*row) for row in cursor.fetchall()]


def _values(
    scope: Scope, path: str, since: datetime, until: datetime, care: Sequence[str] | None
) -> dict[str, Any]:  # fmt: skip
    areas = [row.id for row in areas_in_memory().below(path) if scope.covers(row.path)]
    return {
        "areas": areas, "since": since, "until": until, "everybody": care is None, "any_care": not care,
        "care": list(care or ()),
    }  # fmt: skip
