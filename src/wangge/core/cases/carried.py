"""What phones carry of cases: the open ones of a grid and those closed lately, as staff of the grid may see them.

Written by the job that carries the facts, not in the transaction of the report or the step (decision 13). Who asked is
no part of it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import override

from wangge.core.areas.levels import Level
from wangge.core.areas.memory import areas_in_memory
from wangge.core.cases.events import CaseMoved, CaseReported
from wangge.core.cases.lifecycle import STEPS, Action, By, State
from wangge.core.cases.models import Case, CasePhoto, CaseStep
from wangge.core.places.queries import in_force
from wangge.core.teams.units import units
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.sync.rows import NewRow, settle_rows

WHY = "what phones of its grid have of a case, whoever moved it"
CASE = "case"
GRIDS = (Level.GRID, Level.MICRO)
KEPT_FOR = timedelta(days=90)
MOST_LINES = 20
LONGEST_WORDS = 500
SHOWN_OF_A_STEP = ("case_id", "action", "at", "unit_name", "actor_name", "note", "public_note")
ON_PHONES = (
    Action.ACCEPT, Action.TAKE, Action.SIGN, Action.CONTACT, Action.HANDLE, Action.RETURN, Action.COMMENT,
)  # fmt: skip
URGENT = "urgent"


def carry_reported(events: Sequence[CaseReported]) -> None:
    """Bring new cases to the phones of their grids; told again, nothing changes."""
    carry_cases(case_ids={e.case_id for e in events}, at=timezone.now())


def carry_moved(events: Sequence[CaseMoved]) -> None:
    """Bring what became of cases to the phones of their grids; told again, nothing changes."""
    carry_cases(case_ids={e.case_id for e in events}, at=timezone.now())


def carry_cases(*, case_ids: Collection[UUID], at: datetime) -> None:
    """Bring what phones have of these cases to how things are; at most eight statements, however many."""
    rows = carried_cases(case_ids=case_ids, at=at)
    gone = {*case_ids} - {row.id for row in rows}
    settle_rows(rows=rows, gone=[(CASE, pk) for pk in gone], at=at)


def cases_of_grid(*, area_path: str, at: datetime) -> list[NewRow]:
    """The rows that the phones of a grid should have; five statements."""
    found = Case.objects.everywhere(WHY).filter(area_path=area_path)
    ids = [*found.filter(closed_at=None).values_list("pk", flat=True)]
    ids += found.filter(closed_at__gte=at - KEPT_FOR).values_list("pk", flat=True)
    return carried_cases(case_ids=ids, at=at)


def carried_cases(*, case_ids: Collection[UUID], at: datetime) -> list[NewRow]:
    """The rows of those of these cases that lie in a grid and are open or closed lately; three statements."""
    rows = [
        case
        for case in Case.objects.everywhere(WHY).filter(pk__in=case_ids)
        if _is_of_a_grid(case) and (case.closed_at is None or case.closed_at >= at - KEPT_FOR)
    ]
    ids = [case.pk for case in rows]
    steps = _newest_steps(ids) if ids else {}
    photos = Counter(CasePhoto.objects.filter(case_id__in=ids).values_list("case_id", flat=True)) if ids else Counter()
    with override(settings.LANGUAGE_CODE):
        return [_row(case, steps.get(case.pk, []), photos[case.pk]) for case in rows]


def _newest_steps(case_ids: Collection[UUID]) -> dict[UUID, list[CaseStep]]:
    """The last steps of each case, oldest first; however long its history is."""
    newest = Window(RowNumber(), partition_by=F("case_id"), order_by=F("id").desc())
    rows = CaseStep.objects.filter(case_id__in=case_ids).only(*SHOWN_OF_A_STEP).annotate(number=newest)
    found: dict[UUID, list[CaseStep]] = defaultdict(list)
    for step in rows.filter(number__lte=MOST_LINES).order_by("id"):
        found[step.case_id].append(step)
    return found


def _is_of_a_grid(case: Case) -> bool:
    area = areas_in_memory().by_id.get(case.area_id)
    return area is not None and area.level in GRIDS


def _row(case: Case, steps: list[CaseStep], photos: int) -> NewRow:
    owner = units().by_id.get(case.owner_unit_id)
    payload = {
        "number": case.number,
        "title": case.title,
        "words": case.body[:LONGEST_WORDS],
        "state": case.state,
        "state_words": str(State(case.state).label),
        "category": case.category,
        "category_words": _category(case),
        "owner": owner.name if owner else "",
        "owner_id": str(case.owner_unit_id),
        "where": case.where_words,
        "lat": case.lat,
        "lon": case.lon,
        "due_at": case.due_at.isoformat() if case.due_at else None,
        "is_urgent": case.urgency == URGENT,
        "reported_at": case.reported_at.isoformat(),
        "step": str(steps[-1].pk) if steps else "",
        "photos": photos,
        "can": [_step(action) for action in ON_PHONES if case.state in STEPS[action].sources],
        "history": [_line(step) for step in steps],
    }
    return NewRow(case.area_id, CASE, case.pk, case.town_id, payload)


def _category(case: Case) -> str:
    try:
        return in_force(place=areas_in_memory().place_of(case.area_id)).rules.category(case.category).label
    except UnknownCode:
        return case.category


def _step(action: Action) -> dict[str, Any]:
    row = STEPS[action]
    return {
        "step": action.value,
        "label": str(action.label),
        "needs_words": row.needs_note,
        "need": row.permission,
        "by": "desk" if row.by == By.DESK else "owner",
    }


def _line(step: CaseStep) -> dict[str, str]:
    return {
        "at": step.at.isoformat(),
        "what": str(Action(step.action).label),
        "who": step.unit_name or step.actor_name,
        "words": (step.public_note or step.note)[:LONGEST_WORDS],
    }


def waiting_in_grids(*, area_ids: Iterable[UUID], case_ids: Collection[UUID] | None = None) -> list[Case]:
    """Open cases that units of these grids themselves have to see to; one statement."""
    paths = {row.path for pk in area_ids if (row := areas_in_memory().by_id.get(pk)) is not None}
    owners = [unit.id for unit in units().by_id.values() if unit.area_path in paths]
    rows = Case.objects.everywhere(WHY).filter(owner_unit__in=owners, closed_at=None)
    return list((rows if case_ids is None else rows.filter(pk__in=case_ids)).order_by("due_at", "id"))
