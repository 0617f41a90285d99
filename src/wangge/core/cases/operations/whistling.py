"""吹哨报到: a grid asks, those allowed to blow do or refuse, the units come; concluded together, then assessed.

The owner of the case stays exactly one unit. What a called unit does is in `mustering`, what a party member does
in `members`.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.deadlines import Given
from wangge.core.cases.lifecycle import Action, ClockKind, PartyState, State, WhistleState
from wangge.core.cases.models import Case, CaseMember, CaseParty, CaseWhistle
from wangge.core.cases.musters import asking_unit, blowing_unit, kind_of, may_be_called, members_of, unit_that_blows
from wangge.core.teams.units import Unit, unit_by_id
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text import clean_text
from wangge.ground.rulebook.schema.whistle import WhistleKind

from .move import Move, begin

OPEN = (WhistleState.ASKED, WhistleState.BLOWN)
DONE = (PartyState.REPORTED, PartyState.RELEASED)
MOST_WORDS = 2000


@dataclass(frozen=True)
class Call:
    """Whom a whistle calls, why and where to: one unit leads, the others assist; party members are called by post."""

    kind: str
    reason: str
    lead: UUID | None = None
    assist: tuple[UUID, ...] = ()
    meeting_place: str = ""

    @property
    def units(self) -> list[UUID]:
        """The lead first, nobody twice."""
        return list(dict.fromkeys([*([self.lead] if self.lead else []), *self.assist]))


@transaction.atomic
def ask_whistle(*, actor: Actor, case_id: UUID, call: Call, seen_step: UUID | None = None, at: datetime) -> CaseWhistle:
    """Ask those who may blow a whistle to do so (请求吹哨). Raises NotFound, Conflict, NotAllowed, Refusal."""
    move = begin(actor=actor, case_id=case_id, action=Action.WHISTLE, at=at, seen_step=seen_step, note=call.reason)
    kind = kind_of(move.place.rules, call.kind)
    blower = unit_that_blows(kind=kind, area_path=move.case.area_path)
    whistle = _new_whistle(move, call, kind, blower)
    whistle.save(force_insert=True)
    _finish(move, whistle, kind, note=call.reason, tell=[blower.id], to_unit_id=blower.id)
    return whistle


@transaction.atomic
def blow_whistle(
    *, actor: Actor, case_id: UUID, call: Call, seen_step: UUID | None = None, at: datetime
) -> CaseWhistle:
    """Blow at once, by somebody who may both ask and blow (吹哨). Raises as ask_whistle."""
    move = begin(actor=actor, case_id=case_id, action=Action.BLOW, at=at, seen_step=seen_step)
    kind = kind_of(move.place.rules, call.kind)
    whistle = _new_whistle(move, call, kind, blowing_unit(actor=actor, kind=kind, area_path=move.case.area_path))
    whistle.state, whistle.blown_by, whistle.blown_name, whistle.blown_at = (
        WhistleState.BLOWN, actor.account_id, actor.name, at,
    )  # fmt: skip
    whistle.save(force_insert=True)
    _call_all(move, whistle, kind)
    return whistle


@transaction.atomic
def approve_whistle(
    *, actor: Actor, case_id: UUID, whistle_id: UUID, call: Call, words: str = "", at: datetime
) -> CaseWhistle:
    """Approve what was asked and blow it, with the units as they now stand in `call`. Raises as ask_whistle."""
    move = begin(actor=actor, case_id=case_id, action=Action.BLOW, at=at)
    whistle = _asked(move, whistle_id)
    kind = kind_of(move.place.rules, whistle.kind)
    blower = blowing_unit(actor=actor, kind=kind, area_path=move.case.area_path)
    whistle.wanted = _checked_units(move, call, kind, asked_unit=whistle.asked_unit_id)
    whistle.meeting_place = clean_text(call.meeting_place, max_length=200, field="meeting_place")
    whistle.decision = clean_text(words, max_length=MOST_WORDS, field="words")
    whistle.state, whistle.blower_id = WhistleState.BLOWN, blower.id
    whistle.blown_by, whistle.blown_name, whistle.blown_at = actor.account_id, actor.name, at
    whistle.save()
    _call_all(move, whistle, kind)
    return whistle


@transaction.atomic
def refuse_whistle(*, actor: Actor, case_id: UUID, whistle_id: UUID, words: str, at: datetime) -> CaseWhistle:
    """Refuse what was asked, with the reason; the grid may ask again. Raises as ask_whistle."""
    move = begin(actor=actor, case_id=case_id, action=Action.NO_WHISTLE, at=at)
    if not words.strip():
        raise Refusal(_("请写明不同意的理由"), field="words")
    whistle = _asked(move, whistle_id)
    kind = kind_of(move.place.rules, whistle.kind)
    blowing_unit(actor=actor, kind=kind, area_path=move.case.area_path)
    whistle.state, whistle.decision = WhistleState.REFUSED, clean_text(words, max_length=MOST_WORDS, field="words")
    whistle.blown_by, whistle.blown_name = actor.account_id, actor.name
    whistle.save(update_fields=["state", "decision", "blown_by", "blown_name"])
    _finish(move, whistle, kind, note=words, tell=[whistle.asked_unit_id], to_unit_id=whistle.asked_unit_id)
    return whistle


@transaction.atomic
def withdraw_whistle(*, actor: Actor, case_id: UUID, whistle_id: UUID, words: str, at: datetime) -> CaseWhistle:
    """Take back what one's unit asked for, before it was blown. Raises as ask_whistle."""
    move = begin(actor=actor, case_id=case_id, action=Action.WHISTLE, at=at, note=words)
    whistle = _asked(move, whistle_id)
    if whistle.asked_unit_id not in actor.units:
        raise NotAllowed(_("只有请求吹哨的单位可以撤回"))
    whistle.state = WhistleState.WITHDRAWN
    whistle.save(update_fields=["state"])
    kind = kind_of(move.place.rules, whistle.kind)
    _finish(move, whistle, kind, note=_("撤回吹哨请求：{words}").format(words=words), what="withdraw")
    return whistle


