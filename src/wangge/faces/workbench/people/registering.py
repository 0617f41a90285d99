"""Registering: a household at a door, a building with its doors, doors of a building; tenants that change."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wangge.core.areas.queries import named_places
from wangge.core.areas.scope import Scope
from wangge.core.people import operations as act_on
from wangge.core.people.lifecycle import BuildingKind, ResidenceKind, Role, Usage
from wangge.core.people.operations import NewBuilding, NewDwelling, NewHousehold
from wangge.core.people.persons import NewPerson
from wangge.core.people.queries import building_card, door_card, sight_of
from wangge.faces.shell.parts import Fact
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.fields import AreaField, DayField
from wangge.faces.workbench.administration.listing import read_uuid, roots_of
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound, Refusal

from .forms import NewHouseholdForm
from .household_steps import check_doubles, tell_warnings
from .words import area_of_path, household_url, people_rules, people_town

ROOM = re.compile(r"\s*(?:(?P<unit>[^\s，,、]*?单元)\s*)?(?P<room>[^\s，,、]+)\s*")
MOST_ROOMS = 400


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def add_household(request: StaffRequest) -> HttpResponseBase:
    """A household at a door with its head; `door` in the address presets it. Raises NotFound."""
    sight, door_id = sight_of(actor=request.actor), read_uuid(request.GET.get("door", ""))
    door = door_card(sight=sight, dwelling_id=door_id) if door_id else None
    roots = roots_of(Scope(request.actor.scope("people.edit").roots))
    if not roots:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    path = door.area_path if door else roots[0].path
    rules = people_rules(area_of_path(path))
    initial = {"kinds": [ResidenceKind.REGISTERED, ResidenceKind.LIVES], "dwelling_id": door.address if door else ""}
    form = NewHouseholdForm(rules, sight, path, posted(request), initial=initial)

    def done(given: dict[str, Any]) -> HttpResponseBase:
        place = door_card(sight=sight, dwelling_id=given["dwelling_id"])
        head = _as_head(form.person())
        check_doubles(request, _town_of(place.area_path), head, is_another=given["is_another"])
        new = NewHousehold(dwelling_id=place.id, persons=(head,), external_code=given["external_code"])
        made = act_on.register_households(actor=request.actor, new=[new], at=request.at, on=given["on"])
        tell_warnings(request, made.warnings)
        say_done(request, _("登记好了，接着加成员"))
        return HttpResponseRedirect(household_url(made.household_ids[0]))

    words = _("先登记户主，再在这一户的页面上加成员。没有门牌的，先登记楼栋和户室。")
    back = reverse("workbench:door", args=[door.id]) if door else reverse("workbench:households")
    return ask(request, form, Asked(_("登记住户"), _("登记"), back, words), done)


def _as_head(person: NewPerson) -> NewPerson:
    return NewPerson(**{**vars(person), "role": Role.HEAD})


def _town_of(path: str) -> UUID:
    town_id = people_town(path)
    if town_id is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return town_id


class BuildingForm(forms.Form):
    """A building with its doors."""

    name = forms.CharField(label=gettext_lazy("楼栋或门牌"), max_length=60, help_text=gettext_lazy("例如 3幢、12号"))
    kind = forms.ChoiceField(label=gettext_lazy("哪一类"), choices=BuildingKind.choices, initial=BuildingKind.HOUSE)
    storeys = forms.IntegerField(label=gettext_lazy("几层"), min_value=1, max_value=200, required=False)
    lies_low = forms.BooleanField(label=gettext_lazy("地势低洼"), required=False)
    rooms = forms.CharField(
        label=gettext_lazy("户室"), required=False, widget=forms.Textarea(attrs={"rows": 5}), max_length=8000,
        help_text=gettext_lazy("一行一个，例如 1单元 101室；一户一院的不用填"),
    )  # fmt: skip

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(scope=scope, label=_("哪个网格"))
        self.fields["place"] = forms.CharField(
            label=_("小区、自然村、街巷"), max_length=60, required=False, help_text=_("写已有的地名")
        )
        self.order_fields(["area", "place", "name", "kind", "storeys", "lies_low", "rooms"])


def read_rooms(text: str) -> Iterator[NewDwelling]:
    """The doors of a text, one a line. Raises Refusal."""
    for line in filter(None, (one.strip() for one in text.splitlines())):
        found = ROOM.fullmatch(line)
        if found is None:
            raise Refusal(_("“{line}”看不懂，要写成 1单元 101室 这样").format(line=line), field="rooms")
        yield NewDwelling(unit=found["unit"] or "", room=found["room"])


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def add_building(request: StaffRequest) -> HttpResponseBase:
    """A building with its doors."""
    form = BuildingForm(Scope(request.actor.scope("people.edit").roots), posted(request))

    def done(given: dict[str, Any]) -> HttpResponseBase:
        rooms = tuple(read_rooms(given["rooms"])) or (NewDwelling(),)
        if len(rooms) > MOST_ROOMS:
            raise Refusal(_("一次最多 {most} 个户室").format(most=MOST_ROOMS), field="rooms")
        new = NewBuilding(
            name=given["name"], place_id=_place_id(given["area"].path, given["place"]), kind=given["kind"],
            storeys=given["storeys"], lies_low=given["lies_low"], dwellings=rooms,
        )  # fmt: skip
        made = act_on.add_buildings(actor=request.actor, area_id=given["area"].id, new=[new], at=request.at)
        say_done(request, _("登记了 {count} 个户室").format(count=len(rooms)))
        return HttpResponseRedirect(reverse("workbench:building", args=[made.building_ids[0]]))

    return ask(request, form, Asked(_("登记楼栋"), _("登记"), reverse("workbench:households")), done)


def _place_id(path: str, name: str) -> UUID | None:
    """A named place of an area by its name. Raises Refusal for one that is not known."""
    if not name.strip():
        return None
    found = [row for row in named_places(path=path) if row.name == name.strip()]
    if not found:
        raise Refusal(_("这个网格没有这个地名，请先在网格页面加地名"), field="place")
    return found[0].id


class RoomsForm(forms.Form):
    rooms = forms.CharField(
        label=gettext_lazy("户室"), widget=forms.Textarea(attrs={"rows": 5}), max_length=8000,
        help_text=gettext_lazy("一行一个，例如 1单元 101室"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def add_rooms(request: StaffRequest, building_id: UUID) -> HttpResponseBase:
    """Doors of a building that is known. Raises NotFound."""
    card = building_card(sight=sight_of(actor=request.actor), building_id=building_id)
    back = reverse("workbench:building", args=[building_id])

    def done(given: dict[str, Any]) -> HttpResponseBase:
        rooms = list(read_rooms(given["rooms"]))
        act_on.add_dwellings(actor=request.actor, building_id=building_id, new=rooms, at=request.at)
        say_done(request, _("登记了 {count} 个户室").format(count=len(rooms)))
        return HttpResponseRedirect(back)

    asked = Asked(_("加户室"), _("登记"), back, facts=[Fact(_("楼栋"), card.address)])
    return ask(request, RoomsForm(posted(request)), asked, done)


class DescribeForm(forms.Form):
    storeys = forms.IntegerField(label=gettext_lazy("几层"), min_value=1, max_value=200, required=False)
    lies_low = forms.BooleanField(label=gettext_lazy("地势低洼"), required=False)
    lon = forms.FloatField(label=gettext_lazy("经度"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=gettext_lazy("纬度"), min_value=-90, max_value=90, required=False)


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def describe_building(request: StaffRequest, building_id: UUID) -> HttpResponseBase:
    """A building described anew. Raises NotFound."""
    card = building_card(sight=sight_of(actor=request.actor), building_id=building_id)
    back = reverse("workbench:building", args=[building_id])

    def done(given: dict[str, Any]) -> HttpResponseBase:
        act_on.change_building(actor=request.actor, building_id=building_id, **given)
        say_done(request, _("改好了"))
        return HttpResponseRedirect(back)

    initial = {name: getattr(card, name) for name in ("storeys", "lies_low", "lon", "lat")}
    asked = Asked(_("修改楼栋"), _("保存"), back, facts=[Fact(_("楼栋"), card.address)])
    return ask(request, DescribeForm(posted(request), initial=initial), asked, done)


class UsageForm(forms.Form):
    usage = forms.ChoiceField(label=gettext_lazy("怎么用"), choices=Usage.choices, required=False)


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def use_door(request: StaffRequest, dwelling_id: UUID) -> HttpResponseBase:
    """How a dwelling is used. Raises NotFound."""
    card = door_card(sight=sight_of(actor=request.actor), dwelling_id=dwelling_id)
    back = reverse("workbench:door", args=[dwelling_id])

    def done(given: dict[str, Any]) -> HttpResponseBase:
        act_on.use_dwelling(actor=request.actor, dwelling_id=dwelling_id, usage=given["usage"])
        say_done(request, _("改好了"))
        return HttpResponseRedirect(back)

    asked = Asked(_("房屋用途"), _("保存"), back, facts=[Fact(_("门牌"), card.address)])
    return ask(request, UsageForm(posted(request), initial={"usage": card.usage}), asked, done)


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def close_door(request: StaffRequest, dwelling_id: UUID) -> HttpResponseBase:
    """A dwelling is no more. Raises NotFound."""
    card = door_card(sight=sight_of(actor=request.actor), dwelling_id=dwelling_id)
    back = reverse("workbench:door", args=[dwelling_id])

    def done(_given: dict[str, Any]) -> HttpResponseBase:
        act_on.close_dwelling(actor=request.actor, dwelling_id=dwelling_id, at=request.at)
        say_done(request, _("已停用"))
        return HttpResponseRedirect(back)

    words = _("拆除或者并到别的户室以后停用；还有住户的不能停用。")
    asked = Asked(_("停用户室"), _("停用"), back, words, facts=[Fact(_("门牌"), card.address)], is_danger=True)
    return ask(request, NoFields(posted(request)), asked, done)


class TenantForm(forms.Form):
    """Who comes: the first is the head; nobody where it stays empty."""

    names = forms.CharField(
        label=gettext_lazy("新租户"), required=False, widget=forms.Textarea(attrs={"rows": 4, "data-no-draft": ""}),
        help_text=gettext_lazy("一行一个人：姓名 证件号 电话，后两样可以不写；第一个是户主；都不写就是搬空了"),
        max_length=4000,
    )  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("居住方式"))
    on = DayField(label=gettext_lazy("哪一天"), required=False, help_text=gettext_lazy("不填就是今天"))
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (ResidenceKind.RENTS, ResidenceKind.STAYS)
        set_choices(self, "kind", [(kind.value, kind.label) for kind in kinds])


def read_tenants(text: str, kind: str) -> Iterator[NewPerson]:
    """The persons of a text, one a line."""
    for number, line in enumerate(filter(None, (one.split() for one in text.splitlines()))):
        numbers = [word for word in line[1:] if any(c.isdigit() for c in word)]
        document = next((word for word in numbers if len(word) >= 15), "")
        phone = next((word for word in numbers if word != document), "")
        role = Role.HEAD if number == 0 else Role.OTHER
        yield NewPerson(name=line[0], document_number=document, phone=phone, role=role, kinds=(kind,))


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def change_tenants(request: StaffRequest, dwelling_id: UUID) -> HttpResponseBase:
    """The tenants of a dwelling leave, others come or nobody does. Raises NotFound."""
    card = door_card(sight=sight_of(actor=request.actor), dwelling_id=dwelling_id)
    back = reverse("workbench:door", args=[dwelling_id])

    def done(given: dict[str, Any]) -> HttpResponseBase:
        new = list(read_tenants(given["names"], given["kind"]))
        made = act_on.change_tenants(
            actor=request.actor, dwelling_id=dwelling_id, new=new, on=given["on"], note=given["note"], at=request.at
        )
        say_done(request, _("换好了"))
        return HttpResponseRedirect(household_url(made) if made else back)

    words = _("原来的租户从这一天起搬走，自住和户籍在这里的不动。")
    asked = Asked(_("换租户"), _("换租户"), back, words, facts=[Fact(_("门牌"), card.address)])
    return ask(request, TenantForm(posted(request)), asked, done)
