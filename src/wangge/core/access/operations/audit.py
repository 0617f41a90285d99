from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.models import AuditAction, AuditEntry
from wangge.core.access.queries import Actor, AuditFilter, AuditRow, audit_rows
from wangge.ground.foundation.errors import NotAllowed


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


@transaction.atomic
def export_audit(
    *, actor: Actor, where: AuditFilter, cap: int, words: str, address: str, at: datetime
) -> list[AuditRow]:
    """The audit as a file (导出审计), the newest `cap` lines; the export is in the audit itself. Raises NotAllowed."""
    scope = actor.scope("audit.export")
    if not scope.roots:
        raise NotAllowed(_("你没有导出审计记录的权限"))
    rows = list(audit_rows(scope=scope, where=where, limit=cap))
    record(
        actor=actor,
        action=AuditAction.EXPORTED,
        at=at,
        target=str(_("审计记录")),
        area_path=scope.roots[0],
        detail={"rows": len(rows), "filter": words},
        address=address,
    )
    return rows
