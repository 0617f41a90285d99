"""What time alone changes: a new calendar, pauses that have lasted long enough, matters that have grown old."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from wangge.core.access.queries import system_actor
from wangge.core.cases.deadlines import recounted
from wangge.core.cases.lifecycle import Action
from wangge.core.cases.models import Case, CaseClock, CasePause
from wangge.core.places.queries import places_in_force, rulebook_of_version

from .move import CHANGING_FIELDS, begin_locked, set_due, set_end
from .rights import end_pause

AT_ONCE = 1000


@transaction.atomic
def recount_deadlines(*, year: int, at: datetime) -> int:
    """Count running clocks that touch a year by the calendar of today; old and new ends stay in the derivation.

    Returns how many changed.
    """
    in_year = Q(due_at__year=year) | Q(started_at__year=year) | Q(derivation__provisional=True)
    rows = CaseClock.objects.filter(in_year, stopped_at=None, derivation__unit__in=("workdays", "work_hours"))
    changed = [
        clock for clock in rows.select_related("case").select_for_update(of=("self", "case")) if _recount(clock, at)
    ]
    CaseClock.objects.bulk_update(changed, CHANGING_FIELDS, batch_size=AT_ONCE)
    _set_dues({clock.case_id: clock.case for clock in changed})
    return len(changed)


def _recount(clock: CaseClock, at: datetime) -> bool:
    place, before = rulebook_of_version(version_id=clock.rulebook_version_id), clock.due_at
    found = recounted(place=place, derivation=clock.derivation)
    if found.due_at == before:
        return False
    line = {
        "at": at.isoformat(), "from": before.isoformat(), "to": found.due_at.isoformat(),
        "calendar": found.derivation["calendar"],
    }  # fmt: skip
    set_end(clock, place, found)
    clock.derivation = found.derivation | {"recounted": [*clock.derivation.get("recounted", []), line]}
    return True


def _set_dues(cases: dict[UUID, Case]) -> None:
    running: dict[UUID, list[CaseClock]] = {pk: [] for pk in cases}
    for clock in CaseClock.objects.filter(case_id__in=cases, stopped_at=None):
        running[clock.case_id].append(clock)
    for pk, case in cases.items():
        set_due(case, running[pk])
    Case.objects.bulk_update(cases.values(), ["due_at", "due_kind", "warn_at"], batch_size=AT_ONCE)


def end_pauses(*, at: datetime) -> int:
    """Let clocks go on whose pause has reached its longest end; returns how many cases."""
    over = CasePause.objects.filter(ended_at=None, ends_by__lte=at).values_list("case_id", "ends_by")[:AT_ONCE]
    for case_id, ends_by in over:
        _end_pause(case_id, ends_by, at)
    return len(over)


@transaction.atomic
def _end_pause(case_id: UUID, ends_by: datetime, at: datetime) -> None:
    rows = Case.objects.select_for_update(of=("self",)).everywhere("the pause of this case is over")
    case = rows.get(pk=case_id)
    if not CasePause.objects.filter(case_id=case_id, ended_at=None).exists():
        return
    move = begin_locked(case=case, actor=system_actor(name=""), action=Action.RESUME, at=at, by_time=True)
    end_pause(move, until=ends_by)
    move.finish(detail={"by_time": True})


def mark_backlogs(*, at: datetime) -> int:
    """Petitions that are open longer than their place allows become backlog (积案); returns how many."""
    marked = 0
    for place in places_in_force().values():
        rule = place.rules.rights.petition
        if rule is None:
            continue
        old = Case.objects.everywhere("petitions grow old by themselves").filter(
            rulebook_version__place=place.rules.code, closed_at=None, petition_kind__in=("first", "repeat"),
            reported_at__lt=at - timedelta(days=rule.backlog_after_days),
        )  # fmt: skip
        marked += old.update(petition_kind="backlog")
    return marked
