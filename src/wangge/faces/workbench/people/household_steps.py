"""What happens to a household, each by a form of its own: birth, moves, splits, merges, its head, its sheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wangge.core.people import operations as act_on
from wangge.core.people.lifecycle import ResidenceKind, Role
from wangge.core.people.persons import NewPerson
from wangge.core.people.queries import (
    HouseholdCard,
    PersonHit,
    door_card,
    household_card,
    likely_same,
    person_card,
    roster_event,
    sight_of,
)
from wangge.faces.shell.parts import Fact, Words
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.notes import say_done, say_mind
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import Refusal
from wangge.practice.visits.operations.wishes import Wish, end_wish, keep_wish

from . import forms as typed
from . import steps
from .choosing import choose_person
from .words import household_url, person_url

LABELS: dict[str, Words] = {
    "confirm": gettext_lazy("无变化，确认"),
    "join": gettext_lazy("加成员"),
    "birth": gettext_lazy("登记出生"),
    "move": gettext_lazy("搬家"),
    "out": gettext_lazy("迁出"),
    "split": gettext_lazy("分户"),
    "merge": gettext_lazy("并户"),
    "head": gettext_lazy("换户主"),
    "sheet": gettext_lazy("填信息表"),
    "care": gettext_lazy("关爱标记"),
    "wish": gettext_lazy("走访意愿"),
}
HINTS: dict[str, Words] = {
    "confirm": gettext_lazy("上门看过，登记的都对，没有变化。"),
    "out": gettext_lazy("户口还在这里的人仍是成员，记为户在人不在。"),
    "sheet": gettext_lazy("只改填了的，空着的不动；原来的会留底。"),
    "care": gettext_lazy("只为帮助；敏感的要另一个人同意才算数。"),
    "merge": gettext_lazy("这一户并入那个门牌的住户，户主改为亲属。"),
}


@dataclass(frozen=True)
class Doing(steps.Doing):
    """A household somebody wants to do something with."""

    card: HouseholdCard

    @property
    def who(self) -> dict[str, Any]:
        return {**self.by, "household_id": self.card.id}

    @cached_property
    def near(self) -> tuple[Any, str]:
        """For a field of doors."""
        return sight_of(actor=self.request.actor), self.card.area_path


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def take_household_step(request: StaffRequest, household_id: UUID, step: str) -> HttpResponseBase:
    """One thing that happened to a household. Raises NotFound."""
    if step not in BUILDERS:
        raise Http404
    card = household_card(sight=sight_of(actor=request.actor), household_id=household_id)
    doing = Doing(request, card)
    head = next((one.name for one in card.members if one.role == Role.HEAD), "")
    return steps.take_step(
        doing, BUILDERS[step](doing), label=LABELS[step], hint=HINTS.get(step, ""),
        back_url=household_url(household_id), facts=[Fact(_("住户"), card.address, note=head)],
    )  # fmt: skip


def check_doubles(request: StaffRequest, town_id: UUID, new: NewPerson, *, is_another: bool) -> None:
    """Refuse once where somebody like this is registered already, naming whom; the person decides."""
    if is_another:
        return
    year = new.born_on.year if new.born_on else None
    near = likely_same(
        sight=sight_of(actor=request.actor), town_id=town_id, name=new.name, document=new.document_number,
        birth_year=year,
    )  # fmt: skip
    if near:
        names = "；".join(_named(hit) for hit in near[:3])
        raise Refusal(
            _("可能已经登记过：{names}。是同一个人的，用“迁入认识的人”；不是的，勾选下面这一项再登记").format(
                names=names
            ),
            field="is_another",
        )


def _named(hit: PersonHit) -> str:
    year = _("{year} 年生").format(year=hit.birth_year) if hit.birth_year else ""
    return " ".join(part for part in (hit.name, year, hit.document, hit.address) if part)


def tell_warnings(request: StaffRequest, warnings: Sequence[Any]) -> None:
    """What is to be minded about what was registered."""
    for words in warnings:
        say_mind(request, str(words))


def _confirm(doing: Doing) -> steps.Built:
    return NoFields(doing.data), lambda _given: act_on.confirm_household(**doing.who)


def _join(doing: Doing) -> steps.Built:
    form = typed.JoinForm(doing.rules, doing.data)

    def act(given: dict[str, Any]) -> object:
        new = form.person()
        check_doubles(doing.request, doing.card.town_id, new, is_another=given["is_another"])
        made = act_on.register_person(new=new, on=given["on"], **doing.who)
        tell_warnings(doing.request, made.warnings)
        return made

    return form, act


def _birth(doing: Doing) -> steps.Built:
    both = [ResidenceKind.REGISTERED, ResidenceKind.LIVES]
    form = typed.BirthForm(doing.rules, doing.card.members, doing.data, initial={"kinds": both})

    def act(given: dict[str, Any]) -> object:
        return act_on.record_birth(new=form.person(), parent_ids=given["parent_ids"], **doing.who)

    return form, act


def _move(doing: Doing) -> steps.Built:
    form = typed.MoveForm(*doing.near, doing.data)
    return form, lambda given: act_on.move_household(**given, **doing.who)


def _out(doing: Doing) -> steps.Built:
    form = typed.OutForm(doing.card.members, doing.data)
    return form, lambda given: act_on.move_out(**given, **doing.who)


def _split(doing: Doing) -> steps.Built:
    form = typed.SplitForm(doing.card.members, *doing.near, doing.data)

    def act(given: dict[str, Any]) -> object:
        kept = {name: given[name] for name in ("dwelling_id", "new_head_id", "on", "note")}
        return act_on.split_household(roles=form.roles(), **kept, **doing.who)

    return form, act


def _merge(doing: Doing) -> steps.Built:
    form = typed.MergeForm(*doing.near, doing.data)

    def act(given: dict[str, Any]) -> object:
        door = door_card(sight=doing.near[0], dwelling_id=given["dwelling_id"])
        others = [one.id for one in door.households if one.id != doing.card.id]
        if len(others) != 1:
            raise Refusal(_("那个门牌要正好有一户，才知道并到哪一户"), field="dwelling_id")
        return act_on.merge_households(into_id=others[0], on=given["on"], note=given["note"], **doing.who)

    return form, act


def _head(doing: Doing) -> steps.Built:
    return typed.HeadForm(doing.card.members, doing.data), lambda given: act_on.change_head(**given, **doing.who)


class WishForm(forms.Form):
    no_visits = forms.BooleanField(label=gettext_lazy("请不要上门"), required=False)
    not_before = forms.TimeField(label=gettext_lazy("几点以前不要来"), required=False)
    not_after = forms.TimeField(label=gettext_lazy("几点以后不要来"), required=False)
    until = DayField(label=gettext_lazy("到哪一天为止"), required=False)
    words = forms.CharField(label=gettext_lazy("原话"), max_length=120, required=False)
    is_over = forms.BooleanField(label=gettext_lazy("没有这些要求了"), required=False)


def _wish(doing: Doing) -> steps.Built:
    def act(given: dict[str, Any]) -> object:
        if given.pop("is_over"):
            return end_wish(**doing.who)
        return keep_wish(wish=Wish(**given), **doing.who)

    return WishForm(doing.data), act


BUILDERS: dict[str, Callable[[Doing], steps.Built]] = {
    "confirm": _confirm, "join": _join, "birth": _birth, "move": _move, "out": _out, "split": _split,
    "merge": _merge, "head": _head, "sheet": partial(steps.sheet_step, about="household"),
    "care": partial(steps.care_step, about="household"), "wish": _wish,
}  # fmt: skip


class InForm(typed.DatedForm):
    """Somebody known moves in."""

    role = forms.ChoiceField(label=gettext_lazy("户内关系"), initial=Role.OTHER)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("居住方式"), choices=ResidenceKind.choices, initial=[ResidenceKind.LIVES],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, former: Sequence[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(label=_("户内关系"), choices=Role.choices, initial=Role.OTHER)
        self.fields["new_head_id"] = typed.OneMember(
            former, but_head=True, label=_("他原来那户的新户主"), required=False
        )
        self.fields["new_head_id"].help_text = _("他是原来那户户主的时候要选")
        self.order_fields(["role", "kinds", "new_head_id", "on", "note"])


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def choose_who_moves_in(request: StaffRequest, household_id: UUID) -> HttpResponse:
    """Find somebody registered who moves into a household. Raises NotFound."""
    card = household_card(sight=sight_of(actor=request.actor), household_id=household_id)
    return choose_person(
        request, heading=_("迁入认识的人"), words=_("迁入 {address}").format(address=card.address),
        back_url=household_url(household_id),
        url_of=lambda pk: reverse("workbench:household-in-person", args=[household_id, pk]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def move_person_in(request: StaffRequest, household_id: UUID, person_id: UUID) -> HttpResponseBase:
    """Somebody registered moves into a household. Raises NotFound."""
    sight = sight_of(actor=request.actor)
    card, person = household_card(sight=sight, household_id=household_id), person_card(sight=sight, person_id=person_id)
    former = household_card(sight=sight, household_id=person.household_id).members if person.household_id else ()

    def done(given: dict[str, Any]) -> HttpResponseBase:
        act_on.move_in(
            actor=request.actor, person_id=person_id, household_id=household_id, at=request.at, **given
        )  # fmt: skip
        say_done(request, _("已办：迁入"))
        return HttpResponseRedirect(household_url(household_id))

    facts = [Fact(_("谁"), person.name, person_url(person_id)), Fact(_("迁到"), card.address)]
    asked = Asked(_("迁入"), _("迁入"), household_url(household_id), facts=facts)
    return ask(request, InForm(former, posted(request)), asked, done)


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def reverse_one(request: StaffRequest, event_id: UUID) -> HttpResponseBase:
    """Undo a wrong event by another. Raises NotFound."""
    event = roster_event(sight=sight_of(actor=request.actor), event_id=event_id)
    back = (
        household_url(event.household_id)
        if event.household_id
        else person_url(event.person_id)
        if event.person_id
        else reverse("workbench:people")
    )

    def done(given: dict[str, Any]) -> HttpResponseBase:
        act_on.reverse_event(actor=request.actor, event_id=event_id, reason=given["reason"], at=request.at)
        say_done(request, _("已撤销，原来的恢复了"))
        return HttpResponseRedirect(back)

    facts = [
        Fact(_("变动"), event.get_kind_display()),
        Fact(_("日期"), event.happened_on.isoformat()),
        Fact(_("谁登记"), event.recorded_by),
    ]
    words = _("登记错了才撤销：它带来的作废，它结束的恢复，两条都留底。")
    return ask(
        request,
        typed.ReasonForm(posted(request)),
        Asked(_("撤销变动"), _("撤销"), back, words, facts=facts, is_danger=True),
        done,
    )
