"""The next rows of a long list: of each town, or grid, as many as a page holds, by the index that has them in order.

A county in one list costs as much as a grid: nothing is sorted that is not shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.expressions import RawSQL

from wangge.core.areas.levels import Level
from wangge.core.areas.memory import areas_in_memory

from .sight import Sight

Value = str | int | datetime | None
PART = """
SELECT row.id, row.key FROM unnest(%s::uuid[]) AS part (id) CROSS JOIN LATERAL (
 SELECT r.id, r.{key} AS key FROM {table} r WHERE r.{column} = part.id AND {live}{behind}
 ORDER BY r.{key} {way}, r.id {way} LIMIT %s) AS row"""
WHOLE = "SELECT found.id FROM ({parts}) AS found ORDER BY found.key {way} NULLS {nulls}, found.id {way} LIMIT %s"


@dataclass(frozen=True)
class Order:
    """A list in one order: by a column, then by id; rows without a value stand together at one end."""

    table: str
    key: str
    live: str  # which rows are in the list at all, as in the index
    may_be_null: bool = False
    nulls_first: bool = False
    is_descending: bool = False


def next_ids(
    order: Order, *, sight: Sight, path: str, after: tuple[Value, UUID] | None, size: int, where: str = "",
    values: tuple[Any, ...] = (),
) -> RawSQL:  # fmt: skip
    """The ids of the rows behind `after` under an area, for `pk__in`; `where` narrows further."""
    way = "DESC" if order.is_descending else "ASC"
    statements: list[str] = []
    given: list[Any] = []
    for column, ids in _parts(sight, path).items():
        for behind, said in _behind(order, after):
            live = f"{order.live}{where}"
            statements.append(
                PART.format(key=order.key, table=order.table, column=column, live=live, behind=behind, way=way)
            )
            given += [ids, *values, *said, size]
    if not statements:
        return RawSQL("SELECT NULL::uuid", [])
    sql = WHOLE.format(parts=" UNION ALL ".join(statements), way=way, nulls="FIRST" if order.nulls_first else "LAST")
    return RawSQL(sql, [*given, size])  # noqa: S611  # only columns of ours and marks in the statement


def _parts(sight: Sight, path: str) -> dict[str, list[UUID]]:
    """Towns that are seen as a whole, and of others the areas that are."""
    seen = [row for row in areas_in_memory().below(path) if row.town_id and sight.scope.covers(row.path)]
    towns = [row.id for row in seen if row.level == Level.TOWN]
    rest = [row.id for row in seen if row.town_id not in towns]
    return {column: ids for column, ids in (("town_id", towns), ("area_id", rest)) if ids}


def _behind(order: Order, after: tuple[Value, UUID] | None) -> Iterator[tuple[str, list[Any]]]:
    """The conditions of what comes next, each of which an index serves: rows with a value, and rows without."""
    sign = "<" if order.is_descending else ">"
    value, pk = after or (None, None)
    if after is None or value is not None or order.nulls_first:
        known = f" AND r.{order.key} IS NOT NULL" if order.may_be_null else ""
        yield (f"{known} AND (r.{order.key}, r.id) {sign} (%s, %s)", [value, pk]) if value is not None else (known, [])
    if order.may_be_null and (after is None or value is None or not order.nulls_first):
        here = after is not None and value is None
        yield f" AND r.{order.key} IS NULL" + (f" AND r.id {sign} %s" if here else ""), [pk] if here else []
