"""What a person has to read, and what became of the messages that left."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from wangge.core.areas.scope import Scope

from .lifecycle import DeliveryStatus
from .models import Address, Delivery, Notice, WebhookTarget
from .subject import SubjectRef

UNREAD_CAP = 100
PAGE_SIZE = 20


def unread_count(*, account_id: UUID) -> int:
    """How many notices a person has not read, counted up to UNREAD_CAP (show 99+ for that)."""
    return Notice.objects.filter(account_id=account_id, read_at=None)[:UNREAD_CAP].count()


@dataclass(frozen=True)
class NoticeRow:
    """One line of a person's inbox."""

    id: UUID
    kind: str
    title: str
    words: str
    subject: SubjectRef
    created_at: datetime
    read_at: datetime | None

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


@dataclass(frozen=True)
class InboxPage:
    """Some notices, newest first; pass `next_before` as `before` for the next page, None on the last."""

    rows: tuple[NoticeRow, ...]
    next_before: UUID | None


def inbox(
    *, account_id: UUID, unread_only: bool = False, before: UUID | None = None, size: int = PAGE_SIZE
) -> InboxPage:
    """One page of a person's notices (站内消息), in one statement."""
    rows = Notice.objects.filter(account_id=account_id).order_by("-id")
    if unread_only:
        rows = rows.filter(read_at=None)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = [_notice_row(row) for row in rows[: size + 1]]
    return InboxPage(tuple(found[:size]), found[size - 1].id if len(found) > size else None)


def _notice_row(row: Notice) -> NoticeRow:
    subject = SubjectRef(row.subject_kind, row.subject_id, row.subject_label)
    return NoticeRow(row.pk, row.kind, row.title, row.words, subject, row.created_at, row.read_at)


@dataclass(frozen=True)
class DeliveryRow:
    """One line of the administrator's page of outgoing messages."""

    id: UUID
    area_path: str
    channel: str
    receiver: str  # a person's name or a webhook's label; never the address
    kind: str
    title: str
    subject_label: str
    status: str
    attempts: int
    last_error: str
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class DeliveryPage:
    """Some outgoing messages, newest first; pass `next_before` as `before` for the next page, None on the last."""

    rows: tuple[DeliveryRow, ...]
    next_before: UUID | None


def deliveries(*, scope: Scope, status: str = "", before: UUID | None = None, size: int = 50) -> DeliveryPage:
    """One page of the outgoing messages of these areas, of one status or all, in one statement."""
    rows = Delivery.objects.within(scope).select_related("account", "webhook").order_by("-id")
    if status:
        rows = rows.filter(status=status)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = [_delivery_row(row) for row in rows[: size + 1]]
    return DeliveryPage(tuple(found[:size]), found[size - 1].id if len(found) > size else None)


def _delivery_row(row: Delivery) -> DeliveryRow:
    return DeliveryRow(
        id=row.pk,
        area_path=row.area_path,
        channel=row.channel,
        receiver=row.account.name if row.account else row.webhook.label if row.webhook else "",
        kind=row.kind,
        title=row.payload["title"],
        subject_label=row.payload["subject"]["label"],
        status=row.status,
        attempts=row.attempts,
        last_error=row.last_error,
        created_at=row.created_at,
        due_at=row.due_at,
        sent_at=row.sent_at,
    )


def delivery_counts(*, scope: Scope) -> dict[str, int]:
    """How many outgoing messages of these areas wait and how many failed, by status; sent ones are not counted."""
    rows = Delivery.objects.within(scope).exclude(status=DeliveryStatus.SENT).order_by()
    return dict(rows.values_list("status").annotate(Count("id")))


@dataclass(frozen=True)
class OutgoingState:
    """How the sending goes, for `wangge doctor`."""

    waiting: int
    dead: int
    oldest_due_at: datetime | None


def outgoing_state() -> OutgoingState:
    """Messages waiting and failed in the whole installation, and since when the oldest should have gone."""
    open_rows = Delivery.objects.everywhere("the doctor looks at the whole installation").exclude(
        status=DeliveryStatus.SENT
    )
    found = open_rows.aggregate(
        waiting=Count("id", filter=Q(status=DeliveryStatus.WAITING)),
        dead=Count("id", filter=Q(status=DeliveryStatus.DEAD)),
        oldest=Min("due_at", filter=Q(status=DeliveryStatus.WAITING)),
    )
    return OutgoingState(found["waiting"], found["dead"], found["oldest"])


def webhooks(*, scope: Scope) -> QuerySet[WebhookTarget]:
    """The receivers registered for these areas, by area and label; their secrets are not read."""
    rows = WebhookTarget.objects.within(scope).filter(is_active=True)
    return rows.defer("secret").order_by("area_path", "label")


def addresses(*, account_id: UUID) -> dict[str, str]:
    """Where a person is reached, by channel; show it only to that person or masked."""
    return {row.channel: row.value or "" for row in Address.objects.filter(account_id=account_id)}
