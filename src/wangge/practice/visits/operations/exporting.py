"""A list of doors leaves the system: for a reason, written down."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.ground.foundation.errors import NotAllowed, Refusal
from wangge.ground.foundation.text import clean_line


@transaction.atomic
def note_export(
    *, actor: Actor, what: str, path: str, reason: str, rows: int, address: str = "", at: datetime
) -> None:  # fmt: skip
    """Write into the audit that a list of doors was taken out (导出). Raises NotAllowed, Refusal without a reason."""
    if not actor.scope("people.export").covers(path):
        raise NotAllowed(_("你没有导出这里住户的权限"))
    said = clean_line(reason, 200, field="reason")
    if not said:
        raise Refusal(_("请写明导出的用途"), field="reason")
    record(
        actor=actor, action=AuditAction.EXPORTED, at=at, target=what, area_path=path,
        detail={"rows": rows, "reason": said}, address=address,
    )  # fmt: skip
