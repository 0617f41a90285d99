"""Writing what phones will see, in the transaction that changes the thing itself."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from wangge.ground.foundation.crypto import decrypt, encrypt

Payload = dict[str, Any]
Key = tuple[UUID, str, UUID]
Marks = dict[str, tuple[int, str, str]]

OFFICE = ""  # the device of whatever is changed at a desk
TOMBSTONES_KEPT = timedelta(days=180)

HELD = """
 SELECT r.scope, r.kind, r.row_id, r.town_id, r.ver, r.is_deleted, r.payload, r.field_ver
 FROM unnest(%s::uuid[], %s::text[], %s::uuid[]) AS k (scope, kind, row_id)
 JOIN sync_row r USING (scope, kind, row_id) ORDER BY r.scope, r.kind, r.row_id FOR UPDATE OF r"""
PUT = """
 INSERT INTO sync_row AS held
  (scope, kind, row_id, town_id, ver, tx, seq, is_deleted, payload, field_ver, changed_at)
 SELECT scope, kind, row_id, town_id, ver, pg_current_xact_id(), nextval('sync_row_seq'), is_deleted, payload,
  field_ver::jsonb, %s
 FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::uuid[], %s::int[], %s::bool[], %s::bytea[], %s::text[])
  AS new (scope, kind, row_id, town_id, ver, is_deleted, payload, field_ver)
 ORDER BY scope, kind, row_id
 ON CONFLICT (scope, kind, row_id) DO UPDATE SET ver = greatest(held.ver + 1, excluded.ver), tx = excluded.tx,
  seq = excluded.seq, is_deleted = excluded.is_deleted, payload = excluded.payload, field_ver = excluded.field_ver,
  changed_at = excluded.changed_at"""
WHERE_NOW = """
 SELECT r.kind, r.row_id, r.scope FROM unnest(%s::text[], %s::uuid[]) AS k (kind, row_id)
 JOIN sync_row r USING (kind, row_id) WHERE NOT r.is_deleted"""
LEFT = """
 UPDATE sync_row SET ver = ver + 1, tx = pg_current_xact_id(), seq = nextval('sync_row_seq'), is_deleted = true,
  payload = '', field_ver = '{}', changed_at = %s WHERE scope = ANY (%s::uuid[]) AND NOT is_deleted"""
HANDED_ON = """
 UPDATE TABLE t SET scope = w.new_id FROM unnest(%s::uuid[], %s::uuid[]) AS w (old_id, new_id)
 WHERE t.scope = w.old_id AND """
MARK = "UPDATE sync_row SET field_ver = %s WHERE scope = %s AND kind = %s AND row_id = %s"
OLD_OF_PERSONS = """
 SELECT r.scope, r.row_id FROM (SELECT DISTINCT account_id FROM sync_device) d JOIN sync_row r ON r.scope = d.account_id
 WHERE r.kind = %s AND NOT r.is_deleted AND r.changed_at < %s LIMIT %s"""
HAD = "SELECT 1 FROM sync_row WHERE scope = %s AND kind = %s AND row_id = %s"
PRUNE = """
 WITH gone AS (DELETE FROM sync_row WHERE is_deleted AND changed_at < %s RETURNING scope, town_id, tx)
 INSERT INTO sync_horizon AS held (scope, town_id, tx)
 SELECT scope, (array_agg(town_id))[1], max(tx::text::bigint)::text::xid8 FROM gone GROUP BY scope
 ON CONFLICT (scope) DO UPDATE SET
  tx = CASE WHEN held.tx > excluded.tx THEN held.tx ELSE excluded.tx END"""


@dataclass(frozen=True)
class NewRow:
    """A thing as the phones of a scope are to see it: only what their people may see."""

    scope: UUID
    kind: str
    id: UUID
    town_id: UUID
    payload: Payload

    @property
    def key(self) -> Key:
        return (self.scope, self.kind, self.id)


@dataclass(frozen=True)
class HeldRow:
    """What the ledger has now, locked until the transaction ends."""

    key: Key
    town_id: UUID
    ver: int
    is_deleted: bool
    payload: Payload
    marks: Marks


def held_rows(keys: Sequence[Key]) -> dict[Key, HeldRow]:
    """The rows of these keys that the ledger has, locked; one statement."""
    if not keys:
        return {}
    scopes, kinds, ids = zip(*sorted(set(keys)), strict=True)
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(HELD, [list(scopes), list(kinds), list(ids)])
        for scope, kind, row_id, town_id, ver, is_deleted, sealed, marks in cursor.fetchall():
            key = (scope, kind, row_id)
            payload = {} if is_deleted else read_payload(opened(sealed, key))
            read = json.loads(marks) if isinstance(marks, str) else marks
            marked = {name: tuple(mark) for name, mark in read.items()}
            found[key] = HeldRow(key, town_id, ver, is_deleted, payload, marked)
    return found


def put_rows(rows: Iterable[NewRow], *, device: str = OFFICE, observed_at: datetime | None = None, at: datetime) -> int:
    """Keep how things look now; what did not change is not sent again. Returns how many changed; two statements.

    Each field that changed is marked with the new version, the device and when it was observed, so that a later op
    can tell whether somebody else changed it meanwhile.
    """
    new = {row.key: row for row in rows}
    if not new:
        return 0
    held = held_rows(list(new))
    changed = [_written(row, held.get(key), device, observed_at or at) for key, row in new.items()]
    return _write([one for one in changed if one is not None], at=at)


def remove_rows(keys: Sequence[Key], *, at: datetime) -> int:
    """Leave a tombstone for each thing that a scope has no longer; returns how many there were."""
    held = held_rows(keys)
    return _write([_tombstone(row) for row in held.values() if not row.is_deleted], at=at)


def move_rows(keys: Sequence[Key], *, to: UUID, town_id: UUID, at: datetime) -> int:
    """Take things over into another scope with their versions; the old scope gets tombstones."""
    held = {key: row for key, row in held_rows(keys).items() if not row.is_deleted and key[0] != to}
    there = held_rows([(to, kind, row_id) for _scope, kind, row_id in held])
    written = []
    for (_scope, kind, row_id), row in held.items():
        key = (to, kind, row_id)
        before = there[key].ver if key in there else 0
        sealed = _sealed(row.payload, key)
        written.append(_Written(key, town_id, max(before, row.ver) + 1, False, sealed, row.marks))
        written.append(_tombstone(row))
    return _write(written, at=at) // 2


def settle_rows(*, rows: Sequence[NewRow], gone: Collection[tuple[str, UUID]] = (), at: datetime) -> None:
    """Bring things to how they are: each in the scope it is in now, what is gone (kind, id) gone.

    Two statements where all are new, three where none moved to another scope.
    """
    things = {(row.kind, row.id) for row in rows} | set(gone)
    if not things:
        return
    now = _scopes_now(things)
    moved: dict[tuple[UUID, UUID], list[Key]] = {}
    for row in rows:
        before = now.get((row.kind, row.id), row.scope)
        if before != row.scope:
            moved.setdefault((row.scope, row.town_id), []).append((before, row.kind, row.id))
    for (scope, town_id), keys in moved.items():
        move_rows(keys, to=scope, town_id=town_id, at=at)
    known = [row for row in rows if (row.kind, row.id) in now]
    new = [_written(row, None, OFFICE, at) for row in rows if (row.kind, row.id) not in now]
    _write([row for row in new if row is not None], at=at)
    put_rows(known, at=at)
    remove_rows([(now[thing], *thing) for thing in gone if thing in now], at=at)


def _scopes_now(things: Collection[tuple[str, UUID]]) -> dict[tuple[str, UUID], UUID]:
    kinds, ids = zip(*things, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(WHERE_NOW, [list(kinds), list(ids)])
        return {(kind, row_id): scope for kind, row_id, scope in cursor.fetchall()}


def age_rows_of_persons(kind: str, *, before: datetime, at: datetime, most: int = 5000) -> int:
    """Take what was not changed since long from the scopes of persons, so many at once; returns how many.

    Three statements; the rows of grids, which are many, are not looked through.
    """
    with connection.cursor() as cursor:
        cursor.execute(OLD_OF_PERSONS, [kind, before, most])
        keys = [(scope, kind, row_id) for scope, row_id in cursor.fetchall()]
    return remove_rows(keys, at=at)


def close_scopes(heirs: Mapping[UUID, UUID], *, at: datetime) -> None:
    """Scopes that are no more leave tombstones; what a person is to decide there goes to the heir; three statements."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT, [at, list(heirs)])
        columns = [list(heirs), list(heirs.values())]
        cursor.execute(HANDED_ON.replace("TABLE", "sync_op") + "t.state = 'held' AND t.review = ''", columns)
        cursor.execute(HANDED_ON.replace("TABLE", "sync_conflict") + "t.settled_at IS NULL", columns)


