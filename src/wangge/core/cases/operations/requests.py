"""What a unit asks for while it handles a case, and the binding decision (延期、暂停、挂账、不予受理、审定)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import STEPS, Action, ClockKind, RequestKind, State
from wangge.core.cases.models import Case, CasePause, CaseRequest
from wangge.core.cases.reckoning import extension
from wangge.core.cases.routing import desk
from wangge.core.teams.units import unit_by_id
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text import clean_text
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.rights import PauseReason

from .move import Move, begin
from .rights import check_power

STOPPABLE = (ClockKind.DISPATCH, ClockKind.SIGN, ClockKind.CONTACT, ClockKind.INTERIM, ClockKind.CLOSE, ClockKind.REDO)
ENDING = (ClockKind.CLOSE, ClockKind.REDO)
NOTHING_TO_PAUSE = gettext_lazy("没有可以暂停的时限")


@dataclass(frozen=True)
class Asking:
    """What is asked: the kind, the ground by its code, words, and what the kind needs besides.

    `amount` is of an extension, in the unit the place gave; `unit_id` whom the asker holds to be right (审定);
    `leader` the person who answers for a suspension; `evidence` what proves a pause.
    """

    kind: RequestKind
    words: str
    reason: str = ""
    amount: int = 0
    unit_id: UUID | None = None
    leader: str = ""
    evidence: str = ""


@transaction.atomic
def ask_for(*, actor: Actor, case_id: UUID, asking: Asking, seen_step: UUID | None = None, at: datetime) -> CaseRequest:
    """Ask the deciding desk for something, with words. Raises NotFound, Conflict, NotAllowed, Refusal."""
    move = begin(actor=actor, case_id=case_id, action=Action.ASK, at=at, seen_step=seen_step, note=asking.words)
    detail = CHECKS[asking.kind](move, asking)
    if CaseRequest.objects.filter(case_id=case_id, kind=asking.kind, decided_at=None).exists():
        raise Conflict(_("已经有一个同样的申请在等审定"), state=move.case.state)
    decider = desk(rules=move.place.rules, area_path=move.case.area_path, duty="decide")
    request = CaseRequest(
        pk=uuid7(),
        town_id=move.case.town_id,
        case_id=case_id,
        kind=asking.kind,
        unit_id=move.case.owner_unit_id,
        decider_id=decider.id,
        reason=asking.reason,
        words=clean_text(asking.words, max_length=2000, field="note"),
        detail=detail,
        asked_by=actor.account_id,
        asked_name=actor.name,
        asked_at=at,
    )
    request.save(force_insert=True)
    move.finish(note=asking.words, to_unit_id=decider.id, detail={"request": str(request.pk), "kind": asking.kind})
    return request


@transaction.atomic
def decide_request(
    *, actor: Actor, case_id: UUID, request_id: UUID, is_granted: bool, words: str, unit_id: UUID | None = None,
    seen_step: UUID | None = None, at: datetime,
) -> Case:  # fmt: skip
    """Grant or refuse what was asked, with words; what is granted takes effect at once and binds (审定).

    `unit_id` is the unit an adjudication names. Raises NotFound, Conflict, NotAllowed, Refusal.
    """
    move = begin(actor=actor, case_id=case_id, action=Action.DECIDE, at=at, seen_step=seen_step, note=words)
    request = CaseRequest.objects.select_for_update().filter(pk=request_id, case_id=case_id).first()
    if request is None:
        raise NotFound(_("没有找到这个申请"))
    if request.decided_at is not None:
        raise Conflict(_("这个申请已经审定过了"), state=move.case.state)
    if request.asked_by is not None and request.asked_by == actor.account_id:
        raise NotAllowed(_("自己提的申请不能自己审定"))
    request.is_granted, request.decision = is_granted, clean_text(words, max_length=2000, field="note")
    request.decided_by, request.decided_name, request.decided_at = actor.account_id, actor.name, at
    if unit_id is not None:
        request.detail = request.detail | {"unit": str(unit_id)}
    request.save(update_fields=["is_granted", "decision", "decided_by", "decided_name", "decided_at", "detail"])
    detail: dict[str, Any] = {"request": str(request.pk), "kind": request.kind, "is_granted": is_granted}
    effect = EFFECTS[RequestKind(request.kind)](move, request) if is_granted else Effect()
    if effect.action is not None:
        if move.case.state not in STEPS[effect.action].sources:
            raise Conflict(_("事项已经是「{state}」，这个申请不能再准").format(state=State(move.case.state).label))
        move.action = effect.action
    return move.finish(
        note=words, public_note=effect.public_note, owner_id=effect.owner_id, to_unit_id=effect.owner_id,
        detail=detail | effect.detail,
    )  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """What a granted request does to the case besides its clocks."""

    action: Action | None = None
    owner_id: UUID | None = None
    public_note: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def _check_extension(move: Move, asking: Asking) -> dict[str, Any]:
    rule = move.place.rules.rights.extension_of(is_petition=bool(move.case.petition_kind))
    if rule is None:
        raise Refusal(_("这个地方的规则没有延期"))
    if not any(c.kind in ENDING for c in move.clocks):
        raise Refusal(_("办结时限没有在走，不用延期"))
    given = CaseRequest.objects.filter(case_id=move.case.pk, kind=RequestKind.EXTEND, is_granted=True).count()
    if given >= rule.times:
        raise Refusal(_("已经延期 {given} 次，最多 {times} 次").format(given=given, times=rule.times))
    if not 1 <= asking.amount <= rule.most.amount:
        raise Refusal(_("一次最多延 {most}").format(most=rule.most.words), field="amount")
    return {"amount": asking.amount, "unit": rule.most.unit}


def _check_pause(move: Move, asking: Asking) -> dict[str, Any]:
    try:
        rule = move.place.rules.rights.pause(asking.reason)
    except UnknownCode as unknown:
        raise Refusal(_("请选择暂停的理由"), field="reason") from unknown
    if any(clock.paused_at for clock in move.clocks):
        raise Refusal(_("现在已经暂停，不用再申请"))
    _check_times(move, rule)
    if rule.needs_evidence and not asking.evidence.strip():
        raise Refusal(_("请写明凭据，例如补正通知书、鉴定委托书的名称和日期"), field="evidence")
    if not any(c.due_at > move.at for c in move.clocks if c.kind in STOPPABLE):
        raise Refusal(NOTHING_TO_PAUSE)
    return {"evidence": clean_text(asking.evidence, max_length=500, field="evidence")}


def _check_times(move: Move, rule: PauseReason) -> None:
    if rule.times is None:
        return
    if CasePause.objects.filter(case_id=move.case.pk, reason=rule.code).count() >= rule.times:
        words = _("“{reason}”一件事最多 {times} 次，要什么应当一次说全")
        raise Refusal(words.format(reason=rule.label, times=rule.times), field="reason")


def _check_suspension(move: Move, asking: Asking) -> dict[str, Any]:
    rule = move.place.rules.rights.suspension
    if rule is None or asking.reason not in rule.grounds:
        raise Refusal(_("挂账只限没有权限、没有资金、法定程序三种理由"), field="reason")
    if not asking.leader.strip():
        raise Refusal(_("请写明由哪位领导负责"), field="leader")
    return {"leader": clean_text(asking.leader, max_length=60, field="leader")}


def _check_rejection(move: Move, asking: Asking) -> dict[str, Any]:
    if move.case.state not in STEPS[Action.REJECT].sources:
        raise Refusal(_("已经交办的不能再不予受理，可以退回或者申请审定"))
    try:
        rule = move.place.rules.rights.refusal(asking.reason)
    except UnknownCode as unknown:
        raise Refusal(_("请选择不予受理的理由"), field="reason") from unknown
    return {"law": rule.law}


def _check_adjudication(move: Move, asking: Asking) -> dict[str, Any]:
    return {"proposed": str(asking.unit_id)} if asking.unit_id else {}


CHECKS: dict[RequestKind, Callable[[Move, Asking], dict[str, Any]]] = {
    RequestKind.EXTEND: _check_extension,
    RequestKind.PAUSE: _check_pause,
    RequestKind.SUSPEND: _check_suspension,
    RequestKind.REJECT: _check_rejection,
    RequestKind.ADJUDICATE: _check_adjudication,
}


def _extend(move: Move, request: CaseRequest) -> Effect:
    detail = request.detail
    ending = [c for c in move.clocks if c.kind in ENDING]
    if not ending:
        raise Refusal(_("办结时限已经停了，不用再延期"))
    for clock in ending:
        move.change(clock, extension(amount=detail["amount"], unit=detail["unit"], at=move.at))
    return Effect(public_note=_("这件事情况复杂，办理时间延长了"))


def _pause(move: Move, request: CaseRequest) -> Effect:
    rule = move.place.rules.rights.pause(request.reason)
    if not move.pause(*STOPPABLE):
        raise Refusal(NOTHING_TO_PAUSE)
    CasePause.objects.create(
        town_id=move.case.town_id, case_id=move.case.pk, reason=request.reason,
        evidence=request.detail.get("evidence", ""), started_at=move.at,
        ends_by=move.at + timedelta(days=rule.days_at_most),
    )  # fmt: skip
    return Effect(Action.PAUSE, public_note=rule.public)


def _suspend(move: Move, request: CaseRequest) -> Effect:
    move.resume(reason="suspended", until=move.at)  # a pause that runs ends here; the suspension has no longest end
    CasePause.objects.filter(case_id=move.case.pk, ended_at=None).update(ended_at=move.at)
    move.pause(*STOPPABLE)
    move.start(ClockKind.REVIEW, unit_id=request.decider_id)
    detail = {"ground": request.reason, "leader": request.detail["leader"]}
    return Effect(
        Action.SUSPEND, owner_id=request.decider_id, detail=detail,
        public_note=_("这件事暂时办不了，已列入挂账，定期复核，条件具备就接着办"),
    )  # fmt: skip


def _reject(move: Move, request: CaseRequest) -> Effect:
    rule = move.place.rules.rights.refusal(request.reason)
    appeal = _("不服的，可以在 {days} 天内凭编号和查询码申诉").format(days=move.place.rules.rights.appeal_days)
    return Effect(
        Action.REJECT, public_note=f"{rule.public}（{rule.law}）。{appeal}", detail={"reason": request.reason}
    )


def _adjudicate(move: Move, request: CaseRequest) -> Effect:
    named = request.detail.get("unit") or request.detail.get("proposed")
    if not named:
        raise Refusal(_("请指定由哪个单位承办"), field="unit")
    unit = unit_by_id(unit_id=UUID(named))
    check_power(move, unit)
    move.hand_to(unit)
    return Effect(Action.DISPATCH, owner_id=unit.id, detail={"is_binding": True, "from_unit": str(request.decider_id)})


EFFECTS: dict[RequestKind, Callable[[Move, CaseRequest], Effect]] = {
    RequestKind.EXTEND: _extend,
    RequestKind.PAUSE: _pause,
    RequestKind.SUSPEND: _suspend,
    RequestKind.REJECT: _reject,
    RequestKind.ADJUDICATE: _adjudicate,
}
