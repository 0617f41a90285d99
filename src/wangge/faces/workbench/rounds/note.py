"""One note of a visit, and what comes of it: in two clicks a case, a hazard, a care tag or a dispute."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.reports import CaseReport
from wangge.core.people.operations import NewCareTag, NewHazard
from wangge.core.people.queries import HouseholdCard
from wangge.faces.shell.parts import Fact, Words
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.labels import area_label, crumbs_of, rules_at
from wangge.faces.workbench.matters.parts import category_choices
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.registers.figures import DISPUTE
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.rulebook.schema.people import People
from wangge.practice.visits.lifecycle import FollowKind
from wangge.practice.visits.operations import (
    follow_with_care,
    follow_with_case,
    follow_with_dispute,
    follow_with_hazard,
)
from wangge.practice.visits.queries.by_area import CallPage, call_page

from .door import card_of, title_of
from .forms import CareForm, CaseForm, HazardForm
from .parts import check_labels, door_url, kind_label, note_url, rules_for, tabs

FOLLOWS: dict[str, tuple[Words, str]] = {
    FollowKind.CASE: (gettext_lazy("转事项"), "clipboard-list"),
    FollowKind.HAZARD: (gettext_lazy("记隐患"), "alert-triangle"),
    FollowKind.CARE: (gettext_lazy("加关爱"), "heart-handshake"),
    FollowKind.DISPUTE: (gettext_lazy("转纠纷"), "messages"),
}
PAGES = {"case": "case", "dispute": "case", "hazard": "hazard", "care": "care-tag"}


def _reached(request: StaffRequest, visit_id: UUID) -> CallPage:
    page = call_page(scope=request.actor.scope("visit.see"), visit_id=visit_id)
    if page is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return page


@require_GET
@staff_page(needs="visit.see")
def show_note(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """What was noted and what came of it. Raises NotFound."""
    page = _reached(request, visit_id)
    call, rules = page.call, rules_for(page.call.area_id)
    card = card_of(request, call.household_id) if call.household_id else None
    leads: set[str] = {check.leads_to for check in rules.checks if check.code in page.checks}
    may_follow = request.actor.can("visit.record", at_path=page.area_path) and card is not None
    context = {
        "tabs": tabs(request, reverse("workbench:coverage")),
        "crumbs": crumbs_of(call.area_id, url=reverse("workbench:rounds")),
        "page": page,
        "title": title_of(card) if card else kind_label(rules, call.kind),
        "kind": kind_label(rules, call.kind),
        "door_url": door_url(call.household_id) if call.household_id else "",
        "checks": check_labels(rules, page.checks),
        "facts": _facts(page, card),
        "follows": [(FOLLOWS[kind][0], _link(kind, pk), label) for kind, pk, label in page.follows],
        "offers": _offers(visit_id, leads) if may_follow else [],
    }
    return render(request, "workbench/rounds/note.html", context)


def _facts(page: CallPage, card: HouseholdCard | None) -> list[Fact]:
    call = page.call
    names = {member.person_id: member.name for member in card.members} if card else {}
    met = _("、").join(names.get(person, _("已不在这一户的人")) for person in page.met)
    return [
        fact
        for fact in (
            Fact(_("什么时候"), when(call.happened_at)),
            Fact(_("谁去的"), call.visitor_name),
            Fact(_("在哪里"), area_label(call.area_id)),
            Fact(_("为了什么"), call.aim),
            Fact(_("见到了谁"), met),
            Fact(_("没见到"), call.unmet_because),
            Fact(_("来了多少人"), call.people or ""),
            Fact(_("住户信息"), _("核对过，没有变化") if page.is_unchanged else ""),
        )
        if fact.value
    ]


def _offers(visit_id: UUID, leads: set[str]) -> list[tuple[Words, str, str, bool]]:
    """What may come of it; first what was seen at the door leads to."""
    order = sorted(FOLLOWS, key=lambda kind: kind not in leads)
    return [
        (
            FOLLOWS[kind][0],
            reverse("workbench:round-follow", args=[visit_id, str(kind)]),
            FOLLOWS[kind][1],
            kind in leads,
        )
        for kind in order
    ]


def _link(kind: str, subject_id: UUID) -> str:
    try:
        return reverse(f"workbench:{PAGES[kind]}", args=[subject_id])
    except NoReverseMatch:
        return ""


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.record")
def turn(request: StaffRequest, visit_id: UUID, kind: str) -> HttpResponseBase:
    """Make something of a note; the link is kept on both ends. Raises NotFound."""
    page = _reached(request, visit_id)
    if kind not in FollowKind.values or page.call.household_id is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    card = card_of(request, page.call.household_id)
    form, act = _MAKERS[kind](request, page, card)
    asked = Asked(
        FOLLOWS[kind][0], FOLLOWS[kind][0], note_url(visit_id), words=title_of(card),
        crumbs=crumbs_of(page.call.area_id),
    )  # fmt: skip

    def done(given: dict[str, Any]) -> HttpResponseBase:
        act(given)
        say_done(request, _("转好了，走访记录上留了链接"))
        return HttpResponseRedirect(note_url(visit_id))

    return ask(request, form, asked, done)


Made = tuple[Any, Callable[[dict[str, Any]], None]]


def _people(page: CallPage) -> People:
    found = rules_at(page.call.area_id)
    return found.people if found else People()


def _channel(page: CallPage) -> str:
    """By which channel what was heard at a door comes in."""
    rules = rules_at(page.call.area_id)
    kinds = ("visit", "patrol", "staff")
    found = (one.code for kind in kinds for one in (rules.channels if rules else ()) if one.kind == kind)
    channel = next(found, "")
    if not channel:
        raise Refusal(_("本地规则里没有走访发现这一种来源，请从“登记”上报"))
    return channel


def _case(request: StaffRequest, page: CallPage, card: HouseholdCard, *, is_dispute: bool = False) -> Made:
    town = areas_in_memory().above(page.call.area_id)
    choices = [
        (code, label)
        for code, label in category_choices(next(area for area in town if area.level == "town"))
        if not is_dispute or code.startswith(DISPUTE)
    ]
    first = {"words": page.call.words, "where_words": card.address}
    if is_dispute and choices:
        first["category"] = choices[0][0]
    form = CaseForm(choices, posted(request), initial=first)

    def act(given: dict[str, Any]) -> None:
        report = CaseReport(
            area_id=page.call.area_id, channel=_channel(page), body=given["words"], source_ref="",
            category=given["category"], where_words=given["where_words"],
        )  # fmt: skip
        follow = follow_with_dispute if is_dispute else follow_with_case
        follow(actor=request.actor, visit_id=page.call.id, report=report, at=request.at)

    return form, act


def _dispute(request: StaffRequest, page: CallPage, card: HouseholdCard) -> Made:
    return _case(request, page, card, is_dispute=True)


def _hazard(request: StaffRequest, page: CallPage, card: HouseholdCard) -> Made:
    form = HazardForm(_people(page), posted(request), initial={"words": page.call.words[:200]})

    def act(given: dict[str, Any]) -> None:
        if card.dwelling_id is None:
            raise Refusal(_("这一户没有登记住处，请先在人户里登记"), field="words")
        hazard = NewHazard(
            about="dwelling", place_id=card.dwelling_id, kind=given["kind"], words=given["words"], grade=given["grade"]
        )
        follow_with_hazard(actor=request.actor, visit_id=page.call.id, hazard=hazard, at=request.at)

    return form, act


def _care(request: StaffRequest, page: CallPage, card: HouseholdCard) -> Made:
    first = {"reason": page.call.words, "owner_name": request.actor.name}
    form = CareForm(_people(page), card, posted(request), initial=first)

    def act(given: dict[str, Any]) -> None:
        about, _colon, subject = given["about"].partition(":")
        new = NewCareTag(
            about=about, subject_id=UUID(subject), kind=given["kind"], reason=given["reason"], source=_("走访"),
            owner_name=given["owner_name"],
            owner_id=request.actor.account_id if given["owner_name"] == request.actor.name else None,
        )  # fmt: skip
        label = next((one.label for one in _people(page).care if one.code == given["kind"] and not one.sensitive), "")
        follow_with_care(
            actor=request.actor, visit_id=page.call.id, new=new, label=label or _("关爱标记"), at=request.at
        )

    return form, act


_MAKERS: dict[str, Callable[[StaffRequest, CallPage, HouseholdCard], Made]] = {
    FollowKind.CASE: _case, FollowKind.DISPUTE: _dispute, FollowKind.HAZARD: _hazard, FollowKind.CARE: _care,
}  # fmt: skip
