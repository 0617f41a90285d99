"""任职: who holds which post where, since when and until when; which posts are empty."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.core.areas.queries import AreaRow
from wangge.core.areas.scope import Scope
from wangge.core.teams.queries import (
    STATE_LABELS,
    AppointmentFilter,
    AppointmentPage,
    AppointmentRow,
    absences_of,
    appointment_row,
    appointments,
    ending_soon,
    vacancies,
)
from wangge.faces.shell.parts import Chip, Choice, Fact, FilterBar, build_chip, build_filter_bar, changed_query
from wangge.faces.workbench.administration.listing import (
    area_chip,
    area_code,
    area_path,
    chosen_area,
    narrowed,
    page_of,
    pager_behind,
    read_uuid,
)
from wangge.faces.workbench.administration.sections import TEAMS, tabs_of
from wangge.faces.workbench.gridteams.composition import about_member
from wangge.faces.workbench.labels import area_label, crumbs_of, rules_at, unit_label
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.rulebook.schema.base import UnknownCode

from .words import post_kinds

VACANCIES_A_PAGE = 100
SHOWN_ENDING = 8
STATES = ("live", "ahead", "over", "all")


@require_GET
@staff_page(needs="team.see")
def show_appointments(request: StaffRequest) -> HttpResponse:
    """The appointments of the person's areas, the newest first. Raises NotFound."""
    scope, today = request.actor.scope("team.see"), localdate(request.at)
    area = chosen_area(request.GET, scope)
    page = page_wanted(request.GET, scope, area, on=today)
    is_plain = not any(request.GET.values())
    context = {
        "tabs": tabs_of(TEAMS, request.actor, here=request.path),
        "bar": _bar(request.GET, scope, area),
        "rows": page.rows,
        "pager": pager_behind(request.GET, after=str(page.after or ""), shown=len(page.rows)),
        "ending": ending_soon(scope=scope, on=today, limit=SHOWN_ENDING) if is_plain else [],
        "may_edit": request.actor.may("team.edit"),
        "papers_query": request.GET.urlencode(),
        "area": area,
    }
    return render(request, "workbench/administration/teams/appointments.html", context)


def page_wanted(query: QueryDict, scope: Scope, area: AreaRow | None, *, on: date) -> AppointmentPage:
    """The page of appointments that an address names; unknown values filter nothing."""
    state = query.get("state", "live")
    wanted = AppointmentFilter(
        words=query.get("q", "").strip(),
        post_kind=query.get("post", ""),
        area_path=area.path if area else "",
        organisation_id=read_uuid(query.get("unit", "")),
        state=state if state in STATES else "live",  # type: ignore[arg-type]  # one of the literals
    )
    return appointments(scope=scope, on=on, wanted=wanted, after=read_uuid(query.get("after", "")))


def _bar(query: QueryDict, scope: Scope, area: AreaRow | None) -> FilterBar:
    states = [(code, STATE_LABELS[code]) for code in ("ahead", "over", "all")]
    chips = [
        build_chip(query, "state", states, anything=STATE_LABELS["live"], lead=_("看")),
        area_chip(query, scope, area, lead=_("的人，在")),
        build_chip(query, "post", post_kinds(scope), anything=_("各种岗位"), lead=_("，担任")),
    ]
    unit = read_uuid(query.get("unit", ""))
    if unit is not None:
        url = changed_query(query, {"unit": None})
        choices = [Choice(_("各单位"), url), Choice(unit_label(unit), "", is_on=True)]
        chips.append(Chip("unit", unit_label(unit), choices, _("，属于"), "", True, url))
    return build_filter_bar(query, chips)


