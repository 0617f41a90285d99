"""Ticks: somebody was told, moved, has arrived, is home. Added in any order, by anybody, from any phone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text import clean_line
from wangge.practice.emergency.carried import carry_rows
from wangge.practice.emergency.lifecycle import Step
from wangge.practice.emergency.models import EvacuationRow, EvacuationTick
from wangge.practice.emergency.queries.board import STRANGE

WHY = "the same tick may come twice"


def record_tick(
    *, actor: Actor, order_row: UUID, step: str, where: str = "", happened_at: datetime | None = None,
    id: UUID | None = None, at: datetime,
) -> UUID:  # fmt: skip
    """Note how far somebody on a list is (通知、已转、到点、返家); a second call with the same id changes nothing.

    Raises NotFound, NotAllowed, Refusal.
    """
    return record_ticks(
        actor=actor, order_rows=[order_row], step=step, where=where, happened_at=happened_at,
        ids=[id] if id else None, at=at,
    )[0]  # fmt: skip


@transaction.atomic
def record_ticks(
    *, actor: Actor, order_rows: Sequence[UUID], step: str, where: str = "", happened_at: datetime | None = None,
    ids: Sequence[UUID] | None = None, at: datetime,
) -> list[UUID]:  # fmt: skip
    """The same for a whole household. What comes after the end of the order is kept, too: it happened.

    Raises NotFound, NotAllowed, Refusal.
    """
    if step not in Step.values:
        raise Refusal(_("请选择到了哪一步"), field="step")
    moment = happened_at or at
    if moment > at:
        raise Refusal(_("时间不能在现在以后"), field="happened_at")
    rows = _reached(actor, order_rows)
    said = clean_line(where, 120, field="where")
    ticks = [
        EvacuationTick(
            id=pk, town_id=row.town_id, order_id=row.order_id, row=row, step=step, where=said, happened_at=moment,
            recorded_at=at, recorded_by=actor.name, recorded_by_id=actor.account_id,
        )
        for pk, row in zip(ids or [uuid7() for _row in rows], rows, strict=True)
    ]  # fmt: skip
    EvacuationTick.objects.everywhere(WHY).bulk_create(ticks, ignore_conflicts=True)
    carry_rows([row for row in rows if row.order.ended_at is None], at=at)
    return [tick.pk for tick in ticks]


def _reached(actor: Actor, order_rows: Sequence[UUID]) -> list[EvacuationRow]:
    found = EvacuationRow.objects.all().within(actor.scope("visit.record")).filter(pk__in=order_rows)
    rows = {row.pk: row for row in found.select_related("order").select_for_update(of=("self",)).order_by("pk")}
    missing = [pk for pk in order_rows if pk not in rows]
    if missing:
        seen = EvacuationRow.objects.all().within(actor.scope("visit.see")).filter(pk__in=missing)
        if seen.count() == len(missing):
            raise NotAllowed(_("你没有这一步的权限"))
        raise NotFound(STRANGE)
    return [rows[pk] for pk in order_rows]
