"""One person, masked; shown in full for a purpose for a minute; who looked; what is held, on paper for himself."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.scope import Scope
from wangge.core.people.lifecycle import IdentityField, Signatory
from wangge.core.people.operations import reveal_person, reveal_sheet, tell_person
from wangge.core.people.operations.revealing import SHOWN_FOR
from wangge.core.people.queries import PersonCard, consents, looks_at, person_card, sight_of
from wangge.core.places.queries import places_in_force
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.parts import Fact
from wangge.faces.shell.refusals import is_htmx
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.labels import crumbs_of
from wangge.faces.workbench.links import Link
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal

from .household import care_line, event_lines
from .words import (
    NOTHING,
    area_of_path,
    born_label,
    document_label,
    household_url,
    kinds_label,
    match_label,
    people_rules,
    person_url,
    role_label,
    sex_label,
    span_label,
    where_label,
)


class PurposeForm(forms.Form):
    purpose = forms.CharField(
        label=gettext_lazy("查看的用途"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-draft": ""}),
        help_text=gettext_lazy("会记入审计，显示 60 秒。"),
    )


@never_cache
@require_GET
@staff_page(needs="people.see")
def show_person(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """One person as the viewer may see him. Raises NotFound."""
    card = person_card(sight=sight_of(actor=request.actor), person_id=person_id)
    may_edit = request.actor.can("people.edit", at_path=card.area_path)
    may_reveal = request.actor.can("people.reveal", at_path=card.area_path)
    is_over = card.died_on is not None or card.merged_into_id is not None
    context = {
        "card": card,
        "crumbs": crumbs_of(area_of_path(card.area_path), url=reverse("workbench:persons")),
        "facts": _facts(card),
        "stays": [
            Fact(span_label(one.since, one.until), one.address or NOTHING, note=kinds_label([one.kind]))
            for one in card.stays
        ],
        "relations": [Fact(one.label, one.name, person_url(one.person_id)) for one in card.relations],
        "care": [care_line(tag) for tag in card.care],
        "consents": _consents(request, card, may_edit=may_edit),
        "waiting": [IdentityField(field).label for field in card.waiting_fields if field in IdentityField.values],
        "events": event_lines(card.events, may_edit=may_edit),
        "links": _links(card) if may_edit and not is_over else [],
        "more": _more(request, card),
        "may_edit": may_edit,
        **_masked(card, may_reveal=may_reveal),
    }
    return render(request, "workbench/people/person.html", context)


def _masked(card: PersonCard, *, may_reveal: bool) -> dict[str, Any]:
    rules = people_rules(area_of_path(card.area_path))
    facts = [
        Fact(_("姓名"), card.name),
        Fact(document_label(rules, card.document_kind) or _("证件"), card.document or _("没有登记")),
        Fact(_("电话"), card.phone or _("没有登记")),
    ]
    return {"masked": facts, "reveal": PurposeForm() if may_reveal else None, "shown_for": SHOWN_FOR.seconds}


def _facts(card: PersonCard) -> list[Fact]:
    facts = [
        Fact(_("性别"), sex_label(card.sex) or NOTHING),
        Fact(_("出生"), born_label(card.birth_year) or NOTHING),
        Fact(_("网格"), where_label(card.area_path)),
        Fact(_("户"), role_label(card.role) or _("成员"), household_url(card.household_id))
        if card.household_id
        else Fact(_("户"), _("不在任何一户")),
        Fact(_("人户"), match_label(card.match)),
    ]
    if card.died_on:
        facts.append(Fact(_("去世"), card.died_on.isoformat()))
    elif card.merged_into_id:
        facts.append(Fact(_("合并到"), _("另一条登记"), person_url(card.merged_into_id)))
    elif card.left_on:
        facts.append(Fact(_("迁出"), card.left_on.isoformat()))
    return facts


def _links(card: PersonCard) -> list[Link]:
    def step(name: str) -> str:
        return reverse("workbench:person-step", args=[card.id, name])

    return [
        Link(_("换电话"), step("phone"), is_first=True),
        Link(_("申请更正"), step("change")),
        Link(_("信息表"), step("sheet")),
        Link(_("关爱标记"), step("care")),
        Link(_("登记关系"), reverse("workbench:person-relate", args=[card.id])),
        Link(_("同意"), step("consent")),
        Link(_("去世"), step("death")),
    ]


def _more(request: StaffRequest, card: PersonCard) -> list[Link]:
    actor, links = request.actor, []
    if actor.can("people.reveal", at_path=card.area_path):
        links += [
            Link(_("谁看过"), reverse("workbench:person-looks", args=[card.id])),
            Link(_("本人查阅（打印）"), reverse("workbench:person-held", args=[card.id])),
        ]
    if actor.can("people.decide", at_path=card.area_path) and card.merged_into_id is None:
        links.append(Link(_("找重复登记"), reverse("workbench:person-doubles", args=[card.id])))
    return links


def _consents(request: StaffRequest, card: PersonCard, *, may_edit: bool) -> list[Line]:
    scope = Scope(request.actor.scope("people.see").roots)
    lines = []
    for row, holds in consents(scope=scope, person_id=card.id, on=localdate(request.at)):
        state = _("有效") if holds else _("已撤回") if row.withdrawn_at else _("已到期")
        cells = [
            Cell(_("情况"), state, tag=True),
            Cell(_("谁同意"), Signatory(row.signatory).label),
            Cell(_("同意时间"), when(row.given_at)),
            Cell(_("告知书"), row.text.title, is_number=False),
            Cell(_("摘要"), row.text_sha256[:12]),
        ]
        url = reverse("workbench:consent-withdraw", args=[card.id, row.pk])
        actions = [(_("撤回"), url)] if may_edit and row.withdrawn_at is None else []
        lines.append(Line(row.purpose, cells, actions=actions))
    return lines


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="people.see")
def show_in_full(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Masked on GET; on POST with a purpose in full, until the page asks for the masked part again."""
    form, revealed = PurposeForm(posted(request)), None
    if form.is_valid():
        try:
            revealed = reveal_person(
                actor=request.actor, person_id=person_id, purpose=form.cleaned_data["purpose"],
                address=address_of(request), at=request.at,
            )  # fmt: skip
        except (NotFound, NotAllowed):
            raise
        except Refusal as refusal:
            add_refusal(form, refusal)
    card = person_card(sight=sight_of(actor=request.actor), person_id=person_id)
    context = {"card": card, **_masked(card, may_reveal=request.actor.can("people.reveal", at_path=card.area_path))}
    if revealed is not None:
        context["facts"] = [
            Fact(_("姓名"), revealed.name),
            Fact(document_label(people_rules(area_of_path(card.area_path)), revealed.document_kind) or _("证件"),
                 revealed.document_number or NOTHING),
            Fact(_("出生日期"), revealed.born_on.isoformat() if revealed.born_on else NOTHING),
            Fact(_("电话"), revealed.phone or NOTHING, f"tel:{revealed.phone}" if revealed.phone else ""),
        ]  # fmt: skip
        context["is_revealed"] = True
    elif form.is_bound:
        context["reveal"] = form
    template = "workbench/people/_identity.html" if is_htmx(request) else "workbench/people/identity.html"
    return render(request, template, context)


