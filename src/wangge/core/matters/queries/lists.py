"""The four lists of a town, from memory: no statement at any size."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.core.matters.lifecycle import Duty
from wangge.core.matters.memory import HeldFieldRow, MatterRow, PowerRow, ReportRow, lists_of, valid_at
from wangge.ground.foundation.errors import NotFound
from wangge.ground.foundation.text import fold

RowT = TypeVar("RowT", MatterRow, PowerRow, HeldFieldRow, ReportRow)


@dataclass(frozen=True)
class DutyCounts:
    """How long each of the three duty lists (履职清单) is."""

    basic: int
    cooperate: int
    taken_back: int

    @property
    def total(self) -> int:
        return self.basic + self.cooperate + self.taken_back


def matters(
    *, town_id: UUID, at: datetime, duty: str = "", categories: tuple[str, ...] = (), words: str = ""
) -> list[MatterRow]:
    """The matters of a town, of one duty, covering one of these categories, or holding some words, by code."""
    rows = valid_at(lists_of(town_id).matters, at)
    return [
        row
        for row in _holding(rows, words)
        if duty in ("", row.duty) and (not categories or set(categories) & set(row.categories))
    ]


def duty_counts(*, town_id: UUID, at: datetime) -> DutyCounts:
    """The lengths of the three lists."""
    duties = [row.duty for row in valid_at(lists_of(town_id).matters, at)]
    return DutyCounts(*(duties.count(duty) for duty in (Duty.BASIC, Duty.COOPERATE, Duty.TAKEN_BACK)))


def powers(*, town_id: UUID, at: datetime, words: str = "") -> list[PowerRow]:
    """The powers (事权) known in a town."""
    return _holding(valid_at(lists_of(town_id).powers, at), words)


def held_fields(*, town_id: UUID, at: datetime, words: str = "") -> list[HeldFieldRow]:
    """The fields that are held already."""
    return _holding(valid_at(lists_of(town_id).fields, at), words)


def reports(*, town_id: UUID, at: datetime, words: str = "", with_ended: bool = False) -> list[ReportRow]:
    """The reports asked of the grid; `with_ended` also those that are no longer."""
    rows = lists_of(town_id).reports
    if not with_ended:
        return _holding(valid_at(rows, at), words)
    newest = {row.code: row for row in rows if row.valid_from <= at}
    return _holding(newest.values(), words)


def matter_row(*, town_id: UUID, code: str, at: datetime) -> MatterRow:
    """One live matter. Raises NotFound."""
    return _one(lists_of(town_id).matters, code, at)


def power_row(*, town_id: UUID, code: str, at: datetime) -> PowerRow:
    """One live power. Raises NotFound."""
    return _one(lists_of(town_id).powers, code, at)


def held_field_row(*, town_id: UUID, code: str, at: datetime) -> HeldFieldRow:
    """One live field. Raises NotFound."""
    return _one(lists_of(town_id).fields, code, at)


def report_row(*, town_id: UUID, code: str, at: datetime) -> ReportRow:
    """One live report. Raises NotFound."""
    return _one(lists_of(town_id).reports, code, at)


def _one(rows: Iterable[RowT], code: str, at: datetime) -> RowT:
    for row in valid_at(rows, at):
        if row.code == code:
            return row
    raise NotFound(_("清单里没有这一条，或者它已经停用"))


def _holding(rows: Iterable[RowT], words: str) -> list[RowT]:
    sought = fold(words)
    return [row for row in rows if sought in fold(f"{row.code} {row.name}")]
