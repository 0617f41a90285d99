"""The life of a case (事项) as one table: who may take which step, from where to where.

A place may ask for more through its rulebook; it cannot add states. Every step is appended to
the case's history. The owner is always exactly one unit: the one that has to act next.
"""

from dataclasses import dataclass
from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wangge.ground.rulebook.permissions import Permission


class State(models.TextChoices):
    REPORTED = "reported", _("已上报")
    ACCEPTED = "accepted", _("已受理")
    DISPATCHED = "dispatched", _("已派遣")
    SIGNED = "signed", _("已签收")
    HANDLED = "handled", _("已处置")
    VERIFIED = "verified", _("已核查")
    ANSWERED = "answered", _("待评价")
    CLOSED = "closed", _("已结案")
    ARCHIVED = "archived", _("已归档")
    SUSPENDED = "suspended", _("挂账")
    REJECTED = "rejected", _("不予受理")
    MERGED = "merged", _("已并案")
    WITHDRAWN = "withdrawn", _("已撤回")
    VOIDED = "voided", _("已作废")


class Outcome(models.TextChoices):
    """What became of the matter itself; kept apart from how far the work on it is."""

    UNKNOWN = "", _("未定")
    SOLVED = "solved", _("已解决")
    PARTLY = "partly", _("部分解决")
    UNSOLVED = "unsolved", _("未解决")
    NOT_OURS = "not_ours", _("不属职责")
    UNREACHABLE = "unreachable", _("无法联系")


class WhistleState(models.TextChoices):
    """How far a whistle is (吹哨报到)."""

    ASKED = "asked", _("待批准")
    BLOWN = "blown", _("已吹哨")
    REFUSED = "refused", _("未批准")
    CONCLUDED = "concluded", _("已收哨")
    WITHDRAWN = "withdrawn", _("已撤回")


class PartyState(models.TextChoices):
    """How far one called unit is."""

    CALLED = "called", _("待签收")
    SIGNED = "signed", _("已签收")
    ARRIVED = "arrived", _("已到场")
    REPORTED = "reported", _("已报结果")
    DECLINED = "declined", _("不能来，待审定")
    RELEASED = "released", _("不用到场")


class ClockKind(models.TextChoices):
    ACCEPT = "accept", _("受理")
    DISPATCH = "dispatch", _("派遣")
    SIGN = "sign", _("签收")
    CONTACT = "contact", _("首次联系")
    INTERIM = "interim", _("阶段答复")
    CLOSE = "close", _("办结")
    REDO = "redo", _("重办")
    RATE = "rate", _("评价")
    VISIT = "visit", _("回访")
    REVIEW = "review", _("挂账复核")
    ARRIVE = "arrive", _("到场")
    REPORT = "report", _("报告结果")


class Action(models.TextChoices):
    REPORT = "report", _("上报")
    ACCEPT = "accept", _("受理")
    DISPATCH = "dispatch", _("交办")
    TAKE = "take", _("自办")
    SIGN = "sign", _("签收")
    CONTACT = "contact", _("联系来电人")
    RETURN = "return", _("退回")
    HANDLE = "handle", _("报告处置结果")
    VERIFY = "verify", _("核查通过")
    SEND_BACK = "send_back", _("核查不通过")
    ANSWER = "answer", _("答复")
    RATE = "rate", pgettext_lazy("step", "评价")
    CLOSE = "close", _("结案")
    REOPEN = "reopen", _("重办")
    ARCHIVE = "archive", _("归档")
    ADD_WORDS = "add_words", _("补充说明")
    COMMENT = "comment", _("备注")
    GRADE = "grade", _("定级")
    INTERIM = "interim", _("阶段答复")
    ASK = "ask", _("提出申请")
    DECIDE = "decide", _("审定")
    PAUSE = "pause", _("暂停计时")
    RESUME = "resume", _("恢复计时")
    SUSPEND = "suspend", _("挂账")
    TAKE_UP = "take_up", _("销账续办")
    REVIEW = "review", _("挂账复核")
    REJECT = "reject", _("不予受理")
    APPEAL = "appeal", _("申诉")
    MERGE = "merge", _("并案")
    WITHDRAW = "withdraw", _("撤回")
    VOID = "void", _("作废")
    URGE = "urge", _("催办")
    SUPERVISE = "supervise", _("督办")
    SIGN_OFF = "sign_off", _("签批")
    CUSTODY = "custody", _("包案")
    WHISTLE = "whistle", _("请求吹哨")
    BLOW = "blow", _("吹哨")
    MUSTER = "muster", _("报到")
    CONCLUDE = "conclude", _("收哨")
    NO_WHISTLE = "no_whistle", _("不同意吹哨")
    ASSESS = "assess", _("评哨")
    HELP = "help", _("请协办")
    VISIT = "visit", _("回访")


