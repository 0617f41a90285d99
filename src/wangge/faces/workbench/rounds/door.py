"""One door: what is open there, who lives there, a note in one go; errands and wishes of this household."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wangge.core.areas.queries import areas_in_memory
from wangge.core.people.queries import HouseholdCard, household_card, sight_of
from wangge.core.teams.units import Unit, units
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.labels import crumbs_of
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.practice.visits.operations import (
    DoneErrand,
    NewAgency,
    NewErrand,
    NewVisit,
    Wish,
    ask_errands,
    end_wish,
    keep_wish,
    record_visit,
    take_agency,
)
from wangge.practice.visits.queries import visits_of_household
from wangge.practice.visits.queries.doors import DoorOfList, door

from .doors import hours_words
from .forms import AgencyForm, ErrandForm, VisitForm, WishForm
from .parts import check_labels, door_url, kind_label, late_words, note_url, rules_for, tabs


def card_of(request: StaffRequest, household_id: UUID) -> HouseholdCard:
    """The household as this person may see it. Raises NotFound alike for a missing one and one of another place."""
    card = household_card(sight=sight_of(actor=request.actor), household_id=household_id)
    if not request.actor.scope("visit.see").covers(card.area_path):
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return card


def area_of(card: HouseholdCard) -> UUID:
    return areas_in_memory().by_path[card.area_path].id


def title_of(card: HouseholdCard) -> str:
    head = next((member.name for member in card.members if member.role == "head"), "")
    return " ".join(filter(None, (card.address or _("没有住处"), head)))


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.see")
def show_door(request: StaffRequest, household_id: UUID) -> HttpResponseBase:
    """A door; on POST a note of the visit. Raises NotFound."""
    card = card_of(request, household_id)
    rules, today = rules_for(area_of(card)), localdate(request.at)
    scope = request.actor.scope("visit.see")
    here = door(scope=scope, household_id=card.id, area_id=area_of(card), today=today)
    form = VisitForm(rules, here.errands, card, posted(request), initial={"form_id": uuid7()})
    status = 200
    if form.is_valid():
        try:
            pk = record_visit(actor=request.actor, new=_new(card, form.cleaned_data, request.at), at=request.at)
        except NotFound:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            say_done(request, _("走访记下了"))
            return HttpResponseRedirect(note_url(pk))
    return render(request, "workbench/rounds/door.html", _context(request, card, here, form), status=status)


def _new(card: HouseholdCard, given: dict[str, Any], at: datetime) -> NewVisit:
    because = given.get("unmet_because", "")
    return NewVisit(
        household_id=card.id, id=given["form_id"], kind=given["kind"], happened_at=given["happened_at"] or at,
        cadence=given.get("cadence", ""), aim=given.get("aim", ""), unmet_because=because,
        met=tuple(given.get("met", ())), checks=tuple(given.get("checks", ())), words=given["words"],
        is_unchanged=given["is_unchanged"], errands=tuple(DoneErrand(one) for one in given.get("errands", ())),
    )  # fmt: skip


def _context(request: StaffRequest, card: HouseholdCard, here: DoorOfList, form: VisitForm) -> dict[str, Any]:
    rules, today = rules_for(area_of(card)), localdate(request.at)
    scope = request.actor.scope("visit.see")
    notes = visits_of_household(scope=scope, household_id=card.id, limit=8)
    return {
        "tabs": tabs(request, reverse("workbench:rounds")),
        "card": card,
        "title": title_of(card),
        "crumbs": crumbs_of(area_of(card), url=reverse("workbench:rounds")),
        "door": here,
        "errands": [
            (one, late_words(one.due_on, today), bool(one.due_on and one.due_on < today)) for one in here.errands
        ],
        "hours": hours_words(here),
        "form": form,
        "notes": [
            (note, kind_label(rules, note.kind), check_labels(rules, note.checks), note_url(note.id)) for note in notes
        ],
        "may_record": request.actor.can("visit.record", at_path=card.area_path) and card.ended_on is None,
        "may_ask": request.actor.can("visit.ask", at_path=card.area_path) and card.ended_on is None,
        "least": rules.errands_a_visit,
    }


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.ask")
def ask_errand(request: StaffRequest, household_id: UUID) -> HttpResponseBase:
    """Ask for something to be done at this door. Raises NotFound."""
    card = card_of(request, household_id)
    form = ErrandForm(rules_for(area_of(card)), posted(request))
    asked = Asked(
        _("请上门的人一并办"), _("请求"), door_url(card.id), words=title_of(card), crumbs=crumbs_of(area_of(card))
    )

    def act(given: dict[str, Any]) -> HttpResponseBase:
        new = NewErrand(household_id=card.id, kind=given["kind"], title=given["title"], due_on=given["due_on"])
        count = ask_errands(actor=request.actor, new=[new], unit=asking_unit(request, card.area_path), at=request.at)
        say_done(request, _("记下了，下次谁上门谁办") if count else _("这件事已经在等着办了"))
        return HttpResponseRedirect(door_url(card.id))

    return ask(request, form, asked, act)


def asking_unit(request: StaffRequest, path: str) -> Unit | None:
    """The unit one asks for: one's own that may ask there, the first of them."""
    own = [units().by_id[unit] for unit in request.actor.units if unit in units().by_id]
    return next((unit for unit in own if path.startswith(unit.area_path)), own[0] if own else None)


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.record")
def change_wish(request: StaffRequest, household_id: UUID) -> HttpResponseBase:
    """Keep what the household asked about visits. Raises NotFound."""
    card = card_of(request, household_id)
    form = WishForm(posted(request))
    asked = Asked(_("请勿打扰"), _("记下"), door_url(card.id), words=title_of(card), crumbs=crumbs_of(area_of(card)))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        keep_wish(actor=request.actor, household_id=card.id, wish=Wish(**given), at=request.at)
        say_done(request, _("记下了，安排走访时会照顾到"))
        return HttpResponseRedirect(door_url(card.id))

    return ask(request, form, asked, act)


@require_http_methods(["POST"])
@staff_page(needs="visit.record")
def drop_wish(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """The household may be visited as others are. Raises NotFound."""
    card = card_of(request, household_id)
    end_wish(actor=request.actor, household_id=card.id, at=request.at)
    say_done(request, _("撤回了，可以照常走访"))
    return HttpResponseRedirect(door_url(card.id))


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.record")
def take_over(request: StaffRequest, household_id: UUID) -> HttpResponseBase:
    """Take an errand over for this household. Raises NotFound."""
    card = card_of(request, household_id)
    form = AgencyForm(posted(request), initial={"form_id": uuid7()})
    asked = Asked(
        _("替这一户代办"), _("接受委托"), door_url(card.id), words=title_of(card), crumbs=crumbs_of(area_of(card))
    )

    def act(given: dict[str, Any]) -> HttpResponseBase:
        papers = tuple(given["papers"].splitlines())
        new = NewAgency(
            household_id=card.id, id=given["form_id"], what=given["what"], authority=given["authority"],
            authorised_by=given["authorised_by"], papers=papers, words=given["words"], due_on=given["due_on"],
        )  # fmt: skip
        pk = take_agency(actor=request.actor, new=new, at=request.at)
        say_done(request, _("接受了委托，办完记得交还材料"))
        return HttpResponseRedirect(reverse("workbench:agency", args=[pk]))

    return ask(request, form, asked, act)
