"""At which doors something is to be done, each once with all that is open there (上一次门，至少办两件事)."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.second_line import scoped
from wangge.practice.visits.lifecycle import ErrandState
from wangge.practice.visits.models import Errand, HouseholdWish, Visit


@dataclass(frozen=True)
class ErrandRow:
    """One errand at a door."""

    id: UUID
    kind: str
    title: str
    due_on: date | None
    unit_name: str
    source_label: str


@dataclass(frozen=True)
class DueDoor:
    """A household and what is open there, the most urgent first."""

    household_id: UUID
    area_id: UUID
    errands: tuple[ErrandRow, ...]
    last_visit: datetime | None
    not_before: time | None
    not_after: time | None

    @property
    def due_on(self) -> date | None:
        days = [errand.due_on for errand in self.errands if errand.due_on]
        return min(days, default=None)


@scoped
def due_doors(*, scope: Scope, path: str, today: date, limit: int = 200) -> list[DueDoor]:
    """The doors of an area with open errands: late ones, then by day, then those with most to do; three statements.

    A household that asked not to be visited is left out: its errands wait for it to come by itself.
    """
    areas = [row.id for row in areas_in_memory().below(path) if scope.covers(row.path)]
    rows = Errand.objects.within(scope).filter(area__in=areas, state=ErrandState.OPEN)
    by_door: dict[tuple[UUID, UUID], list[ErrandRow]] = defaultdict(list)
    names = ("household_id", "area_id", "id", "kind", "title", "due_on", "unit_name", "source_label")
    for household_id, area_id, *errand in rows.order_by("due_on", "id").values_list(*names):
        by_door[household_id, area_id].append(ErrandRow(*errand))
    wishes = _wishes(scope, [household_id for household_id, _area in by_door], today)
    open_doors = [
        DueDoor(household_id, area_id, tuple(errands), None, *_hours(wishes.get(household_id)))
        for (household_id, area_id), errands in by_door.items()
        if household_id not in wishes or not wishes[household_id].no_visits
    ]
    order = sorted(open_doors, key=lambda d: (d.due_on or date.max, -len(d.errands), str(d.household_id)))[:limit]
    last = _last_visits(scope, [door.household_id for door in order])
    return [replace(door, last_visit=last.get(door.household_id)) for door in order]


def _wishes(scope: Scope, households: list[UUID], today: date) -> dict[UUID, HouseholdWish]:
    live = HouseholdWish.objects.within(scope).filter(Q(until=None) | Q(until__gte=today), ended_at=None)
    return {wish.household_id: wish for wish in live.filter(household__in=households)}


def _last_visits(scope: Scope, households: list[UUID]) -> dict[UUID, datetime]:
    rows = Visit.objects.within(scope).filter(household__in=households).order_by("household", "-happened_at")
    return {pk: at for pk, at in rows.distinct("household").values_list("household_id", "happened_at") if pk}


def _hours(wish: HouseholdWish | None) -> tuple[time | None, time | None]:
    return (wish.not_before, wish.not_after) if wish else (None, None)
