"""值班: who answers now and at any moment, and the month of a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import AreaRow, area_by_id
from wangge.core.teams.labels import post_label
from wangge.core.teams.operations import clear_shift, plan_rota, set_shift
from wangge.core.teams.queries import (
    AppointmentFilter,
    OrganisationRow,
    ShiftRow,
    appointments,
    on_duty,
    organisation_row,
    shifts_of_month,
)
from wangge.core.teams.units import Unit, units
from wangge.faces.shell.parts import build_filter_bar
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.administration.listing import area_chip, chosen_area, narrowed, read_month, roots_of
from wangge.faces.workbench.administration.sections import TEAMS, tabs_of
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.notes import say_done, say_mind
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.calendar.queries import work_calendar

from .words import rotas_of

MOST_UNITS = 200


@dataclass(frozen=True)
class Day:
    """One day of the month with its shifts."""

    on: date
    is_workday: bool
    name: str
    is_today: bool
    shifts: tuple[ShiftRow, ...]
    in_month: bool = True


@require_GET
@staff_page(needs="team.see")
def show_duty(request: StaffRequest) -> HttpResponse:
    """Who answers for an area now, or at a moment asked for; and the units that keep a rota. Raises NotFound."""
    scope = request.actor.scope("team.see")
    chosen = chosen_area(request.GET, scope)
    area = chosen or _usual_area(request)
    moment = read_moment(request.GET.get("when", "")) or request.at
    here = narrowed(scope, chosen)
    rota = [unit for unit in units().within(scope=here) if _keeps_rota(unit)]
    context = {
        "tabs": tabs_of(TEAMS, request.actor, here=request.path),
        "bar": build_filter_bar(request.GET, [area_chip(request.GET, scope, chosen, lead=_("看"))], has_words=False),
        "area": area,
        "moment": moment,
        "is_now": moment == request.at,
        "when": timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M"),
        "chain": on_duty(area_id=area.id, at=moment) if area else [],
        "rota": [
            (unit, area_label(unit.area_id)) for unit in sorted(rota, key=lambda u: (u.area_path, u.name))[:MOST_UNITS]
        ],
        "is_more": len(rota) > MOST_UNITS,
    }
    return render(request, "workbench/administration/teams/duty.html", context)


def read_moment(text: str) -> datetime | None:
    """A moment as the browser's own field writes it, 2026-03-02T14:30; None for anything else."""
    try:
        return timezone.make_aware(datetime.fromisoformat(text).replace(tzinfo=None))
    except (ValueError, OverflowError):
        return None


def _usual_area(request: StaffRequest) -> AreaRow | None:
    """The first of the person's areas, else the area of a unit the person acts for."""
    scope = request.actor.scope("team.see")
    mine = (units().by_id[unit].area_id for unit in scope.units if unit in units().by_id)
    return next(iter(roots_of(scope)), None) or next((area_by_id(area_id=area_id) for area_id in mine), None)


def _keeps_rota(unit: Unit) -> bool:
    return any(rota.unit_kind == unit.unit_kind for rota in rotas_of(unit.area_id))


def month_url(organisation_id: UUID, month: date) -> str:
    return f"{reverse('workbench:duty-month', args=[organisation_id])}?month={month:%Y-%m}"