@require_GET
@staff_page(needs="team.see")
def show_appointment(request: StaffRequest, appointment_id: UUID) -> HttpResponse:
    """One appointment with its papers. Raises NotFound."""
    scope = request.actor.scope("team.see")
    row = appointment_row(scope=scope, appointment_id=appointment_id, on=localdate(request.at))
    may_edit = request.actor.can("team.edit", at_path=area_path(row.area_id))
    is_own = row.account_id is not None and row.account_id == request.actor.account_id
    context = {
        "row": row,
        "may_be_away": (may_edit or is_own) and row.state != "over",
        "absences": absences_of(scope=scope, appointment_id=row.id, on=localdate(request.at)),
        "crumbs": crumbs_of(row.area_id),
        "facts": _facts(row),
        "state": STATE_LABELS[row.state],
        "may_edit": may_edit,
        "may_end": may_edit and row.state != "over",
        "may_renew": may_edit and row.ended_on is None and row.ends_on is not None,
        "has_certificate": has_certificate(row),
        "about": about_member(request, row),
    }
    return render(request, "workbench/administration/teams/appointment.html", context)


def has_certificate(row: AppointmentRow) -> bool:
    """Whether the rules in force give this post a letter of appointment."""
    rules = rules_at(row.area_id)
    try:
        return rules is not None and rules.post(row.post_kind).certificate
    except UnknownCode:
        return False


def _facts(row: AppointmentRow) -> list[Fact]:
    until = row.ends_on.isoformat() if row.ends_on else _("长期")
    facts = [
        Fact(_("岗位"), row.post_label),
        Fact(_("区域"), area_label(row.area_id)),
        Fact(_("单位"), row.unit_name, reverse("workbench:organisation", args=[row.unit_id])),
        Fact(_("聘书编号"), row.number),
        Fact(_("聘期"), _("{start} 至 {end}").format(start=row.starts_on.isoformat(), end=until)),
        Fact(_("账号"), _("有，权限随任职来去") if row.has_account else _("没有，只在名册上")),
    ]
    if row.ended_on is not None:
        facts.append(Fact(_("离任"), row.ended_on.isoformat()))
    return facts


@dataclass(frozen=True)
class Empty:
    """A line of the report of vacancies."""

    area: str
    area_url: str
    post: str
    unit: str
    needed: int
    held: int
    url: str

    @property
    def missing(self) -> int:
        return self.needed - self.held


@require_GET
@staff_page(needs="team.see")
def show_vacancies(request: StaffRequest) -> HttpResponse:
    """Required posts with too few holders, area by area. Raises NotFound."""
    scope = request.actor.scope("team.see")
    area = chosen_area(request.GET, scope)
    post = request.GET.get("post", "")
    found = [
        one for one in vacancies(scope=narrowed(scope, area), on=localdate(request.at)) if post in ("", one.post_kind)
    ]
    keys = [f"{one.area_path}|{one.post_kind}|{one.unit_id}" for one in found]
    shown, after = page_of(found, keys, after=request.GET.get("after", ""), size=VACANCIES_A_PAGE)
    appoint = reverse("workbench:appoint")
    lines = []
    for one in shown:
        code = area_code(one.area_id)
        unit = f"&unit={one.unit_id}" if one.unit_id else ""
        lines.append(
            Empty(
                area=area_label(one.area_id),
                area_url=reverse("workbench:area", args=[code]),
                post=one.post_label,
                unit=one.unit_name or _("还没有能设这个岗位的单位"),
                needed=one.needed,
                held=one.held,
                url=f"{appoint}?area={code}&post={one.post_kind}{unit}",
            )
        )
    chips = [
        area_chip(request.GET, scope, area, lead=_("看")),
        build_chip(request.GET, "post", post_kinds(scope), anything=_("各种岗位"), lead=_("的缺岗，")),
    ]
    context = {
        "tabs": tabs_of(TEAMS, request.actor, here=request.path),
        "bar": build_filter_bar(request.GET, chips, has_words=False),
        "lines": lines,
        "missing": sum(one.needed - one.held for one in found),
        "count": len(found),
        "pager": pager_behind(request.GET, after=after, shown=len(lines)),
        "may_edit": request.actor.may("team.edit"),
    }
    return render(request, "workbench/administration/teams/vacancies.html", context)
