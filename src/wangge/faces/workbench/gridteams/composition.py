"""队伍构成: totals of members by employment, source and skill, trainings that hold; what is known of one member."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.teams.operations import EmploymentKind, NewTraining, Profile, describe_members, record_trainings
from wangge.core.teams.queries import AppointmentRow, appointment_row
from wangge.faces.shell.parts import Fact, build_filter_bar
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import crumbs_of, rules_at
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.rulebook.schema.teams import Teams
from wangge.practice.gridteams.operations import show_card
from wangge.practice.gridteams.queries import (
    Composition,
    Slot,
    TrainingRow,
    composition,
    known_of,
    public_card,
    trainings_of,
)

from .parts import TABS, seen_by, share_words


@dataclass(frozen=True)
class Table:
    """A total, broken down so that the lines add up to it."""

    heading: str
    lines: tuple[Line, ...]
    note: str = ""


@require_GET
@staff_page(needs="team.see")
def show_composition(request: StaffRequest) -> HttpResponse:
    """The members of the grids in the person's areas. Raises NotFound."""
    seen = seen_by(request)
    found = composition(scope=seen.here, on=localdate(request.at))
    people = f"{reverse('workbench:appointments')}{'?area=' + seen.area.code if seen.area else ''}"
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "bar": build_filter_bar(request.GET, [seen.chip(request)], has_words=False),
        "figures": [(found.members, people, _("队员")), (found.party, "", _("党员"))],
        "tables": [one for one in _tables(found) if one.lines],
        "people_url": people,
    }
    return render(request, "workbench/gridteams/composition.html", context)


def _tables(found: Composition) -> list[Table]:
    kinds = {str(EmploymentKind(code).label): count for code, count in found.employment.items()}
    total = _("各行加起来等于队员总数 {count}。").format(count=found.members)
    several = _("一个人有几样的，每样都算。")
    trainings = tuple(
        Line(
            one.label,
            [
                Cell(_("应有"), str(one.wanted), is_number=True),
                Cell(_("有效"), str(one.valid), is_number=True),
                Cell(_("到期"), str(one.run_out), is_number=True),
                Cell(_("有效率"), share_words(one.share), is_number=True),
            ],
        )
        for one in found.trainings
    )
    return [
        Table(_("专职兼职"), _lines(kinds), total),
        Table(_("来源（按排第一的）"), _lines(found.backgrounds) if found.all_backgrounds else (), total),
        Table(_("来源（每样都算）"), _lines(found.all_backgrounds), several),
        Table(_("作战单元"), _lines(found.skills), several),
        Table(_("培训和资格"), trainings, _("有效率＝培训过且在有效期的人÷应当培训的人。")),
    ]


def _lines(counts: Mapping[str, int]) -> tuple[Line, ...]:
    ranked = sorted(counts.items(), key=lambda one: -one[1])
    return tuple(Line(label, [Cell(_("人数"), str(count), is_number=True)]) for label, count in ranked)


@dataclass(frozen=True)
class About:
    """What the page of an appointment says of the member."""

    facts: list[Fact]
    trainings: list[tuple[str, TrainingRow]]
    card: tuple[Slot, ...]
    links_url: str
    may_keep: bool


def about_member(request: StaffRequest, row: AppointmentRow) -> About:
    """What is known of a member, for the page of the appointment; three statements."""
    scope = Scope(request.actor.scope("team.see").roots)
    rules, known = _rules(row.area_id), known_of(scope=scope, member_id=row.member_id)
    place = areas_in_memory().place_of(row.area_id)
    labels = {one.code: one.label for one in rules.backgrounds} | {one.code: one.label for one in rules.skills}
    kind = known.employment or rules.employment_of(row.post_kind)
    is_party = known.is_party or row.post_kind in rules.party_posts
    facts = [
        Fact(_("党员"), _("是") if is_party else _("没有登记")),
        Fact(_("专职兼职"), EmploymentKind(kind).label if kind else None),
        Fact(_("来源"), "、".join(labels.get(code, code) for code in known.backgrounds) or None),
    ]
    if rules.skills:
        facts.append(Fact(_("作战单元"), "、".join(labels.get(code, code) for code in known.skills) or None))
    names = {one.code: one.label for one in rules.trainings}
    return About(
        facts=facts,
        trainings=[
            (names.get(one.training, one.training), one)
            for one in trainings_of(scope=scope, member_id=row.member_id, on=localdate(request.at))
        ],
        card=public_card(member_ids=[row.member_id], place=place).get(row.member_id, ()),
        links_url=reverse("workbench:links-of", args=[row.member_id]) if _links(request, row, rules) else "",
        may_keep=request.actor.can("team.keep", at_path=row.area_path),
    )


def _links(request: StaffRequest, row: AppointmentRow, rules: Teams) -> bool:
    is_linking = row.state == "live" and row.post_kind in rules.linking_posts
    return is_linking and request.actor.can("people.see", at_path=row.area_path)


def _rules(area_id: UUID) -> Teams:
    rules = rules_at(area_id)
    return rules.teams if rules else Teams()


def _row(request: StaffRequest, appointment_id: UUID) -> AppointmentRow:
    scope = request.actor.scope("team.see")
    return appointment_row(scope=scope, appointment_id=appointment_id, on=localdate(request.at))


