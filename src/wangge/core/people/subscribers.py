"""Who is told: those who may decide a change of identity, or agree to a sensitive care tag. No name, no value."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.queries import who_may
from wangge.core.notices.operations import NewNotice, notify
from wangge.core.notices.subject import SubjectRef

from .events import CareChanged, ChangeAsked
from .lifecycle import IdentityField
from .models import CareTag

DECIDERS = 20


def tell_deciders(events: Sequence[ChangeAsked]) -> None:
    """Tell those who may decide that a change was asked for; told once however often delivered."""
    at = timezone.now()
    notify(
        new=[
            NewNotice(
                account_ids=_deciders(e.area_path, at=at),
                kind=e.name,
                title=_("有一份身份信息变更待审：{field}").format(field=IdentityField(e.field).label),
                dedupe_key=f"change.asked:{e.request_id}",
                area_path=e.area_path,
                subject=SubjectRef("person_change", e.request_id, ""),
            )
            for e in events
        ],
        at=at,
    )


def tell_second_person(events: Sequence[CareChanged]) -> None:
    """Tell those who may agree that a sensitive tag waits for one of them; of other changes nobody is told."""
    at = timezone.now()
    proposed = [e for e in events if e.change == "proposed"]
    rows = CareTag.objects.everywhere("whoever may agree is told").filter(pk__in=[e.tag_id for e in proposed])
    waiting = set(rows.filter(agreed_at=None, ended_at=None).values_list("pk", flat=True))
    notify(
        new=[
            NewNotice(
                account_ids=_deciders(e.area_path, at=at),
                kind=e.name,
                title=_("有一个关爱标记待你同意"),
                dedupe_key=f"care.proposed:{e.tag_id}",
                area_path=e.area_path,
                subject=SubjectRef("care_tag", e.tag_id, ""),
            )
            for e in proposed
            if e.tag_id in waiting
        ],
        at=at,
    )


def _deciders(area_path: str, *, at: datetime) -> tuple[UUID, ...]:
    found = who_may(permission="people.decide", at_path=area_path, at=at, limit=DECIDERS)
    return tuple({one.account_id for one in found})
