"""Many counts in one statement, none of which counts further than anybody reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from wangge.core.areas.scope import AreaScoped

AT_MOST = 1000  # a number this high is said as 999+


@dataclass(frozen=True)
class Counted:
    """How many rows there are, at most AT_MOST, and the earliest of their moments where they have any."""

    number: int = 0
    first: datetime | None = None


NOTHING = Counted()
Rows = QuerySet[Any, tuple[Any]]


@dataclass(frozen=True)
class Counting:
    """Counts made ready to be asked for, as they may be asked for again: a part for each, with its values."""

    names: tuple[str, ...]
    parts: tuple[str, ...]
    values: tuple[Any, ...]


def prepare(wanted: Mapping[str, Rows]) -> Counting:
    """Make the counts of these ready.

    Each names one column, a moment or a day (taken as its midnight in UTC); of more than AT_MOST rows the
    earliest moment is sought among the first ones of their order. Raises Unscoped.
    """
    parts: list[str] = []
    values: list[Any] = []
    for name, rows in wanted.items():
        if isinstance(rows, AreaScoped):
            rows._guard()
        try:
            words, given = rows[:AT_MOST].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT %s, count(*), min(moment)::timestamptz FROM ({words}) AS one (moment)")  # noqa: S608  # made by Django
        values.extend([name, *given])
    return Counting(tuple(wanted), tuple(parts), tuple(values))


def count_together(*wanted: Counting) -> dict[str, Counted]:
    """All these counts in one statement."""
    found = dict.fromkeys((name for one in wanted for name in one.names), NOTHING)
    parts = [part for one in wanted for part in one.parts]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), [value for one in wanted for value in one.values])
            found |= {name: Counted(number, first) for name, number, first in cursor.fetchall()}
    return found
