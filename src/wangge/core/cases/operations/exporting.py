"""Lists that leave the system."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.areas.scope import Scope
from wangge.core.cases.queries.lists import CaseFilter, CaseRow, Sort, export_rows
from wangge.ground.foundation.errors import NotAllowed
from wangge.ground.foundation.text import mask_within


def export_cases(
    *, actor: Actor, scope: Scope, where: CaseFilter, sort: Sort, cap: int, words: str, address: str = "", at: datetime
) -> Iterator[CaseRow]:
    """Record that a list leaves the system (导出) and give its rows, at most `cap`. Raises NotAllowed.

    `words` say the filter; the rows come from where the person may both see and export.
    """
    record_export(actor=actor, scope=scope, what=_("事项清单"), words=words, cap=cap, address=address, at=at)
    return export_rows(scope=scope, where=where, at=at, sort=sort, cap=cap)


def record_export(
    *, actor: Actor, scope: Scope, what: str, words: str, cap: int, address: str = "", at: datetime
) -> None:
    """Record that a list of cases of a scope leaves the system. Raises NotAllowed."""
    allowed = actor.scope("case.export")
    if not actor.may("case.export") or not all(allowed.covers(root) for root in scope.roots):
        raise NotAllowed(_("你没有导出事项的权限"))
    if not set(scope.units) <= set(allowed.units):
        raise NotAllowed(_("你没有导出事项的权限"))
    record(
        actor=actor,
        action=AuditAction.EXPORTED,
        at=at,
        target=what,
        area_path=next(iter(allowed.roots), ""),
        detail={"filter": mask_within(words)[:500], "cap": cap},
        address=address,
    )
