"""企业商铺: the list, one of them, whom to call for a purpose, registered, described anew, closed."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.scope import Scope
from wangge.core.people.lifecycle import EnterpriseKind
from wangge.core.people.operations import (
    NewEnterprise,
    add_enterprise,
    change_enterprise,
    close_enterprise,
    reveal_contact,
)
from wangge.core.people.operations.revealing import SHOWN_FOR
from wangge.core.people.queries import door_card, enterprise_card, enterprises, sight_of
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.parts import Fact, build_chip, build_filter_bar
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.fields import AreaField
from wangge.faces.workbench.administration.listing import area_chip, pager_behind, read_uuid
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.labels import crumbs_of
from wangge.faces.workbench.links import Link
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .household import hazard_line
from .houses import enterprise_line
from .lists import shown_of
from .person import PurposeForm
from .words import NOTHING, TABS, people_rules, where_label

SIZE = 50


@require_GET
@staff_page(needs="people.see")
def show_enterprises(request: StaffRequest) -> HttpResponse:
    """Enterprises and shops of an area by name. Raises NotFound."""
    query, shown = request.GET, shown_of(request)
    pk, _tilde, name = query.get("after", "").partition("~")
    last, kind = read_uuid(pk), query.get("kind", "")
    rows = enterprises(
        sight=shown.sight, path=shown.path, kind=kind if kind in EnterpriseKind.values else "",
        after=(name, last) if last else None, size=SIZE + 1,
    )  # fmt: skip
    found = rows[:SIZE]
    after = f"{found[-1].id}~{found[-1].name}" if len(rows) > SIZE else ""
    chips = [
        area_chip(query, shown.sight.scope, shown.area, lead=_("看")),
        build_chip(query, "kind", EnterpriseKind.choices, anything=_("各类")),
    ]
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "bar": build_filter_bar(query, chips, has_words=False),
        "lines": [enterprise_line(row) for row in found],
        "pager": pager_behind(query, after=after, shown=len(found)),
        "may_add": request.actor.may("people.edit"),
    }
    return render(request, "workbench/people/enterprises.html", context)


@require_GET
@staff_page(needs="people.see")
def show_enterprise(request: StaffRequest, enterprise_id: UUID) -> HttpResponse:
    """One enterprise. Raises NotFound."""
    row, hazards = enterprise_card(sight=sight_of(actor=request.actor), enterprise_id=enterprise_id)
    rules, actor = people_rules(row.area_id), request.actor
    facts = [
        Fact(_("哪一类"), EnterpriseKind(row.kind).label),
        Fact(_("统一社会信用代码"), row.credit_code or NOTHING),
        Fact(_("行业"), row.industry or NOTHING),
        Fact(_("人数"), row.staff),
        Fact(
            _("地址"),
            row.address or NOTHING,
            reverse("workbench:door", args=[row.dwelling_id]) if row.dwelling_id else "",
        ),
        Fact(_("网格"), where_label(row.area_path)),
        Fact(_("联系人"), _("已登记") if row.has_contact else _("没有登记")),
        *([Fact(_("停业"), row.closed_on.isoformat())] if row.closed_on else []),
    ]
    links = []
    if row.has_contact and actor.can("people.reveal", at_path=row.area_path):
        links.append(Link(_("看联系人"), reverse("workbench:enterprise-contact", args=[row.id]), is_first=True))
    if actor.can("people.edit", at_path=row.area_path) and row.closed_on is None:
        links += [
            Link(_("修改"), reverse("workbench:enterprise-change", args=[row.id])),
            Link(_("登记隐患"), reverse("workbench:hazard-new", args=["enterprise", row.id])),
            Link(_("停业、搬走"), reverse("workbench:enterprise-close", args=[row.id])),
        ]
    context = {
        "row": row,
        "crumbs": crumbs_of(row.area_id, url=reverse("workbench:enterprises")),
        "facts": facts,
        "hazards": [hazard_line(one, rules) for one in hazards],
        "links": links,
    }
    return render(request, "workbench/people/enterprise.html", context)


class EnterpriseForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    kind = forms.ChoiceField(label=gettext_lazy("哪一类"), choices=EnterpriseKind.choices, initial=EnterpriseKind.SHOP)
    credit_code = forms.CharField(label=gettext_lazy("统一社会信用代码"), max_length=24, required=False)
    industry = forms.CharField(label=gettext_lazy("行业"), max_length=40, required=False)
    staff = forms.IntegerField(label=gettext_lazy("人数"), min_value=0, max_value=1_000_000, required=False)
    contact_name = forms.CharField(
        label=gettext_lazy("联系人"), max_length=50, required=False, help_text=gettext_lazy("加密保存")
    )
    contact_phone = forms.CharField(label=gettext_lazy("联系电话"), max_length=20, required=False)


class AddForm(EnterpriseForm):
    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"] = AreaField(scope=scope, label=_("哪个网格"))
        self.order_fields(["area", "name"])


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def add_one(request: StaffRequest) -> HttpResponseBase:
    """An enterprise or shop, at a door where one is named. Raises NotFound."""
    door_id = read_uuid(request.GET.get("door", ""))
    door = door_card(sight=sight_of(actor=request.actor), dwelling_id=door_id) if door_id else None
    scope = Scope(request.actor.scope("people.edit").roots)
    form = EnterpriseForm(posted(request)) if door else AddForm(scope, posted(request))

    def done(given: dict[str, Any]) -> HttpResponseBase:
        area_id = door.area_id if door else given.pop("area").id
        more: dict[str, Any] = {"building_id": door.building_id, "dwelling_id": door.id} if door else {}
        new = NewEnterprise(**given, **more)
        made = add_enterprise(actor=request.actor, area_id=area_id, new=new, at=request.at)
        say_done(request, _("登记了"))
        return HttpResponseRedirect(reverse("workbench:enterprise", args=[made]))

    facts = [Fact(_("门牌"), door.address)] if door else []
    asked = Asked(_("登记企业商铺"), _("登记"), reverse("workbench:enterprises"), facts=facts)
    return ask(request, form, asked, done)


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def change_one(request: StaffRequest, enterprise_id: UUID) -> HttpResponseBase:
    """An enterprise described anew; who is called there is typed again. Raises NotFound."""
    row, _hazards = enterprise_card(sight=sight_of(actor=request.actor), enterprise_id=enterprise_id)
    names = ("name", "kind", "credit_code", "industry", "staff")
    form = EnterpriseForm(posted(request), initial={name: getattr(row, name) for name in names})
    back = reverse("workbench:enterprise", args=[enterprise_id])

    def done(given: dict[str, Any]) -> HttpResponseBase:
        new = NewEnterprise(**given, building_id=row.building_id, dwelling_id=row.dwelling_id)
        change_enterprise(actor=request.actor, enterprise_id=enterprise_id, new=new, at=request.at)
        say_done(request, _("改好了"))
        return HttpResponseRedirect(back)

    words = _("联系人和电话要重新填写；空着就是没有了。")
    return ask(request, form, Asked(_("修改企业商铺"), _("保存"), back, words), done)


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def close_one(request: StaffRequest, enterprise_id: UUID) -> HttpResponseBase:
    """It is no longer there. Raises NotFound."""
    row, _hazards = enterprise_card(sight=sight_of(actor=request.actor), enterprise_id=enterprise_id)

    def done(_given: dict[str, Any]) -> HttpResponseBase:
        close_enterprise(actor=request.actor, enterprise_id=enterprise_id, at=request.at)
        say_done(request, _("已停业"))
        return HttpResponseRedirect(reverse("workbench:enterprises"))

    back = reverse("workbench:enterprise", args=[enterprise_id])
    asked = Asked(_("停业、搬走"), _("停业、搬走"), back, facts=[Fact(_("名称"), row.name)], is_danger=True)
    return ask(request, NoFields(posted(request)), asked, done)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="people.reveal")
def show_contact(request: StaffRequest, enterprise_id: UUID) -> HttpResponseBase:
    """Ask for the purpose; on POST whom to call. Raises NotFound, NotAllowed."""
    row, _hazards = enterprise_card(sight=sight_of(actor=request.actor), enterprise_id=enterprise_id)
    back = reverse("workbench:enterprise", args=[enterprise_id])

    def done(given: dict[str, str]) -> HttpResponse:
        name, phone = reveal_contact(
            actor=request.actor, enterprise_id=enterprise_id, purpose=given["purpose"], address=address_of(request),
            at=request.at,
        )  # fmt: skip
        facts = [Fact(_("联系人"), name or NOTHING), Fact(_("电话"), phone or NOTHING, f"tel:{phone}" if phone else "")]
        context = {"heading": row.name, "facts": facts, "back_url": back, "shown_for": SHOWN_FOR.seconds}
        return render(request, "workbench/people/shown.html", context)

    asked = Asked(_("看联系人"), _("看一分钟"), back, facts=[Fact(_("名称"), row.name)])
    return ask(request, PurposeForm(posted(request)), asked, done)
