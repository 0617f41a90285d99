from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from wangge.core.notices.carried import carry_new
from wangge.core.notices.channels import OutgoingChannel, Reaches, outgoing_channels
from wangge.core.notices.models import Address, Delivery, Notice, WebhookTarget
from wangge.core.notices.sending import send_due
from wangge.core.notices.subject import NO_SUBJECT, SubjectRef
from wangge.core.notices.timing import after_quiet_hours, spread_out
from wangge.core.notices.whereabouts import Whereabouts, lines_of, whereabouts
from wangge.ground.foundation import jobs


@dataclass(frozen=True)
class NewNotice:
    """What somebody is told. The title leaves the system too: nothing personal in it; `words` stay in the inbox.

    `dedupe_key` names the fact ("case.moved:<step id>"): told twice under one key, a person reads it once.
    """

    account_ids: tuple[UUID, ...]
    kind: str
    title: str
    dedupe_key: str
    area_path: str  # where it happened; the county's path for what concerns all
    words: str = ""
    subject: SubjectRef = NO_SUBJECT
    is_urgent: bool = False


@transaction.atomic
def notify(*, new: Sequence[NewNotice], at: datetime) -> None:
    """Tell persons and systems (通知) in the caller's transaction; the inboxes take one insert, however many.

    What leaves the system is sent by a job, after the quiet hours of the place unless it is urgent.
    """
    if not new:
        return
    where = whereabouts(area_paths=[one.area_path for one in new])
    notices = [_notice(one, account_id, where[one.area_path], at) for one in new for account_id in one.account_ids]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    carry_new(accounts={row.account_id for row in notices}, keys={one.dedupe_key for one in new}, at=at)
    outgoing = _outgoing(new, where, at=at)
    if outgoing:
        Delivery.objects.bulk_create(outgoing, ignore_conflicts=True)
        first = min(row.due_at for row in outgoing)
        jobs.enqueue(send_due, run_at=first if first > at else None)


def _notice(one: NewNotice, account_id: UUID, where: Whereabouts, at: datetime) -> Notice:
    return Notice(
        town_id=where.town_id,
        account_id=account_id,
        kind=one.kind,
        title=one.title,
        words=one.words,
        subject_kind=one.subject.kind,
        subject_id=one.subject.id,
        subject_label=one.subject.label,
        dedupe_key=one.dedupe_key,
        created_at=at,
    )


def _outgoing(new: Sequence[NewNotice], where: dict[str, Whereabouts], *, at: datetime) -> list[Delivery]:
    channels = outgoing_channels()
    reached = {channel.reaches for channel in channels}
    targets = _webhooks(new) if Reaches.WEBHOOK in reached else []
    addressed = _addressed(new) if Reaches.ADDRESS in reached else set()
    rows = []
    for one in new:
        for channel in channels:
            receivers = _receivers(one, channel, targets, addressed)
            due_at = _due_at(one, channel, where[one.area_path], at)
            shared = {"channel": channel.code, "due_at": due_at, "created_at": at, "payload": _payload(one)}
            rows += [_delivery(one, where[one.area_path], **shared, **receiver) for receiver in receivers]
    return rows


def _receivers(
    one: NewNotice, channel: OutgoingChannel, targets: list[WebhookTarget], addressed: set[tuple[UUID, str]]
) -> list[dict[str, UUID]]:
    if channel.reaches is Reaches.WEBHOOK:
        fitting = [t for t in targets if one.area_path.startswith(t.area_path) and (not t.kinds or one.kind in t.kinds)]
        return [{"webhook_id": target.pk} for target in fitting]
    everybody = channel.reaches is Reaches.EVERYBODY
    return [{"account_id": pk} for pk in one.account_ids if everybody or (pk, channel.code) in addressed]


def _delivery(one: NewNotice, where: Whereabouts, **more: Any) -> Delivery:
    return Delivery(
        town_id=where.town_id,
        area_path=one.area_path,
        kind=one.kind,
        is_urgent=one.is_urgent,
        dedupe_key=one.dedupe_key,
        **more,
    )


def _payload(one: NewNotice) -> dict[str, Any]:
    subject = one.subject
    return {
        "title": one.title,
        "subject": {"kind": subject.kind, "id": str(subject.id or ""), "label": subject.label},
    }


def _due_at(one: NewNotice, channel: OutgoingChannel, where: Whereabouts, at: datetime) -> datetime:
    if one.is_urgent:
        return at
    awake = after_quiet_hours(at, quiet=where.quiet, zone=timezone.get_default_timezone())
    return spread_out(awake, over=channel.spread, key=one.dedupe_key, crowded_minutes=channel.crowded_minutes)


def _webhooks(new: Sequence[NewNotice]) -> list[WebhookTarget]:
    """The receivers registered for the areas of these notices or for those above them."""
    paths = {path for one in new for path in lines_of(one.area_path)}
    rows = WebhookTarget.objects.everywhere("a notice goes to the receivers of its area and of those above")
    return list(rows.filter(is_active=True, area_path__in=paths).defer("secret").order_by("id"))


def _addressed(new: Sequence[NewNotice]) -> set[tuple[UUID, str]]:
    """Who of these persons is reached by which channel."""
    accounts = {account_id for one in new for account_id in one.account_ids}
    return set(Address.objects.filter(account_id__in=accounts).values_list("account_id", "channel"))
