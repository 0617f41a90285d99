"""Who is told of plans: people of the grids when one is shown and when it takes effect, and who is to approve it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.queries import accounts_of_units, who_may
from wangge.core.notices.operations import NewNotice, notify
from wangge.core.notices.subject import SubjectRef

from .events import PlanPublished, PlanTookEffect

APPROVERS = 20


def tell_of_notice(events: Sequence[PlanPublished]) -> None:
    """Tell people of the grids, whom residents will ask, and those who may approve; told once however often
    delivered, and again for another notice of the same plan."""
    at = timezone.now()
    people = accounts_of_units(unit_ids=[unit for e in events for unit in e.units], at=at)
    notify(
        new=[
            NewNotice(
                account_ids=tuple({one for unit in e.units for one in people.get(unit, ())} | _approvers(e, at)),
                kind=e.name,
                title=_("网格调整方案公示到 {day}：{title}").format(day=e.until, title=e.title),
                dedupe_key=f"plan.notice:{e.plan_id}:{e.until}",
                area_path=e.area_path,
                words=_("谁都可以看、可以提意见；公示结束、意见都答复以后再批准。"),
                subject=SubjectRef("grid_plan", e.plan_id, ""),
            )
            for e in events
        ],
        at=at,
    )


def _approvers(event: PlanPublished, at: datetime) -> set[UUID]:
    found = who_may(permission="plan.approve", at_path=event.area_path, at=at, limit=APPROVERS)
    return {one.account_id for one in found}


def tell_grids(events: Sequence[PlanTookEffect]) -> None:
    """Tell those who act for the units of the grids that these are others now; told once however often delivered."""
    at = timezone.now()
    people = accounts_of_units(unit_ids=[unit for e in events for unit in e.units], at=at)
    notify(
        new=[
            NewNotice(
                account_ids=tuple({one for unit in e.units for one in people.get(unit, ())}),
                kind=e.name,
                title=_("网格调整已生效：{title}").format(title=e.title),
                dedupe_key=f"plan.effect:{e.plan_id}",
                area_path=e.area_path,
                words=_("请打开手机端更新本网格的住户和任务。"),
                subject=SubjectRef("grid_plan", e.plan_id, ""),
            )
            for e in events
        ],
        at=at,
    )
