"""Figures that leave the system."""

from datetime import datetime

from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.ground.foundation.errors import NotAllowed
from wangge.practice.insight.queries import ReportPage


def export_report(*, actor: Actor, page: ReportPage, address: str = "", at: datetime) -> None:
    """Record that the figures of a report leave the system (导出). Raises NotAllowed."""
    if not actor.can("case.export", at_path=page.area.path):
        raise NotAllowed(_("你没有导出的权限"))
    record(
        actor=actor, action=AuditAction.EXPORTED, at=at, target=_("研判报告"), area_path=page.area.path,
        detail={"report": str(page.id)}, address=address,
    )  # fmt: skip
