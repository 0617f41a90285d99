"""What a person decides: ops that were held, and fields where two phones said different things."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

from .lifecycle import OpState, Review, Shown
from .models import SyncConflict, SyncOp
from .ops import Op, Outcome, Said, read_op
from .pushing import apply, keep_rest

SHOWN_AT_ONCE = 100


@dataclass(frozen=True)
class HeldOp:
    """An op that waits for a person."""

    id: UUID
    scope: UUID
    author_id: UUID
    kind: str
    row_id: UUID
    happened_at: datetime
    received_at: datetime
    why: str
    words: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class OpenConflict:
    """Two values of one field, and which of them is shown until somebody decides."""

    id: UUID
    scope: UUID
    kind: str
    row_id: UUID
    field: str
    mine: Any
    theirs: Any
    shown: Shown
    author_id: UUID
    happened_at: datetime
    at: datetime


@dataclass(frozen=True)
class Decided:
    """Which conflict was decided, by whom, and the value that now counts."""

    kind: str
    row_id: UUID
    scope: UUID
    town_id: UUID
    field: str
    value: Any
    by: UUID
    at: datetime


Settler = Callable[[Decided], None]
_settlers: dict[str, Settler] = {}


def register_settlers(settlers: Mapping[str, Settler]) -> None:
    """Who writes the value that was chosen, by the kind of the row; said once, in the wiring."""
    _settlers.clear()
    _settlers.update(settlers)


def held_ops(*, scopes: Collection[UUID], limit: int = SHOWN_AT_ONCE) -> list[HeldOp]:
    """What waits in these scopes, the oldest first; one statement."""
    rows = SyncOp.objects.filter(scope__in=scopes, state=OpState.HELD, review="").order_by("received_at", "id")
    return [_held(row) for row in rows[:limit]]


def held_op(*, op_id: UUID) -> HeldOp:
    """One of them; whoever asks checks the right over its scope. Raises NotFound."""
    row = SyncOp.objects.filter(pk=op_id, state=OpState.HELD, review="", scope__isnull=False).first()
    if row is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return _held(row)


def _held(row: SyncOp) -> HeldOp:
    assert row.scope is not None  # what is held could be read
    assert row.row_id is not None
    raw = json.loads(row.raw)
    return HeldOp(
        row.pk, row.scope, row.author_id, row.kind, row.row_id, row.happened_at, row.received_at, row.why, row.words,
        raw.get("data") or {},
    )  # fmt: skip


def open_conflicts(*, scopes: Collection[UUID], limit: int = SHOWN_AT_ONCE) -> list[OpenConflict]:
    """Fields of these scopes with two values, the oldest first; one statement."""
    rows = SyncConflict.objects.filter(scope__in=scopes, settled_at=None).select_related("op")
    return [_conflict(row) for row in rows.order_by("at", "id")[:limit]]


def open_conflict(*, conflict_id: UUID) -> OpenConflict:
    """One of them; whoever asks checks the right over its scope. Raises NotFound."""
    row = SyncConflict.objects.filter(pk=conflict_id, settled_at=None).select_related("op").first()
    if row is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return _conflict(row)


def _conflict(row: SyncConflict) -> OpenConflict:
    return OpenConflict(
        row.pk, row.scope, row.kind, row.row_id, row.field, json.loads(row.mine), json.loads(row.theirs),
        Shown(row.shown), row.op.author_id, row.op.happened_at, row.at,
    )  # fmt: skip


@transaction.atomic
def apply_held(*, op_id: UUID, reviewer: UUID, town_id: UUID, at: datetime) -> Outcome:
    """Do what a held op says (照办), its author named, with the right of whoever reviews it.

    Raises NotFound, NotAllowed for one's own, Conflict where it was decided before, Refusal where it cannot be done.
    """
    row = _to_review(op_id, reviewer)
    said = read_op(json.loads(row.raw))
    if not isinstance(said, Said):
        raise Refusal(_("这一条不完整，只能不采用"))
    outcome = apply(Op(said, row.device_id, town_id, row.happened_at, at, reviewed_by=reviewer))
    if outcome.state in (OpState.HELD, OpState.REJECTED):
        raise Refusal(outcome.words or _("现在还办不了"))
    row.town_id, row.state, row.ver, row.made_id = town_id, outcome.state, outcome.ver, outcome.made
    _reviewed(row, Review.APPLY, reviewer, "", at=at)
    keep_rest(row, said, outcome, at=at)
    return outcome


@transaction.atomic
def dismiss_held(*, op_id: UUID, reviewer: UUID, note: str, at: datetime) -> None:
    """Lay a held op aside with the reason (不采用); it stays kept. Raises NotFound, NotAllowed, Conflict, Refusal."""
    row = _to_review(op_id, reviewer)
    if not note.strip():
        raise Refusal(_("请写明为什么不采用"), field="note")
    _reviewed(row, Review.DISMISS, reviewer, note.strip()[:300], at=at)


def _to_review(op_id: UUID, reviewer: UUID) -> SyncOp:
    row = SyncOp.objects.select_for_update().filter(pk=op_id).first()
    if row is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    if row.author_id == reviewer:
        raise NotAllowed(_("自己记的要由另一个人核实"))
    if row.state != OpState.HELD or row.review:
        raise Conflict(_("这一条已经有人核实过了"), state=row.state)
    return row


def _reviewed(row: SyncOp, review: Review, reviewer: UUID, note: str, *, at: datetime) -> None:
    row.review, row.reviewed_at, row.reviewed_by, row.review_note = review, at, reviewer, note
    row.save(
        update_fields=["town_id", "state", "ver", "made_id", "review", "reviewed_at", "reviewed_by", "review_note"]
    )


@transaction.atomic
def settle_conflict(*, conflict_id: UUID, choice: Shown, reviewer: UUID, at: datetime) -> None:
    """Choose one of two values (采用哪一个); what is not shown yet is written. Raises NotFound, Conflict, Refusal."""
    row = SyncConflict.objects.select_for_update(of=("self",)).filter(pk=conflict_id).first()
    if row is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    if row.settled_at is not None:
        raise Conflict(_("这一条已经有人核实过了"), state=row.settled)
    if choice != row.shown:
        value = json.loads(row.mine if choice == Shown.MINE else row.theirs)
        decided = Decided(row.kind, row.row_id, row.scope, row.town_id, row.field, value, reviewer, at)
        _settlers[row.kind](decided)
    row.settled_at, row.settled_by, row.settled = at, reviewer, choice
    row.save(update_fields=["settled_at", "settled_by", "settled"])
