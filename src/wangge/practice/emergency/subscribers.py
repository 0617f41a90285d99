"""Who is told of an order: those who help, at once. No name of anybody who is to be moved."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.notices.operations import NewNotice, notify
from wangge.core.notices.subject import SubjectRef

from .events import EvacuationOrdered


def tell_helpers(events: Sequence[EvacuationOrdered]) -> None:
    """Tell everybody who helps that people of theirs are to be moved; told once however often delivered."""
    notify(
        new=[
            NewNotice(
                account_ids=e.helper_ids,
                kind=e.name,
                title=_("转移任务：{title}").format(title=e.title),
                dedupe_key=f"emergency.ordered:{e.order_id}",
                area_path=e.area_path,
                subject=SubjectRef("evacuation", e.order_id, e.title),
                is_urgent=True,
            )
            for e in events
            if e.helper_ids
        ],
        at=timezone.now(),
    )
