"""Disputes that leave the system as a file."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.cases.queries.disputes import DisputeFilter, DisputeRow, dispute_list
from wangge.ground.foundation.errors import NotAllowed

CAP = 20_000


def export_disputes(
    *, actor: Actor, where: DisputeFilter, words: str, address: str = "", today: date, at: datetime
) -> list[DisputeRow]:
    """Record that a list of disputes leaves the system (导出) and give its rows, without names. Raises NotAllowed."""
    if not actor.may("case.export"):
        raise NotAllowed(_("你没有导出事项的权限"))
    allowed = actor.scope("case.export")
    record(
        actor=actor, action=AuditAction.EXPORTED, at=at, target=_("纠纷"), area_path=next(iter(allowed.roots), ""),
        detail={"filter": words[:500], "cap": CAP}, address=address,
    )  # fmt: skip
    return list(dispute_list(scope=allowed, where=where, today=today, size=CAP).rows)
