"""What phones were given against how things are: differences are found, counted and mended."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from .models import SyncDrift, SyncRow
from .rows import Key, NewRow, Payload, held_rows, opened, put_rows, read_payload, remove_rows

Expected = Callable[[], Iterable[NewRow]]


@dataclass
class Drift:
    """How many rows of a kind were compared, and what was wrong with them."""

    compared: int = 0
    missing: int = 0
    different: int = 0
    stale: int = 0

    def __iadd__(self, other: "Drift") -> "Drift":
        self.compared += other.compared
        self.missing += other.missing
        self.different += other.different
        self.stale += other.stale
        return self

    @property
    def wrong(self) -> int:
        return self.missing + self.different + self.stale


@dataclass
class _Difference:
    wanted: dict[Key, NewRow]
    missing: set[Key] = field(default_factory=set)
    different: set[Key] = field(default_factory=set)
    stale: set[Key] = field(default_factory=set)

    @property
    def keys(self) -> set[Key]:
        return self.missing | self.different | self.stale


@transaction.atomic
def match_scope(*, scope: UUID, kinds: Collection[str], expected: Expected, at: datetime) -> dict[str, Drift]:
    """Bring a scope's rows of some kinds to what is expected of them, and count by kind what was wrong.

    What looks wrong is locked and looked at once more: what somebody changes at this moment is no drift.
    """
    first = _differences(scope, kinds, expected())
    found = {kind: Drift(compared=sum(key[1] == kind for key in first.wanted)) for kind in kinds}
    if not first.keys:
        return found
    held_rows(sorted(first.keys))
    again = _differences(scope, kinds, expected())
    for name in ("missing", "different", "stale"):
        for key in getattr(again, name) & first.keys:
            setattr(found[key[1]], name, getattr(found[key[1]], name) + 1)
    wrong = (again.missing | again.different) & first.keys
    put_rows([again.wanted[key] for key in sorted(wrong)], at=at)
    remove_rows(sorted(again.stale & first.keys), at=at)
    return found


def _differences(scope: UUID, kinds: Collection[str], rows: Iterable[NewRow]) -> _Difference:
    found = _Difference({row.key: row for row in rows})
    held = _held(scope, kinds)
    found.missing = found.wanted.keys() - held.keys()
    found.stale = held.keys() - found.wanted.keys()
    found.different = {key for key, row in found.wanted.items() if key in held and held[key] != row.payload}
    return found


def _held(scope: UUID, kinds: Collection[str]) -> dict[Key, Payload]:
    rows = SyncRow.objects.filter(scope=scope, kind__in=kinds, is_deleted=False)
    found = {}
    for kind, row_id, sealed in rows.values_list("kind", "row_id", "payload"):
        key = (scope, kind, row_id)
        found[key] = read_payload(opened(bytes(sealed), key))
    return found


def keep_drift(*, town_id: UUID, on: date, found: Mapping[str, Drift], at: datetime) -> None:
    """Note what a night's comparison of a town found; made twice, the last one counts."""
    SyncDrift.objects.filter(town_id=town_id, on=on).delete()
    SyncDrift.objects.bulk_create(
        SyncDrift(town_id=town_id, on=on, kind=kind, compared=one.compared, missing=one.missing,
                  different=one.different, stale=one.stale, at=at)
        for kind, one in sorted(found.items())
    )  # fmt: skip


@dataclass(frozen=True)
class DriftRow:
    """What one night found of one kind, over all towns."""

    on: date
    kind: str
    drift: Drift


def drifts(*, nights: int = 7, towns: Collection[UUID] | None = None) -> list[DriftRow]:
    """The newest nights, each kind by itself, the towns together; one statement."""
    rows: Any = SyncDrift.objects.all() if towns is None else SyncDrift.objects.filter(town_id__in=list(towns))
    days = rows.order_by("-on").values("on").distinct()[:nights]
    found: dict[tuple[date, str], Drift] = {}
    names = ("on", "kind", "compared", "missing", "different", "stale")
    for on, kind, *counts in rows.filter(on__in=days).order_by("-on", "kind").values_list(*names):
        found.setdefault((on, kind), Drift()).__iadd__(Drift(*counts))
    return [DriftRow(on, kind, drift) for (on, kind), drift in found.items()]
