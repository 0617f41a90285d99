"""Disputes that leave the system as a file."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.cases.queries.disputes import DisputeFilter, DisputeRow, dispute_list

from .exporting import record_export

CAP = 20_000


def export_disputes(
    *, actor: Actor, where: DisputeFilter, words: str, address: str = "", today: date, at: datetime
) -> list[DisputeRow]:
    """Record that a list of disputes leaves the system (导出) and give its rows, without names. Raises NotAllowed."""
    allowed = actor.scope("case.export")
    record_export(actor=actor, scope=allowed, what=_("纠纷"), words=words, cap=CAP, address=address, at=at)
    return list(dispute_list(scope=allowed, where=where, today=today, size=CAP).rows)
