"""The burden counter: told by whoever knows; one fact counts once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, area_by_id, areas_in_memory
from wangge.core.matters.lifecycle import Burden
from wangge.core.matters.models import BurdenEntry
from wangge.core.notices.subject import NO_SUBJECT, SubjectRef
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Refusal


@dataclass(frozen=True)
class BurdenCount:
    """What to count where; `source_ref` names the fact (`task:<id>`), `subject` is what a page leads to."""

    area_id: UUID
    kind: Burden
    count: int
    source_ref: str
    subject: SubjectRef = NO_SUBJECT


@transaction.atomic
def count_burden(
    *, area_id: UUID, kind: Burden, count: int = 1, source_ref: str, subject: SubjectRef = NO_SUBJECT, at: datetime
) -> None:
    """Count what a fact costs a grid or spares it (记减负账); told twice it counts once. Raises NotFound, Refusal."""
    count_burdens(counts=[BurdenCount(area_id, kind, count, source_ref, subject)], at=at)


@transaction.atomic
def count_burdens(*, counts: Sequence[BurdenCount], at: datetime) -> None:
    """As count_burden, many in one statement; a micro-grid counts for its grid."""
    month = day_of(at).replace(day=1)
    rows = [_entry(one, *_grid_of(one.area_id), month, at) for one in counts]
    BurdenEntry.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def _grid_of(area_id: UUID) -> tuple[AreaRow, UUID]:
    area = area_by_id(area_id=area_id)
    if area.level == Level.MICRO and area.parent_id:
        area = areas_in_memory().by_id[area.parent_id]
    if area.town_id is None:
        raise Refusal(_("减负账记在网格上，不记在县区上"))
    return area, area.town_id


def _entry(one: BurdenCount, area: AreaRow, town_id: UUID, month: date, at: datetime) -> BurdenEntry:
    if one.count < 1 or not one.source_ref:
        raise Refusal(_("要记的数从 1 开始，并写明来源"))
    return BurdenEntry(
        town_id=town_id,
        area_id=area.id,
        area_path=area.path,
        month=month,
        kind=Burden(one.kind),
        count=one.count,
        source_ref=one.source_ref,
        subject_kind=one.subject.kind,
        subject_id=one.subject.id,
        subject_label=one.subject.label[:80],
        counted_at=at,
    )
