"""How an alarm stands: how many of those on the lists were told, moved, arrived, are home again; the lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.second_line import scoped
from wangge.ground.foundation.errors import NotFound
from wangge.practice.emergency.lifecycle import BY_RANK, RANK, Step
from wangge.practice.emergency.models import EvacuationOrder, EvacuationRow, EvacuationTick

STRANGE = _("没有找到，或者不在你的范围内")
FIRST = UUID(int=0)
REACHED = """
WITH reached AS (
 SELECT row_id, max(array_position(%(steps)s::text[], step::text)) AS rank
 FROM emergency_tick WHERE order_id = ANY(%(orders)s) GROUP BY 1)"""
COUNT = (
    REACHED
    + """
SELECT r.area_id, count(*), count(*) FILTER (WHERE rank >= 1), count(*) FILTER (WHERE rank = 2),
 count(*) FILTER (WHERE rank >= 3), count(*) FILTER (WHERE rank >= 4), count(*) FILTER (WHERE rank = 5),
 count(DISTINCT household_id)
FROM emergency_row r LEFT JOIN reached ON reached.row_id = r.id
WHERE r.order_id = ANY(%(orders)s) AND r.area_id = ANY(%(areas)s) GROUP BY 1"""
)
PAGE = (
    REACHED
    + """
SELECT r.id, r.order_id, r.area_id, r.area_path, r.household_id, r.person_id, r.address, r.reasons, r.helper_name,
 coalesce(rank, 0), r.door_key
FROM emergency_row r LEFT JOIN reached ON reached.row_id = r.id
WHERE r.order_id = ANY(%(orders)s) AND r.area_id = ANY(%(areas)s)
 AND (NOT %(is_narrowed)s OR coalesce(rank, 0) = ANY(%(ranks)s))
 AND (r.area_path, r.door_key, r.id) > (%(path)s, %(door)s, %(after)s)
ORDER BY r.area_path, r.door_key, r.id LIMIT %(size)s"""
)


@dataclass(frozen=True)
class AlarmRow:
    """An alarm as a list names it: the orders of all its towns together."""

    id: UUID
    title: str
    words: str
    shelter: str
    issued_at: datetime
    issued_by: str
    until: datetime | None
    ended_at: datetime | None
    order_ids: tuple[UUID, ...]
    conditions: dict[str, object]
    outline: dict[str, object] | None
    area_paths: tuple[str, ...]
    ended_words: str
    planned: int  # persons when it was ordered
    is_listed: bool  # the lists are whole: it counts as issued


@scoped
def alarms(*, scope: Scope, is_open: bool | None = None, size: int = 50) -> list[AlarmRow]:
    """The alarms that concern the scope, the newest first: those issued in it, and those with people of it."""
    here = EvacuationRow.objects.within(scope).values("order_id")
    rows = EvacuationOrder.objects.within(scope) | EvacuationOrder.objects.everywhere(
        "its people are asked for within the scope"
    ).filter(pk__in=here)
    if is_open is not None:
        rows = rows.filter(ended_at__isnull=is_open)
    return _joined(rows.order_by("-issued_at", "id")[:size])


@scoped
def alarm(*, scope: Scope, alarm_id: UUID) -> AlarmRow:
    """One alarm. Raises NotFound alike for a missing one and one that concerns other places only."""
    orders = EvacuationOrder.objects.everywhere("asked with its rows").filter(alarm_id=alarm_id).order_by("id")
    here = EvacuationRow.objects.within(scope)
    seen = [
        one for one in orders if scope.covers(one.area_path) or here.filter(order=one).exists()
    ]  # an alarm has an order a town, so these are few
    if not seen:
        raise NotFound(STRANGE)
    return _joined(seen)[0]


def _joined(orders: Iterable[EvacuationOrder]) -> list[AlarmRow]:
    groups: dict[UUID, list[EvacuationOrder]] = {}
    for order in orders:
        groups.setdefault(order.alarm_id, []).append(order)
    return [_alarm(group) for group in groups.values()]


def _alarm(group: list[EvacuationOrder]) -> AlarmRow:
    one = group[0]
    ended = [order.ended_at for order in group if order.ended_at is not None]
    return AlarmRow(
        one.alarm_id, one.title, one.words, one.shelter, one.issued_at, one.issued_by, one.until,
        max(ended) if len(ended) == len(group) else None, tuple(order.pk for order in group), one.conditions,
        one.outline, tuple(order.area_path for order in group), one.ended_words,
        sum(order.planned for order in group), all(order.listed_at is not None for order in group),
    )  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """应转 and how many of them were told, moved, arrived, are home; persons, and households beside them."""

    due: int = 0
    told: int = 0
    refused: int = 0
    moved: int = 0
    arrived: int = 0
    home: int = 0
    households: int = 0

    @property
    def left(self) -> int:
        """Who has not been moved yet."""
        return self.due - self.moved

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(*(one + two for one, two in zip(self.numbers, other.numbers, strict=True)))

    @property
    def numbers(self) -> tuple[int, ...]:
        return (self.due, self.told, self.refused, self.moved, self.arrived, self.home, self.households)


@scoped
def coverage_by_area(*, scope: Scope, found: AlarmRow, path: str = "") -> dict[UUID, Coverage]:
    """How far each area is, as far as the scope reaches; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"orders": list(found.order_ids), "areas": _areas(scope, path), "steps": Step.values})
        return {area: Coverage(*numbers) for area, *numbers in cursor.fetchall()}


