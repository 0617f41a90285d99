"""单位: the list and the tree of organisations, and one of them with its people."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.core.access.queries import acting_for
from wangge.core.areas.queries import AreaRow
from wangge.core.areas.scope import Scope
from wangge.core.cases.queries import owned_count
from wangge.core.teams.queries import (
    AppointmentFilter,
    OrganisationRow,
    appointments,
    memberships,
    organisation_counts,
    organisation_row,
    organisation_tree,
    organisations,
)
from wangge.core.teams.units import units
from wangge.faces.shell.parts import Fact, FilterBar, NavItem, build_chip, build_filter_bar, changed_query
from wangge.faces.workbench.administration.listing import (
    area_chip,
    chosen_area,
    narrowed,
    pager_behind,
    read_uuid,
)
from wangge.faces.workbench.administration.sections import TEAMS, tabs_of
from wangge.faces.workbench.labels import area_label, crumbs_of, unit_label
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .words import NATURES, rotas_of, unit_kinds

MOST_IN_TREE = 400


@require_GET
@staff_page(needs="team.see")
def show_organisations(request: StaffRequest) -> HttpResponse:
    """The organisations of the person's areas, by area. Raises NotFound for an area that is none of them."""
    scope = request.actor.scope("team.see")
    area = chosen_area(request.GET, scope)
    after = _key(request.GET.get("after", ""))
    page = organisations(
        scope=narrowed(scope, area),
        on=localdate(request.at),
        words=request.GET.get("q", "").strip(),
        unit_kind=request.GET.get("kind", ""),
        nature=request.GET.get("nature", ""),
        with_closed=request.GET.get("closed") == "1",
        after=after,
    )
    context = {
        "tabs": tabs_of(TEAMS, request.actor, here=request.path),
        "views": _views(request.GET),
        "bar": _bar(request.GET, scope, area),
        "lines": [(row, NATURES.get(row.nature, row.nature)) for row in page.rows],
        "pager": pager_behind(request.GET, after=_written(page.after) if page.after else "", shown=len(page.rows)),
        "counts": organisation_counts(scope=narrowed(scope, area), on=localdate(request.at)) if after is None else None,
        "party_url": changed_query(request.GET, {"nature": "party"}),
        "may_edit": request.actor.may("team.edit"),
        "area": area,
    }
    return render(request, "workbench/administration/teams/organisations.html", context)


@require_GET
@staff_page(needs="team.see")
def show_tree(request: StaffRequest) -> HttpResponse:
    """The same as a tree: which unit is part of which. Raises NotFound."""
    scope = request.actor.scope("team.see")
    area = chosen_area(request.GET, scope)
    here = narrowed(scope, area)
    count = len(units().within(scope=here))
    context = {
        "tabs": tabs_of(TEAMS, request.actor, here=reverse("workbench:organisations")),
        "views": _views(request.GET, is_tree=True),
        "bar": build_filter_bar(request.GET, [area_chip(request.GET, scope, area, lead=_("看"))], has_words=False),
        "nodes": organisation_tree(scope=here, on=localdate(request.at)) if count <= MOST_IN_TREE else (),
        "count": count,
        "is_too_many": count > MOST_IN_TREE,
        "may_edit": request.actor.may("team.edit"),
        "area": area,
    }
    return render(request, "workbench/administration/teams/tree.html", context)


def _views(query: QueryDict, *, is_tree: bool = False) -> list[NavItem]:
    kept = changed_query(query, dict.fromkeys(("q", "kind", "nature", "closed")))
    return [
        NavItem(_("列表"), reverse("workbench:organisations") + kept, "list-check", not is_tree),
        NavItem(_("隶属"), reverse("workbench:organisation-tree") + kept, "sitemap", is_tree),
    ]


def _bar(query: QueryDict, scope: Scope, area: AreaRow | None) -> FilterBar:
    chips = [
        area_chip(query, scope, area, lead=_("看")),
        build_chip(query, "kind", unit_kinds(scope), anything=_("各种"), lead=_("的")),
        build_chip(query, "nature", list(NATURES.items()), anything=_("不论性质"), lead=_("单位，")),
        build_chip(query, "closed", [("1", _("连同已撤销的"))], anything=_("只看现有的"), lead=_("，")),
    ]
    return build_filter_bar(query, chips)


