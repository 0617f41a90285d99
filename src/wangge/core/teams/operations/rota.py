from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.places.queries import in_force
from wangge.core.teams.doors import check, organisation_to_edit
from wangge.core.teams.models import Appointment, DutyShift, Organisation
from wangge.core.teams.turns import Candidate, Turns
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.calendar.queries import work_calendar
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.text.cleaning import clean_line
from wangge.ground.rulebook.schema.duty import Rota

REMEMBERED = timedelta(days=92)
SET_TWICE = {"duty_shift_once": _("这个班次已经排了这个人")}


@dataclass(frozen=True)
class MonthPlan:
    """What planning a month made: the shifts, and the times for which nobody is in post."""

    shifts: tuple[DutyShift, ...]
    unfilled: tuple[tuple[date, time], ...]


@transaction.atomic
def set_shift(
    *,
    actor: Actor,
    organisation_id: UUID,
    on: date,
    starts: time,
    ends: time,
    appointment_id: UUID | None = None,
    note: str = "",
    at: datetime,
) -> DutyShift:
    """Put somebody, or the unit as a whole, on duty (排班). Raises NotFound, NotAllowed, Conflict, Refusal."""
    unit = organisation_to_edit(actor, organisation_id, permission="duty.edit")
    if on < day_of(at):
        raise Refusal(_("不能给已经过去的日子排班"), field="on")
    if appointment_id is not None:
        _check_in_post(unit, appointment_id, on)
    with refusing(SET_TWICE):
        return DutyShift.objects.create(
            town_id=_town(unit),
            organisation=unit,
            on=on,
            starts=starts,
            ends=ends,
            appointment_id=appointment_id,
            note=clean_line(note, 100, field="note"),
        )


@transaction.atomic
def clear_shift(*, actor: Actor, shift_id: UUID, at: datetime) -> None:
    """Take a shift that has not begun yet off the rota (撤班). Raises NotFound, NotAllowed, Refusal."""
    rows = DutyShift.objects.everywhere("the door is checked next").select_related("organisation")
    row = rows.select_for_update(of=("self",)).filter(pk=shift_id).first()
    if row is None:
        raise NotFound(_("没有这个班次"))
    check(actor, "duty.edit", at_path=row.organisation.area_path, for_unit=row.organisation_id)
    if row.on < day_of(at):
        raise Refusal(_("值过的班次要留底，不能撤"))
    row.delete()


@transaction.atomic
def plan_rota(*, actor: Actor, organisation_id: UUID, month: date, at: datetime) -> MonthPlan:
    """Fill what is left of a month in fair turn (编排值班表); shifts that are set already stay.

    Whoever had the fewest shifts of the same kind of day comes next, over the last three months; the
    same people and shifts always give the same plan. Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    unit = organisation_to_edit(actor, organisation_id, permission="duty.edit")
    rotas = [rota for rota in in_force(place=unit.place).rules.duty.rotas if rota.unit_kind == unit.unit_kind]
    if not rotas:
        raise Refusal(_("规则里没有{unit}的值班安排").format(unit=unit.name))
    first, after = _month(month)
    rows = DutyShift.objects.everywhere("the shifts of one unit").filter(organisation=unit)
    known = list(rows.filter(on__gte=first - REMEMBERED, on__lt=after))
    set_already = {(shift.on, shift.starts) for shift in known}
    turns = Turns(_candidates(unit, rotas, first, after), work_calendar().is_workday)
    for shift in sorted(known, key=lambda shift: (shift.on, shift.starts)):
        turns.note(shift.appointment_id, shift.on)
    made, unfilled = [], []
    for on, rota in _times(rotas, max(first, day_of(at)), after):
        if (on, rota.start) in set_already:
            continue
        chosen = turns.next(on, rota.posts)
        if chosen is None:
            unfilled.append((on, rota.start))
            continue
        made.append(_shift(unit, on, rota, chosen))
    DutyShift.objects.bulk_create(made, batch_size=1000)
    return MonthPlan(tuple(made), tuple(unfilled))


def _check_in_post(unit: Organisation, appointment_id: UUID, on: date) -> None:
    rows = Appointment.objects.everywhere("the people of one unit").filter(organisation=unit, term__contains=on)
    if not rows.filter(pk=appointment_id).exists():
        raise Refusal(_("这一天{unit}没有这名在任人员").format(unit=unit.name), field="appointment_id")


def _candidates(unit: Organisation, rotas: Sequence[Rota], first: date, after: date) -> list[Candidate]:
    order = list(dict.fromkeys(post for rota in rotas for post in rota.posts))
    rows = Appointment.objects.everywhere("the people of one unit").filter(organisation=unit, post_kind__in=order)
    found = rows.filter(term__overlap=(first, after))
    candidates = [Candidate(row.pk, row.post_kind, row.term.lower, row.term.upper) for row in found]
    return sorted(candidates, key=lambda one: (order.index(one.post_kind), one.starts_on, one.appointment_id))


def _month(month: date) -> tuple[date, date]:
    first = month.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def _times(rotas: Sequence[Rota], first: date, after: date) -> Iterator[tuple[date, Rota]]:
    for ahead in range((after - first).days):
        on = first + timedelta(days=ahead)
        is_workday = work_calendar().is_workday(on)
        for rota in rotas:
            if rota.runs_on(is_workday=is_workday):
                yield on, rota


def _shift(unit: Organisation, on: date, rota: Rota, appointment_id: UUID) -> DutyShift:
    return DutyShift(
        town_id=_town(unit),
        organisation=unit,
        on=on,
        starts=rota.start,
        ends=rota.end,
        appointment_id=appointment_id,
    )


def _town(unit: Organisation) -> UUID:
    area = areas_in_memory().by_id[unit.area_id]
    return area.town_id or area.id
