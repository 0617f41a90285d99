"""What anybody may know of an area's cases: how many, never which."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from wangge.core.cases.models import Case

LATELY = timedelta(days=30)


@dataclass(frozen=True)
class PublicCounts:
    """Cases of an area and everything below it; `reported` and `done` count the last 30 days."""

    open: int
    reported: int
    done: int


def public_counts(*, area_path: str, at: datetime) -> PublicCounts:
    """The three numbers of an area's public page, in one statement."""
    rows = Case.objects.everywhere("a public page shows counts only").filter(area_path__startswith=area_path)
    since = at - LATELY
    rows = rows.filter(Q(closed_at=None) | Q(closed_at__gte=since) | Q(reported_at__gte=since))
    found = rows.aggregate(
        open=Count("id", filter=Q(closed_at=None)),
        reported=Count("id", filter=Q(reported_at__gte=since)),
        done=Count("id", filter=Q(closed_at__gte=since)),
    )
    return PublicCounts(**found)
