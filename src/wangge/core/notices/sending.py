"""The sending itself: due messages are claimed, sent outside any transaction, and marked.

A message may go twice when a sender dies between sending and marking; it then carries the same id.
"""

import json
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.ground.foundation import jobs

from .channels import OutgoingChannel, OutgoingMessage, Reaches, Recipient, SendFailed, channel_of
from .lifecycle import ATTEMPTS, DeliveryStatus, wait_before_next
from .models import Address, Delivery, DeliveryRows
from .subject import SubjectRef
from .timing import after_quiet_hours
from .whereabouts import whereabouts

CLAIMED = 500  # rows in one run
LEASE = timedelta(minutes=5)  # a sender that has not marked a row by then is taken for dead
BUDGET = 60.0  # seconds after which a run begins no further call; well below the lease

log = logging.getLogger(__name__)


@jobs.job(queue="notices", every="* * * * *", attempts=1)
def send_due(timestamp: int = 0) -> None:
    """Send what is due; looks every minute, so that no message waits for a job that was lost."""
    if send_waiting(now=timezone.now):
        jobs.enqueue(send_due)


def send_waiting(*, now: Callable[[], datetime]) -> bool:
    """Send what is due by this clock; returns whether some was left for another run."""
    claimed = _claim(at=now())
    is_unfinished = len(claimed) == CLAIMED
    last_start = time.monotonic() + BUDGET
    down: dict[tuple[str, UUID | None], SendFailed] = {}
    for batch in _batches(_without_quiet(claimed, at=now()), at=now()):
        if time.monotonic() > last_start:
            _put_back(batch.rows, due_at=now())
            is_unfinished = True
            continue
        failure = down.get(batch.receiver) or _try(batch, at=now())
        if failure is not None and failure.temporary:
            down[batch.receiver] = failure  # whoever is down is asked once a run, not once a message
        _mark(batch, failure, at=now())
    return is_unfinished


def _rows(rows: Sequence[Delivery]) -> DeliveryRows:
    return Delivery.objects.everywhere("messages are sent for every town").filter(pk__in=[row.pk for row in rows])


def _claim(*, at: datetime) -> list[Delivery]:
    """Take due rows, urgent ones first, that no other sender holds; each claim is an attempt."""
    with transaction.atomic():
        due = Delivery.objects.everywhere("messages are sent for every town")
        due = due.filter(status=DeliveryStatus.WAITING, due_at__lte=at).order_by("-is_urgent", "due_at", "id")
        due = due.select_related("account", "webhook").select_for_update(skip_locked=True, of=("self",))
        rows = list(due[:CLAIMED])
        _rows(rows).update(due_at=at + LEASE, attempts=F("attempts") + 1)
    for row in rows:
        row.attempts += 1
    return rows


def _put_back(rows: Sequence[Delivery], *, due_at: datetime) -> None:
    _rows(rows).update(due_at=due_at, attempts=F("attempts") - 1)


def _without_quiet(rows: Sequence[Delivery], *, at: datetime) -> list[Delivery]:
    """The rows that may go now; those that came due in the quiet hours of their place wait for the end of them."""
    where = whereabouts(area_paths={row.area_path for row in rows if not row.is_urgent})
    zone = timezone.get_default_timezone()
    awake, later = [], defaultdict(list)
    for row in rows:
        due_at = at if row.is_urgent else after_quiet_hours(at, quiet=where[row.area_path].quiet, zone=zone)
        if due_at == at:
            awake.append(row)
        else:
            later[due_at].append(row)
    for due_at, some in later.items():
        _put_back(some, due_at=due_at)
    return awake


@dataclass(frozen=True)
class _Batch:
    """Rows of one message that go in one call."""

    channel: OutgoingChannel
    rows: tuple[Delivery, ...]
    recipients: tuple[Recipient, ...]

    @property
    def receiver(self) -> tuple[str, UUID | None]:
        """The machine that is asked: the other system, or the channel's gateway."""
        return self.channel.code, self.rows[0].webhook_id

    def message(self, *, at: datetime) -> OutgoingMessage:
        first = self.rows[0]
        subject = first.payload["subject"]
        subject_id = UUID(subject["id"]) if subject["id"] else None
        return OutgoingMessage(
            id=first.pk,
            kind=first.kind,
            title=first.payload["title"],
            subject=SubjectRef(subject["kind"], subject_id, subject["label"]),
            area_path=first.area_path,
            created_at=first.created_at,
            sent_at=at,
            recipients=self.recipients,
        )


