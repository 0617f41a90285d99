"""The pages that ask one thing of a whistle: ask, approve, refuse, conclude, rate, review; and of a called unit."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import PartyState
from wangge.core.cases.musters import may_ask, may_blow
from wangge.core.cases.queries import CasePage, case_page
from wangge.core.cases.queries.whistles import WhistleOfCase, party_of, whistle_of
from wangge.core.places.queries import rulebook_of_version
from wangge.faces.shell.parts import Fact, Words
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.labels import unit_label
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.schema.whistle import WhistleKind

from .forms import (
    AdjudicateForm,
    ApproveForm,
    HelpForm,
    PlaceForm,
    RateForm,
    ReviewForm,
    WhereForm,
    WhistleForm,
    WordsForm,
)
from .words import STEPS, kind_label

if TYPE_CHECKING:
    from wangge.core.cases.models import Case, CaseParty

Act = Callable[[dict[str, Any]], object]


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.see")
def new_whistle(request: StaffRequest, case_id: UUID) -> HttpResponseBase:
    """Ask for a whistle; blow it at once where the person may. Raises NotFound."""
    page = case_page(actor=request.actor, case_id=case_id, at=request.at)
    kinds = _kinds(request, page)
    if not kinds:
        raise NotFound(_("这里没有您可以吹或者请求的哨"))
    blows = [k for k in kinds if may_blow(actor=request.actor, kind=k, area_path=page.case.area_path)]
    form = WhistleForm(request, page.case, kinds, posted(request))

    def act(given: dict[str, Any]) -> object:
        call = form.call(kind=given["kind"], reason=given["reason"])
        operation = ops.blow_whistle if given["kind"] in {k.code for k in blows} else ops.ask_whistle
        return operation(actor=request.actor, case_id=case_id, call=call, at=request.at)

    heading = _("吹哨") if blows else _("请求吹哨")
    words = _time_words(kinds) if len(blows) == len(kinds) else _("{times} 要由上级批准以后才吹。").format(
        times=_time_words(kinds)
    )  # fmt: skip
    return _asked(request, form, page.case, heading, words, act)


def _kinds(request: StaffRequest, page: CasePage) -> list[WhistleKind]:
    path = page.case.area_path
    return [k for k in page.place.rules.whistle.kinds if may_ask(actor=request.actor, kind=k, area_path=path)]


def _time_words(kinds: list[WhistleKind]) -> str:
    return " ".join(
        _("{kind}：{sign}内签收，{arrive}内到场。").format(kind=k.label, sign=k.sign.words, arrive=k.arrive.words)
        for k in kinds
    )


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.see")
def new_help(request: StaffRequest, case_id: UUID) -> HttpResponseBase:
    """Ask a unit to help, without a whistle (协办). Raises NotFound."""
    page = case_page(actor=request.actor, case_id=case_id, at=request.at)
    form = HelpForm(request, page.case, posted(request))

    def act(given: dict[str, Any]) -> object:
        return ops.ask_help(
            actor=request.actor, case_id=case_id, unit_id=UUID(given["unit"]), words=given["words"], at=request.at
        )

    return _asked(request, form, page.case, _("请协办"), _("责任单位不变，还是由您的单位负责到底。"), act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.see")
def take_whistle_step(request: StaffRequest, whistle_id: UUID, step: str) -> HttpResponseBase:
    """One step of a whistle. Raises NotFound."""
    if step not in WHISTLE_STEPS:
        raise Http404
    return WHISTLE_STEPS[step](request, whistle_of(actor=request.actor, whistle_id=whistle_id))


def _who(request: StaffRequest, found: WhistleOfCase) -> dict[str, Any]:
    return {"actor": request.actor, "case_id": found.case.pk, "whistle_id": found.whistle.pk, "at": request.at}


def _approve(request: StaffRequest, found: WhistleOfCase) -> HttpResponseBase:
    whistle = found.whistle
    form: ApproveForm | PlaceForm
    if whistle.wanted:
        lead, *assist = whistle.wanted
        initial = {"lead": lead, "assist": assist, "meeting_place": whistle.meeting_place}
        form = ApproveForm(request, found.case, posted(request), initial=initial)
    else:
        form = PlaceForm(posted(request), initial={"meeting_place": whistle.meeting_place})

    def act(given: dict[str, Any]) -> object:
        call = form.call(kind=whistle.kind, reason=whistle.reason)
        return ops.approve_whistle(call=call, words=given["words"], **_who(request, found))

    words = _("吹哨以后，被叫的单位同时开始计时。") if whistle.wanted else _("吹哨以后，按名单通知党员，来不来自愿。")
    return _asked(request, form, found.case, _("批准吹哨"), words, act, _whistle_facts(found))


def _refuse(request: StaffRequest, found: WhistleOfCase) -> HttpResponseBase:
    form = WordsForm(posted(request), label=_("为什么不同意"))

    def act(given: dict[str, Any]) -> object:
        return ops.refuse_whistle(words=given["words"], **_who(request, found))

    return _asked(request, form, found.case, _("不同意吹哨"), "", act, _whistle_facts(found))


def _withdraw(request: StaffRequest, found: WhistleOfCase) -> HttpResponseBase:
    form = WordsForm(posted(request), label=_("为什么撤回"))

    def act(given: dict[str, Any]) -> object:
        return ops.withdraw_whistle(words=given["words"], **_who(request, found))

    return _asked(request, form, found.case, _("撤回请求"), "", act, _whistle_facts(found))


def _conclude(request: StaffRequest, found: WhistleOfCase) -> HttpResponseBase:
    form = WordsForm(
        posted(request), label=_("共同的结论"), help_text=_("各单位做了什么、还剩什么、以后谁管")
    )  # fmt: skip

    def act(given: dict[str, Any]) -> object:
        return ops.conclude_whistle(conclusion=given["words"], **_who(request, found))

    words = _("收哨以后，被叫的单位不再看到这件事；事项本身由责任单位接着办完。")
    facts = [Fact(unit_label(p.unit_id), p.report or PartyState(p.state).label) for p in found.parties]
    return _asked(request, form, found.case, _("收哨"), words, act, facts)


def _rate(request: StaffRequest, found: WhistleOfCase) -> HttpResponseBase:
    parties = [p for p in found.parties if p.rating is None and p.state == PartyState.REPORTED]
    form = RateForm(parties, posted(request))

    def act(given: dict[str, Any]) -> object:
        return ops.rate_parties(marks=form.marks(), **_who(request, found))

    words = _("由请求吹哨的网格打分，打过不能再改。")
    facts = [Fact(unit_label(p.unit_id), p.report) for p in parties]
    return _asked(request, form, found.case, _("给来的单位打分"), words, act, facts)


def _review(request: StaffRequest, found: WhistleOfCase) -> HttpResponseBase:
    def act(given: dict[str, Any]) -> object:
        return ops.review_whistle(score=given["score"], words=given["words"], **_who(request, found))

    conclusion = Fact(_("收哨结论"), found.whistle.conclusion)
    return _asked(
        request, ReviewForm(posted(request)), found.case, _("评哨"), "", act, [*_whistle_facts(found), conclusion]
    )


def _sign_up(request: StaffRequest, found: WhistleOfCase) -> HttpResponseBase:
    def act(given: dict[str, Any]) -> object:
        return ops.sign_up(**_who(request, found))

    words = _("报名是自愿的，不计分，不排名。")
    return _asked(request, NoFields(posted(request)), found.case, _("我报名"), words, act, _whistle_facts(found))


def _come(request: StaffRequest, found: WhistleOfCase) -> HttpResponseBase:
    def act(given: dict[str, Any]) -> object:
        return ops.come(**_who(request, found))

    words = _("只记录您到了和到的时间，不记录位置。")
    return _asked(request, NoFields(posted(request)), found.case, _("我到了"), words, act, _whistle_facts(found))


WHISTLE_STEPS: dict[str, Callable[[StaffRequest, WhistleOfCase], HttpResponseBase]] = {
    "approve": _approve, "refuse": _refuse, "withdraw": _withdraw, "conclude": _conclude, "rate": _rate,
    "review": _review, "sign-up": _sign_up, "come": _come,
}  # fmt: skip


def _whistle_facts(found: WhistleOfCase) -> list[Fact]:
    whistle, rules = found.whistle, rulebook_of_version(version_id=found.case.rulebook_version_id).rules
    facts = [
        Fact(_("哪种哨"), kind_label(rules, whistle.kind)),
        Fact(_("为什么"), whistle.reason),
        Fact(_("谁请求"), unit_label(whistle.asked_unit_id), note=whistle.asked_name),
    ]
    if whistle.meeting_place:
        facts.append(Fact(_("集合地点"), whistle.meeting_place))
    return facts


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.see")
def take_party_step(request: StaffRequest, party_id: UUID, step: str) -> HttpResponseBase:
    """One step of a called unit. Raises NotFound."""
    if step not in STEPS:
        raise Http404
    party, case = party_of(actor=request.actor, party_id=party_id)
    form, act = _party_form(request, party, case, step)
    facts = [Fact(_("单位"), unit_label(party.unit_id))]
    if party.whistle is not None:
        facts.append(Fact(_("为什么"), party.whistle.reason))
    if party.asked:
        facts.append(Fact(_("请做什么"), party.asked))
    if party.decline_basis and step == "adjudicate":
        facts.append(Fact(_("不来的依据"), party.decline_basis))
    return _asked(request, form, case, STEPS[step], "", act, facts)


def _party_form(request: StaffRequest, party: "CaseParty", case: "Case", step: str) -> tuple[forms.Form, Act]:
    who: dict[str, Any] = {"actor": request.actor, "case_id": case.pk, "party_id": party.pk, "at": request.at}
    data = posted(request)
    if step in ("sign", "agree"):
        return NoFields(data), lambda given: ops.sign_party(**who)
    if step == "arrive":
        return WhereForm(data), lambda given: ops.arrive_party(where=given["where"], **who)
    if step == "adjudicate":
        may_demand = party.state == PartyState.DECLINED
        return AdjudicateForm(data, may_demand=may_demand), lambda given: ops.adjudicate_party(**given, **who)
    if step == "contact":
        form = WordsForm(data, label=_("和谁联系、怎么说的"))
        return form, lambda given: ops.contact_party(words=given["words"], **who)
    if step == "report":
        form = WordsForm(data, label=_("做了什么、结果怎样"))
        return form, lambda given: ops.report_party(words=given["words"], **who)
    if step == "decline":
        label, help_text = _("不能来的依据"), _("写到法律、规章的哪一条；由上级审定，审定后照办")
    else:
        label, help_text = _("为什么不同意"), ""
    form = WordsForm(data, label=label, help_text=help_text)
    return form, lambda given: ops.decline_party(basis=given["words"], **who)


def _asked(
    request: StaffRequest, form: forms.Form, case: "Case", heading: Words, words: Words, act: Act,
    facts: list[Fact] | None = None,
) -> HttpResponseBase:  # fmt: skip
    """The page with its form; done, on to the case, or to the list when the case has gone out of sight."""

    def done(given: dict[str, Any]) -> HttpResponseBase:
        act(given)
        say_done(request, _("{number} 已办：{step}").format(number=case.number, step=heading))
        return HttpResponseRedirect(_after(request, case))

    shown = [Fact(_("事项"), f"{case.number} {case.title}"), *(facts or [])]
    label: str | Promise = heading
    return ask(request, form, Asked(heading, label, case_url(case.pk), words, facts=shown), done)


def _after(request: StaffRequest, case: "Case") -> str:
    try:
        case_page(actor=request.actor, case_id=case.pk, at=request.at)
    except NotFound:
        return reverse("workbench:whistles")
    return case_url(case.pk)