@transaction.atomic
def conclude_whistle(*, actor: Actor, case_id: UUID, whistle_id: UUID, conclusion: str, at: datetime) -> CaseWhistle:
    """Write down what all who came agree on (收哨), when each has reported; they then see the case no more.

    The owner, the leading unit or who blew may; for a call of party members also who asked. Raises as ask_whistle.
    """
    move = begin(actor=actor, case_id=case_id, action=Action.CONCLUDE, at=at, note=conclusion)
    parties = list(CaseParty.objects.filter(whistle_id=whistle_id, case_id=case_id).select_related("whistle"))
    found = parties[0].whistle if parties else None
    whistle = found or _whistle(move, whistle_id)
    if whistle.state != WhistleState.BLOWN:
        raise Conflict(_("这个哨不在进行中，现在是“{state}”").format(state=WhistleState(whistle.state).label))
    _check_concluder(move, whistle, parties)
    owing = [unit_by_id(unit_id=p.unit_id).name for p in parties if p.state not in DONE]
    if owing:
        raise Refusal(
            _("还没有报结果的单位：{units}。等报完，或者由上级审定不用到场，再收哨").format(units="、".join(owing))
        )
    whistle.state, whistle.concluded_at = WhistleState.CONCLUDED, at
    whistle.conclusion = clean_text(conclusion, max_length=MOST_WORDS, field="conclusion")
    whistle.save(update_fields=["state", "concluded_at", "conclusion"])
    CaseParty.objects.filter(whistle_id=whistle_id, closed_at=None).update(closed_at=at)
    kind = kind_of(move.place.rules, whistle.kind)
    tell = [whistle.asked_unit_id, *(p.unit_id for p in parties)]
    _finish(move, whistle, kind, note=conclusion, tell=tell)
    return whistle


@dataclass(frozen=True)
class Mark:
    """How the grid found one unit: 1 to 5, with words."""

    score: int
    words: str = ""


@transaction.atomic
def rate_parties(
    *, actor: Actor, case_id: UUID, whistle_id: UUID, marks: dict[UUID, Mark], at: datetime
) -> list[CaseParty]:
    """The grid that asked rates each unit that came (基层给部门打分), once. `marks` by party. Raises as ask_whistle."""
    move = begin(actor=actor, case_id=case_id, action=Action.ASSESS, at=at)
    rows = CaseParty.objects.filter(whistle_id=whistle_id, case_id=case_id).select_related("whistle").order_by("id")
    parties = {party.pk: party for party in rows}
    whistle = next((p.whistle for p in parties.values() if p.whistle), None)
    if whistle is None or not set(marks) <= set(parties):
        raise NotFound(_("没有找到这个哨叫的单位"))
    _check_rater(actor, whistle)
    rated = [_rated(parties[key], mark) for key, mark in marks.items()]
    if not rated:
        raise Refusal(_("请给至少一个单位打分"))
    CaseParty.objects.bulk_update(rated, ["rating", "rating_words"])
    note = "；".join(
        _("{unit} {score} 分").format(unit=unit_by_id(unit_id=p.unit_id).name, score=p.rating) for p in rated
    )
    _finish(move, whistle, kind_of(move.place.rules, whistle.kind), note=note, what="rate")
    return rated


