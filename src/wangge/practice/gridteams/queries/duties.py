"""职责: how often each duty of members was done at doors; the service menu of a place."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.teams.labels import rules_of
from wangge.practice.visits.lifecycle import ErrandState
from wangge.practice.visits.models import Errand


@dataclass(frozen=True)
class DutyCount:
    """One duty, and how many errands of it were done at doors."""

    code: str
    label: str
    done: int


def duty_counts(*, scope: Scope, place: str, since: datetime, until: datetime) -> tuple[DutyCount, ...]:
    """What was done at the doors of a scope in a time, by duty (三项职责); one statement.

    Errands that the place counts to no duty stand last, with an empty code.
    """
    rows = Errand.objects.within(scope).filter(state=ErrandState.DONE, done_at__gte=since, done_at__lt=until)
    kinds: dict[str, int] = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    rules = rules_of(place)
    counted = [
        DutyCount(duty.code, duty.label, sum(kinds.pop(code, 0) for code in duty.errands))
        for duty in (rules.teams.duties if rules else ())
    ]
    return (*counted, DutyCount("", "", sum(kinds.values())))


def door_services(*, area_path: str) -> tuple[str, ...]:
    """What may be asked for at the doors of an area (流动服务站); from memory."""
    area = areas_in_memory().by_path.get(area_path)
    rules = rules_of(areas_in_memory().place_of(area.id)) if area else None
    return rules.teams.services if rules else ()
