"""When phones hear of what is to be done: after the facts of cases, hazards, care and the roster; and every night."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from wangge.core.cases.events import CaseMoved, CaseReported
from wangge.core.people.events import CareChanged, HazardMoved, RosterChanged
from wangge.core.people.lifecycle import EventKind
from wangge.core.people.models import Household
from wangge.ground.sync.rows import settle_rows

from .carried import KEPT_FOR, TASK, VISIT, WHY, WISH, gone, visits_of_households
from .lifecycle import ErrandState
from .models import Errand, Visit
from .tasks import Which, tasks

STAYING = {EventKind.REGISTERED, EventKind.BORN, EventKind.RELATED, EventKind.CORRECTED, EventKind.HEAD_CHANGED}


def retask(*, which: Which, at: datetime) -> None:
    """Bring the tasks about some things to how they are now; a fixed number of statements."""
    rows = tasks(which=which, at=at)
    settle_rows(rows=rows, gone=gone(TASK, which.things - {row.id for row in rows}), at=at)


def task_cases(events: Sequence[CaseReported | CaseMoved]) -> None:
    """What a grid has to see to of cases; told again, nothing changes."""
    retask(which=Which(cases={e.case_id for e in events}), at=timezone.now())


def task_hazards(events: Sequence[HazardMoved]) -> None:
    """What is to be done about hazards; told again, nothing changes."""
    retask(which=Which(hazards={e.hazard_id for e in events}), at=timezone.now())


def task_care(events: Sequence[CareChanged]) -> None:
    """Whom to look at again; told again, nothing changes."""
    retask(which=Which(tags={e.tag_id for e in events}), at=timezone.now())


def follow_households(events: Sequence[RosterChanged]) -> None:
    """Notes, wishes, errands and tasks go along with a household that moved; told again, nothing changes.

    What is new has none; its tasks come with the night.
    """
    households = {pk for e in events if e.kind not in STAYING for pk in e.household_ids}
    if households:
        follow_moved(households, at=timezone.now())


@transaction.atomic
def follow_moved(households: set[UUID], *, at: datetime) -> None:
    """The same at once, for whoever moves many households himself."""
    home = Household.objects.everywhere(WHY).filter(pk=OuterRef("household"))
    errands = Errand.objects.everywhere(WHY).filter(household__in=households)
    errands.filter(state=ErrandState.OPEN).update(
        area_id=Subquery(home.values("area")), area_path=Subquery(home.values("area_path"))
    )
    visit_ids = Visit.objects.everywhere(WHY).filter(household__in=households, happened_at__gt=at - KEPT_FOR)
    rows = visits_of_households(household_ids=households, at=at)
    todo = tasks(which=Which(households=households), at=at)
    things = {
        *gone(VISIT, visit_ids.values_list("pk", flat=True)), *gone(WISH, households),
        *gone(TASK, errands.values_list("pk", flat=True)), *gone(TASK, households),
    }  # fmt: skip
    settle_rows(rows=[*rows, *todo], gone=things - {(row.kind, row.id) for row in (*rows, *todo)}, at=at)
