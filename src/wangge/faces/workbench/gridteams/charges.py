"""责任田、包街、楼栋党小组: who answers for which ground, on the wall or not yet."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import AreaRow, named_places
from wangge.core.areas.scope import Scope
from wangge.core.teams.units import units
from wangge.faces.shell.parts import build_chip, build_filter_bar
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.administration.listing import pager_behind, read_uuid
from wangge.faces.workbench.administration.papers import pdf_response
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import area_label, crumbs_of
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.practice.gridteams.lifecycle import ChargeKind
from wangge.practice.gridteams.operations import NewCharge, end_charge, publish_charge, take_charge
from wangge.practice.gridteams.printing import field_notice_pdf
from wangge.practice.gridteams.queries import ChargeRow, charge_row, charges, field_notice

from .parts import (
    Action,
    DayForm,
    Listed,
    area_of,
    choices_of,
    page_address,
    people_of,
    read,
    seen_by,
    show_list,
    written,
)

LOWEST = ("grid", "micro")
NAMES = {"road": ChargeKind.ROAD, "building": ChargeKind.BUILDING}


@require_GET
@staff_page(needs="team.see")
def show_charges(request: StaffRequest) -> HttpResponse:
    """Who answers for which ground in the person's areas. Raises NotFound."""
    seen = seen_by(request)
    kind = request.GET.get("kind", "")
    page = charges(
        scope=seen.here, kind=kind if kind in ChargeKind.values else "", after=read(request.GET.get("after", ""))
    )
    new = f"{reverse('workbench:charge-new')}{'?area=' + seen.area.code if seen.area else ''}"
    listed = Listed(
        heading=_("责任田"),
        note=_("每块责任田、每条街、每栋楼由谁负责；上墙的公示可以直接打印成 A3。"),
        bar=build_filter_bar(
            request.GET,
            [
                seen.chip(request),
                build_chip(request.GET, "kind", list(ChargeKind.choices), anything=_("各种地块"), lead=_("的")),
            ],
            has_words=False,
        ),
        lines=[_line(request, row) for row in page.rows],
        empty=Empty(_("还没有人认领"), _("先任命，再由每个人认领自己那一块。"), sign="flag"),
        pager=pager_behind(request.GET, after=written(page.after), shown=len(page.rows)),
        actions=[Action(_("认领"), new, "plus", is_first=True)] if seen.may_keep else [],
    )
    return show_list(request, listed)


def _line(request: StaffRequest, row: ChargeRow) -> Line:
    may = request.actor.can("team.keep", at_path=row.area_path)
    notice = (_("打印公示"), reverse("workbench:charge-notice", args=[row.id]))
    publish = (_("已上墙"), reverse("workbench:charge-publish", args=[row.id]))
    close = (_("结束"), reverse("workbench:charge-end", args=[row.id]))
    return Line(
        row.title,
        [
            Cell(_("种类"), row.kind_label, tag=True),
            Cell(_("谁负责"), row.holder or "—"),
            Cell(_("认领"), row.claimed_on.isoformat()),
            Cell(_("上墙"), row.published_on.isoformat() if row.published_on else _("还没有")),
        ],
        below=area_label(row.area_id),
        actions=[notice, *([publish] if may and row.published_on is None else []), *([close] if may else [])],
    )


