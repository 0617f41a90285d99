"""What happens to one person: telephone, a change to be decided, sheet, care, relations, consent, death."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wangge.core.people import operations as act_on
from wangge.core.people.lifecycle import IdentityField, RelationKind, Signatory
from wangge.core.people.queries import MemberCard, PersonCard, household_card, person_card, sight_of
from wangge.faces.shell.parts import Fact, Words
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.rulebook.schema.people import People

from . import forms as typed
from . import steps
from .choosing import choose_person
from .words import person_url

LABELS: dict[str, Words] = {
    "phone": gettext_lazy("换电话"),
    "change": gettext_lazy("申请更正"),
    "sheet": gettext_lazy("填信息表"),
    "care": gettext_lazy("关爱标记"),
    "consent": gettext_lazy("登记同意"),
    "death": gettext_lazy("登记去世"),
}
HINTS: dict[str, Words] = {
    "change": gettext_lazy("姓名、证件、出生、性别和去世由另一个人审定，审定以前不变。"),
    "sheet": gettext_lazy("只改填了的，空着的不动；原来的会留底。"),
    "care": gettext_lazy("只为帮助；敏感的要另一个人同意才算数。"),
    "consent": gettext_lazy("先把告知书给他看，再登记；告知书的摘要随同意一起保存，随时可以撤回。"),
    "death": gettext_lazy("户籍、居住、关系和关爱标记从那一天起结束；登记错了可以撤销。"),
}


@dataclass(frozen=True)
class Doing(steps.Doing):
    """A person somebody wants to do something with."""

    card: PersonCard

    @cached_property
    def members(self) -> tuple[MemberCard, ...]:
        """Those he lives with."""
        if self.card.household_id is None:
            return ()
        household = household_card(sight=sight_of(actor=self.request.actor), household_id=self.card.household_id)
        return tuple(one for one in household.members if one.person_id != self.card.id)


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def take_person_step(request: StaffRequest, person_id: UUID, step: str) -> HttpResponseBase:
    """One thing that happened to a person. Raises NotFound."""
    if step not in BUILDERS:
        raise Http404
    card = person_card(sight=sight_of(actor=request.actor), person_id=person_id)
    doing = Doing(request, card)
    return steps.take_step(
        doing, BUILDERS[step](doing), label=LABELS[step], hint=HINTS.get(step, ""), back_url=person_url(person_id),
        facts=[Fact(_("谁"), card.name)], is_danger=step == "death",
    )  # fmt: skip


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=gettext_lazy("新的电话"), max_length=20, required=False, help_text=gettext_lazy("空着就是没有电话了"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "data-no-draft": ""}),
    )  # fmt: skip


def _phone(doing: Doing) -> steps.Built:
    form = PhoneForm(doing.data)
    return form, lambda given: act_on.change_phone(person_id=doing.card.id, phone=given["phone"], **doing.by)


class ChangeForm(forms.Form):
    field = forms.ChoiceField(label=gettext_lazy("哪一项"), choices=IdentityField.choices)
    value = forms.CharField(
        label=gettext_lazy("应当是"), max_length=100,
        help_text=gettext_lazy("日期写成 2026-03-02；性别写男或女；去世写去世的日期"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-no-draft": ""}),
    )  # fmt: skip
    document_kind = forms.ChoiceField(label=gettext_lazy("证件种类（更正证件时）"), required=False)
    reason = forms.CharField(label=gettext_lazy("为什么"), max_length=200)
    source_ref = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, rules: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "document_kind", [(one.code, one.label) for one in rules.documents])


SEXES = {"男": "male", "女": "female"}


def _change(doing: Doing) -> steps.Built:
    form = ChangeForm(doing.rules, doing.data, initial={"source_ref": f"desk:{uuid4()}"})

    def act(given: dict[str, Any]) -> object:
        if given["field"] == IdentityField.SEX:
            given = given | {"value": SEXES.get(given["value"].strip(), given["value"])}
        return act_on.ask_change(asking=act_on.Asking(person_id=doing.card.id, **given), **doing.by)

    return form, act


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(label=gettext_lazy("同意做什么"))
    title = forms.CharField(label=gettext_lazy("告知书名称"), max_length=80)
    body = forms.CharField(
        label=gettext_lazy("告知书全文"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("怎么同意的"),
        choices=[
            ("paper", gettext_lazy("纸面签字")),
            ("spoken", gettext_lazy("当面口头")),
            ("online", gettext_lazy("网上")),
        ],
    )
    signatory = forms.ChoiceField(label=gettext_lazy("谁同意"), choices=Signatory.choices)
    expires_on = DayField(label=gettext_lazy("到哪一天"), required=False)

    def __init__(self, rules: People, members: tuple[MemberCard, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "purpose", [(one, one) for one in dict.fromkeys(kind.purpose for kind in rules.care)])
        self.fields["guardian_id"] = typed.OneMember(members, label=_("监护人"), required=False)
        self.fields["guardian_id"].help_text = _("不满十四周岁的由监护人同意")
        self.order_fields(["purpose", "title", "body", "signatory", "guardian_id", "channel", "expires_on"])


def _consent(doing: Doing) -> steps.Built:
    form = ConsentForm(doing.rules, doing.members, doing.data)
    return form, lambda given: act_on.give_consent(
        agreement=act_on.Agreement(person_id=doing.card.id, **given), **doing.by
    )


class DeathForm(forms.Form):
    on = DayField(label=gettext_lazy("去世的日期"))
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)

    def __init__(self, members: tuple[MemberCard, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_head_id"] = typed.OneMember(members, label=_("新的户主"), required=False)
        self.fields["new_head_id"].help_text = _("去世的是户主、还有别的成员的时候要选")


def _death(doing: Doing) -> steps.Built:
    form = DeathForm(doing.members, doing.data)
    return form, lambda given: act_on.record_death(person_id=doing.card.id, **given, **doing.by)


BUILDERS: dict[str, Callable[[Doing], steps.Built]] = {
    "phone": _phone, "change": _change, "sheet": partial(steps.sheet_step, about="person"),
    "care": partial(steps.care_step, about="person"), "consent": _consent, "death": _death,
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def withdraw_consent(request: StaffRequest, person_id: UUID, consent_id: UUID) -> HttpResponseBase:
    """A consent is taken back. Raises NotFound."""
    card = person_card(sight=sight_of(actor=request.actor), person_id=person_id)

    def done(_given: dict[str, Any]) -> HttpResponseBase:
        ended = act_on.withdraw_consent(actor=request.actor, consent_id=consent_id, at=request.at)
        say_done(request, _("已撤回，同一目的的关爱标记结束了 {count} 个").format(count=ended))
        return HttpResponseRedirect(person_url(person_id))

    words = _("撤回以后，为同一目的登记的关爱标记一起结束。")
    asked = Asked(_("撤回同意"), _("撤回"), person_url(person_id), words, facts=[Fact(_("谁"), card.name)])
    return ask(request, NoFields(posted(request)), asked, done)


class RelateForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("是他的什么人"), choices=RelationKind.choices)
    on = DayField(label=gettext_lazy("从哪一天起"), required=False, help_text=gettext_lazy("不填就是今天"))


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def choose_relative(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """Find somebody to whom a person is something. Raises NotFound."""
    card = person_card(sight=sight_of(actor=request.actor), person_id=person_id)
    return choose_person(
        request, heading=_("登记关系"), words=_("{name}是谁的监护人、照护人……").format(name=card.name),
        back_url=person_url(person_id),
        url_of=lambda pk: reverse("workbench:person-relate-to", args=[person_id, pk]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_page(needs="people.edit")
def relate(request: StaffRequest, person_id: UUID, other_id: UUID) -> HttpResponseBase:
    """Say what a person is to another. Raises NotFound."""
    sight = sight_of(actor=request.actor)
    card, other = (person_card(sight=sight, person_id=pk) for pk in (person_id, other_id))

    def done(given: dict[str, Any]) -> HttpResponseBase:
        act_on.relate_persons(actor=request.actor, person_id=person_id, other_id=other_id, at=request.at, **given)
        say_done(request, _("已登记关系"))
        return HttpResponseRedirect(person_url(person_id))

    facts = [Fact(_("谁"), card.name), Fact(_("是谁的"), other.name)]
    asked = Asked(_("登记关系"), _("登记"), person_url(person_id), facts=facts)
    return ask(request, RelateForm(posted(request)), asked, done)