class RequestKind(models.TextChoices):
    EXTEND = "extend", _("延期")
    PAUSE = "pause", _("暂停计时")
    SUSPEND = "suspend", _("挂账")
    REJECT = "reject", _("不予受理")
    ADJUDICATE = "adjudicate", _("审定承办单位")


class By(Enum):
    """On whose behalf a step is taken."""

    OWNER = "owner"  # a person acting for the unit that owns the case
    DESK = "desk"  # the owner, or whoever holds the permission over the case's area
    ASKER = "asker"  # the person who asked, by the tracking code
    CALLED = "called"  # whom a whistle names: a unit's people, a party member; the operation itself checks


@dataclass(frozen=True)
class Step:
    """One row of the table. A target of None leaves the state as it is."""

    sources: frozenset[State]
    target: State | None
    permission: Permission | None
    by: By
    needs_note: bool = False
    is_public: bool = True


S, A = State, Action
OPEN = frozenset({S.REPORTED, S.ACCEPTED, S.DISPATCHED, S.SIGNED, S.HANDLED, S.VERIFIED})
WORKING = frozenset({S.ACCEPTED, S.DISPATCHED, S.SIGNED, S.HANDLED, S.VERIFIED})
FINAL = frozenset({S.CLOSED, S.ARCHIVED, S.REJECTED, S.MERGED, S.WITHDRAWN, S.VOIDED})
UNFINISHED = frozenset(set(State) - FINAL)
VISITED = WORKING | {S.ANSWERED, S.CLOSED, S.ARCHIVED, S.SUSPENDED}  # an unhappy asker is visited while it is repaired

