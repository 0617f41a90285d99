"""Lists and counts that leave the system."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.matters.doors import towns_of
from wangge.ground.foundation.errors import NotFound


def export_lists(*, actor: Actor, town_id: UUID, what: str, words: str = "", address: str = "", at: datetime) -> None:
    """Record that a list or a month of the burden counter leaves the system (导出). Raises NotFound."""
    town = next((row for row in towns_of(actor, "matter.see") if row.id == town_id), None)
    if town is None:
        raise NotFound(_("没有这个乡镇（街道），或者它不在你的范围内"))
    record(
        actor=actor,
        action=AuditAction.EXPORTED,
        at=at,
        target=what,
        area_path=town.path,
        detail={"filter": words[:200]},
        address=address,
    )
