"""Counts of a period. A household met twice is one household and two calls: 户 and 户次 are never one number."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.second_line import scoped

FIGURES = """
WITH v AS MATERIALIZED (
 SELECT id, household_id, outcome FROM visits_visit
 WHERE area_id = ANY(%(areas)s) AND happened_at >= %(since)s AND happened_at < %(until)s),
 e AS (SELECT done_in_id, count(*) AS done FROM visits_errand WHERE done_in_id IN (SELECT id FROM v) GROUP BY 1),
 f AS (SELECT kind, count(*) AS n FROM visits_follow WHERE visit_id IN (SELECT id FROM v) GROUP BY 1)
SELECT count(*) FILTER (WHERE household_id IS NOT NULL),
 count(DISTINCT household_id) FILTER (WHERE outcome = 'met'),
 count(*) FILTER (WHERE outcome = 'unmet'),
 count(*) FILTER (WHERE household_id IS NULL),
 (SELECT coalesce(sum(done), 0) FROM e)::int, (SELECT count(*) FROM e),
 coalesce((SELECT n FROM f WHERE kind = 'case'), 0), coalesce((SELECT n FROM f WHERE kind = 'hazard'), 0),
 (SELECT count(*) FROM visits_follow w JOIN people_hazard h ON h.id = w.subject_id
  WHERE w.kind = 'hazard' AND w.visit_id IN (SELECT id FROM v) AND h.state IN ('fixed', 'checked'))
FROM v"""


@dataclass(frozen=True)
class VisitFigures:
    """What visits of an area and a period came to."""

    calls: int  # 户次
    households: int  # 户: met at least once
    unmet: int
    meetings: int
    errands: int
    visits_with_errands: int
    cases: int  # what people told that became a case
    hazards: int  # found
    hazards_fixed: int

    @property
    def errands_a_visit(self) -> float | None:
        """每次办事数, of the visits at which something was done."""
        return self.errands / self.visits_with_errands if self.visits_with_errands else None

    @property
    def knocks_saved(self) -> int:
        """Doors that would have been knocked at once more, had each errand been brought by itself."""
        return self.errands - self.visits_with_errands


@scoped
def visit_figures(*, scope: Scope, path: str, since: datetime, until: datetime) -> VisitFigures:
    """Count the visits of an area in a period, as far as the scope reaches; one statement."""
    areas = [row.id for row in areas_in_memory().below(path) if scope.covers(row.path)]
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, {"areas": areas, "since": since, "until": until})
        return VisitFigures(*cursor.fetchone())
