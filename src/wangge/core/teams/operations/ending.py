from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.operations import revoke_grants
from wangge.core.access.queries import Actor
from wangge.core.teams.doors import check, grant_source
from wangge.core.teams.events import AppointmentEnded
from wangge.core.teams.models import Appointment, DutyShift, EndReason
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Conflict, NotFound
from wangge.ground.foundation.outbox import publish

from .absence import end_absences_of


@transaction.atomic
def end_appointment(*, actor: Actor, appointment_id: UUID, reason: EndReason, at: datetime) -> Appointment:
    """Take a person out of a post today (离任); the role that came with it ends at once.

    Raises NotFound, NotAllowed, Conflict.
    """
    row = (
        Appointment.objects.everywhere("the door is checked next").select_for_update().filter(pk=appointment_id).first()
    )
    if row is None:
        raise NotFound(_("没有这次任职"))
    check(actor, "team.edit", at_path=row.area_path)
    today = day_of(at)
    if row.ended_on is not None or (row.ends_on is not None and row.ends_on < today):
        raise Conflict(_("这次任职已经结束"))
    row.ended_on = max(today, row.starts_on)
    row.ended_reason, row.ended_at, row.ended_by = EndReason(reason), at, actor.name
    row.save(update_fields=["ended_on", "ended_reason", "ended_at", "ended_by"])
    revoke_grants(actor=actor, at=at, source=grant_source(row.pk))
    end_absences_of(actor=actor, appointment_id=row.pk, at=at)
    DutyShift.objects.everywhere("the coming shifts of this person only").filter(appointment=row, on__gt=today).delete()
    publish(_ended(row, row.ended_on.isoformat()), at=at)
    return row


def _ended(row: Appointment, ended_on: str) -> AppointmentEnded:
    return AppointmentEnded(
        appointment_id=row.pk,
        place=row.place,
        post_kind=row.post_kind,
        area_id=row.area_id,
        area_path=row.area_path,
        organisation_id=row.organisation_id,
        account_id=row.account_id,
        ended_on=ended_on,
    )
