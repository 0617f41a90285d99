"""The doors at which something is open, page by page, for a desk; and one door with all that is open there."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.second_line import scoped
from wangge.practice.visits.lifecycle import ErrandState
from wangge.practice.visits.models import Errand, HouseholdWish, Visit
from wangge.practice.visits.queries.due import ErrandRow

FAR = date(9999, 12, 31)
FIRST = UUID(int=0)
DOORS = """
SELECT e.household_id, e.area_id, coalesce(min(e.due_on), %(far)s) AS due, count(*) AS things
FROM visits_errand e
WHERE e.area_id = ANY(%(areas)s) AND e.state = 'open'
 AND NOT EXISTS (SELECT FROM visits_wish w WHERE w.household_id = e.household_id AND w.ended_at IS NULL
  AND w.no_visits AND (w.until IS NULL OR w.until >= %(today)s))
GROUP BY 1, 2
HAVING (%(kind)s = '' OR bool_or(e.kind = %(kind)s)) AND (NOT %(late)s OR min(e.due_on) < %(today)s)
 AND (NOT %(several)s OR count(*) > 1)
 AND (coalesce(min(e.due_on), %(far)s), -count(*), e.household_id) > (%(due)s, %(things)s, %(after)s)
ORDER BY due, things DESC, e.household_id LIMIT %(size)s"""
ERRANDS = ("household_id", "id", "kind", "title", "due_on", "unit_name", "source_label")


@dataclass(frozen=True)
class DoorOfList:
    """A household with what is open there, when somebody was there last, and what it asked."""

    household_id: UUID
    area_id: UUID
    errands: tuple[ErrandRow, ...]
    due_on: date | None
    last_visit: datetime | None
    not_before: time | None
    not_after: time | None
    no_visits: bool = False


@dataclass(frozen=True)
class DoorFilter:
    """Which doors: with an errand of a kind, with a late one, with more than one."""

    kind: str = ""
    is_late: bool = False
    several: bool = False


Key = tuple[date, int, UUID]
START: Key = (date.min, 0, FIRST)


@dataclass(frozen=True)
class DoorsPage:
    """A page; `after` is the key of the next, None on the last."""

    rows: tuple[DoorOfList, ...]
    after: Key | None


@scoped
def doors_page(
    *, scope: Scope, path: str, today: date, where: DoorFilter = DoorFilter(), after: Key | None = None, size: int = 50
) -> DoorsPage:
    """Doors with open errands: the soonest due first, then those with most to do, by key; four statements.

    A household that asked not to be visited is left out: its errands wait for it to come by itself.
    """
    due, things, last = after or START
    values: dict[str, Any] = {
        "areas": [row.id for row in areas_in_memory().below(path) if scope.covers(row.path)], "today": today,
        "far": FAR, "kind": where.kind, "late": where.is_late, "several": where.several, "due": due,
        "things": things if after else -(2**31), "after": last, "size": size + 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(DOORS, values)
        found = cursor.fetchall()
    kept = found[:size]
    more = (kept[-1][2], -kept[-1][3], kept[-1][0]) if len(found) > size else None
    return DoorsPage(tuple(_doors(scope, [(row[0], row[1]) for row in kept], today)), more)


@scoped
def door(*, scope: Scope, household_id: UUID, area_id: UUID, today: date) -> DoorOfList:
    """One door with all that is open there, also where nothing is; three statements."""
    return _doors(scope, [(household_id, area_id)], today)[0]


def _doors(scope: Scope, homes: list[tuple[UUID, UUID]], today: date) -> list[DoorOfList]:
    ids = [household for household, _area in homes]
    errands = _errands(scope, ids)
    wishes = _wishes(scope, ids, today)
    last = _last(scope, ids)
    return [
        DoorOfList(
            household, area, tuple(errands[household]),
            min((one.due_on for one in errands[household] if one.due_on), default=None), last.get(household),
            *(_asked(wishes.get(household))),
        )
        for household, area in homes
    ]  # fmt: skip


def _asked(wish: HouseholdWish | None) -> tuple[time | None, time | None, bool]:
    return (None, None, False) if wish is None else (wish.not_before, wish.not_after, wish.no_visits)


def _errands(scope: Scope, households: Collection[UUID]) -> dict[UUID, list[ErrandRow]]:
    rows = Errand.objects.within(scope).filter(household__in=households, state=ErrandState.OPEN)
    found: dict[UUID, list[ErrandRow]] = defaultdict(list)
    for household, *errand in rows.order_by("due_on", "id").values_list(*ERRANDS):
        found[household].append(ErrandRow(*errand))
    return found


def _wishes(scope: Scope, households: Collection[UUID], today: date) -> dict[UUID, HouseholdWish]:
    live = HouseholdWish.objects.within(scope).filter(Q(until=None) | Q(until__gte=today), ended_at=None)
    return {wish.household_id: wish for wish in live.filter(household__in=households)}


def _last(scope: Scope, households: Collection[UUID]) -> dict[UUID, datetime]:
    rows = Visit.objects.within(scope).filter(household__in=households).order_by("household", "-happened_at")
    return {pk: at for pk, at in rows.distinct("household").values_list("household_id", "happened_at") if pk}


@dataclass(frozen=True)
class AskedErrand:
    """An errand as whoever asked for it sees it."""

    id: UUID
    household_id: UUID
    area_id: UUID
    kind: str
    title: str
    unit_name: str
    asked_at: datetime
    due_on: date | None
    state: str
    done_at: datetime | None
    done_in_id: UUID | None
    result: str


ASKED = (
    *("id", "household_id", "area_id", "kind", "title", "unit_name", "asked_at", "due_on", "state"),
    *("done_at", "done_in_id", "result"),
)


@scoped
def asked_errands(
    *, scope: Scope, path: str = "", state: str = "", kind: str = "", before: UUID | None = None, size: int = 50
) -> list[AskedErrand]:
    """Errands of the scope, the newest first, by key; one statement."""
    areas = [row.id for row in areas_in_memory().below(path or "/") if scope.covers(row.path)]
    rows = Errand.objects.within(scope).filter(area__in=areas)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(kind=kind) if kind else rows
    found = (rows.filter(pk__lt=before) if before else rows).order_by("-id")[:size]
    return [AskedErrand(*values) for values in found.values_list(*ASKED)]


@scoped
def asked_errand(*, scope: Scope, errand_id: UUID) -> AskedErrand | None:
    """One of them; one statement."""
    rows = Errand.objects.within(scope).filter(pk=errand_id)
    return next((AskedErrand(*values) for values in rows.values_list(*ASKED)), None)