@never_cache
@require_GET
@staff_page(needs="people.reveal")
def show_looks(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Who looked at a person in full. Raises NotFound, NotAllowed."""
    sight = sight_of(actor=request.actor)
    card = person_card(sight=sight, person_id=person_id)
    if not request.actor.can("people.reveal", at_path=card.area_path):
        raise NotAllowed(_("你没有这一步的权限"))
    lines = [
        Line(look.by, [Cell(_("什么时候"), when(look.at, request.at)), Cell(_("用途"), look.purpose or NOTHING)])
        for look in looks_at(sight=sight, person_id=person_id)
    ]
    return render(
        request, "workbench/people/looks.html", {"card": card, "lines": lines, "back_url": person_url(card.id)}
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="people.reveal")
def print_held(request: StaffRequest, person_id: UUID) -> HttpResponseBase:
    """Ask what for; on POST all that is held, for the person himself, to print. Raises NotFound, NotAllowed."""
    card = person_card(sight=sight_of(actor=request.actor), person_id=person_id)

    def done(given: dict[str, str]) -> HttpResponse:
        held = tell_person(
            actor=request.actor, person_id=person_id, purpose=given["purpose"], address=address_of(request),
            at=request.at,
        )  # fmt: skip
        context = {"held": held, "at": request.at, "by": request.actor.name, "place": where_label(card.area_path)}
        return render(request, "workbench/people/held.html", context)

    words = _("把登记的全部内容和谁看过打印给本人。请先核对来人是本人或者监护人；查阅会记入审计。")
    asked = Asked(_("本人查阅"), _("生成"), person_url(person_id), words, facts=[Fact(_("姓名"), card.name)])
    return ask(request, PurposeForm(posted(request), initial={"purpose": _("本人申请查阅")}), asked, done)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="people.care")
def show_sheet(request: StaffRequest, sheet_id: UUID) -> HttpResponseBase:
    """Ask for the purpose; on POST the sensitive items of a resident sheet. Raises NotFound, NotAllowed."""
    back = request.GET.get("back", "")
    back_url = back if back.startswith("/roster/") else reverse("workbench:people")

    def done(given: dict[str, str]) -> HttpResponse:
        found = reveal_sheet(
            actor=request.actor, sheet_id=sheet_id, purpose=given["purpose"], address=address_of(request), at=request.at
        )
        facts = [Fact(_item_label(code), value) for code, value in found.items()]
        context = {"facts": facts, "back_url": back_url, "shown_for": SHOWN_FOR.seconds, "heading": _("敏感的几项")}
        return render(request, "workbench/people/shown.html", context)

    asked = Asked(_("查看敏感的几项"), _("看一分钟"), back_url)
    return ask(request, PurposeForm(posted(request)), asked, done)


def _item_label(code: str) -> str:
    """What an item is called; a code that newer rules dropped stands for itself."""
    items = (item for found in places_in_force().values() for item in found.rules.people.items)
    return next((item.label for item in items if item.code == code), code)
