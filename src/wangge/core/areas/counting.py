"""Many counts in one statement, none of which counts further than anybody reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from wangge.core.areas.scope import AreaScoped

MARK = re.compile(r"%[s%]")
ASKING = datetime(1, 1, 2, tzinfo=UTC)  # stands in what is made ready for the moment it is asked for
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
    """Counts made ready to be asked for, as they may be asked for again; those known to be nothing have no part."""

    names: tuple[str, ...]
    named: tuple[str, ...]
    parts: tuple[str, ...]
    values: tuple[Any, ...]


def prepare(wanted: Mapping[str, Rows]) -> Counting:
    """Make the counts of these ready.

    Each names one column, a moment or a day (taken as its midnight in UTC); of more than AT_MOST rows the
    earliest moment is sought among the first ones of their order. Raises Unscoped.
    """
    named: list[str] = []
    parts: list[str] = []
    values: list[Any] = []
    for name, rows in wanted.items():
        if isinstance(rows, AreaScoped):
            rows._guard()
        try:
            words, given = rows[:AT_MOST].query.sql_with_params()
        except EmptyResultSet:
            continue
        named.append(name)
        parts.append(f"count(*), min(moment)::timestamptz FROM ({words}) AS one (moment)")
        values.extend(given)
    return Counting(tuple(wanted), tuple(named), tuple(parts), tuple(values))


def count_together(*wanted: Counting, at: datetime | None = None) -> dict[str, Counted]:
    """All these counts in one statement, whose plan the server may keep: to plan it takes longer than to answer it."""
    found = dict.fromkeys((name for one in wanted for name in one.names), NOTHING)
    named = [name for one in wanted for name in one.named]
    parts = [part for one in wanted for part in one.parts]
    if parts:
        words = " UNION ALL ".join(f"SELECT {place}, {part}" for place, part in enumerate(parts))
        with connection.numbered_cursor() as cursor:  # type: ignore[attr-defined]  # our own backend has it
            values = [at if value == ASKING else value for one in wanted for value in one.values]
            cursor.execute(_numbered(words), values)
            found |= {named[place]: Counted(number, first) for place, number, first in cursor.fetchall()}
    return found


def _numbered(words: str) -> str:
    """Django's marks as the server counts them ($1, $2 …)."""
    numbers = count(1)
    return MARK.sub(lambda mark: f"${next(numbers)}" if mark[0] == "%s" else "%", words)
