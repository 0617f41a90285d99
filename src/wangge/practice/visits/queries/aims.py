"""What a campaign came to, aim by aim (四万走访): 户次 and 户 apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.second_line import scoped
from wangge.practice.visits.lifecycle import Outcome
from wangge.practice.visits.models import Visit


@dataclass(frozen=True)
class AimCount:
    """One aim of one form of visit."""

    kind: str
    aim: str
    calls: int  # 户次
    households: int  # 户: met at least once


@scoped
def aim_counts(
    *, scope: Scope, path: str, since: datetime, until: datetime, aims: Sequence[tuple[str, str]]
) -> list[AimCount]:
    """Each of these (kind, aim) with what was done for it, none left out; one statement."""
    areas = [row.id for row in areas_in_memory().below(path) if scope.covers(row.path)]
    rows = Visit.objects.within(scope).filter(area__in=areas, happened_at__gte=since, happened_at__lt=until)
    met = Count("household", distinct=True, filter=Q(outcome=Outcome.MET))
    counted = rows.exclude(aim="").order_by().values("kind", "aim").annotate(calls=Count("pk"), met=met)
    found = {(one["kind"], one["aim"]): (one["calls"], one["met"]) for one in counted}
    return [AimCount(kind, aim, *found.get((kind, aim), (0, 0))) for kind, aim in aims]
