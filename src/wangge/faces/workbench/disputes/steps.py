"""The pages that ask one thing of a dispute: record it, mediate, agree, look whether it was kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wangge.core.cases.operations import agreement as agreements
from wangge.core.cases.operations import mediating, risks
from wangge.core.cases.operations.agreement import Terms
from wangge.core.cases.operations.mediating import DisputeFacts, Held, PartyOf
from wangge.core.cases.queries import CasePage, case_page
from wangge.core.cases.queries.disputes import DisputeOfCase, dispute_of_case, offices_for
from wangge.core.teams.units import Unit
from wangge.faces.shell.parts import Fact, Words
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.schema.mediation import Mediation

from . import forms as typed
from .words import STEPS

HINTS: dict[str, Callable[[], Words]] = {
    "open": lambda: _("第一步从上报的时间算起；一件事项登记一次。"),
    "agree": lambda: _("书面协议要写齐双方、事实、内容和履行的方式、地点、期限，登记后打印一式三份，签字盖章。"),
    "end": lambda: _("没有达成协议的也计入成功率的分母。"),
    "risk": lambda: _("只由人来判断，写明理由；系统不给人打分，也不自动标注。"),
    "refer": lambda: _("别人只看得到转介过，看不到原因和谈话记录。"),
    "confirm-ask": lambda: _("双方共同申请，从协议生效起 30 日内。"),
}


@dataclass(frozen=True)
class Asking:
    """A dispute as somebody wants to do something with it."""

    request: StaffRequest
    page: CasePage
    found: DisputeOfCase | None

    @property
    def who(self) -> dict[str, Any]:
        return {"actor": self.request.actor, "case_id": self.page.case.pk, "at": self.request.at}

    @property
    def record(self) -> DisputeOfCase:
        """The record. Raises NotFound where there is none."""
        if self.found is None:
            raise NotFound(_("这件事还没有登记成纠纷"))
        return self.found

    @property
    def rules(self) -> Mediation:
        return self.page.place.rules.mediation

    @property
    def offices(self) -> list[Unit]:
        return offices_for(rules=self.rules, area_path=self.page.case.area_path)

    @property
    def data(self) -> Any:
        return posted(self.request)


Act = Callable[[dict[str, Any]], object]
Built = tuple[forms.Form, Act]


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.see")
def take_dispute_step(request: StaffRequest, case_id: UUID, step: str) -> HttpResponseBase:
    """One thing done about a dispute. Raises NotFound."""
    if step not in BUILDERS:
        raise Http404
    page = case_page(actor=request.actor, case_id=case_id, at=request.at)
    asking = Asking(request, page, dispute_of_case(actor=request.actor, case=page.case))
    if step != "open":
        asking.record  # noqa: B018  # raises where there is nothing to work on
    form, act = BUILDERS[step](asking)

    def done(given: dict[str, Any]) -> HttpResponseBase:
        act(given)
        say_done(request, _("{number} 已办：{step}").format(number=page.case.number, step=STEPS[step]))
        return HttpResponseRedirect(case_url(case_id))

    facts = [Fact(_("事项"), f"{page.case.number} {page.case.title}")]
    hint = HINTS[step]() if step in HINTS else ""
    return ask(request, form, Asked(STEPS[step], STEPS[step], case_url(case_id), hint, facts=facts), done)


def _facts_of(given: dict[str, Any], parties: tuple[PartyOf, ...] = ()) -> DisputeFacts:
    names = ("code", "scale", "level", "people", "unit_id")
    return DisputeFacts(**{name: given[name] for name in names}, parties=parties)


def _open(asking: Asking) -> Built:
    def act(given: dict[str, Any]) -> object:
        sides = [PartyOf(side, given[side], given[f"{side}_details"]) for side in ("applicant", "respondent")]
        facts = _facts_of(given, tuple(one for one in sides if one.name.strip()))
        return mediating.open_dispute(facts=facts, **asking.who)

    return typed.OpenForm(asking.offices, asking.data), act


def _change(asking: Asking) -> Built:
    dispute = asking.record.dispute
    names = ("code", "scale", "level", "people", "unit_id")
    initial = {name: getattr(dispute, name) for name in names}
    form = typed.ChangeForm(asking.offices, asking.data, initial=initial)
    return form, lambda given: mediating.change_dispute(facts=_facts_of(given), words=given["words"], **asking.who)


def _party(asking: Asking) -> Built:
    return typed.PartyForm(asking.data), lambda given: mediating.add_party(party=PartyOf(**given), **asking.who)


def _step(asking: Asking) -> Built:
    form = typed.StepForm(asking.rules, asking.record.dispute.step, asking.data)
    return form, lambda given: mediating.take_dispute_step(**given, **asking.who)


def _invite(asking: Asking) -> Built:
    form = typed.InviteForm(asking.rules, asking.data)
    return form, lambda given: mediating.invite_mediator(**given, **asking.who)


def _session(asking: Asking) -> Built:
    form = typed.SessionForm(asking.rules, asking.offices, asking.record, asking.data)

    def act(given: dict[str, Any]) -> object:
        held = Held(**(given | {"mediators": tuple(given.get("mediators", ()))}))
        return mediating.hold_session(held=held, **asking.who)

    return form, act


def _line(asking: Asking) -> Built:
    return typed.LineForm(asking.data), lambda given: mediating.add_dispute_line(**given, **asking.who)


def _extend(asking: Asking) -> Built:
    return typed.ExtendForm(asking.data), lambda given: mediating.extend_dispute(**given, **asking.who)


def _agree(asking: Asking) -> Built:
    initial = {"facts": asking.page.case.body}
    form = typed.AgreeForm(asking.data, initial=initial)
    return form, lambda given: agreements.conclude_agreement(terms=Terms(**given), **asking.who)


def _end(asking: Asking) -> Built:
    return typed.EndForm(asking.data), lambda given: mediating.end_without_agreement(**given, **asking.who)


def _performance(asking: Asking) -> Built:
    return typed.PerformanceForm(asking.data), lambda given: agreements.record_performance(**given, **asking.who)


def _confirm_ask(asking: Asking) -> Built:
    return typed.CourtForm(asking.data), lambda given: agreements.ask_confirmation(**given, **asking.who)


def _confirmed(asking: Asking) -> Built:
    return typed.ConfirmedForm(asking.data), lambda given: agreements.record_confirmation(**given, **asking.who)


def _risk(asking: Asking) -> Built:
    return typed.RiskForm(asking.data), lambda given: risks.flag_risk(**given, **asking.who)


def _risk_review(asking: Asking) -> Built:
    return typed.RiskReviewForm(asking.data), lambda given: risks.review_risk(**given, **asking.who)


def _refer(asking: Asking) -> Built:
    return typed.ReferForm(asking.data), lambda given: risks.refer_to_counselling(**given, **asking.who)


BUILDERS: dict[str, Callable[[Asking], Built]] = {
    "open": _open, "change": _change, "party": _party, "step": _step, "invite": _invite, "session": _session,
    "line": _line, "extend": _extend, "agree": _agree, "end": _end, "performance": _performance,
    "confirm-ask": _confirm_ask, "confirmed": _confirmed, "risk": _risk, "risk-review": _risk_review, "refer": _refer,
}  # fmt: skip
