"""The second line: inside `behind(scope)` the database itself shows rows of the scope only, whatever is asked.

The first line is `within(scope)`. Reads of the roster run as a role that may only select, and policies on the sensitive
tables compare each row with the settings made here. Where the server lets nobody make that role, the first line stands
alone and `is_up` says so.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, transaction

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope

ROLE = "wangge_scoped"
SET = "SELECT set_config('app.towns', %s, true), set_config('app.roots', %s, true), set_config('role', %s, true)"
OPEN = ("", "", "none")
P = ParamSpec("P")
R = TypeVar("R")
_inside = threading.local()


def towns_of(scope: Scope) -> list[UUID]:
    """The towns that a scope lies in or covers."""
    towns = areas_in_memory().towns
    return [row.id for row in towns if scope.covers(row.path) or any(root.startswith(row.path) for root in scope.roots)]


@contextmanager
def behind(scope: Scope) -> Iterator[None]:
    """Read as somebody who has this scope and nothing else; one statement, two within a transaction.

    The settings are LOCAL: they end with the transaction, so that a pooled connection carries them to nobody. An error
    takes them back with the savepoint.
    """
    stack: list[tuple[str, str, str]] = _inside.__dict__.setdefault("stack", [])
    settings = (_array(map(str, towns_of(scope))), _array(scope.roots), ROLE if is_up() else "none")
    ends_here = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SET, settings)
        stack.append(settings)
        try:
            yield
        finally:
            stack.pop()
        if not ends_here:
            cursor.execute(SET, stack[-1] if stack else OPEN)


def _array(words: Iterable[str]) -> str:
    """Ids and paths of areas hold nothing that an array would have to quote."""
    return "{" + ",".join(words) + "}"


@cache
def is_up() -> bool:
    """Whether this server has the role, lets us be it, and lets it read; asked once a process."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(bool_and(pg_has_role(current_user, oid, 'MEMBER')"
            " AND has_table_privilege(oid, 'people_person', 'SELECT')), false) FROM pg_roles WHERE rolname = %s",
            [ROLE],
        )
        return bool(cursor.fetchone()[0])


def scoped(read: Callable[P, R]) -> Callable[P, R]:
    """A query that runs behind the scope of its `sight`, or its `scope`."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> R:
        seen: Any = kwargs["scope"] if "scope" in kwargs else kwargs["sight"]
        with behind(seen if isinstance(seen, Scope) else seen.scope):
            return read(*args, **kwargs)

    return reading
