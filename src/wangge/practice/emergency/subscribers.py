"""What follows an order: long lists are written and taken back, and those who help are told, at once.

No name of anybody who is to be moved.
"""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.notices.operations import NewNotice, notify
from wangge.core.notices.subject import SubjectRef
from wangge.ground.foundation import jobs

from .events import EvacuationBegun, EvacuationEnded, EvacuationOrdered
from .jobs import take_lists_back, write_lists


def start_lists(events: Sequence[EvacuationBegun]) -> None:
    """Let long lists be written; begun twice, each line is written once."""
    jobs.enqueue_many(write_lists, [{"alarm_id": str(e.alarm_id)} for e in events])


def take_back_lists(events: Sequence[EvacuationEnded]) -> None:
    """Let long lists leave the phones; what has left stays away."""
    jobs.enqueue_many(take_lists_back, [{"order_id": str(e.order_id)} for e in events if e.is_long])


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