@transaction.atomic
def review_whistle(
    *, actor: Actor, case_id: UUID, whistle_id: UUID, score: int, words: str, at: datetime
) -> CaseWhistle:
    """A leader looks back at a concluded whistle (评哨): was it rightly blown, did they come. Raises as ask_whistle."""
    move = begin(actor=actor, case_id=case_id, action=Action.ASSESS, at=at)
    if not actor.can("case.sign_off", at_path=move.case.area_path):
        raise NotAllowed(_("评哨由有签批权的领导做"))
    whistle = _whistle(move, whistle_id)
    if whistle.state != WhistleState.CONCLUDED:
        raise Conflict(_("收哨以后才能评哨"), state=whistle.state)
    if whistle.review_score is not None:
        raise Conflict(_("这个哨已经评过了"), state=whistle.state)
    if not 1 <= score <= 5:
        raise Refusal(_("请打 1 到 5 分"), field="score")
    if not words.strip():
        raise Refusal(_("请写明评哨意见"), field="words")
    whistle.review, whistle.review_score = clean_text(words, max_length=MOST_WORDS, field="words"), score
    whistle.reviewed_name = actor.name
    whistle.save(update_fields=["review", "review_score", "reviewed_name"])
    kind = kind_of(move.place.rules, whistle.kind)
    note = _("{score} 分。{words}").format(score=score, words=words)
    _finish(move, whistle, kind, note=note, what="review", tell=[whistle.asked_unit_id])
    return whistle


def end_whistles(*, case_ids: list[UUID], at: datetime) -> int:
    """A finished case calls nobody any more: its whistles and its helpers end with it. Returns how many whistles."""
    over = Case.objects.everywhere("whistles of finished cases end").filter(pk__in=case_ids, closed_at__isnull=False)
    rows = CaseWhistle.objects.filter(case__in=over)
    CaseParty.objects.filter(case__in=over, closed_at=None).update(closed_at=at)
    asked = rows.filter(state=WhistleState.ASKED).update(state=WhistleState.WITHDRAWN)
    words = _("事项已经办结，哨随之结束")
    blown = rows.filter(state=WhistleState.BLOWN)
    return asked + blown.update(state=WhistleState.CONCLUDED, concluded_at=at, conclusion=words)


def _new_whistle(move: Move, call: Call, kind: WhistleKind, blower: Unit) -> CaseWhistle:
    if not call.reason.strip():
        raise Refusal(_("请写明为什么吹哨"), field="reason")
    asker = asking_unit(actor=move.actor, kind=kind, area_path=move.case.area_path)
    if CaseWhistle.objects.filter(case_id=move.case.pk, state__in=OPEN).exists():
        raise Conflict(_("这件事已经有一个哨在等批准或者在进行"), state=move.case.state)
    return CaseWhistle(
        pk=uuid7(),
        town_id=move.case.town_id,
        case_id=move.case.pk,
        kind=kind.code,
        reason=clean_text(call.reason, max_length=MOST_WORDS, field="reason"),
        wanted=_checked_units(move, call, kind, asked_unit=asker.id),
        asked_unit_id=asker.id,
        asked_by=move.actor.account_id,
        asked_name=move.actor.name,
        asked_at=move.at,
        blower_id=blower.id,
        meeting_place=clean_text(call.meeting_place, max_length=200, field="meeting_place"),
    )


def _checked_units(move: Move, call: Call, kind: WhistleKind, *, asked_unit: UUID) -> list[str]:
    """The units by id, the lead first. Raises NotFound, Refusal."""
    if kind.calls == "party_members":
        return []
    if call.lead is None:
        raise Refusal(_("请选一个牵头单位"), field="lead")
    most = move.place.rules.whistle.units_at_most
    if len(call.units) > most:
        raise Refusal(_("一次最多叫 {most} 个单位").format(most=most), field="assist")
    for unit_id in call.units:
        unit = unit_by_id(unit_id=unit_id)
        field = "lead" if unit_id == call.lead else "assist"
        if unit_id == asked_unit:
            raise Refusal(_("不用叫自己：{unit}").format(unit=unit.name), field=field)
        if not may_be_called(unit=unit, area_path=move.case.area_path):
            raise Refusal(_("{unit}不管这个地方，不能叫").format(unit=unit.name), field=field)
    return [str(unit_id) for unit_id in call.units]


def _call_all(move: Move, whistle: CaseWhistle, kind: WhistleKind) -> None:
    """The units' clocks start, or the party members are named; everybody is told."""
    if kind.calls == "party_members":
        people = _call_members(move, whistle, kind)
        note = _("{kind}：{reason}").format(kind=kind.label, reason=whistle.reason)
        _finish(move, whistle, kind, note=note, tell=[whistle.asked_unit_id], people=people)
        return
    parties = [
        CaseParty(
            pk=uuid7(), town_id=move.case.town_id, case_id=move.case.pk, whistle_id=whistle.pk,
            unit_id=UUID(unit_id), is_lead=place == 0, called_at=move.at,
        )
        for place, unit_id in enumerate(whistle.wanted)
    ]  # fmt: skip
    CaseParty.objects.bulk_create(parties)
    for party in parties:
        start_clocks(move, party, kind)
    names = "、".join(unit_by_id(unit_id=party.unit_id).name for party in parties)
    note = _("{kind}：{reason}。叫 {units}").format(kind=kind.label, reason=whistle.reason, units=names)
    tell = [whistle.asked_unit_id, *(party.unit_id for party in parties)]
    _finish(move, whistle, kind, note=note, tell=tell)


