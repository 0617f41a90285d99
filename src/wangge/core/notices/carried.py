"""What phones carry of a person's notices: those of the last weeks, in the scope that is the account.

Only persons who have a phone have such rows; whoever takes one into use gets them then.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from wangge.core.notices.models import Notice
from wangge.ground.sync.devices import accounts_with_phones
from wangge.ground.sync.rows import NewRow, put_rows

NOTICE = "notice"
KEPT_FOR = timedelta(days=60)


def carry_new(*, accounts: Collection[UUID], keys: Collection[str], at: datetime) -> None:
    """Bring notices that were just written to the phones of those who have one; one statement where nobody has."""
    with_phones = accounts_with_phones(accounts)
    if with_phones:
        carry(Notice.objects.filter(account_id__in=with_phones, dedupe_key__in=keys), at=at)


def carry(notices: Iterable[Notice], *, at: datetime) -> None:
    """Bring notices to how they are; two statements besides reading them."""
    put_rows([_row(notice) for notice in notices], at=at)


def notices_of(*, account_id: UUID, at: datetime) -> list[NewRow]:
    """The rows that a person's phone should have; one statement."""
    rows = Notice.objects.filter(account_id=account_id, created_at__gte=at - KEPT_FOR)
    return [_row(notice) for notice in rows.order_by("id")]


def _row(notice: Notice) -> NewRow:
    payload = {
        "title": notice.title,
        "words": notice.words,
        "at": notice.created_at.isoformat(),
        "read": notice.read_at.isoformat() if notice.read_at else None,
        "about": {
            "kind": notice.subject_kind,
            "id": str(notice.subject_id) if notice.subject_id else None,
            "label": notice.subject_label,
        },
    }
    return NewRow(notice.account_id, NOTICE, notice.pk, notice.town_id or notice.account_id, payload)
