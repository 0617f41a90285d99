"""What people say to a plan under notice, and the answers."""

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.text.cleaning import clean_line, clean_text
from wangge.practice.gridplans.doors import BROKEN, STRANGE, move_on, plan_for
from wangge.practice.gridplans.lifecycle import PlanAction, PlanState
from wangge.practice.gridplans.models import Plan, PlanComment

PHONE = re.compile(r"[0-9][0-9 \-]{5,18}[0-9]")
LONGEST = 500


@transaction.atomic
def say_comment(*, plan_id: UUID, words: str, name: str = "", phone: str = "", source_ref: str, at: datetime) -> UUID:
    """Somebody says something to a plan that is shown (公示意见); name and telephone need not be said.

    How often is the face's matter. Raises NotFound for a plan that is not shown, Conflict, Refusal.
    """
    rows = Plan.objects.everywhere("a plan under notice is there for everybody")
    plan = rows.filter(pk=plan_id, state=PlanState.NOTICE, notice_until__gte=day_of(at)).first()
    if plan is None:
        raise NotFound(_("没有这份公示，或者公示已经结束"))
    said = clean_text(words, max_length=LONGEST, field="words")
    if not said:
        raise Refusal(_("请写下您的意见"), field="words")
    number = clean_line(phone, 20, field="phone")
    if number and not PHONE.fullmatch(number):
        raise Refusal(_("电话号码只用数字、空格和短横线"), field="phone")
    comment = PlanComment(
        town_id=plan.town_id, plan=plan, source_ref=source_ref[:80], words=said,
        name=clean_line(name, 40, field="name"), phone=number, said_at=at,
    )  # fmt: skip
    with refusing(BROKEN):
        comment.save(force_insert=True)
    return comment.pk


@transaction.atomic
def answer_comment(*, actor: Actor, comment_id: UUID, words: str, is_public: bool = False, at: datetime) -> None:
    """Answer what somebody said (答复意见); with `is_public` both stand on the page of the notice.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    plan_id = PlanComment.objects.filter(pk=comment_id).values_list("plan_id", flat=True).first()
    if plan_id is None:
        raise NotFound(STRANGE)
    plan = plan_for(actor, plan_id, PlanAction.ANSWER)
    comment = PlanComment.objects.select_for_update(of=("self",)).get(pk=comment_id)
    if comment.answered_at is not None:
        raise Conflict(_("这条意见已经答复过了"))
    said = clean_text(words, max_length=LONGEST, field="words")
    if not said:
        raise Refusal(_("请写答复"), field="words")
    comment.answer, comment.answered_at, comment.answered_by = said, at, actor.name
    comment.is_public = is_public
    comment.save(update_fields=["answer", "answered_at", "answered_by", "is_public"])
    move_on(plan, PlanAction.ANSWER, actor=actor, at=at, detail={"comment": str(comment.pk)})
