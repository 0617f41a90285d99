"""The exchange-quality self-score out of 30: complete 10, valid 10, timely 5, stable 5 (practice 2.2)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .lifecycle import ContactKind
from .models import UpstreamSystem
from .queries import contact_sums, last_reconciliation

CENT = Decimal("0.01")
BROUGHT = {ContactKind.PULL, ContactKind.PUSH, ContactKind.FILE}


@dataclass(frozen=True)
class Part:
    """One part of the score with what it was reckoned from; without a denominator there is nothing to score."""

    code: str
    label: str | Promise
    most: int
    numerator: int
    denominator: int
    meaning: str | Promise

    @property
    def points(self) -> Decimal | None:
        if not self.denominator:
            return None
        share = Decimal(self.numerator) * self.most / Decimal(self.denominator)
        return share.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Score:
    """The four parts; the total only where every part could be reckoned."""

    parts: tuple[Part, ...]

    @property
    def total(self) -> Decimal | None:
        points = [part.points for part in self.parts]
        known = [one for one in points if one is not None]
        return sum(known, Decimal("0.00")) if len(known) == len(points) else None


def reckon(
    *, complete: tuple[int, int], valid: tuple[int, int], timely: tuple[int, int], stable: tuple[int, int]
) -> Score:
    """The score from numerators and denominators."""
    return Score(
        (
            Part("complete", _("数据完整"), 10, *complete, _("最近一次对账里两边都有的工单 / 任一边有的工单")),
            Part("valid", _("内容完整"), 10, *valid, _("收下的行 / 收到的行")),
            Part("timely", _("交换及时"), 5, *timely, _("一小时内回传的结果 / 回传的结果")),
            Part("stable", _("接口稳定"), 5, *stable, _("成功的往来 / 全部往来")),
        )
    )


def score_of(*, system: UpstreamSystem, start: datetime, end: datetime) -> Score:
    """The self-score of one system over a stretch of time."""
    rows = contact_sums(system=system, start=start, end=end)
    brought = [row for row in rows if row.kind in BROUGHT]
    returned = [row for row in rows if row.kind == ContactKind.RETURN and row.is_sound]
    received, sent = sum(row.rows for row in brought), sum(row.rows for row in returned)
    return reckon(
        complete=_complete(system, start=start, end=end),
        valid=(received - sum(row.refused for row in brought), received),
        timely=(sent - sum(row.late for row in returned), sent),
        stable=(sum(row.contacts for row in rows if row.is_sound), sum(row.contacts for row in rows)),
    )


def _complete(system: UpstreamSystem, *, start: datetime, end: datetime) -> tuple[int, int]:
    row = last_reconciliation(system=system, start=start, end=end)
    return (row.both, row.theirs + row.ours - row.both) if row else (0, 0)