def prune_tombstones(*, at: datetime) -> None:
    """Clear away tombstones that are older than 180 days and remember how far; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(PRUNE, [at - TOMBSTONES_KEPT])


def leaves(payload: Payload) -> Payload:
    """The fields of a payload, those of a table within it by themselves: `sheet.education`."""
    found: Payload = {}
    for name, value in payload.items():
        found |= {f"{name}.{part}": one for part, one in value.items()} if isinstance(value, dict) else {name: value}
    return found


def mark_fields(key: Key, names: Collection[str], *, device: str, observed_at: datetime) -> int | None:
    """Say that a phone observed fields of a row just written; the row's version, None where there is none.

    Two statements. What an operation wrote on behalf of a phone is marked as the desk's before.
    """
    held = held_rows([key]).get(key)
    if held is None or held.is_deleted:
        return None
    marks = held.marks | {name: (held.ver, device, observed_at.isoformat()) for name in names}
    with connection.cursor() as cursor:
        cursor.execute(MARK, [json.dumps(marks), *key])
    return held.ver


def scope_of(kind: str, row_id: UUID) -> UUID | None:
    """The scope that has a thing now; one statement."""
    return _scopes_now([(kind, row_id)]).get((kind, row_id))


def had(scope: UUID, kind: str, row_id: UUID) -> bool:
    """Whether a scope has or had a thing, as long as its tombstone lies there; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(HAD, [scope, kind, row_id])
        return cursor.fetchone() is not None


