"""What phones carry of an order: the order and the people of their grid, pinned, usable without a network.

Kinds `order` and `order_row`, as docs/phone-contract.md has them. Written in the transaction that changes them; when
the order ends they leave the phones.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from wangge.core.areas.levels import Level
from wangge.core.areas.memory import areas_in_memory
from wangge.core.people.queries.labels import names_for_phones
from wangge.ground.sync.rows import NewRow, put_rows, remove_rows
from wangge.practice.emergency.lifecycle import RANK
from wangge.practice.emergency.models import EvacuationOrder, EvacuationRow, EvacuationTick
from wangge.practice.emergency.wording import why_words

ORDER, ORDER_ROW = "order", "order_row"
GRIDS = (Level.GRID, Level.MICRO)
WHY = "an order and its list are shown to the phones of its grids"


def carry_order(order: EvacuationOrder, rows: Sequence[EvacuationRow], *, at: datetime) -> None:
    """Put the order and its list on the phones of its grids; three statements."""
    on_phones = [row for row in rows if _is_of_a_grid(row.area_id)]
    grids = dict.fromkeys(row.area_id for row in on_phones)
    with override(settings.LANGUAGE_CODE):
        orders = [NewRow(grid, ORDER, order.pk, order.town_id, _order(order)) for grid in grids]
    put_rows([*orders, *_new(on_phones, {})], at=at)


def carry_rows(rows: Sequence[EvacuationRow], *, at: datetime) -> None:
    """Bring some lines of lists to how they are; four statements."""
    ticks: dict[UUID, list[EvacuationTick]] = defaultdict(list)
    for tick in EvacuationTick.objects.everywhere(WHY).filter(row__in=rows).order_by("happened_at", "id"):
        ticks[tick.row_id].append(tick)
    put_rows(_new([row for row in rows if _is_of_a_grid(row.area_id)], ticks), at=at)


@transaction.atomic
def drop_rows(order_id: UUID, rows: Sequence[tuple[UUID, UUID]], *, at: datetime) -> None:
    """Take some lines of a list, by grid and id, and the order itself off the phones."""
    keys = [(area_id, ORDER_ROW, pk) for area_id, pk in rows]
    remove_rows([*keys, *((area, ORDER, order_id) for area in {key[0] for key in keys})], at=at)


def _is_of_a_grid(area_id: UUID) -> bool:
    area = areas_in_memory().by_id.get(area_id)
    return area is not None and area.level in GRIDS


def _order(order: EvacuationOrder) -> dict[str, object]:
    words = [order.words, order.shelter and _("安置点：{place}").format(place=order.shelter)]
    return {
        "title": order.title, "words": "\n".join(filter(None, words)), "kind": "evacuation",
        "until": order.until.isoformat() if order.until else None,
    }  # fmt: skip


def _new(rows: Sequence[EvacuationRow], ticks: dict[UUID, list[EvacuationTick]]) -> list[NewRow]:
    names = names_for_phones(person_ids=[row.person_id for row in rows])
    with override(settings.LANGUAGE_CODE):
        return [
            NewRow(
                row.area_id, ORDER_ROW, row.pk, row.town_id,
                _payload(row, names.get(row.person_id, ""), ticks.get(row.pk, ())),
            )
            for row in rows
        ]  # fmt: skip


def _payload(row: EvacuationRow, name: str, ticks: Iterable[EvacuationTick]) -> dict[str, object]:
    told = [
        {"step": tick.step, "at": tick.happened_at.isoformat(), "by": tick.recorded_by, "where": tick.where}
        for tick in ticks
    ]
    return {
        "order": str(row.order_id), "household": str(row.household_id), "person": str(row.person_id), "name": name,
        "address": row.address, "helper": row.helper_name, "why": why_words(row.town_id, row.reasons),
        "state": max((tick["step"] for tick in told), key=RANK.__getitem__, default=""), "ticks": told,
    }  # fmt: skip