def _key(text: str) -> tuple[str, UUID] | None:
    path, _bar, pk = text.partition("|")
    found = read_uuid(pk)
    return (path, found) if found else None


def _written(key: tuple[str, UUID]) -> str:
    return f"{key[0]}|{key[1]}"


@dataclass(frozen=True)
class Part:
    """A unit below another one."""

    name: str
    url: str
    phone: str


@require_GET
@staff_page(needs="team.see")
def show_organisation(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    """One organisation: what it is, who is in it, who may act for it. Raises NotFound."""
    scope, today = request.actor.scope("team.see"), localdate(request.at)
    row = organisation_row(scope=scope, organisation_id=organisation_id, on=today)
    people = appointments(scope=scope, on=today, wanted=AppointmentFilter(organisation_id=row.id))
    sees_accounts = request.actor.can("account.see", at_path=row.area_path)
    parts = sorted((u for u in units().by_id.values() if u.part_of_id == row.id), key=lambda unit: unit.name)
    context = {
        "row": row,
        "crumbs": crumbs_of(row.area_id),
        "facts": _facts(row),
        "figures": _figures(request, row),
        "people": people.rows,
        "has_more": people.after is not None,
        "parts": [Part(u.name, reverse("workbench:organisation", args=[u.id]), u.duty_phone) for u in parts],
        "acting": acting_for(unit_id=row.id, at=request.at) if sees_accounts else [],
        "sees_accounts": sees_accounts,
        "may_grant": request.actor.can("grant.edit", at_path=row.area_path),
        "may_edit": request.actor.can("team.edit", at_path=row.area_path, for_unit=row.id) and row.closed_on is None,
        "has_rota": any(rota.unit_kind == row.unit_kind for rota in rotas_of(row.area_id)),
    }
    return render(request, "workbench/administration/teams/organisation.html", context)


def _facts(row: OrganisationRow) -> list[Fact]:
    above = reverse("workbench:organisation", args=[row.part_of_id]) if row.part_of_id else ""
    facts = [
        Fact(_("种类"), row.kind_label),
        Fact(_("性质"), NATURES.get(row.nature, row.nature)),
        Fact(_("管到"), area_label(row.area_id)),
        Fact(_("值班电话"), row.duty_phone or None, note=_("公开的座机，不写个人手机")),
        Fact(_("上级单位"), unit_label(row.part_of_id) or None, above),
        Fact(_("公开"), _("公示页上有") if row.is_public else _("不公示")),
    ]
    if row.closed_on is not None:
        facts.append(Fact(_("撤销"), row.closed_on.isoformat()))
    return facts


def _figures(request: StaffRequest, row: OrganisationRow) -> list[tuple[int, str, str]]:
    appointed = f"{reverse('workbench:appointments')}?unit={row.id}"
    owned = f"{reverse('workbench:cases')}?unit={row.id}&state=open"
    open_cases = owned_count(scope=request.actor.scope("case.see"), unit_id=row.id)
    return [
        *([(open_cases, owned, _("在办事项"))] if request.actor.may("case.see") else []),
        (row.in_post, appointed, _("在任")),
        (row.members, reverse("workbench:members", args=[row.id]), _("党员、会员")),
    ]


@require_GET
@staff_page(needs="team.see")
def show_members(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    """The members of an organisation. Raises NotFound."""
    scope, today = request.actor.scope("team.see"), localdate(request.at)
    row = organisation_row(scope=scope, organisation_id=organisation_id, on=today)
    page = memberships(
        scope=scope,
        on=today,
        organisation_id=row.id,
        words=request.GET.get("q", "").strip(),
        after=read_uuid(request.GET.get("after", "")),
    )
    context = {
        "row": row,
        "bar": build_filter_bar(request.GET, []),
        "members": page.rows,
        "pager": pager_behind(request.GET, after=str(page.after or ""), shown=len(page.rows)),
    }
    return render(request, "workbench/administration/teams/members.html", context)
