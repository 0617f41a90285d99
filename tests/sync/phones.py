"""A server with two kinds of things, and phones that keep rows and a queue, for the rules of the contract."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from wangge.ground.foundation.errors import NotFound
from wangge.ground.sync import merging, pulling
from wangge.ground.sync.lifecycle import OpState
from wangge.ground.sync.ops import Op, Outcome
from wangge.ground.sync.pushing import Standing, register
from wangge.ground.sync.rows import HeldRow, NewRow, held_rows, put_rows, scope_of

BEGINNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TOWN = UUID(int=1)
NAMES = UUID(int=7)


APPLIED: list[UUID] = []  # ops, each time an applier took one
OVERWRITTEN: list[tuple[UUID, str]] = []  # ops and fields where a later value took the place of one not yet seen


def ignore_others(monkeypatch: pytest.MonkeyPatch, *, ahead: int = 0) -> None:
    """Read as if nobody else were writing: transactions of other test databases on the server hold this one back.

    With `ahead` (a large number) what the test's own open transaction wrote is seen, too.
    """
    words = pulling.WHERE_WE_ARE
    for end in ("xmin", "xmax"):
        words = words.replace(
            f"pg_snapshot_{end}(now.shot)::text::bigint", f"pg_snapshot_end(now.shot)::text::bigint + {ahead}"
        )
    monkeypatch.setattr(pulling, "WHERE_WE_ARE", words.replace("pg_snapshot_end", "pg_snapshot_xmax"))


def an_id(name: str) -> UUID:
    """The same id for the same word."""
    return uuid5(NAMES, name)


def minutes(count: int) -> datetime:
    return BEGINNING + timedelta(minutes=count)


def where(kind: str, row_id: UUID) -> UUID | None:
    """The scope that has a thing now."""
    return scope_of(kind, row_id)


def _is_unseen(op: Op, held: HeldRow, name: str, value: Any) -> bool:
    ver, by, _observed = held.marks.get(name, (0, op.device, ""))
    return ver > (op.said.base or 0) and by != op.device and held.payload[name] != value


def _apply_fields(op: Op) -> Outcome:
    """A household: fields are merged."""
    APPLIED.append(op.said.op)
    scope = where("hh", op.said.id)
    if scope is None:
        raise NotFound("没有这一户")
    held = held_rows([(scope, "hh", op.said.id)])[scope, "hh", op.said.id]
    found = merging.merge(held=held, data=op.said.data, base=op.said.base or 0, device=op.device, at=op.at)
    OVERWRITTEN.extend((op.said.op, name) for name, value in found.take.items() if _is_unseen(op, held, name, value))
    row = NewRow(scope, "hh", op.said.id, op.town_id, held.payload | found.take)
    put_rows([row], device=op.device, observed_at=op.at, at=op.received_at)
    clean = OpState.MERGED if found.is_behind else OpState.APPLIED
    return Outcome(clean if found.is_clean else OpState.CONFLICT, conflicts=found.conflicts)


def _append(op: Op) -> Outcome:
    """A visit: only ever added, where its household is now."""
    APPLIED.append(op.said.op)
    home = where("hh", UUID(op.said.data["hh"])) or op.said.scope
    if where("visit", op.said.id) is None:
        put_rows([NewRow(home, "visit", op.said.id, op.town_id, dict(op.said.data))], at=op.received_at)
    return Outcome()


APPLIERS = {"hh": _apply_fields, "visit": _append}


def start_server(grid: UUID | None = None, town: UUID = TOWN) -> None:
    """The appliers of the two kinds, and three households in the first grid."""
    register(APPLIERS)
    fields = {"phone": "0", "job": "0", "note": "0"}
    houses = (NewRow(grid or an_id("g1"), "hh", an_id(h), town, dict(fields)) for h in ("h1", "h2", "h3"))
    put_rows(houses, at=BEGINNING)


@dataclass
class Grants:
    """Who held which grid from when to when."""

    held: dict[str, list[tuple[UUID, datetime, datetime | None]]] = field(default_factory=dict)
    epoch: dict[str, int] = field(default_factory=dict)

    def give(self, user: str, scopes: list[UUID], *, at: datetime) -> None:
        ended = [(scope, since, until or at) for scope, since, until in self.held.get(user, [])]
        self.held[user] = ended + [(scope, at, None) for scope in scopes]
        self.epoch[user] = self.epoch.get(user, 0) + 1

    def scopes(self, user: str) -> set[UUID]:
        return {scope for scope, _since, until in self.held[user] if until is None}

    def standing(self, user: str) -> Standing:
        def town_if_held(scope: UUID, at: datetime) -> UUID | None:
            rows = self.held[user]
            return TOWN if any(s == scope and since <= at and (not end or at < end) for s, since, end in rows) else None

        return Standing(an_id(user), town_if_held)


@dataclass
class Phone:
    """What a phone keeps: rows as the server has them, a queue of ops, and where it is in each scope."""

    user: str
    grants: Grants
    rows: dict[tuple[UUID, str, UUID], tuple[int, dict[str, Any]]] = field(default_factory=dict)
    cursors: dict[UUID, str] = field(default_factory=dict)
    queue: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    epoch: int = 0

    @property
    def id(self) -> UUID:
        return an_id(f"phone of {self.user}")

    def view(self) -> dict[tuple[str, UUID], dict[str, Any]]:
        """What the person sees: the rows with what waits in the queue laid over them."""
        seen = {(kind, row_id): dict(payload) for (_scope, kind, row_id), (_ver, payload) in self.rows.items()}
        for op in self.queue:
            if "id" not in op:
                continue
            key = (op["kind"], UUID(op["id"]))
            if op["kind"] == "visit":
                seen.setdefault(key, dict(op["data"]))
            elif key in seen:
                seen[key].update(op["data"])
        return seen

    def write(self, name: str, kind: str, row_id: UUID, data: dict[str, Any], *, said: datetime) -> dict[str, Any]:
        """Put an op into the queue as the pages do."""
        scope, ver = next((k[0], v) for k, (v, _p) in self.rows.items() if k[2] == UUID(data.get("hh", str(row_id))))
        op = {
            "op": str(an_id(name)), "author": str(an_id(self.user)), "kind": kind, "id": str(row_id),
            "scope": str(scope), "base": ver if kind == "hh" else None, "data": data, "at": said.isoformat(),
        }  # fmt: skip
        self.queue.append(op)
        return op

    def take(self, scope: UUID, lines: list[Any]) -> None:
        """Rows of an answer, as the phone keeps them."""
        for kind, row_id, ver, is_gone, payload in lines:
            key = (scope, kind, UUID(row_id))
            if is_gone:
                self.rows.pop(key, None)
            else:
                self.rows[key] = (ver, payload)
