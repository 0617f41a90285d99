"""准入: what departments ask, how much of it is held, what was decided."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.matters.lifecycle import Decision, Duty, Frequency, RequestState
from wangge.core.matters.operations import NewRequest, decide_admission, request_admission, say_why_again
from wangge.core.matters.queries import (
    AdmissionView,
    HeldFieldRow,
    admission,
    admissions,
    held_field_row,
    in_force_admissions,
    matters,
    town_scope,
)
from wangge.faces.shell.parts import Fact, Words, build_chip, build_filter_bar
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.administration.listing import pager_behind, read_uuid
from wangge.faces.workbench.forms import set_choices
from wangge.faces.workbench.labels import unit_label
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.faces.workbench.towns import town_chips, town_of

from .parts import (
    Cell,
    Empty,
    Line,
    asking_units,
    part_choices,
    places_words,
    split_words,
    tabs,
    url_of,
)

STATES = [
    (RequestState.ASKED.value, RequestState.ASKED.label),
    (RequestState.APPROVED.value, gettext_lazy("准入、有效")),
    ("expired", gettext_lazy("已到期")),
    (RequestState.MERGED.value, RequestState.MERGED.label),
    (RequestState.REFUSED.value, RequestState.REFUSED.label),
]


def state_words(row: AdmissionView) -> Words:
    """How a request stands, its expiry told."""
    return _("已到期") if row.is_expired else RequestState(row.state).label


def overlap_words(row: AdmissionView) -> str:
    """2 / 4 项已有，重合 50%."""
    found = row.overlap
    if found.percent is None:
        return _("不要信息")
    return _("{held} / {asked} 项已有，重合 {percent}%").format(
        held=found.held, asked=found.asked, percent=found.percent
    )


@require_GET
@staff_page(needs="matter.see")
def show_admissions(request: StaffRequest) -> HttpResponse:
    """The requests of a town, the newest first. Raises NotFound."""
    town, query = town_of(request, "matter.see"), request.GET
    after = read_uuid(query.get("after", ""))
    page = admissions(scope=Scope((town.path,)), at=request.at, state=query.get("state", ""), after=after)
    chips = [
        *town_chips(request, town, "matter.see"),
        build_chip(query, "state", STATES, anything=_("全部申请"), lead=_("看")),
    ]
    may_ask = bool(asking_units(request, town)) if request.actor.may("matter.request") else False
    context = {
        "tabs": tabs(request),
        "town": town,
        "bar": build_filter_bar(query, chips, has_words=False),
        "lines": [_line(row) for row in page.rows],
        "pager": pager_behind(query, after=str(page.after or ""), shown=len(page.rows)),
        "add_url": url_of("admission-new", town=town) if may_ask else "",
        "add_label": _("申请准入"),
        "empty": Empty(_("没有准入申请"), _("部门要向网格派事、要信息，先在这里申请。"), sign="login"),
    }
    return render(request, "workbench/matters/list.html", context)


def _line(row: AdmissionView) -> Line:
    cells = [
        Cell(_("状态"), state_words(row), tag=True),
        Cell(_("申请单位"), unit_label(row.unit_id)),
        Cell(_("事项"), row.matter_name),
        Cell(_("重合度"), overlap_words(row)),
        Cell(_("频次"), Frequency(row.frequency).label),
        Cell(_("到期"), row.expires_on.isoformat()),
    ]
    return Line(row.title, cells, url=url_of("admission", row.id))


class RequestForm(forms.Form):
    """What a unit asks; no village ticked means the whole town."""

    unit = forms.ChoiceField(label=gettext_lazy("申请单位"))
    matter = forms.ChoiceField(label=gettext_lazy("事项"))
    title = forms.CharField(label=gettext_lazy("这是什么事"), max_length=80)
    legal_basis = forms.CharField(
        label=gettext_lazy("依据"), max_length=200, help_text=gettext_lazy("写到条款，例如 《森林防火条例》第十条")
    )
    fields_asked = forms.CharField(
        label=gettext_lazy("要的信息"),
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("一行一项；已经有的会自动标出来，不再向网格要"),
    )
    frequency = forms.ChoiceField(label=gettext_lazy("多久一次"), choices=Frequency.choices)
    expires_on = DayField(label=gettext_lazy("到哪一天为止"))
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("哪些村（社区）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("一个不选就是全部"),
    )

    def __init__(self, request: StaffRequest, town: AreaRow, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "unit", asking_units(request, town))
        set_choices(self, "matter", matter_choices(town, request))
        set_choices(self, "areas", part_choices(town))


def matter_choices(town: AreaRow, request: StaffRequest) -> list[tuple[str, str]]:
    """The matters of the town; those taken back say so, and are refused."""
    rows = matters(town_id=town.id, at=request.at)
    return [
        (row.code, f"{row.name}（{Duty(row.duty).label}）" if row.duty == Duty.TAKEN_BACK else row.name)
        for row in rows
    ]  # fmt: skip


def chosen_areas(town: AreaRow, given: list[str]) -> tuple[UUID, ...]:
    """The areas ticked; the whole town for none."""
    return tuple(UUID(one) for one in given) or (town.id,)


@require_http_methods(["GET", "POST"])
@staff_page(needs="matter.request")
def ask_admission(request: StaffRequest) -> HttpResponseBase:
    """Ask that something may be sent to grids. Raises NotFound."""
    town = town_of(request, "matter.see")
    form = RequestForm(request, town, posted(request))

    def act(given: dict[str, Any]) -> HttpResponseBase:
        new = NewRequest(
            town_id=town.id,
            unit_id=UUID(given["unit"]),
            matter_code=given["matter"],
            title=given["title"],
            legal_basis=given["legal_basis"],
            fields=split_words(given["fields_asked"]),
            frequency=given["frequency"],
            expires_on=given["expires_on"],
            area_ids=chosen_areas(town, given["areas"]),
        )
        made = request_admission(actor=request.actor, new=new, at=request.at)
        say_done(request, _("申请已提交，等审定"))
        return HttpResponseRedirect(url_of("admission", made.pk))

    words = _("向{town}的网格派事、要信息，要先准入：写明依据、要什么、多久一次、到哪天为止。").format(town=town.name)
    return ask(request, form, Asked(_("申请准入"), _("提交"), url_of("admissions", town=town), words), act)


@require_GET
@staff_page(needs="matter.see")
def show_admission(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """One request: what is asked, how much of it is held, what was decided. Raises NotFound."""
    row = admission(scope=town_scope(request.actor, "matter.see"), request_id=request_id, at=request.at)
    town = areas_in_memory().by_id[row.town_id]
    may_decide = request.actor.can("matter.decide", at_path=town.path) and row.state == RequestState.ASKED
    again = {one.field_code: one for one in row.again}
    is_open = row.state in (RequestState.ASKED, RequestState.APPROVED) and not row.is_expired
    context = {
        "tabs": tabs(request),
        "row": row,
        "state": state_words(row),
        "overlap": overlap_words(row),
        "facts": _facts(row),
        "pairs": [
            (words, held, again.get(held.code) if held else None, _again_url(request, row, held) if is_open else "")
            for words, held in row.overlap.pairs
        ],
        "merged_url": url_of("admission", row.merged_into_id) if row.merged_into_id else "",
        "decide_url": url_of("admission-decide", row.id) if may_decide else "",
        "demand_url": _demand_url(request, row, town),
    }
    return render(request, "workbench/matters/admission.html", context)


def _again_url(request: StaffRequest, row: AdmissionView, held: HeldFieldRow | None) -> str:
    """Where the holder of a field says why it is asked again; empty for everybody else."""
    if held is None or held.code in {one.field_code for one in row.again}:
        return ""
    town = areas_in_memory().by_id[row.town_id]
    if held.holder_unit_id is None:
        is_its_holder = request.actor.can("matter.decide", at_path=town.path)
    else:
        is_its_holder = held.holder_unit_id in request.actor.units
    return url_of("admission-again", row.id, held.code) if is_its_holder else ""


def _demand_url(request: StaffRequest, row: AdmissionView, town: AreaRow) -> str:
    may_send = row.is_in_force and str(row.unit_id) in dict(asking_units(request, town))
    return url_of("demand-new", town=town, admission=str(row.id)) if may_send else ""


def _facts(row: AdmissionView) -> list[Fact]:
    facts = [
        Fact(_("申请单位"), unit_label(row.unit_id)),
        Fact(_("事项"), f"{row.matter_code} {row.matter_name}"),
        Fact(_("依据"), row.legal_basis),
        Fact(_("频次"), Frequency(row.frequency).label),
        Fact(_("到期"), row.expires_on.isoformat()),
        Fact(_("范围"), places_words(row.paths)),
    ]
    if row.decided_at is not None:
        facts.append(Fact(_("审定人"), row.decided_by))
    if row.reason:
        facts.append(Fact(_("理由"), row.reason))
    return facts


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("审定"), choices=Decision.choices, widget=forms.RadioSelect
    )  # fmt: skip
    merge_into = forms.ChoiceField(label=gettext_lazy("并入哪一项"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("不准入要写"),
    )


@require_http_methods(["GET", "POST"])
@staff_page(needs="matter.decide")
def decide(request: StaffRequest, request_id: UUID) -> HttpResponseBase:
    """Admit, merge or refuse. Raises NotFound."""
    row = admission(scope=town_scope(request.actor, "matter.see"), request_id=request_id, at=request.at)
    town = areas_in_memory().by_id[row.town_id]
    form = DecideForm(posted(request))
    others = [one for one in in_force_admissions(scope=Scope((town.path,)), at=request.at) if one.id != row.id]
    choices = [("", _("不并入")), *((str(one.id), f"{one.title}（{unit_label(one.unit_id)}）") for one in others)]
    set_choices(form, "merge_into", choices)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        decide_admission(
            actor=request.actor,
            request_id=row.id,
            decision=Decision(given["decision"]),
            merge_into=read_uuid(given["merge_into"]),
            reason=given["reason"],
            at=request.at,
        )
        say_done(request, _("已审定，并通知了申请单位"))
        return HttpResponseRedirect(url_of("admission", row.id))

    facts = [Fact(_("重合度"), overlap_words(row)), *_facts(row)]
    asked = Asked(_("审定：{title}").format(title=row.title), _("审定"), url_of("admission", row.id), facts=facts)
    return ask(request, form, asked, act)


class AgainForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("为什么要再问"), max_length=200)


@require_http_methods(["GET", "POST"])
@staff_page(needs="matter.see")
def say_again(request: StaffRequest, request_id: UUID, code: str) -> HttpResponseBase:
    """The holder of a field says why it is asked again. Raises NotFound, NotAllowed."""
    row = admission(scope=town_scope(request.actor, "matter.see"), request_id=request_id, at=request.at)
    field = held_field_row(town_id=row.town_id, code=code, at=request.at)

    def act(given: dict[str, Any]) -> HttpResponseBase:
        say_why_again(
            actor=request.actor, request_id=row.id, field_code=field.code, reason=given["reason"], at=request.at
        )
        say_done(request, _("理由已记下，这一项可以再问"))
        return HttpResponseRedirect(url_of("admission", row.id))

    words = _("这一项已经有了（{where}）。说明理由以后，网格会被再问一次，并记入减负账。").format(
        where=field.where_held
    )
    asked = Asked(_("再问“{name}”").format(name=field.name), _("记下"), url_of("admission", row.id), words)
    return ask(request, AgainForm(posted(request)), asked, act)
