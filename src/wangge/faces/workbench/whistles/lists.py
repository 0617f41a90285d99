"""The list of whistles, what waits first; and the rates by unit."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from wangge.core.cases.lifecycle import WhistleState
from wangge.core.cases.queries.whistles import (
    Waiting,
    WhistleFilter,
    WhistleRate,
    WhistleRow,
    kinds_of,
    waiting_whistles,
    whistle_list,
    whistle_rates,
)
from wangge.core.places.queries import places_in_force
from wangge.core.teams.units import units
from wangge.faces.shell.parts import build_chip, build_filter_bar
from wangge.faces.shell.templatetags.shell import clock_chip, when
from wangge.faces.workbench.administration.listing import pager_behind, read_month, read_uuid
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.cases.filters import surroundings_of
from wangge.faces.workbench.labels import area_label, rules_at, unit_label
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.navigation import Work
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.calendar.days import midnight

from .words import NOTE, WAITS, kind_label

TABS = (
    Work(gettext_lazy("吹哨报到"), "speakerphone", "workbench:whistles", ("case.see",)),
    Work(gettext_lazy("应哨情况"), "chart-bar", "workbench:whistle-rates", ("case.see",)),
)


@require_GET
@staff_page(needs="case.see")
def show_whistles(request: StaffRequest) -> HttpResponse:
    """What waits for the person's units first, then all whistles of the scope, the newest first."""
    query, scope = request.GET, request.actor.scope("case.see")
    where = WhistleFilter(_known(query.get("state", "")), query.get("kind", ""), read_uuid(query.get("unit", "")))
    page = whistle_list(scope=scope, where=where, after=read_uuid(query.get("after", "")))
    is_first = not query.get("after")
    labels = _kind_labels()
    kinds = [(code, labels.get(code, code)) for code in kinds_of(scope=scope)]
    chips = [
        build_chip(query, "state", WhistleState.choices, anything=_("全部"), lead=_("看")),
        build_chip(query, "kind", kinds, anything=_("各种哨")),
        build_chip(query, "unit", _unit_choices(request), anything=_("哪个单位都行"), lead=_("叫了")),
    ]
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "waiting": [_waiting(one, at=request.at) for one in waiting_whistles(actor=request.actor)] if is_first else [],
        "bar": build_filter_bar(query, chips, has_words=False),
        "lines": [_line(row) for row in page.rows],
        "pager": pager_behind(query, after=str(page.after or ""), shown=len(page.rows)),
        "is_first": is_first,
    }
    return render(request, "workbench/whistles/list.html", context)


def _known(state: str) -> str:
    return state if state in WhistleState.values else ""


def _kind_labels() -> dict[str, str]:
    return {kind.code: kind.label for found in places_in_force().values() for kind in found.rules.whistle.kinds}


def _unit_choices(request: StaffRequest) -> list[tuple[str, str]]:
    """The units of the person's towns that may be called: those of towns and counties."""
    roots = surroundings_of(request.actor).roots
    near = [u for u in units().by_id.values() if any(_is_near(u.area_path, root.path) for root in roots)]
    return [(str(u.id), u.name) for u in sorted(near, key=lambda u: (u.area_path, u.name))]


def _is_near(path: str, root: str) -> bool:
    return root.startswith(path) or (path.startswith(root) and path.count("/") <= 3)


def _waiting(one: Waiting, *, at: datetime) -> Line:
    cells = [
        Cell(_("等什么"), WAITS[one.what], tag=True),
        Cell(_("哪种哨"), _kind_labels().get(one.kind, one.kind) or _("协办")),
        Cell(_("单位"), unit_label(one.unit_id) or "—"),
        Cell(_("期限"), clock_chip(one.due_at, at=at) if one.due_at else when(one.since, at)),
    ]
    return Line(f"{one.number} {one.title}", cells, url=case_url(one.case_id))


def _line(row: WhistleRow) -> Line:
    called = _("{come} / {called} 名党员").format(come=row.members_come, called=row.members)
    units_come = _("{come} / {called} 个单位").format(come=row.arrived, called=row.called)
    cells = [
        Cell(_("状态"), WhistleState(row.state).label, tag=True),
        Cell(_("哪种哨"), kind_label(rules_at(row.area_id), row.kind)),
        Cell(_("谁请求"), unit_label(row.asked_unit_id)),
        Cell(_("到场"), called if row.members else units_come if row.called else "—"),
        Cell(_("报结果"), _("{done} / {called}").format(done=row.reported, called=row.called) if row.called else "—"),
        Cell(_("吹哨时间"), when(row.blown_at) if row.blown_at else _("没有吹")),
    ]
    return Line(f"{row.number} {row.title}", cells, url=case_url(row.case_id), below=area_label(row.area_id))


@require_GET
@staff_page(needs="case.see")
def show_rates(request: StaffRequest) -> HttpResponse:
    """A month of calls by unit: signed in time ÷ called, arrived in time ÷ called."""
    month = read_month(request.GET.get("month", ""), otherwise=localdate(request.at))
    later = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    earlier = (month.replace(day=1) - timedelta(days=1)).replace(day=1)
    rows = whistle_rates(
        scope=request.actor.scope("case.see"),
        since=midnight(month.replace(day=1)),
        before=midnight(later),
        at=request.at,
    )
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "month": month,
        "earlier_url": _month_url(earlier),
        "later_url": _month_url(later),
        "lines": sorted((_rate(row) for row in rows), key=lambda line: str(line.name)),
        "note": NOTE,
    }
    return render(request, "workbench/whistles/rates.html", context)


def _month_url(month: date) -> str:
    return f"{reverse('workbench:whistle-rates')}?month={month:%Y-%m}"


def _rate(row: WhistleRate) -> Line:
    cells = [
        Cell(_("被叫"), str(row.called), is_number=True),
        Cell(_("按时签收"), _share(row.signed_in_time, row.sign_owed), is_number=True),
        Cell(_("按时到场"), _share(row.arrived_in_time, row.arrive_owed), is_number=True),
        Cell(_("审定不用到场"), str(row.released), is_number=True),
        Cell(_("没到期或没走完"), str(row.not_due), is_number=True),
        Cell(_("打过分"), str(row.rated), is_number=True),
    ]
    return Line(unit_label(row.unit_id), cells, url=_called_url(row.unit_id))


def _share(part: int, whole: int) -> str:
    """3 / 4，75.00%; a dash where nobody was owed anything."""
    return (
        _("{part} / {whole}，{percent}%").format(part=part, whole=whole, percent=f"{part / whole:.2%}"[:-1])
        if whole
        else "—"
    )


def _called_url(unit_id: UUID) -> str:
    return f"{reverse('workbench:whistles')}?unit={unit_id}"
