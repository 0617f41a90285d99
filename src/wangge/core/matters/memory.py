"""Every town's lists in memory: asked at each dispatch, changed some times a month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from wangge.ground.foundation.revisions import Cached

from .models import HeldField, Matter, Power, RequiredReport

REVISION = "matters"


class Line(Protocol):
    """What all lines of the lists have."""

    @property
    def valid_from(self) -> datetime: ...
    @property
    def valid_to(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class MatterRow:
    """A matter of the catalogue."""

    id: UUID
    code: str
    name: str
    is_demonstration: bool
    valid_from: datetime
    valid_to: datetime | None
    categories: tuple[str, ...]
    duty: str
    legal_basis: str
    holder: str
    holder_level: str
    note: str


@dataclass(frozen=True, slots=True)
class PowerRow:
    """A power and who holds it."""

    id: UUID
    code: str
    name: str
    is_demonstration: bool
    valid_from: datetime
    valid_to: datetime | None
    categories: tuple[str, ...]
    level: str
    unit_kind: str
    unit_code: str
    handed_down_from: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class HeldFieldRow:
    """A field that is held already."""

    id: UUID
    code: str
    name: str
    is_demonstration: bool
    valid_from: datetime
    valid_to: datetime | None
    about: str
    aliases: tuple[str, ...]
    where_held: str
    holder_unit_id: UUID | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report that is asked of the grid."""

    id: UUID
    code: str
    name: str
    is_demonstration: bool
    valid_from: datetime
    valid_to: datetime | None
    asked_by: str
    legal_basis: str
    frequency: str
    fields: tuple[str, ...]
    ended_because: str


@dataclass(frozen=True)
class Lists:
    """The lists of one town, ended lines among them, by code."""

    matters: tuple[MatterRow, ...] = ()
    powers: tuple[PowerRow, ...] = ()
    fields: tuple[HeldFieldRow, ...] = ()
    reports: tuple[ReportRow, ...] = ()


LineT = TypeVar("LineT", bound=Line)
EMPTY = Lists()
WHY = "the lists of all towns are kept in memory"


def _load() -> dict[UUID, Lists]:
    found: dict[UUID, dict[str, list[object]]] = {}

    def keep(kind: str, town_id: UUID, row: object) -> None:
        found.setdefault(town_id, {}).setdefault(kind, []).append(row)

    for matter in Matter.objects.everywhere(WHY).order_by("code", "valid_from"):
        row: object = MatterRow(
            *_common(matter), tuple(matter.categories), matter.duty, matter.legal_basis, matter.holder,
            matter.holder_level, matter.note,
        )  # fmt: skip
        keep("matters", matter.town_id, row)
    for power in Power.objects.everywhere(WHY).order_by("code", "valid_from"):
        row = PowerRow(
            *_common(power), tuple(power.categories), power.level, power.unit_kind, power.unit_code,
            power.handed_down_from, power.legal_basis,
        )  # fmt: skip
        keep("powers", power.town_id, row)
    for field in HeldField.objects.everywhere(WHY).order_by("code", "valid_from"):
        row = HeldFieldRow(
            *_common(field), field.about, tuple(field.aliases), field.where_held, field.holder_unit_id
        )  # fmt: skip
        keep("fields", field.town_id, row)
    for report in RequiredReport.objects.everywhere(WHY).order_by("code", "valid_from"):
        row = ReportRow(
            *_common(report), report.asked_by, report.legal_basis, report.frequency, tuple(report.fields),
            report.ended_because,
        )  # fmt: skip
        keep("reports", report.town_id, row)
    return {town: Lists(**{kind: tuple(rows) for kind, rows in kinds.items()}) for town, kinds in found.items()}  # type: ignore[arg-type]  # each kind holds its own rows


def _common(row: Matter | Power | HeldField | RequiredReport) -> tuple[UUID, str, str, bool, datetime, datetime | None]:
    return row.pk, row.code, row.name, row.is_demonstration, row.valid_from, row.valid_to


_lists = Cached(REVISION, _load)


def lists_of(town_id: UUID) -> Lists:
    """All lines of a town's lists, those that have ended among them."""
    return _lists().get(town_id, EMPTY)


def valid_at(rows: Iterable[LineT], at: datetime) -> list[LineT]:
    """The lines in force at a moment."""
    return [row for row in rows if row.valid_from <= at and (row.valid_to is None or at < row.valid_to)]
