"""A door and a building: who lives there, what stands there for business, what is unsafe, which matters are near."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.cases.queries import CaseFilter, map_points
from wangge.core.people.lifecycle import BuildingKind, EnterpriseKind
from wangge.core.people.operations import fill_sheet
from wangge.core.people.queries import BuildingCard, DoorCard, EnterpriseRow, building_card, door_card, sight_of
from wangge.faces.shell.parts import Fact
from wangge.faces.shell.states import look_of
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.labels import crumbs_of
from wangge.faces.workbench.links import Link, case_url
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.text import mask_within

from .forms import SheetForm
from .household import hazard_line
from .lists import household_line
from .words import NOTHING, household_url, people_rules, span_label, usage_label, where_label

NEAR = 0.0006  # degrees, some sixty metres


@never_cache
@require_GET
@staff_page(needs="people.see")
def show_door(request: StaffRequest, dwelling_id: UUID) -> HttpResponse:
    """One door. Raises NotFound."""
    card = door_card(sight=sight_of(actor=request.actor), dwelling_id=dwelling_id)
    rules = people_rules(card.area_id)
    may_edit = request.actor.can("people.edit", at_path=card.area_path) and card.closed_on is None
    context = {
        "card": card,
        "crumbs": crumbs_of(card.area_id, url=reverse("workbench:households")),
        "facts": [
            Fact(_("用途"), usage_label(card.usage)),
            Fact(_("楼层"), card.floor),
            Fact(_("楼栋"), _("看整栋"), reverse("workbench:building", args=[card.building_id])),
            *([Fact(_("停用"), card.closed_on.isoformat())] if card.closed_on else []),
        ],
        "households": [household_line(row) for row in card.households],
        "former": [
            Fact(span_label(since, until), _("以前的住户"), household_url(pk)) for pk, since, until in card.former
        ],
        "enterprises": [enterprise_line(row) for row in card.enterprises],
        "hazards": [hazard_line(row, rules) for row in card.hazards],
        "links": _door_links(card) if may_edit else [],
    }
    return render(request, "workbench/people/door.html", context)


def _door_links(card: DoorCard) -> list[Link]:
    def at(name: str) -> str:
        return reverse(f"workbench:{name}", args=[card.id])

    return [
        Link(_("登记住户"), f"{reverse('workbench:household-new')}?door={card.id}", is_first=True),
        Link(_("换租户"), at("door-tenants")),
        Link(_("房屋用途"), at("door-use")),
        Link(_("房屋信息表"), at("door-sheet")),
        Link(_("登记隐患"), reverse("workbench:hazard-new", args=["dwelling", card.id])),
        Link(_("登记企业商铺"), f"{reverse('workbench:enterprise-new')}?door={card.id}"),
        Link(_("停用"), at("door-close")),
    ]


@never_cache
@require_GET
@staff_page(needs="people.see")
def show_building(request: StaffRequest, building_id: UUID) -> HttpResponse:
    """One building, with the households and matters the viewer may see. Raises NotFound."""
    card = building_card(sight=sight_of(actor=request.actor), building_id=building_id)
    rules = people_rules(card.area_id)
    may_edit = request.actor.can("people.edit", at_path=card.area_path) and card.closed_on is None
    context = {
        "card": card,
        "crumbs": crumbs_of(card.area_id, url=reverse("workbench:households")),
        "facts": _building_facts(card),
        "households": [household_line(row) for row in card.households],
        "empty_doors": _empty_doors(card),
        "enterprises": [enterprise_line(row) for row in card.enterprises],
        "hazards": [hazard_line(row, rules) for row in card.hazards],
        "sees_cases": request.actor.can("case.see", at_path=card.area_path),
        "cases": cases_near(request, card),
        "links": _building_links(card) if may_edit else [],
    }
    return render(request, "workbench/people/building.html", context)


def _building_facts(card: BuildingCard) -> list[Fact]:
    kind = BuildingKind(card.kind).label if card.kind in BuildingKind.values else card.kind
    facts = [
        Fact(_("哪一类"), kind),
        Fact(_("层数"), card.storeys),
        Fact(_("户室"), len(card.doors)),
        Fact(_("住户"), len(card.households)),
        Fact(_("网格"), where_label(card.area_path)),
    ]
    return [*facts, Fact(_("地势"), _("低洼"))] if card.lies_low else facts


def _empty_doors(card: BuildingCard) -> list[Line]:
    """The doors nobody is registered at, by whole address; where rooms are masked, none."""
    lived = {row.address for row in card.households}
    return [
        Line(
            door.address,
            [Cell(_("用途"), usage_label(door.usage) or NOTHING)],
            url=reverse("workbench:door", args=[door.id]),
        )
        for door in card.doors
        if door.address not in lived
    ]


def _building_links(card: BuildingCard) -> list[Link]:
    return [
        Link(_("加户室"), reverse("workbench:building-rooms", args=[card.id])),
        Link(_("修改楼栋"), reverse("workbench:building-describe", args=[card.id])),
        Link(_("登记隐患"), reverse("workbench:hazard-new", args=["building", card.id])),
    ]


def cases_near(request: StaffRequest, card: BuildingCard) -> list[Line]:
    """Open matters within some sixty metres that the viewer may see, the newest first."""
    if card.lon is None or card.lat is None:
        return []
    points = map_points(
        scope=request.actor.scope("case.see"), where=CaseFilter(area_path=card.area_path, is_open=True), at=request.at
    )
    near = [one for one in points if abs(one.lon - card.lon) < NEAR and abs(one.lat - card.lat) < NEAR]
    return [
        Line(
            f"{one.number} {mask_within(one.title)}",
            [Cell(_("状态"), look_of(one.state).label, tag=True)],
            url=case_url(one.id),
        )
        for one in near[:50]
    ]


def enterprise_line(row: EnterpriseRow) -> Line:
    """An enterprise as a line."""
    kind = EnterpriseKind(row.kind).label if row.kind in EnterpriseKind.values else row.kind
    cells = [
        Cell(_("哪一类"), kind),
        Cell(_("行业"), row.industry or NOTHING),
        Cell(_("人数"), str(row.staff) if row.staff is not None else NOTHING, is_number=True),
        Cell(_("地址"), row.address or NOTHING),
    ]
    return Line(row.name, cells, url=reverse("workbench:enterprise", args=[row.id]), below=where_label(row.area_path))


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def fill_door_sheet(request: StaffRequest, dwelling_id: UUID) -> HttpResponseBase:
    """The items of the sheet about a dwelling. Raises NotFound."""
    card = door_card(sight=sight_of(actor=request.actor), dwelling_id=dwelling_id)
    items = [item for item in people_rules(card.area_id).items if item.about == "dwelling"]
    form, back = SheetForm(items, posted(request)), reverse("workbench:door", args=[dwelling_id])

    def done(_given: dict[str, Any]) -> HttpResponseBase:
        fill_sheet(actor=request.actor, about="dwelling", subject_id=dwelling_id, values=form.values(), at=request.at)
        say_done(request, _("改好了"))
        return HttpResponseRedirect(back)

    words = _("只改填了的，空着的不动；原来的会留底。")
    return ask(
        request, form, Asked(_("房屋信息表"), _("保存"), back, words, facts=[Fact(_("门牌"), card.address)]), done
    )