def _batches(rows: Sequence[Delivery], *, at: datetime) -> Iterator[_Batch]:
    """The same message to many in as few calls as the channel allows; rows that have nowhere to go die here."""
    addresses = _addresses(rows)
    together: dict[tuple[object, ...], list[tuple[Delivery, Recipient]]] = defaultdict(list)
    for row in rows:
        try:
            recipient = _recipient(row, addresses)
        except SendFailed as failure:
            _mark_failed([row], failure, at=at)
            continue
        same = json.dumps(row.payload, sort_keys=True), row.kind, row.area_path, row.created_at
        together[row.channel, row.webhook_id, *same].append((row, recipient))
    for group in together.values():
        channel = channel_of(group[0][0].channel)
        assert channel is not None
        for start in range(0, len(group), channel.recipients_per_call):
            some = group[start : start + channel.recipients_per_call]
            yield _Batch(channel, tuple(row for row, _ in some), tuple(recipient for _, recipient in some))


def _addresses(rows: Sequence[Delivery]) -> dict[tuple[UUID, str], str]:
    accounts = {row.account_id for row in rows if row.account_id}
    found = Address.objects.filter(account_id__in=accounts, channel__in={row.channel for row in rows})
    return {(row.account_id, row.channel): row.value or "" for row in found}


def _recipient(row: Delivery, addresses: dict[tuple[UUID, str], str]) -> Recipient:
    channel = channel_of(row.channel)
    if channel is None:
        raise SendFailed(_("这个通道没有开通"), temporary=False)
    if row.attempts > ATTEMPTS:
        raise SendFailed(_("发送程序多次中途停止"), temporary=False)
    if row.webhook is not None:
        if not row.webhook.is_active:
            raise SendFailed(_("这个推送地址已经撤销"), temporary=False)
        return Recipient(row.webhook.url, row.webhook.secret or "")
    if row.account is None or not row.account.is_active:
        raise SendFailed(_("这个账号已经停用"), temporary=False)
    if channel.reaches is Reaches.EVERYBODY:
        return Recipient(row.account.login_name)
    address = addresses.get((row.account.pk, row.channel))
    if not address:
        raise SendFailed(_("没有登记这个通道的地址"), temporary=False)
    return Recipient(address)


def _try(batch: _Batch, *, at: datetime) -> SendFailed | None:
    try:
        batch.channel.send(batch.message(at=at))
    except SendFailed as failure:
        return failure
    except Exception as fault:  # one message that trips a channel must not stop all others; it is logged and shown
        log.exception("channel %s", batch.channel.code)
        return SendFailed(_("程序出错：{name}").format(name=type(fault).__name__), temporary=True)
    return None


def _mark(batch: _Batch, failure: SendFailed | None, *, at: datetime) -> None:
    failed: list[Delivery] = []
    sent: list[Delivery] = []
    for row, recipient in zip(batch.rows, batch.recipients, strict=True):
        is_failed = failure is not None and (not failure.not_reached or recipient.address in failure.not_reached)
        (failed if is_failed else sent).append(row)
    if sent:
        _rows(sent).update(status=DeliveryStatus.SENT, sent_at=at, last_error="")
    if failure is not None:
        _mark_failed(failed, failure, at=at)


def _mark_failed(rows: Sequence[Delivery], failure: SendFailed, *, at: datetime) -> None:
    """Write down why, and when it is tried again; after the last attempt the message is dead (死信)."""
    alike: dict[int, list[Delivery]] = defaultdict(list)
    for row in rows:
        alike[row.attempts].append(row)
    words = failure.words[:300]
    for attempts, some in alike.items():
        waiting = _rows(some).filter(status=DeliveryStatus.WAITING)
        if failure.temporary and attempts < ATTEMPTS:
            waiting.update(last_error=words, due_at=at + wait_before_next(attempts=attempts))
        else:
            waiting.update(last_error=words, status=DeliveryStatus.DEAD)
