"""调解成功率 and what it is made of: every rate with its numerator, its denominator and what was left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from wangge.core.areas.scope import Scope

from .disputes import RESULTS, DisputeFilter, cases_in_dispute, kept

BY: dict[str, str] = {
    "category": "category",
    "grade": "grade",
    "venue": "dispute__venue",
    "unit": "dispute__unit_id",
    "level": "solved_level",
}


@dataclass(frozen=True)
class Tally:
    """Some disputes, counted; `key` is what they have in common (None: no record yet)."""

    key: str | UUID | None
    total: int = 0
    unrecorded: int = 0
    open: int = 0
    closed: int = 0
    agreed: int = 0
    kept: int = 0
    broken: int = 0
    late: int = 0
    waiting: int = 0

    @property
    def counts(self) -> tuple[int, ...]:
        """All counts, in their order."""
        return (
            self.total, self.unrecorded, self.open, self.closed, self.agreed, self.kept, self.broken, self.late,
            self.waiting,
        )  # fmt: skip

    @property
    def success(self) -> tuple[int, int]:
        """达成协议 ÷ 已了结."""
        return self.agreed, self.closed

    @property
    def performance(self) -> tuple[int, int]:
        """已履行 ÷ 达成协议."""
        return self.kept, self.agreed


@dataclass(frozen=True)
class DisputeFigures:
    """The disputes of a scope and a period: all, and by what they differ in."""

    total: Tally
    by: dict[str, list[Tally]]


def dispute_figures(*, scope: Scope, where: DisputeFilter, today: date) -> DisputeFigures:
    """All counts of one filter in one statement; they add up to the total, as each case has one of each key."""
    rows = cases_in_dispute(scope=scope, where=where, today=today).order_by()
    found = rows.values(*BY.values()).annotate(**_counts(today)).values_list(*BY.values(), *_counts(today))
    lines = [(dict(zip(BY, values, strict=False)), Tally(None, *values[len(BY) :])) for values in found]
    return DisputeFigures(
        total=_sum(None, (tally for _keys, tally in lines)),
        by={name: _grouped(lines, name) for name in BY},
    )


def _counts(today: date) -> dict[str, Count]:
    held = kept(today)
    conditions: dict[str, Q | None] = {
        "total_": None,
        **{name: RESULTS[name] for name in ("unrecorded", "open", "closed", "agreed")},
        **{name: held[name] for name in ("kept", "broken", "late", "waiting")},
    }
    return {name: Count("pk", filter=condition) for name, condition in conditions.items()}


def _grouped(lines: list[tuple[dict[str, str | UUID | None], Tally]], name: str) -> list[Tally]:
    groups: dict[str | UUID | None, list[Tally]] = {}
    for keys, tally in lines:
        groups.setdefault(keys[name], []).append(tally)
    found = [_sum(key, tallies) for key, tallies in groups.items()]
    return sorted(found, key=lambda one: (-one.total, str(one.key)))


def _sum(key: str | UUID | None, tallies: Iterable[Tally]) -> Tally:
    counts = [one.counts for one in tallies]
    return Tally(key, *(sum(column) for column in zip(*counts, strict=True))) if counts else Tally(key)
