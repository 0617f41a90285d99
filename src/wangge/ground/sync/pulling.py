"""Reading a scope forward from a cursor: only what every running transaction is past.

A cursor is (transaction, sequence), not a time and not a sequence alone: rows become visible when their transaction
commits, and one that commits late would be passed over for ever. The third part is where the phone's full copy began:
tombstones before it do not concern the copy. The fourth tells a database that was put back from a backup.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from wangge.ground.foundation.models import Revision
from wangge.ground.foundation.revisions import Cached

from .restored import GENERATION
from .rows import opener

MOST = 2000
LARGEST = 2**63 - 1
SHAPE = re.compile(r"(\d{1,19})\.(\d{1,19})\.s(\d{1,19})\.g(\d{1,9})")

WHERE_WE_ARE = """
 SELECT pg_snapshot_xmin(now.shot)::text::bigint, pg_snapshot_xmax(now.shot)::text::bigint,
  (SELECT tx::text::bigint FROM sync_horizon WHERE scope = %s)
 FROM (SELECT pg_current_snapshot() AS shot) now"""
NEXT = """
 SELECT kind, row_id::text, ver, is_deleted, payload, tx::text::bigint, seq FROM sync_row
 WHERE scope = %s AND (tx, seq) > (%s::text::xid8, %s) AND tx < %s::text::xid8
  AND (NOT is_deleted OR tx >= %s::text::xid8) AND kind <> ALL(%s)
 ORDER BY tx, seq LIMIT %s"""

NEWS = """
 SELECT k.scope FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::bigint[]) AS k (scope, tx, seq, start)
 WHERE EXISTS (
  SELECT 1 FROM sync_row r WHERE r.scope = k.scope AND (r.tx, r.seq) > (k.tx::text::xid8, k.seq)
   AND r.tx < %s::text::xid8 AND (NOT r.is_deleted OR r.tx >= k.start::text::xid8)
   AND (r.scope, r.kind) NOT IN (SELECT * FROM unnest(%s::uuid[], %s::text[])))
 OR (k.tx > 0 AND greatest(k.tx, k.start) <= (SELECT tx::text::bigint FROM sync_horizon h WHERE h.scope = k.scope))"""


def _load_generation() -> int:
    value = Revision.objects.filter(key=GENERATION).values_list("value", flat=True).first()
    return value.int % 1_000_000_000 if value else 0


generation = Cached(GENERATION, _load_generation)


class Cursor(NamedTuple):
    """Up to where a phone has a scope: `834221.99120.s830000.g0`."""

    tx: int
    seq: int
    start: int
    generation: int

    def __str__(self) -> str:
        return f"{self.tx}.{self.seq}.s{self.start}.g{self.generation}"


class Line(NamedTuple):
    """One row of an answer; `payload` is JSON already."""

    kind: str
    spelt_id: str
    ver: int
    is_deleted: bool
    payload: str

    @property
    def id(self) -> UUID:
        return UUID(self.spelt_id)

    def __str__(self) -> str:
        return f'["{self.kind}","{self.spelt_id}",{self.ver},{int(self.is_deleted)},{self.payload}]'


@dataclass(frozen=True)
class Page:
    """A piece of a scope and where to go on."""

    lines: list[Line]
    cursor: Cursor
    has_more: bool


class MustReset(Exception):
    """The phone's copy of a scope cannot be carried on: it keeps what it has to send and copies everything again."""


def read_cursor(words: str) -> Cursor | None:
    """A cursor as it was given out; None at the beginning. Raises MustReset for anything else."""
    if not words:
        return None
    match = SHAPE.fullmatch(words)
    if match is None:
        raise MustReset
    parts = [int(part) for part in match.groups()]
    if max(parts) > LARGEST:
        raise MustReset
    return Cursor(*parts)


def pull(*, scope: UUID, cursor: Cursor | None, limit: int = MOST, without: Collection[str] = ()) -> Page:
    """The next rows of a scope, in the order they were committed, but for kinds the person may not see.

    Two statements. Raises MustReset.
    """
    with connection.cursor() as found:
        found.execute(WHERE_WE_ARE, [scope])
        oldest, newest, horizon = found.fetchone()
        here = cursor or Cursor(0, 0, oldest, generation())
        if not _is_of_this_database(here, newest):
            raise MustReset
        if 0 < here.tx <= (horizon or 0) and here.start <= (horizon or 0):
            raise MustReset
        size = max(1, min(limit, MOST))
        found.execute(NEXT, [scope, str(here.tx), here.seq, str(oldest), str(here.start), list(without), size + 1])
        rows = found.fetchall()
    for _kind, _id, _ver, _gone, _sealed, tx, seq in rows[:size][-1:]:
        here = here._replace(tx=tx, seq=seq)
    opened = opener(scope)
    lines = [
        Line(kind, row_id, ver, is_gone, "null" if is_gone else opened(sealed, kind, row_id))
        for kind, row_id, ver, is_gone, sealed, _tx, _seq in rows[:size]
    ]
    return Page(lines, here, len(rows) > size)


def scopes_with_news(*, cursors: Mapping[UUID, Cursor], without: Collection[tuple[UUID, str]] = ()) -> set[UUID]:
    """Those of these scopes in which a pull would bring something, or would have to begin anew; two statements."""
    if not cursors:
        return set()
    with connection.cursor() as found:
        found.execute(WHERE_WE_ARE, [next(iter(cursors))])
        oldest, newest, _horizon = found.fetchone()
        asked = {scope: here for scope, here in cursors.items() if _is_of_this_database(here, newest)}
        places = [list(asked), *([getattr(here, part) for here in asked.values()] for part in ("tx", "seq", "start"))]
        found.execute(NEWS, [*places, str(oldest), [scope for scope, _ in without], [kind for _, kind in without]])
        rows = found.fetchall()
    return {scope for (scope,) in rows} | (cursors.keys() - asked.keys())


def _is_of_this_database(here: Cursor, newest: int) -> bool:
    """Not from before a backup was put back, nor from after it."""
    return here.generation == generation() and here.tx < newest
