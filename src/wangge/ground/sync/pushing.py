"""Taking what phones send: each op by itself, once, whatever happens to the others; nothing typed is thrown away."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

from .clock import PhoneClock, happened_at
from .files import await_files
from .lifecycle import OpState
from .models import SyncConflict, SyncDevice, SyncOp
from .ops import MOST_OPS, Applier, Op, Outcome, Said, digest_of, id_of, plain, read_op, whole

Raw = Mapping[str, Any]
LOG = logging.getLogger(__name__)

_appliers: dict[str, Applier] = {}


def register(appliers: Mapping[str, Applier]) -> None:
    """Who takes the ops of which kind; said once, in the wiring."""
    _appliers.clear()
    _appliers.update(appliers)


@dataclass(frozen=True)
class Standing:
    """What the person who sends may do: the town of a scope held at a moment, None where it was not held."""

    account_id: UUID
    town_if_held: Callable[[UUID, datetime], UUID | None]
    reviewed_in: Callable[[UUID], UUID] = lambda scope: scope  # whose people look at what was said of a scope not held


@dataclass(frozen=True)
class Result:
    """The answer to one op."""

    op: str
    state: OpState
    ver: int | None = None
    why: str = ""
    words: str = ""
    is_repeated: bool = False

    def as_json(self) -> dict[str, Any]:
        answer = {"op": self.op, "st": self.state.value, "ver": self.ver, "why": self.why, "msg": self.words}
        return {name: value for name, value in answer.items() if value} | ({"dup": 1} if self.is_repeated else {})


def push(
    *, standing: Standing, device: SyncDevice, sending: PhoneClock, ops: Sequence[Raw], at: datetime
) -> list[Result]:
    """Take a batch of ops, each in a transaction of its own, and answer each. Raises Refusal for too many at once."""
    if len(ops) > MOST_OPS:
        raise Refusal(_("一次最多送 {most} 条").format(most=MOST_OPS))
    results = [_once(standing, device, sending, raw, at=at) for raw in ops]
    SyncDevice.objects.filter(pk=device.pk).update(pushed_at=at)
    return results


def _once(
    standing: Standing, device: SyncDevice, sending: PhoneClock, raw: Mapping[str, Any], *, at: datetime
) -> Result:
    op_id = id_of(raw)
    if op_id is None:
        return Result(str(raw.get("op", ""))[:40], OpState.REJECTED, why="schema", words=_("这一条没有编号"))
    raw = whole(raw)
    words = plain(raw)
    try:
        with transaction.atomic():
            before = SyncOp.objects.filter(pk=op_id).first()
            if before is not None:
                return _again(before, words)
            return _taken(standing, device, sending, raw, op_id, words, at=at)
    except IntegrityError:  # the same op came over another connection at this moment
        before = SyncOp.objects.filter(pk=op_id).first()
        if before is None:
            raise
        return _again(before, words)


def _again(before: SyncOp, words: str) -> Result:
    if bytes(before.digest) != digest_of(words):
        LOG.error("op %s came again with other content", before.pk)
        return Result(str(before.pk), OpState.REJECTED, why="id_reuse", words=_("编号用过了，内容却不一样"))
    return Result(str(before.pk), OpState(before.state), before.ver, before.why, before.words, is_repeated=True)


def _taken(
    standing: Standing, device: SyncDevice, sending: PhoneClock, raw: Raw, op_id: UUID, words: str,
    *, at: datetime,
) -> Result:  # fmt: skip
    """Keep the op as it came, apply it, and keep what became of it."""
    said = read_op(raw)
    row = SyncOp(id=op_id, device_id=device.pk, author_id=standing.account_id, received_at=at, happened_at=at,
                 raw=words, digest=digest_of(words), state=OpState.HELD)  # fmt: skip
    town_id = None
    if isinstance(said, Said):
        row.kind, row.row_id, row.scope, row.said_at = said.kind, said.id, said.scope, said.at
        row.happened_at = happened_at(said=said.at, mono=said.mono, boot=said.boot, sending=sending,
                                      pulled_at=device.pulled_at, received_at=at)  # fmt: skip
        town_id = row.town_id = standing.town_if_held(said.scope, row.happened_at)
        if town_id is None:
            row.scope = standing.reviewed_in(said.scope)
    row.save(force_insert=True)
    outcome = _outcome(standing, device, said, town_id, row.happened_at, at=at)
    row.state, row.ver, row.why, row.words = outcome.state, outcome.ver, outcome.why, outcome.words[:300]
    row.made_id = outcome.made
    row.save(update_fields=["state", "ver", "why", "words", "made_id"])
    if isinstance(said, Said):
        keep_rest(row, said, outcome, at=at)
    return Result(str(op_id), outcome.state, outcome.ver, outcome.why, outcome.words)


def _outcome(
    standing: Standing, device: SyncDevice, said: Said | str, town_id: UUID | None, happened: datetime, *, at: datetime
) -> Outcome:  # fmt: skip
    if isinstance(said, str):
        return Outcome(OpState.REJECTED, why="schema", words=_("这一条不完整：{part}").format(part=said))
    if said.author != standing.account_id:
        return Outcome(OpState.REJECTED, why="author", words=_("这一条是别人记的，请由本人发送"))
    if said.kind not in _appliers:
        return Outcome(OpState.HELD, why="kind", words=_("服务器还不认识这一种记录，已经留存"))
    if town_id is None:
        return Outcome(OpState.HELD, why="scope", words=_("当时你不在这个网格任职，已经留存，等网格长核实"))
    return apply(Op(said, device.pk, town_id, happened, at))


def apply(op: Op) -> Outcome:
    """Let the applier of an op's kind take it, in a savepoint: whatever goes wrong, the op stays kept."""
    try:
        with transaction.atomic():
            return _appliers[op.said.kind](op)
    except (NotFound, NotAllowed) as refusal:
        why = "gone" if isinstance(refusal, NotFound) else "right"
        return Outcome(OpState.HELD, why=why, words=refusal.message)
    except Conflict as refusal:
        return Outcome(OpState.REJECTED, why="state", words=refusal.message)
    except Refusal as refusal:
        return Outcome(OpState.REJECTED, why=refusal.field or "refused", words=refusal.message)
    except Exception:
        LOG.exception("an op of kind %s could not be applied", op.said.kind)
        return Outcome(OpState.HELD, why="fault", words=_("服务器处理出错，已经留存"))


def keep_rest(row: SyncOp, said: Said, outcome: Outcome, *, at: datetime) -> None:
    """Keep what else comes of an op: two values of a field, photos that are still to come."""
    if outcome.conflicts:
        _keep_conflicts(row, said, outcome)
    if outcome.awaits:
        await_files(row, outcome.awaits, at=at)


def _keep_conflicts(row: SyncOp, said: Said, outcome: Outcome) -> None:
    assert row.town_id is not None
    SyncConflict.objects.bulk_create(
        SyncConflict(
            town_id=row.town_id, op_id=row.pk, scope=said.scope, kind=said.kind, row_id=said.id, field=one.field,
            mine=json.dumps(one.mine, ensure_ascii=False), theirs=json.dumps(one.theirs, ensure_ascii=False),
            shown=one.shown, at=row.received_at,
        )
        for one in outcome.conflicts
    )  # fmt: skip
