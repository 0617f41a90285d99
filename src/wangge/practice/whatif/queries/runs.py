"""Runs that were kept, as one person may see them."""

from uuid import UUID

from wangge.core.access.queries import Actor
from wangge.ground.foundation.errors import NotFound
from wangge.practice.whatif.doors import MISSING, scope_of
from wangge.practice.whatif.models import Run


def runs_of(*, actor: Actor, town_id: UUID, size: int = 50) -> list[Run]:
    """The newest runs of a town, without what they were played on; one statement."""
    rows = Run.objects.within(scope_of(actor)).filter(town_id=town_id).defer("basis", "result")
    return list(rows.order_by("-id")[:size])


def run_of(*, actor: Actor, run_id: UUID) -> Run:
    """One run with all of it. Raises NotFound."""
    row = Run.objects.within(scope_of(actor)).filter(pk=run_id).first()
    if row is None:
        raise NotFound(MISSING)
    return row
