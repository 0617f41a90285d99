"""三早: what was found by going there, and how long before or without a complaint."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope

# A matter is found early where its case came of a visit; the lead is from the visit to the moment the case was kept.
# A hazard is found early where a visit found it. Whatever was reported otherwise is a complaint that came first.
EARLY = """
WITH found AS (
 SELECT w.subject_id, min(v.happened_at) AS seen_at FROM visits_follow w JOIN visits_visit v ON v.id = w.visit_id
 WHERE w.kind IN ('case', 'dispute') AND v.area_id = ANY(%(areas)s) GROUP BY 1),
 matter AS (
 SELECT c.id, c.recorded_at, found.seen_at FROM cases_case c LEFT JOIN found ON found.subject_id = c.id
 WHERE c.area_id = ANY(%(areas)s) AND c.reported_at >= %(since)s AND c.reported_at < %(until)s),
 unsafe AS (
 SELECT h.source LIKE 'visit:%%' AS is_early FROM people_hazard h
 WHERE h.area_id = ANY(%(areas)s) AND h.found_at >= %(since)s AND h.found_at < %(until)s AND h.state <> 'withdrawn')
SELECT (SELECT count(*) FROM matter), (SELECT count(*) FROM matter WHERE seen_at IS NOT NULL),
 (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM recorded_at - seen_at)) FROM matter
  WHERE seen_at IS NOT NULL),
 (SELECT count(*) FROM unsafe), (SELECT count(*) FROM unsafe WHERE is_early)"""


@dataclass(frozen=True)
class Early:
    """Of the matters and hazards of a period, how many a visit found; the middle of the leads."""

    matters: int
    found_by_visit: int
    lead: timedelta | None
    hazards: int
    hazards_by_visit: int

    @property
    def share(self) -> float | None:
        return self.found_by_visit / self.matters if self.matters else None


def early_signals(*, scope: Scope, path: str, since: datetime, until: datetime) -> Early:
    """What going to people found before it was complained of (三早); one statement."""
    areas = [row.id for row in areas_in_memory().below(path) if scope.covers(row.path)]
    with connection.cursor() as cursor:
        cursor.execute(EARLY, {"areas": areas, "since": since, "until": until})
        matters, found, seconds, hazards, by_visit = cursor.fetchone()
    lead = None if seconds is None else timedelta(seconds=float(seconds))
    return Early(matters, found, lead, hazards, by_visit)
