"""What phones carry of visits: notes of the last weeks, and what households asked; where the household is now."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from wangge.core.areas.levels import Level
from wangge.core.areas.memory import areas_in_memory
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.sync.rows import NewRow, settle_rows
from wangge.practice.visits.lifecycle import ErrandState
from wangge.practice.visits.models import Errand, HouseholdWish, Visit, VisitFollow

WHY = "what happened at a door is shown to the phones of its grid, whoever was there"
GRIDS = (Level.GRID, Level.MICRO)
VISIT, WISH, TASK = "visit", "wish", "task"
KEPT_FOR = timedelta(weeks=8)


def carry_visits(*, visit_ids: Collection[UUID], at: datetime) -> None:
    """Bring notes, with what was done and what came of them, to the phones; six statements, however many."""
    rows = _visits(Q(pk__in=visit_ids), at=at)
    settle_rows(rows=rows, gone=[(VISIT, pk) for pk in {*visit_ids} - {row.id for row in rows}], at=at)


def carry_new_visit(
    *, visit: Visit, household_area: UUID | None = None, did: list[str] | None = None, done: Collection[UUID] = (),
    at: datetime,
) -> None:  # fmt: skip
    """Bring a note that was just written to the phones, and take the tasks that it did from them.

    Two statements, four where something was to be done.
    """
    row = _visit(visit, household_area, did or [], [])
    settle_rows(rows=[row] if row else [], gone=gone(TASK, done), at=at)


def carry_wish(*, household_id: UUID, at: datetime) -> None:
    """Bring what a household asked to the phones, or that it asks nothing any more."""
    rows = _wishes(Q(household=household_id), at=at)
    settle_rows(rows=rows, gone=[] if rows else [(WISH, household_id)], at=at)


def visits_of_grid(*, area_id: UUID, at: datetime) -> list[NewRow]:
    """The notes and wishes that the phones of a grid should have; four statements."""
    here = Q(household__area=area_id)
    return [*_visits(here | Q(household=None, area=area_id), at=at), *_wishes(here, at=at)]


def visits_of_households(*, household_ids: Collection[UUID], at: datetime) -> list[NewRow]:
    """The same of some households."""
    here = Q(household__in=household_ids)
    return [*_visits(here, at=at), *_wishes(here, at=at)]


def area_of(household_area: UUID | None, own: UUID) -> UUID | None:
    """Where a thing is carried: the grid of its household, else its own; None where that is no grid."""
    area = areas_in_memory().by_id.get(household_area or own)
    return area.id if area is not None and area.level in GRIDS else None


def _visits(which: Q, *, at: datetime) -> list[NewRow]:
    rows = list(Visit.objects.everywhere(WHY).filter(which, happened_at__gt=at - KEPT_FOR).select_related("household"))
    ids = [row.pk for row in rows]
    done: dict[UUID | None, list[str]] = defaultdict(list)
    errands = Errand.objects.everywhere(WHY).filter(done_in__in=ids, state=ErrandState.DONE).order_by("id")
    for visit_id, title in errands.values_list("done_in_id", "title"):
        done[visit_id].append(title)
    follows: dict[UUID, list[dict[str, str]]] = defaultdict(list)
    for follow in VisitFollow.objects.everywhere(WHY).filter(visit__in=ids).order_by("id"):
        follows[follow.visit_id].append({"kind": follow.kind, "id": str(follow.subject_id), "label": follow.label})
    return [
        new
        for row in rows
        if (new := _visit(row, row.household.area_id if row.household else None, done[row.pk], follows[row.pk]))
    ]


def _visit(
    row: Visit, household_area: UUID | None, did: list[str], follows: list[dict[str, str]]
) -> NewRow | None:  # fmt: skip
    scope = area_of(household_area, row.area_id)
    payload: dict[str, Any] = {
        "household": str(row.household_id) if row.household_id else None,
        "at": row.happened_at.isoformat(),
        "kind": row.kind,
        "met": [str(pk) for pk in row.met],
        "checks": list(row.checks),
        "words": row.words,
        "by": row.visitor_name,
        "unmet": row.unmet_because,
        "unchanged": row.is_unchanged,
        "people": row.people,
        "did": did,
        "follows": follows,
    }
    return NewRow(scope, VISIT, row.pk, row.town_id, payload) if scope else None


def _wishes(which: Q, *, at: datetime) -> list[NewRow]:
    live = Q(until=None) | Q(until__gte=day_of(at))
    rows = HouseholdWish.objects.everywhere(WHY).filter(which, live, ended_at=None, household__ended_on=None)
    return [new for row in rows.select_related("household") if (new := _wish(row)) is not None]


def _wish(row: HouseholdWish) -> NewRow | None:
    scope = area_of(row.household.area_id, row.household.area_id)
    payload = {
        "no_visits": row.no_visits,
        "not_before": row.not_before.isoformat("minutes") if row.not_before else None,
        "not_after": row.not_after.isoformat("minutes") if row.not_after else None,
        "until": row.until.isoformat() if row.until else None,
        "words": row.words,
    }
    return NewRow(scope, WISH, row.household_id, row.town_id, payload) if scope else None


def gone(kind: str, ids: Iterable[UUID]) -> list[tuple[str, UUID]]:
    """Things of a kind that are no longer there."""
    return [(kind, pk) for pk in ids]
