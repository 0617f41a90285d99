"""关爱: who is to be looked at again, what waits for a second person, one tag with its steps."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.people.operations import agree_care, end_care, hand_over_care, reveal_care, review_care
from wangge.core.people.operations.revealing import SHOWN_FOR
from wangge.core.people.queries import CareCard, CareReview, CareRow, care_card, care_due, care_to_agree, sight_of
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.parts import Fact, NavItem, Words
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.listing import pager_behind, read_day, read_uuid
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.links import Link
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .person import PurposeForm
from .words import NOTHING, TABS, household_url, person_url, tag_words, where_label

AHEAD = 30  # days ahead of which a review is shown
SIZE = 50


@require_GET
@staff_page(needs="people.see")
def show_care(request: StaffRequest) -> HttpResponse:
    """What waits for a second person, and whom to look at again within a month, the longest due first."""
    sight, query, today = sight_of(actor=request.actor), request.GET, localdate(request.at)
    mine = query.get("whose") == "mine"
    day, _tilde, pk = query.get("after", "").partition("~")
    since, last = read_day(day), read_uuid(pk)
    until = today.fromordinal(today.toordinal() + AHEAD)
    rows = care_due(
        sight=sight, on=until, owner_id=request.account.pk if mine else None,
        after=(since, last) if since and last else None, size=SIZE + 1,
    )  # fmt: skip
    shown = rows[:SIZE]
    after = f"{shown[-1].review_on}~{shown[-1].id}" if len(rows) > SIZE else ""
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "views": [NavItem(_("全部"), "?", "", not mine), NavItem(_("我负责的"), "?whose=mine", "", mine)],
        "waiting": [_line(row, today) for row in care_to_agree(sight=sight)] if not after and not mine else [],
        "lines": [_line(row, today) for row in shown],
        "pager": pager_behind(query, after=after, shown=len(shown)),
    }
    return render(request, "workbench/people/care.html", context)


def _line(row: CareRow, today: Any) -> Line:
    due = (
        _("超期 {days} 天").format(days=(today - row.review_on).days) if row.review_on < today else when(row.review_on)
    )
    about = _("一户") if row.household_id else _("个人")
    cells = [
        Cell(_("登记在"), about),
        Cell(_("责任人"), row.owner_name),
        Cell(_("复核"), due if row.is_agreed else _("待同意")),
        Cell(_("谁提出"), row.proposed_by),
    ]
    return Line(row.label, cells, url=reverse("workbench:care-tag", args=[row.id]), below=where_label(row.area_path))


@never_cache
@require_GET
@staff_page(needs="people.see")
def show_tag(request: StaffRequest, tag_id: UUID) -> HttpResponse:
    """One care tag as the viewer may see it. Raises NotFound."""
    card = care_card(sight=sight_of(actor=request.actor), tag_id=tag_id)
    url = person_url(card.subject_id) if card.about == "person" else household_url(card.subject_id)
    facts = [
        Fact(_("谁"), card.subject or NOTHING, url),
        Fact(_("网格"), where_label(card.area_path)),
        Fact(_("责任人"), card.tag.owner_name),
        Fact(_("下次复核"), card.tag.review_on.isoformat()),
        *([Fact(_("目的"), card.purpose), Fact(_("来源"), card.source)] if not card.tag.is_hidden else []),
        Fact(_("谁提出"), card.proposed_by, note=when(card.proposed_at, request.at)),
        Fact(_("谁同意"), card.agreed_by or _("还没有")),
        *([Fact(_("已取消"), when(card.ended_at, request.at), note=card.ended_because)] if card.ended_at else []),
    ]
    context = {
        "heading": tag_words(card.tag),
        "facts": facts,
        "reviews": [_review(one) for one in card.reviews],
        "links": _links(request, card),
        "is_hidden": card.tag.is_hidden,
    }  # fmt: skip
    return render(request, "workbench/people/care_tag.html", context)


def _review(one: CareReview) -> Line:
    cells = [Cell(_("什么时候"), when(one.reviewed_at)), Cell(_("说明"), one.note or NOTHING)]
    return Line(one.reviewed_by, cells)


def _links(request: StaffRequest, card: CareCard) -> list[Link]:
    if card.ended_at is not None:
        return []

    def step(name: str) -> str:
        return reverse("workbench:care-step", args=[card.tag.id, name])

    actor, path, links = request.actor, card.area_path, []
    is_mine = card.proposed_by_id == actor.account_id
    if not card.tag.is_agreed and actor.can("people.decide", at_path=path) and not is_mine:
        links.append(Link(LABELS["agree"], step("agree"), is_first=True))
    if actor.can("people.reveal", at_path=path) and not card.tag.is_hidden:
        links.append(Link(_("看原因"), reverse("workbench:care-reason", args=[card.tag.id])))
    if actor.can("people.edit", at_path=path):
        names = ("review", "hand-over", "end") if card.tag.is_agreed else ("end",)
        links += [Link(LABELS[name], step(name)) for name in names]
    return links


LABELS: dict[str, Words] = {
    "agree": gettext_lazy("同意登记"),
    "review": gettext_lazy("复核，继续"),
    "hand-over": gettext_lazy("换责任人"),
    "end": gettext_lazy("取消标记"),
}


class NoteForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


class OwnerForm(forms.Form):
    owner_name = forms.CharField(label=gettext_lazy("新的责任人"), max_length=60)


class EndForm(forms.Form):
    because = forms.CharField(label=gettext_lazy("为什么取消"), max_length=200)


STEPS: dict[str, tuple[type[forms.Form], Callable[..., object]]] = {
    "agree": (NoFields, agree_care),
    "review": (NoteForm, review_care),
    "hand-over": (OwnerForm, hand_over_care),
    "end": (EndForm, end_care),
}


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.see")
def take_care_step(request: StaffRequest, tag_id: UUID, step: str) -> HttpResponseBase:
    """One step of a care tag. Raises NotFound."""
    if step not in STEPS:
        raise Http404
    card = care_card(sight=sight_of(actor=request.actor), tag_id=tag_id)
    form, act = STEPS[step]
    back = reverse("workbench:care-tag", args=[tag_id])

    def done(given: dict[str, Any]) -> HttpResponseBase:
        act(actor=request.actor, tag_id=tag_id, at=request.at, **given)
        say_done(request, _("已办：{step}").format(step=LABELS[step]))
        return HttpResponseRedirect(back)

    facts = [Fact(_("标记"), tag_words(card.tag)), Fact(_("谁"), card.subject or NOTHING)]
    asked = Asked(LABELS[step], LABELS[step], back, facts=facts, is_danger=step == "end")
    return ask(request, form(posted(request)), asked, done)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="people.reveal")
def show_reason(request: StaffRequest, tag_id: UUID) -> HttpResponseBase:
    """Ask for the purpose; on POST why somebody is cared for. Raises NotFound, NotAllowed."""
    card = care_card(sight=sight_of(actor=request.actor), tag_id=tag_id)
    back = reverse("workbench:care-tag", args=[tag_id])

    def done(given: dict[str, str]) -> HttpResponse:
        reason = reveal_care(
            actor=request.actor, tag_id=tag_id, purpose=given["purpose"], address=address_of(request), at=request.at
        )
        context = {
            "heading": _("关爱原因"),
            "facts": [Fact(_("标记"), card.tag.label), Fact(_("原因"), reason)],
            "back_url": back,
            "shown_for": SHOWN_FOR.seconds,
        }
        return render(request, "workbench/people/shown.html", context)

    return ask(request, PurposeForm(posted(request)), Asked(_("看关爱原因"), _("看一分钟"), back), done)
