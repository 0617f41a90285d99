"""Requests on a case: what was asked, and the form in which it is granted or refused."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import STEPS, Action, RequestKind
from wangge.core.cases.queries import CasePage, CaseRequest
from wangge.faces.shell.parts import Fact
from wangge.faces.workbench.labels import unit_label
from wangge.ground.rulebook.schema.clocks import Allowance

from .side_steps import GROUNDS
from .step_forms import DispatchForm, StepForm, words_field
from .units import UnitGroup, unit_groups


class DecideForm(StepForm):
    """Grant or refuse, with words."""

    is_granted = forms.TypedChoiceField(
        label=gettext_lazy("审定"), choices=[("1", gettext_lazy("同意")), ("0", gettext_lazy("不同意"))],
        coerce=lambda value: value == "1", widget=forms.RadioSelect,
    )  # fmt: skip
    note = words_field(gettext_lazy("审定意见"), rows=2)


class AdjudicationForm(DecideForm, DispatchForm):
    """An adjudication names the unit that handles the matter from now on."""

    field_order = ("is_granted", "unit", "note")

    unit = forms.UUIDField(label=gettext_lazy("由哪个单位承办"), required=False)


@dataclass(frozen=True)
class Decision:
    """One request as the page shows it; the form only for who may decide it."""

    request: CaseRequest
    label: str | Promise
    facts: list[Fact]
    form: DecideForm | None
    url: str
    groups: tuple[UnitGroup, ...] = ()


def decisions_of(page: CasePage, actor: Actor, *, step: str | None, form: StepForm | None) -> list[Decision]:
    """The requests of a case, the open ones first."""
    ordered = sorted(page.requests, key=lambda r: (r.decided_at is not None, r.asked_at))
    return [_decision(page, actor, request, form if step == str(request.pk) else None) for request in ordered]


def _decision(page: CasePage, actor: Actor, request: CaseRequest, sent: StepForm | None) -> Decision:
    row = STEPS[Action.DECIDE]
    may = (
        request.decided_at is None
        and request.asked_by != actor.account_id
        and page.case.state in row.sources
        and row.permission is not None
        and actor.can(row.permission, at_path=page.case.area_path, for_unit=page.case.owner_unit_id)
    )
    form = (sent if isinstance(sent, DecideForm) else form_of(request, page)) if may else None
    groups = unit_groups(form.units, area_path=page.case.area_path) if isinstance(form, AdjudicationForm) else []
    url = reverse("workbench:decide", args=[page.case.pk, request.pk])
    return Decision(request, RequestKind(request.kind).label, list(_facts(page, request)), form, url, tuple(groups))


def form_of(request: CaseRequest, page: CasePage, *data: Any) -> DecideForm:
    """The form of one request, empty or with what was sent."""
    form = AdjudicationForm if request.kind == RequestKind.ADJUDICATE else DecideForm
    found = form(*data, page=page, auto_id=f"decide-{request.pk}-%s")
    if "proposed" in request.detail:
        found.initial.setdefault("unit", request.detail["proposed"])
    return found


def _facts(page: CasePage, request: CaseRequest) -> list[Fact]:
    rights, detail = page.place.rules.rights, request.detail
    facts = [Fact(_("申请单位"), unit_label(request.unit_id), note=request.asked_name)]
    if request.reason:
        known: dict[str, str | Promise] = {pause.code: pause.label for pause in rights.pauses}
        known |= GROUNDS | {refusal.code: refusal.label for refusal in rights.refusals}
        facts.append(Fact(_("理由"), str(known.get(request.reason, request.reason))))
    if "amount" in detail:
        facts.append(Fact(_("延长"), Allowance(amount=detail["amount"], unit=detail["unit"]).words))
    for name, label in (("leader", _("负责的领导")), ("evidence", _("凭据")), ("law", _("依据"))):
        if detail.get(name):
            facts.append(Fact(label, detail[name]))
    facts.append(Fact(_("说明"), request.words))
    if request.decided_at is not None:
        verdict = _("同意") if request.is_granted else _("不同意")
        facts.append(Fact(_("审定"), f"{verdict} · {request.decision}", note=request.decided_name))
    return facts
