from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.notices.lifecycle import DeliveryStatus
from wangge.core.notices.models import Delivery
from wangge.core.notices.sending import send_due
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import Conflict, NotFound


@transaction.atomic
def retry_delivery(*, actor: Actor, delivery_id: UUID, at: datetime) -> Delivery:
    """Send a failed message again (重新发送), with all its attempts before it. Raises NotFound, Conflict.

    For those who may retry jobs there, or send notices there.
    """
    scope = actor.scope("job.retry") | actor.scope("notice.send")
    rows = Delivery.objects.within(scope).select_for_update(of=("self",)).select_related("webhook")
    row = rows.filter(pk=delivery_id).first()
    if row is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    if row.status != DeliveryStatus.DEAD:
        raise Conflict(_("这条消息已经不是发送失败的状态"), status=row.status)
    if row.webhook is not None and not row.webhook.is_active:
        raise Conflict(_("这个推送地址已经撤销"))
    row.status, row.attempts, row.due_at = DeliveryStatus.WAITING, 0, at
    row.save(update_fields=["status", "attempts", "due_at"])
    jobs.enqueue(send_due)
    target = f"{row.channel}:{row.pk}"
    record(actor=actor, action=AuditAction.JOB_RETRIED, at=at, target=target, area_path=row.area_path)
    return row