@require_GET
@staff_page(needs="team.see")
def show_month(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    """The rota of a unit for a month. Raises NotFound."""
    scope, today = request.actor.scope("team.see"), localdate(request.at)
    row = organisation_row(scope=scope, organisation_id=organisation_id, on=today)
    month = read_month(request.GET.get("month", ""), otherwise=today)
    shifts = shifts_of_month(scope=scope, organisation_id=row.id, month=month)
    may_edit = _may_edit(request, row)
    context = {
        "row": row,
        "month": month,
        "days": days_of(month, shifts, today=today),
        "earlier_url": month_url(row.id, month - timedelta(days=1)),
        "later_url": month_url(row.id, month + timedelta(days=31)),
        "this_url": month_url(row.id, today),
        "rotas": [(rota, _posts(row, rota.posts)) for rota in rotas_of(row.area_id) if rota.unit_kind == row.unit_kind],
        "may_edit": may_edit,
        "may_plan": may_edit and month >= today.replace(day=1),
        "count": len(shifts),
        "tabs": tabs_of(TEAMS, request.actor, here=reverse("workbench:duty")),
    }
    return render(request, "workbench/administration/teams/month.html", context)


def _may_edit(request: StaffRequest, row: OrganisationRow) -> bool:
    may = request.actor.can("duty.edit", at_path=row.area_path, for_unit=row.id)
    return may and row.closed_on is None


def _posts(row: OrganisationRow, posts: Sequence[str]) -> str:
    unit = units().by_id.get(row.id)
    return "、".join(post_label(unit.place if unit else "", post) for post in posts)


def days_of(month: date, shifts: Sequence[ShiftRow], *, today: date) -> list[Day]:
    """The weeks of a month from Monday on, with the days of the neighbours that fill them up."""
    calendar = work_calendar()
    first = month - timedelta(days=month.weekday())
    after = (month + timedelta(days=31)).replace(day=1)
    last = after + timedelta(days=-after.weekday() % 7)
    days = []
    for ahead in range((last - first).days):
        on = first + timedelta(days=ahead)
        special = calendar.special(on)
        days.append(
            Day(
                on=on,
                is_workday=calendar.is_workday(on),
                name=special.name if special else "",
                is_today=on == today,
                shifts=tuple(shift for shift in shifts if shift.on == on),
                in_month=month <= on < after,
            )
        )
    return days


class ShiftForm(forms.Form):
    """Somebody of the unit, or the unit as a whole, on duty."""

    on = DayField(label=gettext_lazy("哪一天"))
    starts = forms.TimeField(label=gettext_lazy("从几点"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(
        label=gettext_lazy("到几点"),
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=gettext_lazy("比开始早就是到第二天；一样就是整 24 小时"),
    )
    appointment = forms.TypedChoiceField(label=gettext_lazy("谁"), coerce=UUID, empty_value=None, required=False)
    note = forms.CharField(label=gettext_lazy("备注"), max_length=100, required=False)

    def __init__(self, people: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = ("", gettext_lazy("单位整体（打值班电话）"))
        set_choices(self, "appointment", [whole, *people])


def _unit(request: StaffRequest, organisation_id: UUID) -> OrganisationRow:
    scope = request.actor.scope("duty.edit")
    return organisation_row(scope=scope, organisation_id=organisation_id, on=localdate(request.at))


@require_http_methods(["GET", "POST"])
@staff_page(needs="duty.edit")
def set_one(request: StaffRequest, organisation_id: UUID) -> HttpResponseBase:
    """Put somebody on duty. Raises NotFound."""
    row, today = _unit(request, organisation_id), localdate(request.at)
    wanted = AppointmentFilter(organisation_id=row.id)
    found = appointments(scope=request.actor.scope("duty.edit"), on=today, wanted=wanted, limit=200)
    people = [(str(one.id), f"{one.person_name} · {one.post_label}") for one in found.rows]
    rota = next((one for one in rotas_of(row.area_id) if one.unit_kind == row.unit_kind), None)
    initial = {
        "on": request.GET.get("on", ""),
        "starts": rota.start if rota else None,
        "ends": rota.end if rota else None,
    }

    def act(given: dict[str, Any]) -> HttpResponseBase:
        set_shift(
            actor=request.actor,
            organisation_id=row.id,
            on=given["on"],
            starts=given["starts"],
            ends=given["ends"],
            appointment_id=given["appointment"],
            note=given["note"],
            at=request.at,
        )
        say_done(request, _("排好了"))
        return HttpResponseRedirect(month_url(row.id, given["on"]))

    asked = Asked(_("{unit}排班").format(unit=row.name), _("排上"), month_url(row.id, today))
    return ask(request, ShiftForm(people, posted(request), initial=initial), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="duty.edit")
def plan_month(request: StaffRequest, organisation_id: UUID) -> HttpResponseBase:
    """Fill what is left of a month in fair turn. Raises NotFound."""
    row = _unit(request, organisation_id)
    month = read_month(request.GET.get("month", ""), otherwise=localdate(request.at))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        plan = plan_rota(actor=request.actor, organisation_id=row.id, month=month, at=request.at)
        say_done(request, _("排了 {count} 个班").format(count=len(plan.shifts)))
        if plan.unfilled:
            days = "、".join(f"{on:%m-%d}" for on, _start in plan.unfilled[:8])
            say_mind(request, _("有 {count} 个班没有在任的人可排：{days}").format(count=len(plan.unfilled), days=days))
        return HttpResponseRedirect(month_url(row.id, month))

    words = _("按规则从今天排到月底：谁最近三个月值得少先排谁，工作日、休息日分开算；已经排好的不动。")
    heading = _("{unit} {year} 年 {month} 月值班表").format(unit=row.name, year=month.year, month=month.month)
    asked = Asked(heading, _("自动排班"), month_url(row.id, month), words)
    return ask(request, NoFields(posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="duty.edit")
def clear_one(request: StaffRequest, organisation_id: UUID, shift_id: UUID) -> HttpResponseBase:
    """Take a shift off the rota, asked on a page of its own. Raises NotFound."""
    row = _unit(request, organisation_id)
    day = read_month(request.GET.get("month", ""), otherwise=localdate(request.at))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        clear_shift(actor=request.actor, shift_id=shift_id, at=request.at)
        say_done(request, _("班次已撤"))
        return HttpResponseRedirect(month_url(row.id, day))

    words = _("撤下后这段时间按顺序找下一位，没有人就找上级单位，不会空着。")
    asked = Asked(_("撤下这个班次"), _("撤下"), month_url(row.id, day), words, is_danger=True)
    return ask(request, NoFields(posted(request)), asked, act)
