"""Demands sent to grids: as a list, one with the answers of its grids, and what waits for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.scope import Scope
from wangge.core.matters.models import Demand, DemandTask
from wangge.core.matters.models.admission import DemandRows
from wangge.ground.foundation.errors import NotFound

PAGE_SIZE = 30


@dataclass(frozen=True)
class DemandView:
    """A demand as pages show it; `asked` grids of which `answered` have answered."""

    id: UUID
    town_id: UUID
    request_id: UUID | None
    unit_id: UUID
    matter_code: str
    title: str
    body: str
    fields: tuple[str, ...]
    retyped: tuple[str, ...]
    due_on: date
    refused_because: str
    sent_at: datetime
    sent_by: str
    asked: int
    answered: int


@dataclass(frozen=True)
class DemandPage:
    rows: tuple[DemandView, ...]
    after: UUID | None


@dataclass(frozen=True)
class TaskRow:
    """What one grid is asked, and its answer; never who gave it."""

    id: UUID
    demand_id: UUID
    title: str
    from_unit_id: UUID
    area_id: UUID
    unit_id: UUID
    due_on: date
    answer: str
    note: str
    answered_at: datetime | None


def demands(
    *, scope: Scope, which: str = "", matter_code: str = "", after: UUID | None = None, size: int = PAGE_SIZE
) -> DemandPage:
    """The demands of these towns, the newest first: all, those `sent`, or those `refused`. One statement."""
    rows = _counted().within(scope).order_by("-id")
    if which in ("sent", "refused"):
        refused = Q(request=None) | ~Q(refused_because="")
        rows = rows.filter(refused if which == "refused" else ~refused)
    if matter_code:
        rows = rows.filter(matter_code=matter_code)
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = [_view(row) for row in rows[: size + 1]]
    return DemandPage(tuple(found[:size]), found[size - 1].id if len(found) > size else None)


def demand(*, scope: Scope, demand_id: UUID) -> DemandView:
    """One demand. Raises NotFound."""
    row = _counted().within(scope).filter(pk=demand_id).first()
    if row is None:
        raise NotFound(_("没有这件任务，或者它不在你的范围内"))
    return _view(row)


def tasks_of(*, scope: Scope, demand_id: UUID) -> list[TaskRow]:
    """What the grids of a scope were asked by a demand, by area."""
    rows = DemandTask.objects.within(scope).filter(demand_id=demand_id).select_related("demand")
    return [_task(row) for row in rows.order_by("area_path")]


def demand_task(*, scope: Scope, task_id: UUID) -> TaskRow:
    """What one grid is asked. Raises NotFound."""
    row = DemandTask.objects.within(scope).filter(pk=task_id).select_related("demand").first()
    if row is None:
        raise NotFound(_("没有这件任务，或者它不在你的范围内"))
    return _task(row)


def waiting_tasks(*, unit_ids: Sequence[UUID], limit: int = 50) -> list[TaskRow]:
    """What waits for the answer of these units, the earliest first (一个网格一个待办)."""
    rows = DemandTask.objects.everywhere("a unit's own tasks, wherever they lie")
    waiting = rows.filter(unit_id__in=list(unit_ids), answer="").select_related("demand")
    return [_task(row) for row in waiting.order_by("due_on", "id")[:limit]]


def _counted() -> DemandRows:
    return Demand.objects.annotate(asked=Count("tasks"), answered=Count("tasks", filter=~Q(tasks__answer="")))


def _view(row: Demand) -> DemandView:
    return DemandView(
        id=row.pk,
        town_id=row.town_id,
        request_id=row.request_id,
        unit_id=row.unit_id,
        matter_code=row.matter_code,
        title=row.title,
        body=row.body,
        fields=tuple(row.fields),
        retyped=tuple(row.retyped),
        due_on=row.due_on,
        refused_because=row.refused_because,
        sent_at=row.sent_at,
        sent_by=row.sent_by,
        asked=row.asked,  # type: ignore[attr-defined]  # annotated
        answered=row.answered,  # type: ignore[attr-defined]  # annotated
    )


def _task(row: DemandTask) -> TaskRow:
    return TaskRow(
        id=row.pk,
        demand_id=row.demand_id,
        title=row.demand.title,
        from_unit_id=row.demand.unit_id,
        area_id=row.area_id,
        unit_id=row.unit_id,
        due_on=row.due_on,
        answer=row.answer,
        note=row.note,
        answered_at=row.answered_at,
    )
