"""不在岗: while somebody is away, the deputy of the post holds its role (AB岗) and gets what its unit is told."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import grant_roles, record, revoke_grants
from wangge.core.access.operations.grants import NewGrant
from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.teams.doors import absence_source, check
from wangge.core.teams.labels import everyone_in_post, post_of, rules_of
from wangge.core.teams.models import Appointment, AppointmentAbsence
from wangge.ground.foundation.calendar.days import day_of, midnight
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.text.cleaning import clean_line

ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=366)
REASON_LENGTH = 60


@transaction.atomic
def record_absence(
    *, actor: Actor, appointment_id: UUID, starts_on: date, ends_on: date, reason: str = "", at: datetime
) -> AppointmentAbsence:
    """Record that somebody is away from a post; the role goes to the deputies for these days, by itself.

    The holder may record it himself. Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    row = _appointment(actor, appointment_id)
    _check_days(row, starts_on, ends_on, today=day_of(at))
    others = AppointmentAbsence.objects.everywhere("the days of this appointment").filter(appointment=row)
    if any(starts_on <= _last_day(other) and other.starts_on <= ends_on for other in others):
        raise Conflict(_("这几天已经记过不在岗了"))
    deputies = _deputies(row, starts_on, ends_on)
    absence = AppointmentAbsence(
        town_id=row.town_id, appointment=row, starts_on=starts_on, ends_on=ends_on,
        reason=clean_line(reason, REASON_LENGTH, field="reason"),
        deputies="、".join(dict.fromkeys(one.person_name for one in deputies))[:200],
        recorded_by=actor.name, recorded_at=at,
    )  # fmt: skip
    absence.save(force_insert=True)
    _entrust(actor, row, absence, deputies, at=at)
    return absence


@transaction.atomic
def end_absence(*, actor: Actor, absence_id: UUID, at: datetime) -> AppointmentAbsence:
    """Somebody is back sooner (提前返岗): from now on the deputies act no longer.

    Raises NotFound, NotAllowed, Conflict.
    """
    rows = AppointmentAbsence.objects.everywhere("the door is checked next").filter(pk=absence_id)
    appointment_id = rows.values_list("appointment_id", flat=True).first()
    if appointment_id is None:
        raise NotFound(_("没有这条不在岗记录"))
    _appointment(actor, appointment_id)  # locked first, as whoever ends the appointment does
    absence = rows.select_for_update(of=("self",)).get()
    if absence.returned_on is not None or absence.ends_on < day_of(at):
        raise Conflict(_("已经返岗了"))
    absence.returned_on = max(day_of(at), absence.starts_on)
    absence.save(update_fields=["returned_on"])
    revoke_grants(actor=actor, at=at, source=absence_source(absence.pk))
    return absence


def end_absences_of(*, actor: Actor, appointment_id: UUID, at: datetime) -> None:
    """Whoever leaves a post for good is no longer deputised for."""
    rows = AppointmentAbsence.objects.everywhere("the days of this appointment").filter(
        appointment=appointment_id, returned_on=None, ends_on__gte=day_of(at)
    )
    for absence in rows:
        absence.returned_on = max(day_of(at), absence.starts_on)
        absence.save(update_fields=["returned_on"])
        revoke_grants(actor=actor, at=at, source=absence_source(absence.pk))


def _appointment(actor: Actor, appointment_id: UUID) -> Appointment:
    rows = Appointment.objects.everywhere("the door is checked next").select_for_update(of=("self",))
    row = rows.filter(pk=appointment_id).first()
    if row is None:
        raise NotFound(_("没有这次任职"))
    if row.account_id is None or row.account_id != actor.account_id:
        check(actor, "team.edit", at_path=row.area_path, for_unit=row.organisation_id)
    return row


def _last_day(absence: AppointmentAbsence) -> date:
    return absence.ends_on if absence.returned_on is None else absence.returned_on - ONE_DAY


def _check_days(row: Appointment, starts_on: date, ends_on: date, *, today: date) -> None:
    if ends_on < starts_on:
        raise Refusal(_("最后一天不能早于第一天"), field="ends_on")
    if ends_on < today:
        raise Refusal(_("这几天已经过去了"), field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise Refusal(_("一年以上不在岗的，请另外任命"), field="ends_on")
    if starts_on not in row.term or ends_on not in row.term:
        raise Refusal(_("不在任期里"), field="starts_on")


def _deputies(row: Appointment, starts_on: date, ends_on: date) -> Sequence[Appointment]:
    """The holders of the deputy post at the nearest area, at this one or above, none of them away on these days."""
    rules = rules_of(row.place)
    post = rules.deputy_of(row.post_kind) if rules else None
    if post is None:
        return ()
    chain = [area.id for area in areas_in_memory().above(row.area_id)[::-1]]
    held = everyone_in_post(on=starts_on, reason="who stands in for somebody").filter(
        area_id__in=chain, post_kind=post.code
    )
    away = AppointmentAbsence.objects.everywhere("who is away then").filter(
        starts_on__lte=ends_on, ends_on__gte=starts_on, returned_on=None
    )
    able = [
        one
        for one in held.exclude(pk__in=away.values("appointment")).order_by("starts_on", "id")
        if one.pk != row.pk and (one.account_id is None or one.account_id != row.account_id)
    ]
    return next((found for area in chain if (found := [one for one in able if one.area_id == area])), ())


def _entrust(
    actor: Actor, row: Appointment, absence: AppointmentAbsence, deputies: Sequence[Appointment], *, at: datetime
) -> None:
    """The role of the post, at its area and for its unit, to each deputy for these days only."""
    post = post_of(row.place, row.post_kind)
    if post is None:
        return
    accounts = dict.fromkeys(one.account_id for one in deputies if one.account_id is not None)
    if actor.account_id in accounts:
        raise NotAllowed(_("替岗的就是您自己，请另一位同事来记"))
    grants = [
        NewGrant(
            account_id=account, role=post.role, place=row.place, area_path=row.area_path, unit_id=row.organisation_id,
            source=absence_source(absence.pk), valid_from=max(at, midnight(absence.starts_on)),
            valid_to=midnight(absence.ends_on + ONE_DAY),
        )
        for account in accounts
    ]  # fmt: skip
    if not grants:
        return
    grant_roles(granted_by=actor.name, new=grants, at=at)
    record(
        actor=actor, action=AuditAction.GRANTED, at=at, target=row.number, area_path=row.area_path,
        detail={"source": absence_source(absence.pk), "count": len(grants)},
    )  # fmt: skip
