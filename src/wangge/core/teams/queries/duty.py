"""Who answers now: the people on the rota, level by level upwards; somebody always does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import F

from wangge.core.areas.queries import AreaRow, area_by_id, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.teams.labels import everyone_in_post, post_label, rules_of
from wangge.core.teams.models import Appointment, DutyShift
from wangge.core.teams.units import Unit, units
from wangge.ground.foundation.calendar.days import ZONE
from wangge.ground.foundation.calendar.queries import work_calendar
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.duty import Rota

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class OnDuty:
    """Somebody who answers now: a person of a unit, or the unit itself by its duty phone."""

    unit_id: UUID
    unit_name: str
    duty_phone: str
    until: datetime | None  # None: for want of anybody on the rota
    person_name: str = ""
    post_label: str = ""
    appointment_id: UUID | None = None
    account_id: UUID | None = None
    is_public: bool = True  # the name may be shown to anybody


@dataclass(frozen=True)
class ShiftRow:
    """One line of a unit's month."""

    id: UUID
    on: date
    starts: time
    ends: time
    appointment_id: UUID | None
    person_name: str
    post_label: str
    note: str
    is_in_post: bool  # False: the person has left since


@dataclass(frozen=True)
class _Moment:
    """A moment as the rota sees it."""

    at: datetime
    local: datetime

    @property
    def today(self) -> date:
        return self.local.date()

    def until(self, on: date, starts: time, ends: time) -> datetime | None:
        """When a shift that began on a day ends, if it is running now."""
        begin = datetime.combine(on, starts, ZONE)
        end = datetime.combine(on if starts < ends else on + ONE_DAY, ends, ZONE)
        return end if begin <= self.local < end else None


def on_duty(*, area_id: UUID, at: datetime) -> list[OnDuty]:
    """Who answers for an area at a moment (值班), in the order to ask them. Raises NotFound.

    Never empty once any unit answers for the area: planned shifts come first, then the holders of the
    rota's posts, then the unit itself; and when no rota runs at all, the units with a duty phone.
    """
    area = area_by_id(area_id=area_id)
    moment = _Moment(at, at.astimezone(ZONE))
    rules = rules_of(areas_in_memory().place_of(area.id))
    rotas = rules.duty.rotas if rules else ()
    chain = _chain(area, rules)
    shifts, in_post = _shifts(chain, moment), _in_post(chain, area, moment.today)
    found = [one for unit in chain for one in _of_unit(unit, rotas, shifts, in_post, moment)]
    return found or _last_resort(chain, area)


def standing_unit(*, area_id: UUID) -> Unit | None:
    """The unit whose telephone stands on a wall, whatever the hour: the nearest of the chain that has one.

    Raises NotFound.
    """
    area = area_by_id(area_id=area_id)
    chain = _chain(area, rules_of(areas_in_memory().place_of(area.id)))
    return next((unit for unit in _serving(chain, area) if unit.duty_phone), None)


def _chain(area: AreaRow, rules: Rulebook | None) -> list[Unit]:
    fallback = rules.duty.fallback if rules else ()
    found = (units().nearest(area_path=area.path, unit_kind=kind) for kind in fallback)
    return [unit for unit in found if unit is not None]


def _shifts(chain: Sequence[Unit], moment: _Moment) -> list[DutyShift]:
    rows = DutyShift.objects.everywhere("the units that answer for one area").select_related("appointment")
    days = [moment.today - ONE_DAY, moment.today]
    found = rows.filter(organisation_id__in=[unit.id for unit in chain], on__in=days)
    return list(found.order_by("starts", F("appointment_id").asc(nulls_last=True)))


def _in_post(chain: Sequence[Unit], area: AreaRow, today: date) -> list[Appointment]:
    rows = everyone_in_post(on=today, reason="the units that answer for one area")
    found = rows.filter(organisation_id__in=[unit.id for unit in chain]).order_by("starts_on", "id")
    return [row for row in found if row.area_path.startswith(area.path) or area.path.startswith(row.area_path)]


def _of_unit(
    unit: Unit, rotas: Sequence[Rota], shifts: Iterable[DutyShift], in_post: Sequence[Appointment], moment: _Moment
) -> list[OnDuty]:
    planned = list(_planned(unit, shifts, moment))
    if planned:
        return planned
    running = [(rota, until) for rota in rotas if rota.unit_kind == unit.unit_kind if (until := _until(rota, moment))]
    people: dict[UUID, OnDuty] = {}
    for rota, until in running:
        for post in rota.posts:
            for row in in_post:
                if row.organisation_id == unit.id and row.post_kind == post:
                    people.setdefault(row.pk, _person(unit, row, until))
    if people or not running:
        return list(people.values())
    return [_itself(unit, running[0][1])] if unit.duty_phone else []


def _planned(unit: Unit, shifts: Iterable[DutyShift], moment: _Moment) -> Iterator[OnDuty]:
    for shift in shifts:
        until = moment.until(shift.on, shift.starts, shift.ends)
        if shift.organisation_id != unit.id or until is None:
            continue
        if shift.appointment is None:
            yield _itself(unit, until)
        elif moment.today in shift.appointment.term:
            yield _person(unit, shift.appointment, until)


def _until(rota: Rota, moment: _Moment) -> datetime | None:
    """When the shift of a rota ends that runs now; one that runs over midnight belongs to the day it began."""
    for on in (moment.today, moment.today - ONE_DAY):
        until = moment.until(on, rota.start, rota.end)
        if until is not None and rota.runs_on(is_workday=work_calendar().is_workday(on)):
            return until
    return None


def _last_resort(chain: Sequence[Unit], area: AreaRow) -> list[OnDuty]:
    serving = _serving(chain, area)
    with_phone = [_itself(unit, None) for unit in serving if unit.duty_phone]
    return with_phone or [_itself(unit, None) for unit in serving]


def _serving(chain: Sequence[Unit], area: AreaRow) -> list[Unit]:
    return [*chain, *(unit for unit in units().serving(area_path=area.path) if unit not in chain)]


def _person(unit: Unit, row: Appointment, until: datetime) -> OnDuty:
    return OnDuty(
        unit_id=unit.id,
        unit_name=unit.name,
        duty_phone=unit.duty_phone,
        until=until,
        person_name=row.person_name,
        post_label=post_label(row.place, row.post_kind),
        appointment_id=row.pk,
        account_id=row.account_id,
        is_public=row.is_public and unit.is_public,
    )


def _itself(unit: Unit, until: datetime | None) -> OnDuty:
    return OnDuty(unit_id=unit.id, unit_name=unit.name, duty_phone=unit.duty_phone, until=until)


def shifts_of_month(*, scope: Scope, organisation_id: UUID, month: date) -> list[ShiftRow]:
    """The planned shifts of a unit in the month of a day, by day and hour."""
    first = month.replace(day=1)
    after = (first + 31 * ONE_DAY).replace(day=1)
    rows = DutyShift.objects.within(scope).select_related("appointment")
    found = rows.filter(organisation_id=organisation_id, on__gte=first, on__lt=after).order_by("on", "starts", "id")
    return [_row(shift, shift.appointment) for shift in found]


def _row(shift: DutyShift, row: Appointment | None) -> ShiftRow:
    return ShiftRow(
        id=shift.pk,
        on=shift.on,
        starts=shift.starts,
        ends=shift.ends,
        appointment_id=shift.appointment_id,
        person_name=row.person_name if row else "",
        post_label=post_label(row.place, row.post_kind) if row else "",
        note=shift.note,
        is_in_post=row is None or shift.on in row.term,
    )