def opened(sealed: bytes, key: Key) -> str:
    """The JSON of a payload. Raises CannotDecrypt."""
    return decrypt(bytes(sealed), _place(key))


def opener(scope: UUID) -> Callable[[bytes, str, str], str]:
    """Opens payloads of one scope by kind and written id, thousands at a time. Raises CannotDecrypt."""
    within = _within(scope)
    return lambda sealed, kind, row_id: decrypt(bytes(sealed), f"{within}{kind}:{row_id}")


def read_payload(words: str) -> Payload:
    """A payload from its JSON."""
    found: Payload = json.loads(words)
    return found


@dataclass(frozen=True)
class _Written:
    key: Key
    town_id: UUID
    ver: int
    is_deleted: bool
    sealed: bytes
    marks: Marks


def _tombstone(row: HeldRow) -> _Written:
    return _Written(row.key, row.town_id, row.ver + 1, True, b"", {})


def _written(row: NewRow, held: HeldRow | None, device: str, observed_at: datetime) -> _Written | None:
    before = {} if held is None or held.is_deleted else held.payload
    if held is not None and not held.is_deleted and before == row.payload:
        return None
    ver = held.ver + 1 if held else 1
    now, then = leaves(row.payload), leaves(before)
    moved = [name for name in now.keys() | then.keys() if now.get(name) != then.get(name)]
    marks = dict(held.marks) if held else {}
    if before:  # the first version of a row says nothing about who observed each field
        marks |= {name: (ver, device, observed_at.isoformat()) for name in moved}
    return _Written(row.key, row.town_id, ver, False, _sealed(row.payload, row.key), marks)


def _write(rows: list[_Written], *, at: datetime) -> int:
    if not rows:
        return 0
    columns: list[list[Any]] = [
        [row.key[0] for row in rows], [row.key[1] for row in rows], [row.key[2] for row in rows],
        [row.town_id for row in rows], [row.ver for row in rows], [row.is_deleted for row in rows],
        [row.sealed for row in rows], [json.dumps(row.marks) for row in rows],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PUT, [at, *columns])
    return len(rows)


def _sealed(payload: Payload, key: Key) -> bytes:
    words = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return encrypt(words, _place(key))


def _place(key: Key) -> str:
    scope, kind, row_id = key
    return f"{_within(scope)}{kind}:{row_id}"


def _within(scope: UUID) -> str:
    return f"sync_row.payload:{scope}:"