def coverage(*, scope: Scope, found: AlarmRow, path: str = "") -> Coverage:
    """The same together; one statement."""
    return sum(coverage_by_area(scope=scope, found=found, path=path).values(), Coverage())


def _areas(scope: Scope, path: str) -> list[UUID]:
    return [row.id for row in areas_in_memory().below(path or "/") if scope.covers(row.path)]


@dataclass(frozen=True)
class RowOfList:
    """One person of the list; the name is read from the roster by who may read it there."""

    id: UUID
    order_id: UUID
    area_id: UUID
    area_path: str
    household_id: UUID
    person_id: UUID
    address: str
    reasons: tuple[str, ...]
    helper_name: str
    step: str  # the furthest; "" for not even told
    door_key: str

    @property
    def key(self) -> tuple[str, str, UUID]:
        return (self.area_path, self.door_key, self.id)


@dataclass(frozen=True)
class ListPage:
    """A page of the list; `after` is the key of the next, None on the last."""

    rows: tuple[RowOfList, ...]
    after: tuple[str, str, UUID] | None


def _row(found: tuple[Any, ...]) -> RowOfList:
    *before, reasons, helper, rank, key = found
    return RowOfList(*before, tuple(reasons), helper, BY_RANK[rank], key)  # type: ignore[call-arg]  # as the columns are


@scoped
def rows_of_alarm(
    *, scope: Scope, found: AlarmRow, path: str = "", steps: tuple[str, ...] = (),
    after: tuple[str, str, UUID] = ("", "", FIRST), size: int = 50,
) -> ListPage:  # fmt: skip
    """The list from door to door, narrowed to who has got so far; one statement."""
    values: dict[str, Any] = {
        "orders": list(found.order_ids), "areas": _areas(scope, path), "steps": Step.values, "is_narrowed": bool(steps),
        "ranks": [RANK[step] for step in steps], "path": after[0], "door": after[1], "after": after[2],
        "size": size + 1,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PAGE, values)
        rows = [_row(found) for found in cursor.fetchall()]
    kept = rows[:size]
    return ListPage(tuple(kept), kept[-1].key if len(rows) > size else None)


@dataclass(frozen=True)
class TickRow:
    """What was noted about somebody, and when it was and when it was written."""

    step: str
    where: str
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str


@scoped
def ticks_of_row(*, scope: Scope, row_id: UUID) -> list[TickRow]:
    """All ticks of one person of a list, in the order in which they happened; one statement."""
    rows = EvacuationTick.objects.within(scope).filter(row=row_id).order_by("happened_at", "id")
    return [
        TickRow(*values) for values in rows.values_list("step", "where", "happened_at", "recorded_at", "recorded_by")
    ]
