"""A plan shown to everybody, approved by another person, sent back or withdrawn."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.ground.foundation import outbox
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Conflict, NotAllowed, Refusal
from wangge.practice.gridplans.doors import known_of, move_on, plan_for, rules_of, said, units_of_grids
from wangge.practice.gridplans.events import PlanPublished
from wangge.practice.gridplans.layout import Judgement
from wangge.practice.gridplans.lifecycle import DRAWING_BUSY, DrawingState, PlanAction, PlanState, approval_waits
from wangge.practice.gridplans.models import Plan, PlanComment
from wangge.practice.gridplans.reading import changes_since

LATEST = timedelta(days=366)


@transaction.atomic
def publish_plan(*, actor: Actor, plan_id: UUID, at: datetime) -> None:
    """Show a plan to everybody (公示) for as many days as the rules say, from today on.

    Raises NotFound, NotAllowed; Conflict while it breaks a rule that must be met, or where the ground changed.
    """
    plan = plan_for(actor, plan_id, PlanAction.PUBLISH)
    check_sound(plan)
    plan.notice_from = day_of(at)
    plan.notice_until = plan.notice_from + timedelta(days=rules_of(plan.area_id).notice_days)
    move_on(plan, PlanAction.PUBLISH, actor=actor, at=at, detail={"until": plan.notice_until.isoformat()})
    until, told = plan.notice_until.isoformat(), units_of_grids(plan.area_path)
    outbox.publish(PlanPublished(plan.pk, plan.town_id, plan.area_path, plan.title, until, told), at=at)


def check_sound(plan: Plan) -> None:
    """Raises Conflict, with what must be mended first."""
    assert plan.judgement is not None
    hard = [one.words for one in Judgement.read(plan.judgement).breaks if one.is_hard]
    if hard:
        raise Conflict(_("先改好：{words}").format(words="；".join(hard)), breaks=hard)
    changed = changes_since(plan, known_of(plan))
    if changed:
        raise Conflict(_("底册变了，请重新测算：{words}").format(words="；".join(changed)), changed=changed)


@transaction.atomic
def revise_plan(*, actor: Actor, plan_id: UUID, words: str, at: datetime) -> None:
    """Take a plan back to be edited (退回修改); it is shown again afterwards. Raises NotFound, NotAllowed, Conflict,
    Refusal."""
    plan = plan_for(actor, plan_id, PlanAction.REVISE)
    note = said(PlanAction.REVISE, words)
    plan.notice_from = plan.notice_until = plan.effective_on = None
    move_on(plan, PlanAction.REVISE, actor=actor, at=at, words=note)


@transaction.atomic
def approve_plan(*, actor: Actor, plan_id: UUID, effective_on: date, at: datetime) -> None:
    """Approve a plan whose notice is over (批准), to take effect on a day; not who made it.

    Raises NotFound, NotAllowed; Conflict while the notice runs or a comment has no answer; Refusal for a day gone by.
    """
    plan = plan_for(actor, plan_id, PlanAction.APPROVE)
    today = day_of(at)
    if actor.account_id is not None and actor.account_id == plan.made_by_id:
        raise NotAllowed(_("方案要由拟定人以外的人批准"))
    assert plan.notice_until is not None
    unanswered = PlanComment.objects.filter(plan=plan, answered_at=None).count()
    if waits := approval_waits(notice_until=plan.notice_until, unanswered=unanswered, today=today):
        raise Conflict(waits)
    if not today <= effective_on <= today + LATEST:
        raise Refusal(_("生效日期要在今天到一年以内"), field="effective_on")
    plan.effective_on = effective_on
    move_on(plan, PlanAction.APPROVE, actor=actor, at=at, detail={"effective_on": effective_on.isoformat()})


@transaction.atomic
def withdraw_plan(*, actor: Actor, plan_id: UUID, words: str, at: datetime) -> None:
    """Give a plan up (撤回); what was done with it stays to be read. Raises NotFound, NotAllowed, Conflict, Refusal."""
    plan = plan_for(actor, plan_id, PlanAction.WITHDRAW)
    note = said(PlanAction.WITHDRAW, words)
    plan.drawing = DrawingState.CANCELLED if plan.drawing in DRAWING_BUSY else plan.drawing
    move_on(plan, PlanAction.WITHDRAW, actor=actor, at=at, words=note, detail={"was": PlanState(plan.state)})
