from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.notices.carried import KEPT_FOR, carry_new
from wangge.core.notices.models import Notice
from wangge.core.notices.subject import SubjectRef
from wangge.ground.foundation.errors import NotFound


@transaction.atomic
def mark_read(*, account_id: UUID, notice_id: UUID, at: datetime) -> SubjectRef:
    """Note that a person opened a notice of his (已读) and return what it is about. Raises NotFound.

    Opening it again changes nothing: the first reading counts.
    """
    notice = Notice.objects.select_for_update().filter(pk=notice_id, account_id=account_id).first()
    if notice is None:
        raise NotFound(_("没有这条消息"))
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
        carry_new(accounts=[account_id], keys=[notice.dedupe_key], at=at)
    return SubjectRef(notice.subject_kind, notice.subject_id, notice.subject_label)


@transaction.atomic
def mark_all_read(*, account_id: UUID, up_to: UUID | None = None, at: datetime) -> int:
    """Note that a person has read all his notices (全部已读), or those up to the newest one shown; returns how many."""
    unread = Notice.objects.filter(account_id=account_id, read_at=None)
    if up_to is not None:
        unread = unread.filter(id__lte=up_to)
    keys = list(unread.filter(created_at__gte=at - KEPT_FOR).values_list("dedupe_key", flat=True))
    done = unread.update(read_at=at)
    carry_new(accounts=[account_id], keys=keys, at=at)
    return done
