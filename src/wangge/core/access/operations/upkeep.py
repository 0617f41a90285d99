"""The engine room touched by a person: jobs taken up again, a year's days off taken over."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.queries import Actor
from wangge.ground.foundation import jobs
from wangge.ground.foundation.calendar.announcement import AnnouncedDay
from wangge.ground.foundation.calendar.operations import AnnouncementChange
from wangge.ground.foundation.calendar.operations import import_announcement as take_over
from wangge.ground.foundation.errors import Conflict, NotAllowed

from .audit import record


@transaction.atomic
def retry_job(*, actor: Actor, job_id: int, at: datetime) -> None:
    """Put a failed job back into the queue (重试任务). Raises NotAllowed, Conflict when it is failed no more."""
    if not actor.may("job.retry"):
        raise NotAllowed(_("你没有重试后台任务的权限"))
    name = jobs.retry_failed(job_id=job_id)
    if not name:
        raise Conflict(_("这个任务已经不是失败的状态，可能别人刚刚重试过"))
    record(actor=actor, action=AuditAction.JOB_RETRIED, at=at, target=f"{name} #{job_id}")


@transaction.atomic
def import_announcement(
    *, actor: Actor, year: int, days: Sequence[AnnouncedDay], source: str, published_on: date, at: datetime
) -> AnnouncementChange:
    """Take over the days off announced for a year (导入放假安排). Raises NotAllowed, Refusal."""
    if not actor.may("rulebook.apply"):
        raise NotAllowed(_("你没有修改工作日历的权限"))
    change = take_over(year=year, days=days, source=source, published_on=published_on, at=at)
    record(
        actor=actor,
        action=AuditAction.CONFIGURED,
        at=at,
        target=_("{year} 年放假安排").format(year=year),
        detail={"change": "calendar", "year": year, "added": len(change.added), "removed": len(change.removed)},
    )
    return change
