"""The life of a plan (一村一策网格优化调整方案) as one table: who may take which step, from where to where."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.ground.rulebook.permissions import Permission


class PlanState(models.TextChoices):
    """How far a plan is."""

    DRAFT = "draft", _("拟定中")
    CHOSEN = "chosen", _("已选定")
    NOTICE = "notice", _("公示中")
    APPROVED = "approved", _("已批准")
    IN_FORCE = "in_force", _("已生效")
    WITHDRAWN = "withdrawn", _("已撤回")


class PlanAction(models.TextChoices):
    """What may be done with a plan."""

    BEGIN = "begin", _("拟定")
    DRAW = "draw", _("重新测算")
    CANCEL = "cancel", _("停止测算")
    CHOOSE = "choose", _("选定方案")
    EDIT = "edit", _("手工调整")
    PUBLISH = "publish", _("公示")
    REVISE = "revise", _("退回修改")
    ANSWER = "answer", _("答复意见")
    APPROVE = "approve", _("批准")
    TAKE_EFFECT = "take_effect", _("生效")
    WITHDRAW = "withdraw", _("撤回")


class ProposalKind(models.TextChoices):
    """The divisions shown side by side."""

    TODAY = "today", _("现状")
    FEW_MOVES = "few_moves", _("少动")
    BEST_SIZES = "best_sizes", _("规模最匀")
    SHORT_BORDERS = "short_borders", _("边界最短")
    BEFORE = "before", _("恢复原网格")
    IMPORTED = "imported", _("导入的方案")


class DrawingState(models.TextChoices):
    """How the job that draws proposals stands."""

    IDLE = "", _("没有测算")
    WAITING = "waiting", _("排队中")
    RUNNING = "running", _("测算中")
    DONE = "done", _("测算完成")
    CANCELLED = "cancelled", _("已停止")
    FAILED = "failed", _("测算失败")


@dataclass(frozen=True)
class PlanStepRule:
    """One row of the table; a target of None leaves the state as it is."""

    sources: frozenset[PlanState]
    target: PlanState | None
    permission: Permission
    needs_note: bool = False


S, A = PlanState, PlanAction
OPEN = frozenset({S.DRAFT, S.CHOSEN, S.NOTICE, S.APPROVED})
DRAWING_BUSY = frozenset({DrawingState.WAITING, DrawingState.RUNNING})

PLAN_STEPS: dict[PlanAction, PlanStepRule] = {
    A.DRAW: PlanStepRule(frozenset({S.DRAFT, S.CHOSEN}), S.DRAFT, "plan.draft"),
    A.CANCEL: PlanStepRule(frozenset({S.DRAFT}), None, "plan.draft"),
    A.CHOOSE: PlanStepRule(frozenset({S.DRAFT, S.CHOSEN}), S.CHOSEN, "plan.draft"),
    A.EDIT: PlanStepRule(frozenset({S.CHOSEN}), None, "plan.draft"),
    A.PUBLISH: PlanStepRule(frozenset({S.CHOSEN}), S.NOTICE, "plan.draft"),
    A.REVISE: PlanStepRule(frozenset({S.NOTICE, S.APPROVED}), S.CHOSEN, "plan.draft", needs_note=True),
    A.ANSWER: PlanStepRule(frozenset({S.NOTICE, S.APPROVED}), None, "plan.draft"),
    A.APPROVE: PlanStepRule(frozenset({S.NOTICE}), S.APPROVED, "plan.approve"),
    A.TAKE_EFFECT: PlanStepRule(frozenset({S.APPROVED}), S.IN_FORCE, "plan.approve"),
    A.WITHDRAW: PlanStepRule(OPEN, S.WITHDRAWN, "plan.draft", needs_note=True),
}


def approval_waits(*, notice_until: date, unanswered: int, today: date) -> str:
    """What must be over before a plan may be approved, in words; empty where nothing is left."""
    if today <= notice_until:
        return gettext("公示到 {day} 为止，结束以后再批准").format(day=notice_until.isoformat())
    return gettext("还有 {count} 条意见没有答复").format(count=unanswered) if unanswered else ""


def effect_waits(*, effective_on: date, today: date) -> str:
    """What must come before an approved plan may take effect, in words; empty where nothing is left."""
    if today < effective_on:
        return gettext("生效日期是 {day}，还没有到").format(day=effective_on.isoformat())
    return ""
