"""吹哨 on the page of a case: the whistles, each unit with its clocks, what this person may do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import STEPS, Action, PartyState, WhistleState
from wangge.core.cases.musters import may_ask, may_blow
from wangge.core.cases.queries import CasePage
from wangge.core.cases.queries.whistles import CallsOfCase, calls_of_case
from wangge.faces.shell.parts import Fact, Words
from wangge.faces.shell.templatetags.shell import clock_chip, when
from wangge.faces.workbench.labels import unit_label
from wangge.faces.workbench.links import Link
from wangge.ground.rulebook.schema.whistle import WhistleKind

from .words import STEPS as STEP_WORDS
from .words import TIMES, TONES, kind_label

if TYPE_CHECKING:
    from wangge.core.cases.models import CaseClock, CaseMember, CaseParty, CaseWhistle

CALLING = (Action.WHISTLE, Action.BLOW, Action.HELP)
DONE = (PartyState.REPORTED, PartyState.RELEASED)


@dataclass(frozen=True)
class PartyLine:
    """One called unit in words."""

    name: str
    is_lead: bool
    state: Words
    tone: str
    due: SafeString | str
    facts: Sequence[Fact]
    links: Sequence[Link]


@dataclass(frozen=True)
class MemberLine:
    """One party member called by name."""

    name: str
    signed_up_at: datetime | None
    arrived_at: datetime | None


@dataclass(frozen=True)
class WhistleCard:
    """One whistle in words."""

    id: UUID
    label: str
    state: Words
    tone: str
    facts: Sequence[Fact]
    parties: Sequence[PartyLine]
    members: Sequence[MemberLine]
    links: Sequence[Link]


@dataclass(frozen=True)
class _Seen:
    """The page as one person looks at it."""

    page: CasePage
    actor: Actor
    at: datetime
    calls: CallsOfCase = field(default_factory=CallsOfCase)

    def may(self, action: Action) -> bool:
        return self.page.case.state in STEPS[action].sources

    def clocks(self, party: "CaseParty") -> dict[str, "CaseClock"]:
        """The newest clock of each kind that a called unit has."""
        return {clock.kind: clock for clock in self.page.clocks if clock.party_id == party.pk}


def whistle_section(page: CasePage, actor: Actor, at: datetime) -> dict[str, Any]:
    """What `workbench/whistles/_section.html` shows: three statements where anybody was called, else none."""
    is_called = any(step.action in CALLING for step in page.steps)
    calls = calls_of_case(case_id=page.case.pk) if is_called else CallsOfCase([], [], [])
    seen = _Seen(page, actor, at, calls)
    cards = [_card(seen, whistle) for whistle in seen.calls.whistles]
    helpers = [_party(seen, None, party) for party in seen.calls.helpers]
    links = list(_links(seen))
    return {
        "whistles": cards,
        "helpers": helpers,
        "whistle_links": links,
        "has_whistles": bool(cards or helpers),
        "whistle_next": [*_joint(seen, links), *_next(cards, helpers)],
    }


def _joint(seen: _Seen, links: Sequence[Link]) -> Iterator[Link]:
    """A matter that several units handle together (现场办、联动办) wants them called first."""
    grade, grading = seen.page.case.grade, seen.page.place.rules.grading
    mode = grading.mode_of(grade) if grade else None
    if mode is None or not mode.joint or seen.calls.whistles:
        return
    new = reverse("workbench:whistle-new", args=[seen.page.case.pk])
    yield from (Link(f"{mode.label}：{link.label}", link.url) for link in links if link.url == new)


def _next(cards: Sequence[WhistleCard], helpers: Sequence[PartyLine]) -> Iterator[Link]:
    """What waits for this person, to stand among the next steps of the case."""
    for card in cards:
        yield from (Link(f"{card.label}：{link.label}", link.url) for link in card.links if link.is_first)
    for line in (*(party for card in cards for party in card.parties), *helpers):
        yield from (Link(f"{line.name}：{link.label}", link.url) for link in line.links if link.is_first)


def _links(seen: _Seen) -> Iterator[Link]:
    case, rules = seen.page.case, seen.page.place.rules
    is_open = any(w.state in (WhistleState.ASKED, WhistleState.BLOWN) for w in seen.calls.whistles)
    if not is_open and seen.may(Action.WHISTLE):
        kinds = [k for k in rules.whistle.kinds if may_ask(actor=seen.actor, kind=k, area_path=case.area_path)]
        if kinds:
            may = any(may_blow(actor=seen.actor, kind=k, area_path=case.area_path) for k in kinds)
            yield Link(_("吹哨") if may else _("请求吹哨"), reverse("workbench:whistle-new", args=[case.pk]))
    if seen.may(Action.HELP) and seen.actor.can("case.handle", for_unit=case.owner_unit_id):
        yield Link(_("请协办"), reverse("workbench:help-new", args=[case.pk]))


def _card(seen: _Seen, whistle: "CaseWhistle") -> WhistleCard:
    parties, members = seen.calls.of(whistle), seen.calls.called_by(whistle)
    return WhistleCard(
        id=whistle.pk,
        label=kind_label(seen.page.place.rules, whistle.kind),
        state=WhistleState(whistle.state).label,
        tone=TONES.get(whistle.state, ""),
        facts=list(_facts(whistle, parties)),
        parties=[_party(seen, whistle, party) for party in parties],
        members=[MemberLine(m.name, m.signed_up_at, m.arrived_at) for m in members],
        links=list(_whistle_links(seen, whistle, parties, members)),
    )


def _facts(whistle: "CaseWhistle", parties: Sequence["CaseParty"]) -> Iterator[Fact]:
    yield Fact(_("为什么"), whistle.reason)
    yield Fact(_("谁请求"), unit_label(whistle.asked_unit_id), note=whistle.asked_name)
    if whistle.meeting_place:
        yield Fact(_("集合地点"), whistle.meeting_place)
    if whistle.state == WhistleState.ASKED:
        yield Fact(_("等谁批"), unit_label(whistle.blower_id))
    elif whistle.state == WhistleState.REFUSED:
        yield Fact(_("不同意"), whistle.decision, note=whistle.blown_name)
    elif whistle.blown_at is not None:
        yield Fact(_("谁吹的"), unit_label(whistle.blower_id), note=f"{whistle.blown_name} {when(whistle.blown_at)}")
    if whistle.wanted and not parties:
        yield Fact(_("想叫"), "、".join(unit_label(UUID(unit_id)) for unit_id in whistle.wanted))
    if whistle.conclusion:
        yield Fact(_("收哨结论"), whistle.conclusion, note=when(whistle.concluded_at))
    if whistle.review:
        score = _("{score} 分").format(score=whistle.review_score)
        yield Fact(_("评哨"), whistle.review, note=f"{score} {whistle.reviewed_name}")


def _whistle_links(
    seen: _Seen, whistle: "CaseWhistle", parties: Sequence["CaseParty"], members: Sequence["CaseMember"]
) -> Iterator[Link]:
    kind = next((k for k in seen.page.place.rules.whistle.kinds if k.code == whistle.kind), None)
    if whistle.state == WhistleState.ASKED and kind is not None:
        yield from _asked_links(seen, whistle, kind)
    elif whistle.state == WhistleState.BLOWN:
        yield from _blown_links(seen, whistle, parties, members)
    elif whistle.state == WhistleState.CONCLUDED:
        yield from _after_links(seen, whistle, parties)


def _asked_links(seen: _Seen, whistle: "CaseWhistle", kind: WhistleKind) -> Iterator[Link]:
    if seen.may(Action.BLOW) and may_blow(actor=seen.actor, kind=kind, area_path=seen.page.case.area_path):
        yield _to(whistle, "approve", _("批准吹哨"), is_first=True)
        yield _to(whistle, "refuse", _("不同意"))
    if whistle.asked_unit_id in seen.actor.units:
        yield _to(whistle, "withdraw", _("撤回请求"))


def _blown_links(
    seen: _Seen, whistle: "CaseWhistle", parties: Sequence["CaseParty"], members: Sequence["CaseMember"]
) -> Iterator[Link]:
    own = next((m for m in members if m.account_id == seen.actor.account_id), None)
    if own is not None and own.signed_up_at is None:
        yield _to(whistle, "sign-up", _("我报名"), is_first=True)
    if own is not None and own.arrived_at is None:
        yield _to(whistle, "come", _("我到了"), is_first=own.signed_up_at is not None)
    may = {seen.page.case.owner_unit_id, whistle.blower_id, *(p.unit_id for p in parties if p.is_lead)}
    may |= set() if parties else {whistle.asked_unit_id}
    if all(p.state in DONE for p in parties) and any(seen.actor.can("case.see", for_unit=unit) for unit in may):
        yield _to(whistle, "conclude", _("收哨"), is_first=bool(parties))


def _after_links(seen: _Seen, whistle: "CaseWhistle", parties: Sequence["CaseParty"]) -> Iterator[Link]:
    unrated = any(p.rating is None and p.state == PartyState.REPORTED for p in parties)
    if unrated and seen.actor.can("case.see", for_unit=whistle.asked_unit_id):
        yield _to(whistle, "rate", _("给来的单位打分"), is_first=True)
    if whistle.review_score is None and seen.actor.can("case.sign_off", at_path=seen.page.case.area_path):
        yield _to(whistle, "review", _("评哨"))


def _to(whistle: "CaseWhistle", step: str, label: Words, *, is_first: bool = False) -> Link:
    return Link(label, reverse("workbench:whistle-step", args=[whistle.pk, step]), is_first)


def _party(seen: _Seen, whistle: "CaseWhistle | None", party: "CaseParty") -> PartyLine:
    clocks = seen.clocks(party)
    running = [clock for clock in clocks.values() if clock.stopped_at is None]
    nearest = min(running, key=lambda clock: clock.due_at, default=None)
    labels = {kind.value: label for kind, _name, label in TIMES}
    return PartyLine(
        name=unit_label(party.unit_id),
        is_lead=party.is_lead,
        state=_state(party),
        tone=TONES.get(party.state, ""),
        due=clock_chip(nearest.due_at, at=seen.at, label=labels.get(nearest.kind, "")) if nearest else "",
        facts=list(_party_facts(party, clocks)),
        links=list(_party_links(seen, whistle, party)),
    )


def _state(party: "CaseParty") -> Words:
    if party.whistle_id is None:
        own = {PartyState.CALLED: _("等回话"), PartyState.SIGNED: _("在协办"), PartyState.DECLINED: _("不同意协办")}
        return own.get(PartyState(party.state), PartyState(party.state).label)
    return PartyState(party.state).label


def _party_facts(party: "CaseParty", clocks: "dict[str, CaseClock]") -> Iterator[Fact]:
    if party.asked:
        yield Fact(_("请做什么"), party.asked)
    for kind, name, label in TIMES:
        moment, clock = getattr(party, name), clocks.get(kind)
        if moment is not None:
            late = clock is not None and clock.was_met is False
            note = _("晚了") if late else _("按时") if clock is not None and clock.was_met else ""
            yield Fact(label, when(moment), note=note)
        elif clock is not None and clock.stopped_at is None:
            yield Fact(label, _("{when} 前").format(when=when(clock.due_at)))
    if party.arrived_where:
        yield Fact(_("在哪里"), party.arrived_where)
    if party.decline_basis:
        yield Fact(_("不来的依据") if party.whistle_id else _("不协办的理由"), party.decline_basis)
    if party.adjudication:
        result = _("不用到场") if party.state == PartyState.RELEASED else _("必须到场")
        yield Fact(_("审定"), f"{result}：{party.adjudication}")
    if party.report:
        yield Fact(_("结果"), party.report)
    if party.rating is not None:
        yield Fact(_("网格打分"), _("{score} 分").format(score=party.rating), note=party.rating_words)


def _party_links(seen: _Seen, whistle: "CaseWhistle | None", party: "CaseParty") -> Iterator[Link]:
    is_over = party.closed_at is not None or (whistle is not None and whistle.state != WhistleState.BLOWN)
    if is_over or not seen.may(Action.MUSTER):
        return
    if seen.actor.can("case.sign", for_unit=party.unit_id):
        for place, step in enumerate(own_steps(party)):
            yield _of(party, step, STEP_WORDS[step], is_first=place == 0)
    decides = seen.actor.can("case.decide", at_path=seen.page.case.area_path)
    if whistle is not None and decides and seen.may(Action.DECIDE) and party.state not in DONE:
        is_waiting = party.state == PartyState.DECLINED
        label = STEP_WORDS["adjudicate"] if is_waiting else _("审定不用到场")
        yield _of(party, "adjudicate", label, is_first=is_waiting)


def own_steps(party: "CaseParty") -> list[str]:
    """What a called unit may do next, the usual one first."""
    state = PartyState(party.state)
    if party.whistle_id is None:
        return {PartyState.CALLED: ["agree", "refuse"], PartyState.SIGNED: ["report"]}.get(state, [])
    contact = [] if party.contacted_at else ["contact"]
    decline = [] if party.adjudication else ["decline"]
    return {
        PartyState.CALLED: ["sign", "arrive", *decline],
        PartyState.SIGNED: ["arrive", *contact, *decline],
        PartyState.ARRIVED: ["report", *contact],
    }.get(state, [])


def _of(party: "CaseParty", step: str, label: Words, *, is_first: bool = False) -> Link:
    return Link(label, reverse("workbench:party-step", args=[party.pk, step]), is_first)
