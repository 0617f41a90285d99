"""That a list of grid teams left as a file is in the audit."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.areas.scope import Scope
from wangge.ground.foundation.errors import NotAllowed


@transaction.atomic
def record_export(*, actor: Actor, scope: Scope, what: str, words: str, rows: int, address: str, at: datetime) -> None:
    """Write down what left as a file, from which filter (导出). Raises NotAllowed."""
    if not scope.roots or any(not actor.can("team.keep", at_path=root) for root in scope.roots):
        raise NotAllowed(_("你没有这一步的权限"))
    record(
        actor=actor, action=AuditAction.EXPORTED, at=at, target=what, area_path=scope.roots[0],
        detail={"rows": rows, "filter": words}, address=address,
    )  # fmt: skip