def start_clocks(move: Move, party: CaseParty, kind: WhistleKind, *, is_signed: bool = False) -> None:
    """What a called unit owes, from now: to sign, to contact, to come, to report; as the kind of whistle says."""
    owed = {
        ClockKind.SIGN: None if is_signed else kind.sign, ClockKind.CONTACT: kind.contact,
        ClockKind.ARRIVE: kind.arrive, ClockKind.REPORT: kind.report,
    }  # fmt: skip
    for clock, allowance in owed.items():
        if allowance is not None:
            move.start(clock, unit_id=party.unit_id, party_id=party.pk, given=Given(kind.label, allowance))


def _call_members(move: Move, whistle: CaseWhistle, kind: WhistleKind) -> list[UUID]:
    found = members_of(posts=kind.member_posts, area_path=move.case.area_path, at=move.at)
    if not found:
        raise Refusal(_("这里没有可以叫的党员：规则里这些岗位还没有人，或者没有账号"), field="kind")
    CaseMember.objects.bulk_create(
        CaseMember(
            pk=uuid7(), town_id=move.case.town_id, whistle_id=whistle.pk, account_id=account_id, name=name,
            called_at=move.at,
        )
        for account_id, name in found.items()
    )  # fmt: skip
    return list(found)


def _finish(
    move: Move, whistle: CaseWhistle, kind: WhistleKind, *, note: str, what: str = "", tell: list[UUID] | None = None,
    people: list[UUID] | None = None, to_unit_id: UUID | None = None,
) -> None:  # fmt: skip
    """One step of the case; `tell` and `people` are read by who sends the notices."""
    detail: dict[str, object] = {"whistle": str(whistle.pk), "kind": kind.code, "label": kind.label, "what": what}
    detail |= {"tell": [str(one) for one in tell or []], "people": [str(one) for one in people or []]}
    public = _("已请有关单位一起来办") if move.action == Action.BLOW and not people else ""
    move.finish(note=note, public_note=public, detail=detail, to_unit_id=to_unit_id)


def _whistle(move: Move, whistle_id: UUID) -> CaseWhistle:
    """A whistle of the locked case. Raises NotFound."""
    found = CaseWhistle.objects.filter(pk=whistle_id, case_id=move.case.pk).first()
    if found is None:
        raise NotFound(_("没有找到这个哨"))
    return found


def _asked(move: Move, whistle_id: UUID) -> CaseWhistle:
    """A whistle that nobody has decided on yet. Raises NotFound, Conflict."""
    found = _whistle(move, whistle_id)
    if found.state != WhistleState.ASKED:
        state = WhistleState(found.state).label
        raise Conflict(_("这个吹哨请求已经有了结果：{state}").format(state=state), state=State(move.case.state))
    return found


def _check_concluder(move: Move, whistle: CaseWhistle, parties: list[CaseParty]) -> None:
    may = {move.case.owner_unit_id, whistle.blower_id, *(p.unit_id for p in parties if p.is_lead)}
    may |= set() if parties else {whistle.asked_unit_id}
    if not any(move.actor.can("case.see", for_unit=unit_id) for unit_id in may):
        raise NotAllowed(_("收哨由责任单位、牵头单位或者吹哨的单位做"))


def _check_rater(actor: Actor, whistle: CaseWhistle) -> None:
    if whistle.state != WhistleState.CONCLUDED:
        raise Conflict(_("收哨以后才能打分"), state=whistle.state)
    if not actor.can("case.see", for_unit=whistle.asked_unit_id):
        raise NotAllowed(_("打分由请求吹哨的{unit}做").format(unit=unit_by_id(unit_id=whistle.asked_unit_id).name))


def _rated(party: CaseParty, mark: Mark) -> CaseParty:
    name = unit_by_id(unit_id=party.unit_id).name
    if party.state == PartyState.RELEASED:
        raise Refusal(_("{unit}审定不用到场，不打分").format(unit=name))
    if party.rating is not None:
        raise Conflict(_("{unit}已经打过分，不能再改").format(unit=name))
    if not 1 <= mark.score <= 5:
        raise Refusal(_("请打 1 到 5 分"))
    party.rating = mark.score
    party.rating_words = clean_text(mark.words, max_length=500, field="words")
    return party
