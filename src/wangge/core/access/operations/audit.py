from datetime import datetime
from typing import Any

from wangge.core.access.models import AuditAction, AuditEntry
from wangge.core.access.queries import Actor


def record(
    *,
    actor: Actor,
    action: AuditAction,
    at: datetime,
    target: str = "",
    area_path: str = "",
    detail: dict[str, Any] | None = None,
    address: str = "",
) -> AuditEntry:
    """Write one line of the audit (审计) in the transaction of the act itself; no personal data in `detail`."""
    return AuditEntry.objects.create(
        at=at,
        action=action,
        account_id=actor.account_id,
        account_name=actor.name,
        area_path=area_path,
        target=target[:120],
        detail=detail or {},
        address=address,
    )
