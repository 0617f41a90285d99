"""What was done by whom: the audit, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from wangge.core.access.models import AuditAction, AuditEntry
from wangge.core.areas.scope import Scope, within

Key = tuple[datetime, UUID]


@dataclass(frozen=True)
class AuditFilter:
    """What a list is narrowed to; an empty field narrows nothing."""

    action: str = ""
    account_id: UUID | None = None
    words: str = ""  # in the person's name or the target
    area_path: str = ""
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class AuditRow:
    """One line of the audit."""

    id: UUID
    at: datetime
    action: str
    action_label: str
    account_id: UUID | None
    account_name: str
    area_path: str
    target: str
    detail: dict[str, Any]
    address: str


@dataclass(frozen=True)
class AuditPage:
    """A page of the audit; `after` is the key of the next one, None on the last."""

    rows: tuple[AuditRow, ...]
    after: Key | None


def audit_actions() -> list[tuple[str, str | Promise]]:
    """The kinds of acts the audit keeps, with their words."""
    return [(action.value, action.label) for action in AuditAction]


def audit_entries(*, scope: Scope) -> QuerySet[AuditEntry]:
    """What was done in these areas, newest first.

    What belongs to no area (a sign-in under an unknown name, a job) is shown to whoever sees a whole county.
    """
    match = within(Scope(scope.roots), area_path="area_path")
    if any(_is_county(root) for root in scope.roots):
        match |= Q(area_path="")
    return AuditEntry.objects.filter(match).order_by("-at", "-id")


def _is_county(root: str) -> bool:
    return root.count("/") <= 2


def audit_page(*, scope: Scope, where: AuditFilter, after: Key | None = None, size: int = 50) -> AuditPage:
    """One page of what was done in these areas; one statement."""
    rows = _narrowed(audit_entries(scope=scope), where)
    if after is not None:
        rows = rows.filter(Q(at__lt=after[0]) | Q(at=after[0], id__lt=after[1]), at__lte=after[0])
    found = [_row(row) for row in rows[: size + 1]]
    kept = tuple(found[:size])
    return AuditPage(kept, (kept[-1].at, kept[-1].id) if len(found) > size else None)


def audit_rows(*, scope: Scope, where: AuditFilter, limit: int) -> Iterator[AuditRow]:
    """The newest lines for a file, at most `limit`."""
    for row in _narrowed(audit_entries(scope=scope), where)[:limit].iterator():
        yield _row(row)


def _narrowed(rows: QuerySet[AuditEntry], where: AuditFilter) -> QuerySet[AuditEntry]:
    if where.action:
        rows = rows.filter(action=where.action)
    if where.account_id is not None:
        rows = rows.filter(account_id=where.account_id)
    if where.words:
        rows = rows.filter(Q(account_name__contains=where.words) | Q(target__contains=where.words))
    if where.area_path:
        rows = rows.filter(area_path__startswith=where.area_path)
    if where.since is not None:
        rows = rows.filter(at__gte=where.since)
    if where.before is not None:
        rows = rows.filter(at__lt=where.before)
    return rows


def _row(row: AuditEntry) -> AuditRow:
    return AuditRow(
        id=row.pk,
        at=row.at,
        action=row.action,
        action_label=str(AuditAction(row.action).label),
        account_id=row.account_id,
        account_name=row.account_name,
        area_path=row.area_path,
        target=row.target,
        detail=row.detail,
        address=row.address,
    )
