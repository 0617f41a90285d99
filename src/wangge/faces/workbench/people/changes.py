"""更正: changes of identity fields that wait for a decision, and one of them."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.people.lifecycle import IdentityField, RequestState
from wangge.core.people.operations import decide_change, reveal_change, withdraw_change
from wangge.core.people.operations.revealing import SHOWN_FOR
from wangge.core.people.queries import (
    ChangeCard,
    ChangeRow,
    MemberCard,
    Sight,
    change_card,
    household_card,
    person_card,
    sight_of,
    waiting_changes,
)
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.parts import Fact
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.listing import pager_behind, read_uuid
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.links import Link
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .forms import OneMember
from .person import PurposeForm
from .words import NOTHING, TABS, person_url, sex_label, where_label

SIZE = 50


@require_GET
@staff_page(needs="people.decide")
def show_changes(request: StaffRequest) -> HttpResponse:
    """Changes that wait, the newest first."""
    query = request.GET
    rows = waiting_changes(
        sight=sight_of(actor=request.actor), after=read_uuid(query.get("after", "")), size=SIZE + 1
    )  # fmt: skip
    shown = rows[:SIZE]
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "lines": [_line(row) for row in shown],
        "pager": pager_behind(query, after=str(shown[-1].id) if len(rows) > SIZE else "", shown=len(shown)),
    }
    return render(request, "workbench/people/changes.html", context)


def _line(row: ChangeRow) -> Line:
    cells = [
        Cell(_("原来"), _value(row, row.before)),
        Cell(_("应当是"), _value(row, row.after)),
        Cell(_("为什么"), row.reason),
        Cell(_("谁提出"), row.asked_by),
    ]
    return Line(
        row.field_label, cells, url=reverse("workbench:person-change", args=[row.id]), below=where_label(row.area_path)
    )


def _value(row: ChangeRow, value: str) -> Any:
    return (sex_label(value) if row.field == IdentityField.SEX else value) or NOTHING


@never_cache
@require_GET
@staff_page(needs="people.see")
def show_change(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """One change, masked, with what may be done about it. Raises NotFound."""
    card = change_card(sight=sight_of(actor=request.actor), request_id=request_id)
    row = card.row
    facts = [
        Fact(_("谁"), _("看这个人"), person_url(row.person_id)),
        Fact(_("网格"), where_label(row.area_path)),
        Fact(_("原来"), _value(row, row.before)),
        Fact(_("应当是"), _value(row, row.after)),
        Fact(_("为什么"), row.reason),
        Fact(_("谁提出"), row.asked_by, note=when(card.asked_at, request.at)),
        Fact(_("现在"), card.state_label),
        *([Fact(_("审定"), card.decided_by, note=card.answer)] if card.decided_by else []),
    ]
    context = {"heading": row.field_label, "facts": facts, "links": _links(request, card)}
    return render(request, "workbench/people/change.html", context)


def _links(request: StaffRequest, card: ChangeCard) -> list[Link]:
    if card.state != RequestState.ASKED:
        return []
    row, actor = card.row, request.actor
    is_mine = row.asked_by_id is not None and row.asked_by_id == actor.account_id
    links = []
    if actor.can("people.decide", at_path=row.area_path) and not is_mine:
        links += [
            Link(_("同意"), reverse("workbench:change-decide", args=[row.id, "approve"]), is_first=True),
            Link(_("不同意"), reverse("workbench:change-decide", args=[row.id, "refuse"])),
        ]
        if actor.can("people.reveal", at_path=row.area_path):
            links.append(Link(_("看全部"), reverse("workbench:change-values", args=[row.id])))
    return [*links, Link(_("撤回"), reverse("workbench:change-withdraw", args=[row.id]))] if is_mine else links


class DecideForm(forms.Form):
    answer = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


class DeathForm(DecideForm):
    """Who is head now where the head has died."""

    def __init__(self, members: tuple[MemberCard, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_head_id"] = OneMember(members, label=_("新的户主"), required=False)
        self.fields["new_head_id"].help_text = _("去世的是户主、还有别的成员的时候要选")


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.decide")
def decide(request: StaffRequest, request_id: UUID, answer: str) -> HttpResponseBase:
    """Agree or refuse. Raises NotFound."""
    if answer not in ("approve", "refuse"):
        raise Http404
    sight, approve = sight_of(actor=request.actor), answer == "approve"
    card = change_card(sight=sight, request_id=request_id)
    is_death = approve and card.row.field == IdentityField.DEATH
    form = DeathForm(_others(sight, card.row.person_id), posted(request)) if is_death else DecideForm(posted(request))
    label = _("同意更正") if approve else _("不同意更正")

    def done(given: dict[str, Any]) -> HttpResponseBase:
        decide_change(actor=request.actor, request_id=request_id, approve=approve, at=request.at, **given)
        say_done(request, _("已办：{step}").format(step=label))
        return HttpResponseRedirect(reverse("workbench:changes"))

    row = card.row
    facts = [Fact(row.field_label, _value(row, row.after), note=_value(row, row.before)), Fact(_("为什么"), row.reason)]
    back = reverse("workbench:person-change", args=[request_id])
    return ask(request, form, Asked(label, label, back, facts=facts, is_danger=not approve), done)


def _others(sight: Sight, person_id: UUID) -> tuple[MemberCard, ...]:
    person = person_card(sight=sight, person_id=person_id)
    if person.household_id is None:
        return ()
    members = household_card(sight=sight, household_id=person.household_id).members
    return tuple(one for one in members if one.person_id != person_id)


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def withdraw(request: StaffRequest, request_id: UUID) -> HttpResponseBase:
    """Who asked no longer wants it. Raises NotFound."""
    card = change_card(sight=sight_of(actor=request.actor), request_id=request_id)

    def done(_given: dict[str, Any]) -> HttpResponseBase:
        withdraw_change(actor=request.actor, request_id=request_id, at=request.at)
        say_done(request, _("已撤回"))
        return HttpResponseRedirect(person_url(card.row.person_id))

    asked = Asked(_("撤回申请"), _("撤回"), reverse("workbench:person-change", args=[request_id]))
    return ask(request, NoFields(posted(request)), asked, done)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="people.decide")
def show_values(request: StaffRequest, request_id: UUID) -> HttpResponseBase:
    """Ask for the purpose; on POST what the field was and should be. Raises NotFound, NotAllowed."""
    card = change_card(sight=sight_of(actor=request.actor), request_id=request_id)
    back = reverse("workbench:person-change", args=[request_id])

    def done(given: dict[str, str]) -> HttpResponse:
        before, after = reveal_change(
            actor=request.actor, request_id=request_id, purpose=given["purpose"], address=address_of(request),
            at=request.at,
        )  # fmt: skip
        facts = [Fact(_("原来"), before or NOTHING), Fact(_("应当是"), after)]
        context = {"heading": card.row.field_label, "facts": facts, "back_url": back, "shown_for": SHOWN_FOR.seconds}
        return render(request, "workbench/people/shown.html", context)

    asked = Asked(_("看更正的全部内容"), _("看一分钟"), back)
    return ask(request, PurposeForm(posted(request), initial={"purpose": _("审定更正")}), asked, done)
