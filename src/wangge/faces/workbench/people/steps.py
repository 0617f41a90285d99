"""What steps on a household and on a person have in common: asked by a form, done, said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from wangge.core.people import operations as act_on
from wangge.core.people.queries import HouseholdCard, PersonCard
from wangge.faces.shell.parts import Fact, Words
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest
from wangge.ground.rulebook.schema.people import People

from . import forms as typed
from .words import area_of_path, people_rules

Built = tuple[forms.Form, Callable[[dict[str, Any]], object]]


@dataclass(frozen=True)
class Doing:
    """A household or a person somebody wants to do something with."""

    request: StaffRequest
    card: HouseholdCard | PersonCard

    @property
    def by(self) -> dict[str, Any]:
        return {"actor": self.request.actor, "at": self.request.at}

    @property
    def data(self) -> Any:
        return posted(self.request)

    @cached_property
    def rules(self) -> People:
        return people_rules(area_of_path(self.card.area_path))


def take_step(
    doing: Doing,
    built: Built,
    *,
    label: Words,
    hint: Words,
    back_url: str,
    facts: Sequence[Fact],
    is_danger: bool = False,
) -> HttpResponseBase:
    """Ask for what a step needs; do it and say so."""
    form, act = built

    def done(given: dict[str, Any]) -> HttpResponseBase:
        act(given)
        say_done(doing.request, _("已办：{step}").format(step=label))
        return HttpResponseRedirect(back_url)

    asked = Asked(label, label, back_url, hint, facts=facts, is_danger=is_danger)
    return ask(doing.request, form, asked, done)


def sheet_step(doing: Doing, about: str) -> Built:
    """Fill the sheet of a household or a person."""
    form = typed.SheetForm([item for item in doing.rules.items if item.about == about], doing.data)
    return form, lambda _given: act_on.fill_sheet(
        about=about, subject_id=doing.card.id, values=form.values(), **doing.by
    )


def care_step(doing: Doing, about: str) -> Built:
    """Propose a care tag on a household or a person."""
    form = typed.CareForm(doing.rules, about, doing.data, initial={"owner_name": doing.request.actor.name})

    def act(given: dict[str, Any]) -> object:
        return act_on.propose_care(new=act_on.NewCareTag(about=about, subject_id=doing.card.id, **given), **doing.by)

    return form, act
