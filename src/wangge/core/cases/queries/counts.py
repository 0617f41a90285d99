"""How many cases there are, by what they are counted for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from wangge.core.areas.scope import Scope
from wangge.core.cases.models import Case

from .lists import OWED


@dataclass(frozen=True)
class OpenCount:
    """Open cases, and how many of them are late."""

    total: int = 0
    overdue: int = 0


def open_counts(*, scope: Scope, path: str, parts: Sequence[str], at: datetime) -> dict[str, OpenCount]:
    """The open cases under a path, for each of these paths in it, in one statement; paths without any are left out."""
    rows = Case.objects.within(scope).filter(area_path__startswith=path, closed_at=None).order_by()
    found = rows.values_list("area_path").annotate(open=Count("id"), late=Count("id", filter=OWED & Q(due_at__lt=at)))
    counts: dict[str, OpenCount] = {}
    for area_path, total, overdue in found:
        for part in parts:
            if area_path.startswith(part):
                known = counts.get(part, OpenCount())
                counts[part] = OpenCount(known.total + total, known.overdue + overdue)
    return counts


def counts_by_rulebook_version(*, scope: Scope, version_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many cases were decided under each version of the rules; versions without any are missing."""
    rows = Case.objects.within(scope).filter(rulebook_version__in=version_ids).order_by()
    return dict(rows.values_list("rulebook_version").annotate(Count("id")))


def owned_count(*, scope: Scope, unit_id: UUID) -> int:
    """How many open cases a unit owns, of those in the scope."""
    return Case.objects.within(scope).filter(owner_unit=unit_id, closed_at=None).count()
