"""What waits for me (待办): the open cases my units own, the most urgent first, each with why."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from wangge.core.access.queries import Actor
from wangge.core.areas.scope import Scope
from wangge.core.cases.lifecycle import State
from wangge.core.cases.models import Case

from .lists import PAGE_SIZE, REASONS, CaseFilter, CaseRow, Page, case_list, waits_for

REASON_ORDER = ("overdue", "returned", "soon", "new", "unrated")


@dataclass(frozen=True)
class WaitingCounts:
    """How much waits, and why; a case may count under more than one reason."""

    total: int
    overdue: int
    soon: int
    returned: int
    new: int
    unrated: int


def waiting_for(
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    cursor: str = "",
    backwards: bool = False,
    size: int = PAGE_SIZE,
) -> Page:
    """One page of what waits for the actor's units; what has no running clock comes last."""
    where = CaseFilter(waits_for=actor.units, reason=reason)
    if not actor.units:
        return Page((), "")
    scope = Scope((), actor.units)
    return case_list(scope=scope, where=where, at=at, sort="due", cursor=cursor, backwards=backwards, size=size)


def why(*, row: CaseRow, at: datetime) -> str:
    """The one reason a row is shown under: overdue, returned, soon, new, unrated, or due."""
    if row.state == State.ANSWERED:
        return "unrated"
    if row.is_overdue(at):
        return "overdue"
    if row.last_action in ("return", "send_back", "reopen"):
        return "returned"
    if row.warn_at is not None and row.warn_at <= at:
        return "soon"
    return "new" if row.state in ("reported", "dispatched") else "due"


def waiting_counts(*, actor: Actor, at: datetime) -> WaitingCounts:
    """The numbers above the list, in one statement."""
    rows = Case.objects.within(Scope((), actor.units)).filter(waits_for(actor.units, at=at))
    found = rows.aggregate(
        total=Count("id"), **{reason: Count("id", filter=REASONS[reason](at)) for reason in REASON_ORDER}
    )
    return WaitingCounts(**found)


def next_due(*, actor: Actor, at: datetime) -> datetime | None:
    """When the next thing is due for the actor's units, for the page that says «都办完了»."""
    rows = Case.objects.within(Scope((), actor.units)).filter(Q(owner_unit_id__in=actor.units), closed_at=None)
    found: datetime | None = rows.filter(due_at__gt=at).aggregate(first=Min("due_at"))["first"]
    return found
