"""The doors at which something is open: list, why, what was asked, as a page and as a file."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.people.queries.labels import DoorLabel
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.parts import Chip, build_chip, build_filter_bar
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.listing import pager_behind, read_day, read_uuid
from wangge.faces.workbench.cases.export import stamp_of
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.matters.files import sheet_response
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.calendar.queries import work_calendar
from wangge.ground.rulebook.schema.visits import Visits
from wangge.practice.visits.cadences import slots
from wangge.practice.visits.operations import note_export
from wangge.practice.visits.queries.doors import DoorFilter, DoorOfList, Key, doors_page

from .parts import Seen, door_url, door_words, labels_of, late_words, rules_for, seen_by, tabs

MOST = 5_000
PAGE = 500
WHICH = (("late", gettext_lazy("有超期的")), ("several", gettext_lazy("有两件以上的")))


@dataclass(frozen=True)
class Slot:
    """A day to go in the next week."""

    label: str
    day: date
    hours: str
    moved: str


@require_GET
@staff_page(needs="visit.see")
def show_doors(request: StaffRequest) -> HttpResponse:
    """Where something is to be done, the soonest due first. Raises NotFound."""
    seen, today = seen_by(request), localdate(request.at)
    rules = rules_for(seen.here.id)
    page = doors_page(
        scope=seen.scope, path=seen.path, today=today, where=_filter(request.GET), after=_read(request.GET)
    )
    labels = labels_of(request, [row.household_id for row in page.rows])
    chips = _chips(request, seen, rules)
    context = {
        "tabs": tabs(request, reverse("workbench:rounds")),
        "bar": build_filter_bar(request.GET, chips, has_words=False, export_url=_export_url(request)),
        "lines": [_line(row, labels.get(row.household_id), today) for row in page.rows],
        "pager": pager_behind(request.GET, after=_written(page.after), shown=len(page.rows)),
        "slots": _slots(rules, today),
        "rules": rules,
    }
    return render(request, "workbench/rounds/doors.html", context)


def _export_url(request: StaffRequest) -> str:
    if not request.actor.may("people.export"):
        return ""
    return f"{reverse('workbench:rounds-export')}?{request.GET.urlencode()}"


def _chips(request: StaffRequest, seen: Seen, rules: Visits) -> list[Chip]:
    kinds = [(one.code, one.label) for one in rules.errands]
    return [
        seen.chip(request, lead=_("看")),
        build_chip(request.GET, "kind", kinds, anything=_("任何事"), lead=_("里要办")),
        build_chip(request.GET, "which", list(WHICH), anything=_("所有的门"), lead=_("，")),
    ]


def _filter(query: QueryDict) -> DoorFilter:
    which = query.get("which", "")
    return DoorFilter(kind=query.get("kind", ""), is_late=which == "late", several=which == "several")


def _read(query: QueryDict) -> Key | None:
    day, things, household = (*query.get("after", "").split("~"), "", "")[:3]
    found = read_day(day), read_uuid(household)
    if found[0] is None or found[1] is None or not things.lstrip("-").isdigit():
        return None
    return found[0], int(things), found[1]


def _written(key: Key | None) -> str:
    return "~".join(map(str, key)) if key else ""


def _line(row: DoorOfList, label: DoorLabel | None, today: date) -> dict[str, Any]:
    return {
        "row": row,
        "url": door_url(row.household_id),
        "name": door_words(label),
        "where": area_label(row.area_id),
        "late": late_words(row.due_on, today),
        "is_late": row.due_on is not None and row.due_on < today,
        "hours": hours_words(row),
        "last": when(row.last_visit) if row.last_visit else "",
        "units": _("、").join(dict.fromkeys(one.unit_name for one in row.errands if one.unit_name)),
    }


def hours_words(row: DoorOfList) -> str:
    """18:00 以后, 20:00 以前; what the household asked."""
    if row.no_visits:
        return _("请勿打扰")
    said = [_("{time} 以后").format(time=f"{row.not_before:%H:%M}")] if row.not_before else []
    said += [_("{time} 以前").format(time=f"{row.not_after:%H:%M}")] if row.not_after else []
    return _("、").join(said)


def _slots(rules: Visits, today: date) -> list[Slot]:
    """When the place usually goes, in the next week; hints, never an alarm."""
    calendar, last = work_calendar(), today + timedelta(days=6)
    found = []
    for cadence in rules.cadences:
        if cadence.rhythm not in ("week", "first_week"):
            continue
        hours = f"{cadence.begins:%H:%M}–{cadence.ends:%H:%M}" if cadence.begins and cadence.ends else ""
        for slot in slots(cadence=cadence, first=today, last=last, calendar=calendar):
            if slot.day is not None:
                moved = _("因{holiday}顺延").format(holiday=slot.holiday) if slot.is_moved else ""
                found.append(Slot(cadence.label, slot.day, hours, moved))
    return sorted(found, key=lambda slot: slot.day)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("导出做什么用"), max_length=200)


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.export")
def export_doors(request: StaffRequest) -> HttpResponseBase:
    """The list as a file: for a reason, masked as on the page, at most so many rows; audited. Raises NotFound."""
    seen = seen_by(request)
    back = f"{reverse('workbench:rounds')}?{request.GET.urlencode()}"
    asked = Asked(
        _("导出该去的门"), _("导出 Excel"), back,
        words=_("和页面上一样脱敏，最多 {cap} 行，导出会记入审计。").format(cap=MOST),
    )  # fmt: skip

    def make(given: dict[str, Any]) -> HttpResponseBase:
        return _file(request, seen, given["reason"])

    return ask(request, ReasonForm(posted(request)), asked, make)


def _file(request: StaffRequest, seen: Seen, reason: str) -> HttpResponseBase:
    today, after = localdate(request.at), None
    rows: list[list[Any]] = []
    while len(rows) < MOST:
        page = doors_page(
            scope=seen.scope, path=seen.path, today=today, where=_filter(request.GET), after=after, size=PAGE
        )
        labels = labels_of(request, [row.household_id for row in page.rows])
        rows += [_cells(row, labels, today) for row in page.rows]
        after = page.after
        if after is None:
            break
    note_export(
        actor=request.actor, what="due_doors", path=seen.path, reason=reason, rows=len(rows),
        address=address_of(request), at=request.at,
    )  # fmt: skip
    stamp = stamp_of(request.actor, login_name=request.account.login_name, at=request.at)
    headings = [_("住户"), _("网格"), _("要办的事"), _("期限"), _("方便的时间"), _("上次走访")]
    return sheet_response(
        _("该去的门 {day}.xlsx").format(day=today.isoformat()), headings, rows[:MOST], stamp=stamp, words=reason
    )


def _cells(row: DoorOfList, labels: dict[UUID, DoorLabel], today: date) -> list[Any]:
    return [
        door_words(labels.get(row.household_id)), area_label(row.area_id),
        _("、").join(one.title for one in row.errands), row.due_on.isoformat() if row.due_on else "",
        hours_words(row), f"{localdate(row.last_visit):%Y-%m-%d}" if row.last_visit else "",
    ]  # fmt: skip