class ProfileForm(forms.Form):
    """What is known of a member."""

    is_party = forms.BooleanField(label=gettext_lazy("党员"), required=False)
    employment = forms.ChoiceField(
        label=gettext_lazy("专职兼职"),
        choices=[("", gettext_lazy("按岗位")), *EmploymentKind.choices],
        required=False,
    )
    main_background = forms.ChoiceField(label=gettext_lazy("主要来源"), required=False)
    backgrounds = forms.MultipleChoiceField(
        label=gettext_lazy("还是"), required=False, widget=forms.CheckboxSelectMultiple
    )
    skills = forms.MultipleChoiceField(
        label=gettext_lazy("作战单元"), required=False, widget=forms.CheckboxSelectMultiple
    )


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def describe(request: StaffRequest, appointment_id: UUID) -> HttpResponseBase:
    """Write down what is known of a member. Raises NotFound, NotAllowed."""
    row = _row(request, appointment_id)
    rules = _rules(row.area_id)
    known = known_of(scope=Scope(request.actor.scope("team.see").roots), member_id=row.member_id)
    initial = {
        "is_party": known.is_party, "employment": known.employment, "main_background": known.main_background,
        "backgrounds": known.backgrounds, "skills": known.skills,
    }  # fmt: skip
    form = ProfileForm(posted(request), initial=initial)
    sources = [(one.code, one.label) for one in rules.backgrounds]
    set_choices(form, "main_background", [("", "—"), *sources])
    set_choices(form, "backgrounds", sources)
    set_choices(form, "skills", [(one.code, one.label) for one in rules.skills])
    if not sources:
        del form.fields["main_background"], form.fields["backgrounds"]
    if not rules.skills:
        del form.fields["skills"]

    def act(given: dict[str, Any]) -> HttpResponseBase:
        first, rest = given.get("main_background", ""), given.get("backgrounds", [])
        profile = Profile(
            row.member_id, given["is_party"], given["employment"],
            tuple(dict.fromkeys(filter(None, (first, *rest)))), tuple(given.get("skills", ())),
        )  # fmt: skip
        describe_members(actor=request.actor, profiles=[profile], at=request.at)
        say_done(request, _("记好了"))
        return HttpResponseRedirect(reverse("workbench:appointment", args=[row.id]))

    back = reverse("workbench:appointment", args=[row.id])
    asked = Asked(_("{name}的情况").format(name=row.person_name), _("保存"), back, crumbs=crumbs_of(row.area_id))
    return ask(request, form, asked, act)


class TrainingForm(forms.Form):
    """A training somebody went through."""

    training = forms.ChoiceField(label=gettext_lazy("培训"))
    held_on = DayField(label=gettext_lazy("哪一天"))
    hours = forms.IntegerField(label=gettext_lazy("学时"), min_value=0, max_value=1000, initial=0)
    valid_until = DayField(
        label=gettext_lazy("有效到"), required=False, help_text=gettext_lazy("不写就按规则；长期有效的不写")
    )
    note = forms.CharField(label=gettext_lazy("备注"), max_length=100, required=False)


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def train(request: StaffRequest, appointment_id: UUID) -> HttpResponseBase:
    """Write down a training of a member. Raises NotFound, NotAllowed."""
    row = _row(request, appointment_id)
    form = TrainingForm(posted(request), initial={"held_on": localdate(request.at), "hours": 0})
    set_choices(form, "training", [(one.code, one.label) for one in _rules(row.area_id).trainings])
    back = reverse("workbench:appointment", args=[row.id])

    def act(given: dict[str, Any]) -> HttpResponseBase:
        record_trainings(actor=request.actor, new=[NewTraining(row.member_id, **given)], at=request.at)
        say_done(request, _("记好了"))
        return HttpResponseRedirect(back)

    return ask(request, form, Asked(_("{name}的培训").format(name=row.person_name), _("记下"), back), act)


class CardForm(forms.Form):
    """One field for each item of the list."""

    def __init__(self, slots: tuple[Slot, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slot in slots:
            self.fields[f"slot{slot.number}"] = forms.CharField(
                label=slot.heading, max_length=200, required=False, initial=slot.words,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def write_card(request: StaffRequest, appointment_id: UUID) -> HttpResponseBase:
    """Write what a member shows to everybody (五亮). Raises NotFound, NotAllowed."""
    row = _row(request, appointment_id)
    slots = public_card(member_ids=[row.member_id], place=areas_in_memory().place_of(row.area_id)).get(
        row.member_id, ()
    )
    back = reverse("workbench:appointment", args=[row.id])

    def act(given: dict[str, Any]) -> HttpResponseBase:
        words = [given[f"slot{slot.number}"] for slot in slots]
        show_card(actor=request.actor, member_id=row.member_id, words=words, at=request.at)
        say_done(request, _("公示卡写好了"))
        return HttpResponseRedirect(back)

    words = _("这几条写在公示卡上，谁扫工作证都看得到；不写个人电话和住址。")
    asked = Asked(_("{name}的公示卡").format(name=row.person_name), _("保存"), back, words)
    return ask(request, CardForm(slots, posted(request)), asked, act)