class ChargeForm(forms.Form):
    """Who takes on what."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=ChargeKind.choices)
    place = forms.TypedChoiceField(
        label=gettext_lazy("哪条街、哪栋楼"), coerce=UUID, empty_value=None, required=False,
        help_text=gettext_lazy("责任田不用选"),
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("叫什么"), max_length=60)
    member = forms.TypedChoiceField(label=gettext_lazy("谁负责"), coerce=UUID, empty_value=None, required=False)
    unit = forms.TypedChoiceField(
        label=gettext_lazy("或者哪个组织"), coerce=UUID, empty_value=None, required=False,
        help_text=gettext_lazy("楼栋党小组写组织；写了人就不写组织"),
    )  # fmt: skip
    promise = forms.CharField(
        label=gettext_lazy("承诺"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    on = DayField(label=gettext_lazy("哪一天认领的"))
    is_published = forms.BooleanField(label=gettext_lazy("已经上墙公示"), required=False)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def add(request: StaffRequest) -> HttpResponseBase:
    """Somebody takes on a piece of ground. Raises NotFound, NotAllowed."""
    area = area_of(request)
    places = [one for one in named_places(path=area.path) if one.kind in NAMES]
    form = ChargeForm(posted(request), initial=_initial(request, area, places))
    set_choices(form, "place", [("", "—"), *((str(one.id), one.name) for one in places)])
    people = people_of(request, area)
    set_choices(form, "member", [("", "—"), *choices_of(people)])
    near = [unit for unit in units().within(scope=Scope((area.path,))) if unit.nature == "party"]
    set_choices(form, "unit", [("", "—"), *((str(unit.id), unit.name) for unit in near)])
    back = f"{reverse('workbench:charges')}?area={area.code}"

    def act(given: dict[str, Any]) -> HttpResponseBase:
        there = next((one for one in places if one.id == given["place"]), None) or people.get(str(given["member"]))
        new = NewCharge(
            kind=ChargeKind(given["kind"]), area_id=there.area_id if there else area.id, title=given["title"],
            claimed_on=given["on"], member_id=given["member"], organisation_id=given["unit"],
            place_id=given["place"], promise=given["promise"],
            published_on=localdate(request.at) if given["is_published"] else None,
        )  # fmt: skip
        take_charge(actor=request.actor, new=[new], at=request.at)
        say_done(request, _("登记好了"))
        return HttpResponseRedirect(back)

    asked = Asked(_("认领：{area}").format(area=area_label(area.id)), _("认领"), back, crumbs=crumbs_of(area.id))
    return ask(request, form, asked, act)


def _initial(request: StaffRequest, area: AreaRow, places: list[Any]) -> dict[str, Any]:
    """What the address says already: the place or the member a breach was found on."""
    wanted = read_uuid(request.GET.get("place", ""))
    place = next((one for one in places if one.id == wanted), None)
    return {
        "kind": NAMES[place.kind] if place else ChargeKind.FIELD,
        "place": str(place.id) if place else "",
        "title": place.name if place else _("{area}责任田").format(area=area.name) if area.level in LOWEST else "",
        "member": request.GET.get("member", ""),
        "on": localdate(request.at),
    }


def _row(request: StaffRequest, charge_id: UUID) -> ChargeRow:
    return charge_row(scope=Scope(request.actor.scope("team.see").roots), charge_id=charge_id)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def publish(request: StaffRequest, charge_id: UUID) -> HttpResponseBase:
    """The notice hangs on the wall. Raises NotFound, NotAllowed."""
    row = _row(request, charge_id)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        publish_charge(actor=request.actor, charge_id=row.id, on=given["on"], at=request.at)
        say_done(request, _("“{title}”已上墙").format(title=row.title))
        return HttpResponseRedirect(reverse("workbench:charges"))

    form = DayForm(posted(request), initial={"on": localdate(request.at)})
    return ask(
        request,
        form,
        Asked(_("{title}上墙公示").format(title=row.title), _("已上墙"), reverse("workbench:charges")),
        act,
    )


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def end(request: StaffRequest, charge_id: UUID) -> HttpResponseBase:
    """Somebody answers for it no longer, asked on a page of its own. Raises NotFound, NotAllowed."""
    row = _row(request, charge_id)

    def act(_given: dict[str, Any]) -> HttpResponseBase:
        end_charge(actor=request.actor, charge_id=row.id, at=request.at)
        say_done(request, _("“{title}”已结束").format(title=row.title))
        return HttpResponseRedirect(reverse("workbench:charges"))

    words = _("从今天起{holder}不再负责这里，墙上的公示请摘下。").format(holder=row.holder)
    asked = Asked(
        _("结束“{title}”").format(title=row.title), _("结束"), reverse("workbench:charges"), words, is_danger=True
    )
    return ask(request, NoFields(posted(request)), asked, act)


@require_GET
@staff_page(needs="team.see")
def send_notice(request: StaffRequest, charge_id: UUID) -> HttpResponse:
    """The A3 notice for the wall. Raises NotFound."""
    scope = Scope(request.actor.scope("team.see").roots)
    notice = field_notice(scope=scope, charge_id=charge_id, page_url=page_address())
    return pdf_response(field_notice_pdf(notice=notice, at=request.at), _("公示 {title}").format(title=notice.title))