STEPS: dict[Action, Step] = {
    A.ACCEPT: Step(frozenset({S.REPORTED}), S.ACCEPTED, "case.accept", By.DESK),
    A.DISPATCH: Step(frozenset({S.ACCEPTED, S.DISPATCHED, S.SIGNED}), S.DISPATCHED, "case.dispatch", By.DESK),
    A.TAKE: Step(frozenset({S.ACCEPTED}), S.SIGNED, "case.handle", By.OWNER),
    A.SIGN: Step(frozenset({S.DISPATCHED}), S.SIGNED, "case.sign", By.OWNER),
    A.CONTACT: Step(frozenset({S.SIGNED}), None, "case.contact", By.OWNER, needs_note=True),
    A.RETURN: Step(frozenset({S.DISPATCHED, S.SIGNED}), S.ACCEPTED, "case.return", By.OWNER, needs_note=True),
    A.HANDLE: Step(frozenset({S.SIGNED}), S.HANDLED, "case.handle", By.OWNER, needs_note=True),
    A.VERIFY: Step(frozenset({S.HANDLED}), S.VERIFIED, "case.verify", By.DESK),
    A.SEND_BACK: Step(frozenset({S.HANDLED}), S.DISPATCHED, "case.verify", By.DESK, needs_note=True, is_public=False),
    A.ANSWER: Step(frozenset({S.VERIFIED}), S.ANSWERED, "case.answer", By.DESK, needs_note=True),
    A.RATE: Step(frozenset({S.ANSWERED, S.CLOSED}), S.CLOSED, None, By.ASKER),
    A.CLOSE: Step(frozenset({S.ANSWERED}), S.CLOSED, "case.close", By.DESK, needs_note=True),
    A.REOPEN: Step(frozenset({S.ANSWERED, S.CLOSED}), S.DISPATCHED, "case.reopen", By.DESK, needs_note=True),
    A.ARCHIVE: Step(frozenset({S.CLOSED}), S.ARCHIVED, "case.archive", By.DESK, is_public=False),
    A.ADD_WORDS: Step(UNFINISHED, None, None, By.ASKER, needs_note=True),
    A.COMMENT: Step(UNFINISHED, None, "case.see", By.DESK, needs_note=True, is_public=False),
    A.GRADE: Step(OPEN, None, "case.accept", By.DESK, needs_note=True, is_public=False),
    A.INTERIM: Step(WORKING, None, "case.contact", By.OWNER, needs_note=True),
    A.ASK: Step(OPEN, None, "case.see", By.OWNER, needs_note=True, is_public=False),
    A.DECIDE: Step(OPEN, None, "case.decide", By.DESK, needs_note=True, is_public=False),
    A.PAUSE: Step(WORKING, None, "case.decide", By.DESK, needs_note=True),
    A.RESUME: Step(UNFINISHED, None, "case.see", By.OWNER, needs_note=True),
    A.SUSPEND: Step(WORKING, S.SUSPENDED, "case.decide", By.DESK, needs_note=True),
    A.TAKE_UP: Step(frozenset({S.SUSPENDED}), S.DISPATCHED, "case.decide", By.DESK, needs_note=True),
    A.REVIEW: Step(frozenset({S.SUSPENDED}), None, "case.decide", By.DESK, needs_note=True),
    A.REJECT: Step(frozenset({S.REPORTED, S.ACCEPTED}), S.REJECTED, "case.decide", By.DESK, needs_note=True),
    A.APPEAL: Step(frozenset({S.REJECTED}), S.REPORTED, None, By.ASKER, needs_note=True),
    A.MERGE: Step(OPEN, S.MERGED, "case.dispatch", By.DESK, needs_note=True),
    A.WITHDRAW: Step(OPEN | {S.SUSPENDED}, S.WITHDRAWN, None, By.ASKER, needs_note=True),
    A.VOID: Step(frozenset({S.REPORTED}), S.VOIDED, "intake.operate", By.DESK, needs_note=True),
    A.URGE: Step(OPEN, None, "case.supervise", By.DESK, needs_note=True, is_public=False),
    A.SUPERVISE: Step(OPEN, None, "case.supervise", By.DESK, needs_note=True, is_public=False),
    A.SIGN_OFF: Step(UNFINISHED, None, "case.sign_off", By.DESK, needs_note=True, is_public=False),
    A.CUSTODY: Step(UNFINISHED, None, "case.sign_off", By.DESK, is_public=False),
    A.WHISTLE: Step(WORKING, None, "case.see", By.DESK, needs_note=True, is_public=False),
    A.BLOW: Step(WORKING, None, "case.whistle", By.DESK),
    A.NO_WHISTLE: Step(UNFINISHED, None, "case.whistle", By.DESK, needs_note=True, is_public=False),
    A.MUSTER: Step(UNFINISHED, None, None, By.CALLED, is_public=False),
    A.CONCLUDE: Step(UNFINISHED, None, None, By.CALLED, needs_note=True, is_public=False),
    A.ASSESS: Step(frozenset(set(State) - {S.REPORTED}), None, None, By.CALLED, is_public=False),
    A.HELP: Step(WORKING, None, "case.handle", By.OWNER, needs_note=True, is_public=False),
    A.VISIT: Step(VISITED, None, "case.visit", By.DESK, is_public=False),
}
