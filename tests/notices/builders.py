from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.world import make_actor
from wangge.core.access.models import Account
from wangge.core.areas.models import Area
from wangge.core.notices.models import Delivery, Notice, WebhookTarget
from wangge.core.notices.operations import NewNotice, NewWebhook, add_webhook
from wangge.core.notices.subject import SubjectRef

CASE = SubjectRef("case", UUID("0197a5c0-0000-7000-8000-000000000001"), "QP-2603-0001-7")


def a_notice(*to: Account, at: Area, key: str = "case.moved:1", **more: Any) -> NewNotice:
    given = {"kind": "case.dispatched", "title": "有新事项待签收", "subject": CASE} | more
    return NewNotice(account_ids=tuple(a.pk for a in to), area_path=at.path, dedupe_key=key, **given)


def clock(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment


def a_webhook(
    url: str, *, at: Area, when: datetime, label: str = "县平台", kinds: tuple[str, ...] = ()
) -> tuple[WebhookTarget, str]:
    lead = make_actor("town_lead", at=at)
    return add_webhook(actor=lead, new=NewWebhook(area_path=at.path, label=label, url=url, kinds=kinds), at=when)


def notices() -> list[Notice]:
    return list(Notice.objects.order_by("id"))


def all_deliveries() -> list[Delivery]:
    return list(Delivery.objects.everywhere("test").select_related("account", "webhook").order_by("id"))


def the_delivery() -> Delivery:
    [only] = all_deliveries()
    return only
