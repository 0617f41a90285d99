"""What waits for me (待办): the open cases my units own, the most urgent first, and what else there is to see to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from wangge.core.access.queries import Actor
from wangge.core.areas.counting import ASKING, NOTHING, Counted, Counting, Rows, count_together, prepare
from wangge.core.areas.memory import AreaIndex, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.cases.lifecycle import State
from wangge.core.cases.models import Case
from wangge.core.teams.units import UnitIndex, units

from .disputes import disputes_to_see_to
from .lists import PAGE_SIZE, REASONS, CaseFilter, CaseRow, Page, case_list, waits_for
from .requests import requests_waiting
from .visits import visits_to_make
from .whistles import whistles_to_see_to

REASON_ORDER = ("overdue", "returned", "soon", "new", "unrated")


@dataclass(frozen=True)
class WaitingCounts:
    """How many cases wait, and why; a case may count under more than one reason.

    No number is counted beyond `counting.AT_MOST`. `next_due` is when the next of all these cases is due.
    """

    total: int = 0
    overdue: int = 0
    soon: int = 0
    returned: int = 0
    new: int = 0
    unrated: int = 0
    next_due: datetime | None = None
    duties: tuple["Duty", ...] = ()

    def of(self, kind: str) -> int:
        """How many duties of one kind there are."""
        return sum(duty.number for duty in self.duties if duty.kind == kind)


@dataclass(frozen=True)
class Duty:
    """What waits besides cases: of one kind (whistle, decide, visit, dispute), by what is to be done."""

    kind: str
    by_what: dict[str, Counted] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return sum(counted.number for counted in self.by_what.values())

    @property
    def first(self) -> datetime | None:
        """The earliest moment any of them is due."""
        return min((counted.first for counted in self.by_what.values() if counted.first is not None), default=None)


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


def waiting_counts(*, actor: Actor, at: datetime, today: date | None = None) -> WaitingCounts:
    """The numbers above the list, in one statement; `today` counts the duties, too."""
    duties = _duties_by(areas_in_memory(), units())(actor, today) if today else prepare({})
    found = count_together(_cases(actor.units), duties, at=at)
    by_kind: dict[str, dict[str, Counted]] = {}
    for name in duties.names:
        kind, what = name.split(".")
        by_kind.setdefault(kind, {})[what] = found[name]
    return WaitingCounts(
        **{reason: found.get(reason, NOTHING).number for reason in ("total", *REASON_ORDER)},
        next_due=found.get("next", NOTHING).first,
        duties=tuple(Duty(kind, by_what) for kind, by_what in by_kind.items()),
    )


@lru_cache(maxsize=1000)
def _cases(unit_ids: tuple[UUID, ...]) -> Counting:
    """Each as the moments the cases are due; only of these units, whose own cases they are. Kept like the duties."""
    if not unit_ids:
        return prepare({})
    everything = Case.objects.everywhere("what waits for units is what they own")
    owned = everything.filter(owner_unit_id__in=unit_ids, closed_at=None)
    rows = everything.filter(waits_for(unit_ids, at=ASKING))
    wanted = {"total": rows} | {reason: rows.filter(REASONS[reason](ASKING)) for reason in REASON_ORDER}
    wanted["next"] = owned.filter(due_at__gt=ASKING).order_by("due_at")[:1]
    return prepare({name: one.values_list("due_at") for name, one in wanted.items()})


@lru_cache(maxsize=1)
def _duties_by(_areas: AreaIndex, _units: UnitIndex) -> Callable[[Actor, date], Counting]:
    """The duties as these areas and units have them; nothing is kept of areas and units that are no more."""
    return lru_cache(maxsize=1000)(_duties)


def _duties(actor: Actor, today: date) -> Counting:
    """What else this person may have to see to, by kind and what is to be done.

    Kept, because making these statements takes longer than answering them; made anew with other grants, areas or
    units, and on another day.
    """
    found: dict[str, Rows] = {}
    if actor.may("case.see"):
        found |= {f"whistle.{what}": rows for what, rows in whistles_to_see_to(actor=actor).items()}
    if actor.may("case.decide"):
        found["decide.decide"] = requests_waiting(actor=actor)
    if actor.may("case.visit"):
        found["visit.visit"] = visits_to_make(actor=actor)
    if actor.may("case.see"):
        found |= {f"dispute.{what}": rows for what, rows in disputes_to_see_to(actor=actor, today=today).items()}
    return prepare(found)
