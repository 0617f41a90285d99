"""Who is told of plans: people of the grids when one takes effect."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.queries import accounts_of_units
from wangge.core.notices.operations import NewNotice, notify
from wangge.core.notices.subject import SubjectRef

from .events import PlanTookEffect


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
