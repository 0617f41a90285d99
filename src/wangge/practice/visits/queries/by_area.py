"""Coverage and calls of many areas at once, and the households and calls behind each number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.second_line import scoped
from wangge.practice.visits.models import Errand, Visit, VisitFollow
from wangge.practice.visits.queries.coverage import DUE, FIRST, Unvisited, _values

COUNT = """
SELECT due.area_id, count(*), count(*) FILTER (WHERE is_met), count(*) FILTER (WHERE is_met = false)
FROM due LEFT JOIN seen ON household_id = due.id GROUP BY 1"""
CALLS = """
SELECT v.area_id, count(*) FILTER (WHERE household_id IS NOT NULL), count(*) FILTER (WHERE household_id IS NULL),
 coalesce(sum(done), 0)::int, count(done)
FROM visits_visit v LEFT JOIN LATERAL (
 SELECT nullif(count(*), 0) AS done FROM visits_errand e WHERE e.done_in_id = v.id) d ON true
WHERE v.area_id = ANY(%(areas)s) AND v.happened_at >= %(since)s AND v.happened_at < %(until)s GROUP BY 1"""
BEHIND = """
SELECT due.id, area_id, coalesce(because, ''), last, door_key
FROM due LEFT JOIN seen ON household_id = due.id
WHERE (%(part)s = 'due' OR (%(part)s = 'met' AND is_met) OR (%(part)s = 'missed' AND is_met IS NOT TRUE)
  OR (%(part)s = 'tried' AND is_met = false))
 AND (door_key, due.id) > (%(door_key)s, %(after)s) ORDER BY door_key, due.id LIMIT %(size)s"""


@dataclass(frozen=True)
class AreaCoverage:
    """One area and a period: 户 due, met, tried in vain; 户次 and meetings; errands done, and at how many visits."""

    due: int = 0
    met: int = 0
    tried: int = 0
    calls: int = 0
    meetings: int = 0
    errands: int = 0
    visits_with_errands: int = 0

    @property
    def missed(self) -> int:
        return self.due - self.met

    @property
    def share(self) -> float | None:
        return self.met / self.due if self.due else None

    @property
    def errands_a_visit(self) -> float | None:
        """每次办事数, of the visits at which something was done."""
        return self.errands / self.visits_with_errands if self.visits_with_errands else None

    def __add__(self, other: "AreaCoverage") -> "AreaCoverage":
        return AreaCoverage(*(one + two for one, two in zip(self._numbers, other._numbers, strict=True)))

    @property
    def _numbers(self) -> tuple[int, ...]:
        return (
            self.due, self.met, self.tried, self.calls, self.meetings, self.errands, self.visits_with_errands,
        )  # fmt: skip


@scoped
def coverage_by_area(
    *, scope: Scope, path: str, since: datetime, until: datetime, care: Sequence[str] | None = None
) -> dict[str, AreaCoverage]:
    """Each area right below a path (and the path itself) with all that lies in it; two statements."""
    values = _values(scope, path, since, until, care)
    with connection.cursor() as cursor:
        cursor.execute(DUE + COUNT, values)
        due = {area: numbers for area, *numbers in cursor.fetchall()}
        cursor.execute(CALLS, values)
        calls = {area: numbers for area, *numbers in cursor.fetchall()}
    index = areas_in_memory()
    here = index.by_path.get(path)
    shown = [path, *(row.path for row in index.children(here.id if here else None))]
    found = dict.fromkeys(shown, AreaCoverage())
    for area in due.keys() | calls.keys():
        one = AreaCoverage(*due.get(area, (0, 0, 0)), *calls.get(area, (0, 0, 0, 0)))
        for where in shown:
            if index.by_id[area].path.startswith(where):
                found[where] += one
    return {where: one for where, one in found.items() if where == path or scope.covers(where)}


@scoped
def households_behind(
    *, scope: Scope, path: str, since: datetime, until: datetime, part: str, care: Sequence[str] | None = None,
    after: tuple[str, UUID] = ("", FIRST), size: int = 50,
) -> list[Unvisited]:  # fmt: skip
    """The households of a number: due, met, missed, or tried in vain; from door to door, by key; one statement."""
    values = _values(scope, path, since, until, care)
    values |= {"part": part, "door_key": after[0], "after": after[1], "size": size}
    with connection.cursor() as cursor:
        cursor.execute(DUE + BEHIND, values)
        return [Unvisited(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Call:
    """One visit or meeting as a list names it."""

    id: UUID
    household_id: UUID | None
    area_id: UUID
    kind: str
    aim: str
    happened_at: datetime
    visitor_id: UUID
    visitor_name: str
    outcome: str
    unmet_because: str
    people: int
    words: str


CALL = (
    *("id", "household_id", "area_id", "kind", "aim", "happened_at", "visitor_id", "visitor_name", "outcome"),
    *("unmet_because", "people", "words"),
)


@scoped
def calls(
    *, scope: Scope, path: str, since: datetime, until: datetime, is_meeting: bool | None = None, kind: str = "",
    aim: str = "", visitor_id: UUID | None = None, after: tuple[datetime, UUID] | None = None, size: int = 50,
) -> list[Call]:  # fmt: skip
    """Visits and meetings of a period, the newest first, by key; one statement."""
    areas = [row.id for row in areas_in_memory().below(path) if scope.covers(row.path)]
    rows = Visit.objects.within(scope).filter(area__in=areas, happened_at__gte=since, happened_at__lt=until)
    if is_meeting is not None:
        rows = rows.filter(household__isnull=is_meeting)
    for name, value in (("kind", kind), ("aim", aim), ("visitor_id", visitor_id)):
        rows = rows.filter(**{name: value}) if value else rows
    if after is not None:
        rows = rows.filter(happened_at__lte=after[0]).exclude(happened_at=after[0], pk__gte=after[1])
    found = rows.order_by("-happened_at", "-id")[:size]
    return [Call(*(getattr(row, name) for name in CALL)) for row in found]


@dataclass(frozen=True)
class CallPage:
    """One note with what came of it."""

    call: Call
    area_path: str
    checks: tuple[str, ...]
    met: tuple[UUID, ...]
    is_unchanged: bool
    recorded_at: datetime
    errands: tuple[tuple[str, str], ...]  # title and result
    follows: tuple[tuple[str, UUID, str], ...]  # kind, id, label


@scoped
def call_page(*, scope: Scope, visit_id: UUID) -> CallPage | None:
    """One note; None alike for a missing one and one of another place; three statements."""
    row = Visit.objects.within(scope).filter(pk=visit_id).first()
    if row is None:
        return None
    follows = VisitFollow.objects.within(scope).filter(visit=row).order_by("id")
    done = Errand.objects.within(scope).filter(done_in=row).order_by("id")
    return CallPage(
        Call(*(getattr(row, name) for name in CALL)), row.area_path, tuple(row.checks), tuple(row.met),
        row.is_unchanged, row.recorded_at, tuple(done.values_list("title", "result")),
        tuple(follows.values_list("kind", "subject_id", "label")),
    )  # fmt: skip
