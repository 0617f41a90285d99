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
    SIGNED = "signed", _("处置中")
    HANDLED = "handled", _("已处置")
    VERIFIED = "verified", _("已核查")
    ANSWERED = "answered", _("待评价")
    CLOSED = "closed", _("已结案")
    ARCHIVED = "archived", _("已归档")


class Outcome(models.TextChoices):
    """What became of the matter itself; kept apart from how far the work on it is."""

    UNKNOWN = "", _("未定")
    SOLVED = "solved", _("已解决")
    PARTLY = "partly", _("部分解决")
    UNSOLVED = "unsolved", _("未解决")
    NOT_OURS = "not_ours", _("不属职责")
    UNREACHABLE = "unreachable", _("无法联系")


class ClockKind(models.TextChoices):
    ACCEPT = "accept", _("受理")
    SIGN = "sign", _("签收")
    CONTACT = "contact", _("首次联系")
    CLOSE = "close", _("办结")
    REDO = "redo", _("重办")
    RATE = "rate", _("评价")


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


class By(Enum):
    """On whose behalf a step is taken."""

    OWNER = "owner"  # a person acting for the unit that owns the case
    DESK = "desk"  # the owner, or whoever holds the permission over the case's area
    ASKER = "asker"  # the person who asked, by the tracking code


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
FINAL = frozenset({S.CLOSED, S.ARCHIVED})
UNFINISHED = frozenset(set(State) - FINAL)

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
}
