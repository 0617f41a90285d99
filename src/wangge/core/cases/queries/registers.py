"""台账: what is open since when, what is hard, who answers for it, and what a closed loop must not leave open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.scope import Scope
from wangge.core.cases.lifecycle import Action, ClockKind, State
from wangge.core.cases.models import Case, CaseCustody, CasePause, CaseStep
from wangge.core.cases.models.case import CaseRows

from .lists import OWED

PAGE_SIZE = 50
FINISHED = (State.CLOSED, State.ARCHIVED)


class Register(models.TextChoices):
    """The ledgers; each is a condition on cases."""

    OPEN = "open", _("未画句号")
    SUSPENDED = "suspended", _("挂账")
    FIRST = "first", _("初访")
    REPEAT = "repeat", _("重访")
    BACKLOG = "backlog", _("积案")
    UNLED = "unled", _("积案没有领导包案")
    CUSTODY = "custody", _("领导包案")
    FIRST_HANDLER = "first_handler", _("首办首问")
    NEITHER = "neither", _("没有回音也没有期限")
    UNANSWERED = "unanswered", _("没有答复就结案")
    BROKEN = "broken", _("交办了没有反馈就结案")


def _step(action: Action) -> Exists:
    return Exists(CaseStep.objects.filter(case_id=OuterRef("pk"), action=action))


def _custody() -> Exists:
    return Exists(CaseCustody.objects.filter(case_id=OuterRef("pk"), ended_at=None))


def _pause() -> Exists:
    return Exists(CasePause.objects.filter(case_id=OuterRef("pk"), ended_at=None))


def condition(register: Register) -> Q:
    """What stands in a ledger.

    An item of `NEITHER` is open, has no running deadline, no pause with an end, and its asker was told nothing.
    """
    running = Q(closed_at=None)
    replied = Q(_step(Action.ANSWER)) | Q(_step(Action.INTERIM))
    return {
        Register.OPEN: running,
        Register.SUSPENDED: Q(state=State.SUSPENDED),
        Register.FIRST: running & Q(petition_kind="first"),
        Register.REPEAT: running & Q(petition_kind="repeat"),
        Register.BACKLOG: running & Q(petition_kind="backlog"),
        Register.UNLED: running & Q(petition_kind="backlog") & ~Q(_custody()),
        Register.CUSTODY: running & Q(_custody()),
        Register.FIRST_HANDLER: running & Q(first_unit__isnull=False),
        Register.NEITHER: running & Q(due_at=None) & ~Q(_pause()) & ~replied,
        Register.UNANSWERED: Q(state__in=FINISHED) & ~Q(_step(Action.ANSWER)),
        Register.BROKEN: Q(state__in=FINISHED, handler_unit__isnull=False) & ~Q(_step(Action.HANDLE)),
    }[register]


@dataclass(frozen=True)
class RegisterFilter:
    """What a ledger is narrowed to; an empty field narrows nothing."""

    area_path: str = ""
    unit_id: UUID | None = None  # who has to act
    leader_id: UUID | None = None  # in whose custody
    is_late: bool = False
    is_moved: bool = False  # handed on from whom it came to first


@dataclass(frozen=True)
class RegisterRow:
    """One line of a ledger."""

    id: UUID
    number: str
    title: str
    state: str
    area_id: UUID
    owner_unit_id: UUID
    first_unit_id: UUID | None
    petition_kind: str
    reported_at: datetime
    due_at: datetime | None
    due_kind: str
    closed_at: datetime | None
    custody: str  # leader|responsible; "" for none
    custody_since: datetime | None
    suspended_at: datetime | None
    suspension: dict[str, Any] | None  # ground and leader, of a suspended one

    @property
    def leader(self) -> str:
        return self.custody.partition("|")[0] or (self.suspension or {}).get("leader", "")

    @property
    def responsible(self) -> str:
        return self.custody.partition("|")[2]

    def is_overdue(self, at: datetime) -> bool:
        is_owed = self.due_kind != ClockKind.RATE and self.closed_at is None
        return is_owed and self.due_at is not None and self.due_at < at


FIELDS = (
    "id", "number", "title", "state", "area_id", "owner_unit_id", "first_unit_id", "petition_kind", "reported_at",
    "due_at", "due_kind", "closed_at", "custody", "custody_since", "suspended_at", "suspension",
)  # fmt: skip


@dataclass(frozen=True)
class RegisterPage:
    """Some rows, and the key the next ones stand behind."""

    rows: tuple[RegisterRow, ...]
    after: tuple[datetime, UUID] | None


def register_page(
    *, scope: Scope, register: Register, where: RegisterFilter, at: datetime,
    after: tuple[datetime, UUID] | None = None, size: int = PAGE_SIZE,
) -> RegisterPage:  # fmt: skip
    """One page of a ledger, the oldest matter first; one statement."""
    return page_of(_narrowed(scope, where, at=at).filter(condition(register)), after=after, size=size)


def page_of(rows: CaseRows, *, after: tuple[datetime, UUID] | None, size: int = PAGE_SIZE) -> RegisterPage:
    """Some cases as lines, the oldest first."""
    beyond = Q(reported_at__gt=after[0]) | Q(reported_at=after[0], id__gt=after[1]) if after else Q()
    found = [
        RegisterRow(*values)
        for values in _told(rows.filter(beyond)).order_by("reported_at", "id").values_list(*FIELDS)[: size + 1]
    ]
    kept = tuple(found[:size])
    return RegisterPage(kept, (kept[-1].reported_at, kept[-1].id) if len(found) > size else None)


def _told(rows: CaseRows) -> CaseRows:
    """Cases with the leader who answers for each, and why it is suspended."""
    running = CaseCustody.objects.filter(case_id=OuterRef("pk"), ended_at=None)
    names = Concat("leader_name", Value("|"), "responsible_name")
    steps = CaseStep.objects.filter(case_id=OuterRef("pk"), action=Action.SUSPEND).order_by("-id")
    suspended = models.Case(models.When(state=State.SUSPENDED, then=Subquery(steps.values("detail")[:1])))
    since = models.Case(models.When(state=State.SUSPENDED, then=Subquery(steps.values("at")[:1])))
    told: CaseRows = rows.annotate(
        custody=Coalesce(Subquery(running.values(whole=names)[:1]), Value("")),
        custody_since=Subquery(running.values("started_at")[:1]),
        suspension=suspended,
        suspended_at=since,
    )
    return told


def _narrowed(scope: Scope, where: RegisterFilter, *, at: datetime | None = None) -> CaseRows:
    rows: CaseRows = Case.objects.within(scope)
    if where.area_path:
        rows = rows.filter(area_path__startswith=where.area_path)
    if where.unit_id:
        rows = rows.filter(owner_unit_id=where.unit_id)
    if where.leader_id:
        rows = rows.filter(custodies__leader_id=where.leader_id, custodies__ended_at=None)
    if where.is_late and at is not None:
        rows = rows.filter(OWED, closed_at=None, due_at__lt=at)
    return rows.exclude(first_unit=F("owner_unit")) if where.is_moved else rows


def register_counts(*, scope: Scope, registers: Sequence[Register], area_path: str = "") -> dict[Register, int]:
    """How many stand in each of these ledgers, in one statement."""
    rows = _narrowed(scope, RegisterFilter(area_path=area_path))
    found = rows.order_by().aggregate(**{one.value: Count("id", filter=condition(one)) for one in registers})
    return {one: found[one.value] for one in registers}


def leaders(*, scope: Scope) -> list[tuple[UUID, str, int]]:
    """The leaders who hold open matters of the scope in custody, with how many each; one statement."""
    cases = Case.objects.within(scope).filter(closed_at=None).order_by()
    rows = CaseCustody.objects.filter(ended_at=None, case__in=cases.values("pk")).order_by("leader_name", "leader_id")
    return list(rows.values_list("leader_id", "leader_name").annotate(held=Count("id")))


@dataclass(frozen=True)
class Ended:
    """How finished matters got their full stop."""

    by_asker: int = 0
    by_check: int = 0
    otherwise: int = 0  # refused, merged, taken back, voided

    def __add__(self, other: "Ended") -> "Ended":
        return Ended(self.by_asker + other.by_asker, self.by_check + other.by_check, self.otherwise + other.otherwise)


@dataclass(frozen=True)
class FullStop:
    """What one area or unit has open since when, and how the rest ended in a period."""

    open: int = 0
    overdue: int = 0
    oldest: datetime | None = None
    ended: Ended = Ended()

    @property
    def is_cleared(self) -> bool:
        """清零: nothing is open and nothing overdue."""
        return self.open == 0 and self.overdue == 0

    def __add__(self, other: "FullStop") -> "FullStop":
        oldest = min(filter(None, (self.oldest, other.oldest)), default=None)
        return FullStop(self.open + other.open, self.overdue + other.overdue, oldest, self.ended + other.ended)


def full_stops_by_area(
    *, scope: Scope, parts: Sequence[str], since: datetime, before: datetime, at: datetime
) -> dict[str, FullStop]:
    """For each of these paths what is open there and what ended in a period; two statements."""
    found = dict.fromkeys(parts, FullStop())
    for path, line in _lines(scope, "area_path", since=since, before=before, at=at):
        for part in parts:
            if path.startswith(part):
                found[part] += line
    return found


def full_stops_by_unit(*, scope: Scope, area_path: str, since: datetime, before: datetime, at: datetime) -> dict[
    UUID, FullStop
]:  # fmt: skip
    """The same for each unit that has to act, or acted last; two statements."""
    found: dict[UUID, FullStop] = {}
    for unit, line in _lines(scope, "owner_unit_id", since=since, before=before, at=at, area_path=area_path):
        found[unit] = found.get(unit, FullStop()) + line
    return found


def _lines(
    scope: Scope, by: str, *, since: datetime, before: datetime, at: datetime, area_path: str = ""
) -> list[tuple[Any, FullStop]]:
    rows = Case.objects.within(scope).order_by()
    if area_path:
        rows = rows.filter(area_path__startswith=area_path)
    late = Count("id", filter=OWED & Q(due_at__lt=at))
    still = (
        rows.filter(closed_at=None).values_list(by).annotate(n=Count("id"), late=late, oldest=models.Min("reported_at"))
    )
    done = rows.filter(closed_at__gte=since, closed_at__lt=before).annotate(ending=_ending()).values_list(by)
    ended = done.annotate(
        by_asker=Count("id", filter=Q(ending=Action.RATE)),
        by_check=Count("id", filter=Q(ending=Action.CLOSE)),
        rest=Count("id", filter=Q(ending="")),
    )
    return [
        *((key, FullStop(number, overdue, oldest)) for key, number, overdue, oldest in still),
        *((key, FullStop(ended=Ended(*counts))) for key, *counts in ended),
    ]


def _ending() -> models.Case:
    """Whose word ended a finished case: the asker's rating or a recorded check; "" where neither did."""
    steps = CaseStep.objects.filter(case_id=OuterRef("pk"), action__in=(Action.RATE, Action.CLOSE)).order_by("-id")
    return models.Case(
        models.When(last_action__in=(Action.RATE, Action.CLOSE), then=F("last_action")),
        models.When(state__in=FINISHED, then=Coalesce(Subquery(steps.values("action")[:1]), Value(""))),
        default=Value(""),
        output_field=models.CharField(),
    )
