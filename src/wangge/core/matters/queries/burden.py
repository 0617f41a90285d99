"""The burden counter: a month for each grid, what the numbers count, and what the reports ask before and now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum

from wangge.core.areas.levels import Level
from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.matters.lifecycle import Burden
from wangge.core.matters.memory import ReportRow, lists_of, valid_at
from wangge.core.matters.models import BurdenEntry

from .overlap import overlap

PAGE_SIZE = 50


@dataclass(frozen=True)
class GridBurden:
    """The counts of one grid in a month, by kind; a kind that is missing is zero."""

    area_id: UUID
    counts: Mapping[str, int] = field(default_factory=dict)

    def of(self, kind: str) -> int:
        return self.counts.get(kind, 0)


@dataclass(frozen=True)
class MonthTotals:
    """The counts of a scope in a month."""

    month: date
    counts: Mapping[str, int]

    def of(self, kind: str) -> int:
        return self.counts.get(kind, 0)


@dataclass(frozen=True)
class ReportBurden:
    """What the report register asks of the grids of a town at a moment."""

    reports: int
    fields: int
    filled: int  # of the fields: held already, so that nobody types them

    @property
    def percent(self) -> int | None:
        """The automatic share; None where nothing is asked."""
        return (200 * self.filled + self.fields) // (2 * self.fields) if self.fields else None


@dataclass(frozen=True)
class EntryRow:
    """One entry of the counter and what it counts."""

    id: UUID
    area_id: UUID
    kind: str
    count: int
    subject_kind: str
    subject_id: UUID | None
    subject_label: str
    counted_at: datetime


@dataclass(frozen=True)
class BurdenPage:
    rows: tuple[EntryRow, ...]
    after: UUID | None


def burden_of_month(*, scope: Scope, month: date) -> list[GridBurden]:
    """Each grid of the scope by area, with or without entries; other areas only where something was counted there."""
    entries = BurdenEntry.objects.within(scope).filter(month=month.replace(day=1))
    counts: dict[UUID, dict[str, int]] = {}
    for area_id, kind, count in entries.values_list("area_id", "kind").annotate(Sum("count")):
        counts.setdefault(area_id, {})[kind] = count
    index = areas_in_memory()
    rows = [r for r in index.rows if scope.covers(r.path) and (r.level == Level.GRID or r.id in counts)]
    return [GridBurden(row.id, counts.get(row.id, {})) for row in rows]


def totals_of_month(*, scope: Scope, month: date) -> MonthTotals:
    """The counts of a whole scope."""
    month = month.replace(day=1)
    entries = BurdenEntry.objects.within(scope).filter(month=month)
    return MonthTotals(month, dict(entries.values_list("kind").annotate(Sum("count")).order_by("kind")))


def burden_entries(
    *, scope: Scope, month: date, kind: Burden | None = None, area_id: UUID | None = None, after: UUID | None = None,
    size: int = PAGE_SIZE,
) -> BurdenPage:  # fmt: skip
    """What a number counts, the newest first. One statement."""
    rows = BurdenEntry.objects.within(scope).filter(month=month.replace(day=1)).order_by("-id")
    if kind is not None:
        rows = rows.filter(kind=kind)
    if area_id is not None:
        rows = rows.filter(area_id=area_id)
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = [
        EntryRow(r.pk, r.area_id, r.kind, r.count, r.subject_kind, r.subject_id, r.subject_label, r.counted_at)
        for r in rows[: size + 1]
    ]
    return BurdenPage(tuple(found[:size]), found[size - 1].id if len(found) > size else None)


def report_burden(*, town_id: UUID, at: datetime) -> ReportBurden:
    """How many reports and fields the register asked at a moment, and how many of them are filled by themselves."""
    asked: list[ReportRow] = valid_at(lists_of(town_id).reports, at)
    found = [overlap(town_id=town_id, fields=row.fields, at=at) for row in asked]
    return ReportBurden(len(asked), sum(one.asked for one in found), sum(one.held for one in found))


def first_reports_at(*, town_id: UUID) -> datetime | None:
    """When the report register of a town began: what there was then is what "before" means."""
    return min((row.valid_from for row in lists_of(town_id).reports), default=None)
