"""What others measured here: figures and ranks from outside, with their source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text import clean_line
from wangge.practice.surveys.doors import area_for
from wangge.practice.surveys.models import SurveyResult

TWO = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class NewResult:
    """A figure as somebody else published it; without a sample it stays a figure without an interval."""

    area_id: UUID
    item: str
    on: date
    source: str
    percent: Decimal
    sample: int | None = None
    positives: int | None = None
    rank: int | None = None
    rank_of: int | None = None
    rank_within: str = ""


@transaction.atomic
def import_results(*, actor: Actor, new: Sequence[NewResult], at: datetime) -> int:
    """Take figures and ranks over (测评结果导入); one that is held already is not taken twice.

    Returns how many are new. Raises NotFound, NotAllowed, Refusal.
    """
    rows = [_result(actor, one, number, at=at) for number, one in enumerate(new, start=1)]
    held = SurveyResult.objects.everywhere("the areas were reached")
    held.bulk_create(rows, ignore_conflicts=True)
    return held.filter(pk__in=[row.pk for row in rows]).count()


def _result(actor: Actor, new: NewResult, number: int, *, at: datetime) -> SurveyResult:
    area = area_for(actor, new.area_id, permission="visit.ask")
    item, source = clean_line(new.item, 60, field="item"), clean_line(new.source, 100, field="source")
    if not item or not source:
        raise Refusal(_("第 {number} 行请写明是什么指标、从哪里来").format(number=number), field="source")
    if not 0 <= new.percent <= 100 or new.on > day_of(at):
        raise Refusal(_("第 {number} 行的百分比或者日期不对").format(number=number), field="percent")
    if new.rank is not None and (new.rank < 1 or (new.rank_of is not None and new.rank > new.rank_of)):
        raise Refusal(_("第 {number} 行的名次不对").format(number=number), field="rank")
    _check_sample(new, number)
    assert area.town_id is not None
    return SurveyResult(
        town_id=area.town_id, area_id=area.id, area_path=area.path, item=item, on=new.on, source=source,
        percent=new.percent.quantize(TWO, ROUND_HALF_UP), sample=new.sample, positives=new.positives, rank=new.rank,
        rank_of=new.rank_of, rank_within=clean_line(new.rank_within, 60), recorded_at=at, recorded_by=actor.name,
    )  # fmt: skip


def _check_sample(new: NewResult, number: int) -> None:
    """A share and its sample must say the same, or one of them is wrong."""
    if new.positives is None:
        return
    if not new.sample or new.positives > new.sample:
        raise Refusal(_("第 {number} 行的样本量不对").format(number=number), field="sample")
    counted = (100 * Decimal(new.positives) / new.sample).quantize(TWO, ROUND_HALF_UP)
    if abs(counted - new.percent) > TWO:
        words = _("第 {number} 行对不上：{positives} / {sample} 是 {counted}%")
        text = words.format(number=number, positives=new.positives, sample=new.sample, counted=counted)
        raise Refusal(text, field="percent")
