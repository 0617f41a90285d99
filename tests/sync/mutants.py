"""Faults of a server or a phone, each of which the contract must find."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import ModuleType
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid5

from django.db import connection, transaction

from tests.sync import phones
from tests.sync.contract import HttpPhone
from wangge.faces.phone import api
from wangge.ground.sync import merging, pulling, pushing
from wangge.ground.sync import rows as ledger
from wangge.ground.sync.models import SyncOp
from wangge.ground.sync.ops import Op, Outcome
from wangge.ground.sync.rows import NewRow, put_rows, scope_of


class Forgetful(HttpPhone):
    drops_queue = True


def _twice(standing: Any, device: Any, sending: Any, raw: Any, *, at: datetime) -> Any:
    op_id = pushing.id_of(raw)
    with transaction.atomic():
        SyncOp.objects.filter(pk=op_id, conflicts=None).delete()
        if SyncOp.objects.filter(pk=op_id).exists():
            return pushing._again(SyncOp.objects.get(pk=op_id), pushing.plain(raw))
        return pushing._taken(standing, device, sending, raw, op_id, pushing.plain(raw), at=at)


def _renaming(op: Op) -> Outcome:
    home = scope_of("hh", UUID(op.said.data["hh"])) or op.said.scope
    new_id = uuid5(op.said.id, str(op.said.op))
    put_rows([NewRow(home, "visit", new_id, op.town_id, dict(op.said.data))], at=op.received_at)
    return Outcome()


def _last_wins(*, held: Any, data: Any, base: int, device: str, at: datetime) -> merging.Merge:
    return merging.Merge(dict(data), (), held.ver > base)


def _without_tombstone(row: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sync_row WHERE scope = %s AND kind = %s AND row_id = %s", list(row.key))
    return None


def _write_some(rows: list[Any], *, at: datetime) -> int:
    return 2 * WRITE([row for row in rows if row is not None], at=at)


def _without_start(**given: Any) -> pulling.Page:
    page = PULL(**given)
    return pulling.Page(page.lines, page.cursor._replace(start=0), page.has_more)


def _one_at_most(**given: Any) -> set[UUID]:
    return set(sorted(NEWS(**given))[:1])


WRITE, PULL, NEWS = ledger._write, pulling.pull, pulling.scopes_with_news
Change = tuple[ModuleType | dict[str, Any], str, Callable[..., Any]]
MUTANTS: dict[str, list[Change]] = {
    "no idempotency": [(pushing, "_once", _twice)],
    "server renames ids": [(phones.APPLIERS, "visit", _renaming)],
    "last write wins": [(merging, "merge", _last_wins)],
    "queue wiped on reset": [],
    "move without tombstone": [(ledger, "_tombstone", _without_tombstone), (ledger, "_write", _write_some)],
    "no start in the cursor": [(api, "pull", _without_start)],
    "news of one scope at most": [(api, "scopes_with_news", _one_at_most)],
}


@contextmanager
def mutated(name: str) -> Iterator[type[HttpPhone]]:
    """One of the faults is there; the phone that goes with it."""
    changed = []
    for where, what, instead in MUTANTS[name]:
        change = patch.dict(where, {what: instead}) if isinstance(where, dict) else patch.object(where, what, instead)
        change.start()
        changed.append(change)
    try:
        yield Forgetful if name == "queue wiped on reset" else HttpPhone
    finally:
        for change in changed:
            change.stop()
