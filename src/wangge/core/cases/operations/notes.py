"""Remarks among staff, and looking at what is masked."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import Action
from wangge.core.cases.models import Case, CaseAsker
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.rulebook.permissions import Permission

from .move import begin


@transaction.atomic
def comment_case(*, actor: Actor, case_id: UUID, note: str, seen_step: UUID | None = None, at: datetime) -> Case:
    """Leave a remark for colleagues (备注); the asker does not see it. Raises NotFound, Conflict, Refusal.

    Other steps taken meanwhile do not matter; the same words sent again from the same page are a Conflict.
    """
    move = begin(actor=actor, case_id=case_id, action=Action.COMMENT, at=at, note=note)
    since = [s for s in move.steps if seen_step is not None and s.pk > seen_step]
    if any(s.action == Action.COMMENT and s.actor_id == actor.account_id and s.note == note.strip() for s in since):
        raise Conflict(_("这条备注已经记下了"), state=move.case.state)
    return move.finish(note=note)


@transaction.atomic
def reveal_asker(*, actor: Actor, case_id: UUID, purpose: str, address: str = "", at: datetime) -> CaseAsker:
    """Show who asked, for a stated purpose (查看联系方式); each look is logged.

    Raises NotFound, NotAllowed, Refusal.
    """
    case = Case.objects.within(actor.scope("case.see")).filter(pk=case_id).first()
    asker = CaseAsker.objects.filter(case_id=case_id).first() if case else None
    if case is None or asker is None:
        raise NotFound(_("没有找到，或者反映人没有留下联系方式"))
    permission: Permission = "case.reveal_confidential" if asker.is_confidential else "case.reveal"
    if not actor.can(permission, at_path=case.area_path, for_unit=case.owner_unit_id):
        raise NotAllowed(_("反映人要求不让承办人看到姓名") if asker.is_confidential else _("你没有查看联系方式的权限"))
    if not purpose.strip():
        raise Refusal(_("请写明查看的用途"), field="purpose")
    record(
        actor=actor, action=AuditAction.REVEALED, at=at, target=case.number, area_path=case.area_path,
        detail={"purpose": purpose.strip()[:200]}, address=address,
    )  # fmt: skip
    return asker
