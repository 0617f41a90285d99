"""回访: what waits to be asked about again, the nearest end first, and what was recorded."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.scope import Scope
from wangge.core.cases.models import Case, CaseVisit, VisitCause
from wangge.ground.foundation.errors import NotFound

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
PAGE_SIZE = 50
Key = tuple[datetime, UUID]

__all__ = ["CaseVisit", "VisitCause", "VisitCounts", "VisitFilter", "VisitPage", "VisitRow", "visit_counts",
           "visit_list", "visit_of", "visits_of_case", "visits_to_make"]  # fmt: skip


@dataclass(frozen=True)
class VisitFilter:
    """What the list is narrowed to; an empty field narrows nothing."""

    is_done: bool = False
    cause: str = ""
    units: tuple[UUID, ...] = ()
    area_path: str = ""
    is_late: bool = False
    is_solved: str = ""


@dataclass(frozen=True)
class VisitRow:
    """One line of the list."""

    id: UUID
    case_id: UUID
    number: str
    title: str
    area_id: UUID
    unit_id: UUID
    cause: str
    planned_at: datetime
    due_at: datetime | None
    attempts: int
    done_at: datetime | None
    done_name: str
    was_reached: bool | None
    is_solved: str
    key: datetime

    @property
    def cause_label(self) -> str | Promise:
        return VisitCause(self.cause).label


FIELDS = (
    "id", "case_id", "case__number", "case__title", "case__area_id", "unit_id", "cause", "planned_at", "due_at",
    "attempts", "done_at", "done_name", "was_reached", "is_solved", "key",
)  # fmt: skip


@dataclass(frozen=True)
class VisitPage:
    """Some rows, and the key the next ones stand behind."""

    rows: tuple[VisitRow, ...]
    after: Key | None


def visit_list(
    *, scope: Scope, where: VisitFilter, at: datetime, after: Key | None = None, size: int = PAGE_SIZE
) -> VisitPage:
    """Visits to the cases of a scope: those that wait with the nearest end first, done ones with the newest first."""
    rows = _narrowed(scope, where, at=at)
    if where.is_done:
        rows = rows.annotate(key=F("done_at")).order_by("-key", "-id")
        beyond = Q(key__lt=after[0]) | Q(key=after[0], id__lt=after[1]) if after else Q()
    else:
        rows = rows.annotate(key=Coalesce("due_at", Value(NEVER))).order_by("key", "id")
        beyond = Q(key__gt=after[0]) | Q(key=after[0], id__gt=after[1]) if after else Q()
    found = [VisitRow(*values) for values in rows.filter(beyond).values_list(*FIELDS)[: size + 1]]
    kept = tuple(found[:size])
    return VisitPage(kept, (kept[-1].key, kept[-1].id) if len(found) > size else None)


def _narrowed(scope: Scope, where: VisitFilter, *, at: datetime) -> QuerySet[CaseVisit]:
    cases = Case.objects.within(scope).order_by()
    if where.area_path:
        cases = cases.filter(area_path__startswith=where.area_path)
    rows = CaseVisit.objects.filter(case__in=cases.values("pk"), done_at__isnull=not where.is_done)
    exact = {"cause": where.cause, "is_solved": where.is_solved}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if where.units:
        rows = rows.filter(unit_id__in=where.units)
    return rows.filter(due_at__lt=at) if where.is_late else rows


@dataclass(frozen=True)
class VisitCounts:
    """How many visits wait, how many of them are late, how many were tried in vain."""

    waiting: int
    late: int
    tried: int


def visit_counts(*, actor: Actor, at: datetime, units: tuple[UUID, ...] = ()) -> VisitCounts:
    """What waits in the person's scope, or only for some units; one statement."""
    rows = _narrowed(actor.scope("case.visit"), VisitFilter(units=units), at=at)
    late = Count("id", filter=Q(due_at__lt=at))
    return VisitCounts(**rows.aggregate(waiting=Count("id"), late=late, tried=Count("id", filter=Q(attempts__gt=0))))


def visits_to_make(*, actor: Actor) -> QuerySet[CaseVisit, tuple[datetime | None]]:
    """What waits for the person's units, as the moments it is due, the earliest first."""
    rows = CaseVisit.objects.filter(unit_id__in=actor.units, done_at=None)
    return rows.order_by("due_at").values_list("due_at")


def visits_of_case(*, case_id: UUID) -> list[CaseVisit]:
    """The visits about a case the caller was let into, the newest first; one statement."""
    return list(CaseVisit.objects.filter(case_id=case_id).order_by("-id"))


def visit_of(*, actor: Actor, visit_id: UUID) -> CaseVisit:
    """One visit the person may make. Raises NotFound alike for missing and forbidden."""
    cases = Case.objects.within(actor.scope("case.visit")).order_by()
    visit = CaseVisit.objects.filter(pk=visit_id, case__in=cases.values("pk")).first()
    if visit is None:
        raise NotFound(_("没有找到这次回访，或者它不在你的范围内"))
    return visit
