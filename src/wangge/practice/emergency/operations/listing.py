"""Writing the lists of an order: a short one with it, a long one piece by piece, each in a transaction of its own."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wangge.core.areas.scope import Scope
from wangge.ground.foundation import outbox
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.inserts import insert_together
from wangge.practice.emergency.carried import carry_order, drop_rows
from wangge.practice.emergency.conditions import conditions_of, ground_of, outline_kept
from wangge.practice.emergency.events import EvacuationOrdered
from wangge.practice.emergency.models import EvacuationOrder, EvacuationRow
from wangge.practice.emergency.queries import Called, call_list

WHY = "the list of an order is written"
PIECE = 500  # persons, well below a second


@dataclass(frozen=True)
class Piece:
    """Some lines of the list of an order; with the last one the list is whole."""

    order_id: UUID
    called: tuple[Called, ...]
    is_last: bool


def by_town(found: Sequence[Called]) -> dict[UUID, list[Called]]:
    """The lists of the towns."""
    towns: dict[UUID, list[Called]] = defaultdict(list)
    for one in found:
        towns[one.town_id].append(one)
    return towns


def write_whole(order: EvacuationOrder, called: Sequence[Called], *, at: datetime) -> None:
    """Write a short list with its order, in the caller's transaction."""
    order.listed_at = at
    rows = _rows(order, called)
    insert_together([order], rows)
    _tell(order, rows, at=at)


def pieces_of(*, alarm_id: UUID) -> Iterator[Piece]:
    """What is to be written of the lists of an alarm that are not whole yet, from the roster as it is now."""
    rows = EvacuationOrder.objects.everywhere(WHY).filter(alarm_id=alarm_id, listed_at=None, ended_at=None)
    orders = list(rows.order_by("id"))
    if not orders:
        return
    one = orders[0]
    scope, conditions = Scope(tuple(one.roots)), conditions_of(one.conditions)
    ground = ground_of(scope=scope, areas=tuple(one.areas), outline=outline_kept(one.outline))
    towns = by_town(call_list(scope=scope, ground=ground, conditions=conditions, on=day_of(one.issued_at)))
    for order in orders:
        called = towns.get(order.town_id, [])
        for start in range(0, max(1, len(called)), PIECE):
            yield Piece(order.pk, tuple(called[start : start + PIECE]), start + PIECE >= len(called))


@transaction.atomic
def write_piece(*, piece: Piece, at: datetime) -> int:
    """Write a piece of a list and put it on the phones; returns how many lines it added.

    Who is on the list already stays there once, so that a piece may be written again; after the end of the order
    nothing is written.
    """
    orders = EvacuationOrder.objects.everywhere(WHY).select_for_update(no_key=True)
    order = orders.filter(pk=piece.order_id, listed_at=None, ended_at=None).first()
    if order is None:
        return 0
    persons = [one.person_id for one in piece.called]
    known = EvacuationRow.objects.everywhere(WHY).filter(order=order, person__in=persons)
    written = set(known.values_list("person_id", flat=True))
    rows = _rows(order, [one for one in piece.called if one.person_id not in written])
    if rows:
        insert_together(rows)
        _tell(order, rows, at=at)
    if piece.is_last:
        order.listed_at = at
        order.save(update_fields=["listed_at"])
    return len(rows)


def _rows(order: EvacuationOrder, called: Sequence[Called]) -> list[EvacuationRow]:
    return [
        EvacuationRow(
            town_id=order.town_id, order=order, area_id=one.area_id, area_path=one.area_path,
            household_id=one.household_id, person_id=one.person_id, address=one.address, door_key=one.door_key,
            reasons=list(one.reasons), helper_id=one.helper_id, helper_name=one.helper_name,
        )
        for one in called
    ]  # fmt: skip


def _tell(order: EvacuationOrder, rows: Sequence[EvacuationRow], *, at: datetime) -> None:
    """The phones of their grids, and who helps: each is told once, with the first piece that names him."""
    carry_order(order, rows, at=at)
    fact = EvacuationOrdered(
        order.pk, order.town_id, order.area_path, order.title, tuple(dict.fromkeys(row.area_id for row in rows)),
        tuple(dict.fromkeys(row.helper_id for row in rows if row.helper_id)),
    )  # fmt: skip
    outbox.publish(fact, at=at)


def take_back(*, order_id: UUID, at: datetime) -> None:
    """Take the list of an order that is over off the phones, piece by piece."""
    rows = EvacuationRow.objects.everywhere(WHY).filter(order=order_id).order_by("id")
    keys = list(rows.values_list("area_id", "pk"))
    for start in range(0, len(keys), PIECE):
        drop_rows(order_id, keys[start : start + PIECE], at=at)
