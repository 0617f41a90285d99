"""What each package's tests of the second line look at: who sees what of a table, whatever SQL is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.people.roster import Roster
from wangge.core.areas.scope import EVERYWHERE, NOWHERE, Scope
from wangge.core.people.second_line import ROLE, behind


def counted(table: str) -> int:
    """What anybody who can write SQL on this connection sees."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def with_policies(prefix: str) -> set[str]:
    """The tables of a package that have row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r' AND relname LIKE %s", [f"{prefix}\\_%"]
        )
        return {row[0] for row in cursor.fetchall()}


def tables_of(prefix: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE %s", [f"{prefix}\\_%"])
        return {row[0] for row in cursor.fetchall()}


def seen_behind(scope: Scope, tables: dict[str, int]) -> dict[str, int]:
    """How many rows of each table somebody with this scope sees."""
    with behind(scope):
        return {table: counted(table) for table in tables}


def asked(captured: CaptureQueriesContext) -> int:
    """Statements of the reads alone, without those by which the second line comes and goes."""
    return len([one for one in captured if not ("SAVEPOINT" in one["sql"] or "set_config" in one["sql"])])


@contextmanager
def as_the_role() -> Iterator[None]:
    """The role without any setting, as on a connection that somebody forgot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield
        cursor.execute("RESET ROLE")


def check_read_once(table: str) -> None:
    """The settings are read, and cast to what they are compared as, once a statement, not once a row."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN SELECT count(*) FROM {table}")
        each_row = [row[0] for row in cursor.fetchall() if "Cond" in row[0] or "Filter" in row[0]]
    assert each_row
    assert [line for line in each_row if "current_setting" in line or "[]" in line] == []


def check_traps(tables: dict[str, int]) -> None:
    """The known ways to fail: an absent or empty setting shows all, settings are read for each row, the role writes."""
    assert {table: counted(table) for table in tables} == tables  # the owner is not bound
    assert seen_behind(NOWHERE, tables) == dict.fromkeys(tables, 0)
    with as_the_role(), connection.cursor() as cursor:
        assert [counted(table) for table in tables] == [0] * len(tables)
        cursor.execute("SELECT set_config('app.towns', '', true), set_config('app.roots', '', true)")
        assert [counted(table) for table in tables] == [0] * len(tables)
        for table in tables:
            check_read_once(table)
    for table in tables:
        with pytest.raises(ProgrammingError, match="denied"), as_the_role(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


def check_second_line(prefix: str, half: dict[str, int], towns: tuple[Roster, Roster], beside: dict[str, int]) -> None:
    """Every table of a package is behind it: all, `half` in either town, and what is seen from the next grid.

    `beside` are the tables of which somebody there sees less than of his town.
    """
    mine, theirs = towns
    whole = {table: 2 * count for table, count in half.items()}
    assert with_policies(prefix) == tables_of(prefix) == set(whole)
    check_traps(whole)
    assert seen_behind(EVERYWHERE, whole) == whole
    assert seen_behind(Scope((theirs.village.path,)), whole) == half
    assert seen_behind(Scope((mine.next_grid.path,)), whole) == half | beside
