"""不在岗: who is away from a post when, and who acts meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from wangge.core.access.models import Grant
from wangge.core.areas.scope import Scope
from wangge.core.teams.doors import absence_source
from wangge.core.teams.models import AppointmentAbsence
from wangge.core.teams.models.appointment import AppointmentRows

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AbsenceRow:
    """One stretch of days; `ends_on` is the last day away as it came out."""

    id: UUID
    starts_on: date
    ends_on: date
    reason: str
    deputies: str
    recorded_by: str
    is_running: bool
    may_end: bool


def absences_of(*, scope: Scope, appointment_id: UUID, on: date, account_id: UUID | None = None) -> list[AbsenceRow]:
    """The stretches of one appointment of the scope (or of one's own), the newest first; one statement."""
    own = Q(appointment__account_id=account_id) if account_id else Q(pk__in=[])
    seen = AppointmentAbsence.objects.within(scope).values("pk")
    rows = AppointmentAbsence.objects.everywhere("bound by the scope or the own account").filter(
        Q(pk__in=seen) | own, appointment=appointment_id
    )
    return [_row(row, on) for row in rows.order_by("-starts_on")]


def _row(row: AppointmentAbsence, on: date) -> AbsenceRow:
    last = row.ends_on if row.returned_on is None else max(row.returned_on - ONE_DAY, row.starts_on)
    is_over = row.returned_on is not None or row.ends_on < on
    return AbsenceRow(
        row.pk, row.starts_on, last, row.reason, row.deputies, row.recorded_by,
        is_running=not is_over and row.starts_on <= on, may_end=not is_over,
    )  # fmt: skip


def away(*, appointment_ids: Collection[UUID], on: date) -> set[UUID]:
    """Which of these are away on a day; one statement."""
    rows = AppointmentAbsence.objects.everywhere("who acts for named areas").running(on=on)
    return set(rows.filter(appointment__in=appointment_ids).values_list("appointment_id", flat=True))


def deputies_of(rows: AppointmentRows, *, on: date) -> list[UUID]:
    """The accounts that act on a day for those of these appointments who are away; one statement, two if any is."""
    running = AppointmentAbsence.objects.everywhere("who acts for named posts").running(on=on)
    found = running.filter(appointment__in=rows.order_by().values("pk"))
    sources = [absence_source(pk) for pk in found.values_list("pk", flat=True)]
    if not sources:
        return []
    grants = Grant.objects.filter(source__in=sources, account__is_active=True).order_by("account_id")
    return list(grants.values_list("account_id", flat=True).distinct())
