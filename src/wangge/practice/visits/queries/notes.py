"""Visit notes of one household."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.core.areas.scope import Scope
from wangge.core.people.second_line import scoped
from wangge.practice.visits.models import Visit, VisitFollow


@dataclass(frozen=True)
class VisitRow:
    """A note with what came of it."""

    id: UUID
    kind: str
    happened_at: datetime
    recorded_at: datetime
    visitor_name: str
    outcome: str
    unmet_because: str
    checks: tuple[str, ...]
    words: str
    is_unchanged: bool
    follows: tuple[tuple[str, UUID, str], ...]  # kind, id, label


@scoped
def visits_of_household(*, scope: Scope, household_id: UUID, limit: int = 20) -> list[VisitRow]:
    """The newest notes of a household within the scope; two statements."""
    rows = list(Visit.objects.within(scope).filter(household=household_id).order_by("-happened_at")[:limit])
    follows = _follows(scope, rows)
    return [
        VisitRow(
            row.pk, row.kind, row.happened_at, row.recorded_at, row.visitor_name, row.outcome, row.unmet_because,
            tuple(row.checks), row.words, row.is_unchanged, tuple(follows[row.pk]),
        )
        for row in rows
    ]  # fmt: skip


def _follows(scope: Scope, rows: Iterable[Visit]) -> dict[UUID, list[tuple[str, UUID, str]]]:
    found: dict[UUID, list[tuple[str, UUID, str]]] = defaultdict(list)
    names = ("visit_id", "kind", "subject_id", "label")
    follows = VisitFollow.objects.within(scope).filter(visit__in=rows).order_by("id")
    for visit_id, kind, subject_id, label in follows.values_list(*names):
        found[visit_id].append((kind, subject_id, label))
    return found
