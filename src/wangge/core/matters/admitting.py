"""Whether a demand stands on an admission; the reason where it does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.areas.queries import AreaRow
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Refusal

from .lifecycle import Frequency, RequestState
from .models import AdmissionRequest, AskedAgain, Demand
from .queries.overlap import overlap


@dataclass(frozen=True)
class Wanted:
    """What a demand asks, and of which areas."""

    fields: tuple[str, ...]
    paths: tuple[str, ...]


def admitted(*, town: AreaRow, unit_id: UUID, matter_code: str, wanted: Wanted, at: datetime) -> AdmissionRequest:
    """The admission in force that covers a demand, the newest first.

    Raises Refusal: not admitted, expired, outside its areas, more than was admitted, too often, or asking
    for a field that is held without a reason of its holder.
    """
    live = _of_unit(town, unit_id, matter_code, at=at)
    _lock(live)
    refusal: Refusal | None = None
    for request in live:
        fault = _fault(request, town, wanted, at=at)
        if fault is None:
            return request
        refusal = refusal or fault
    assert refusal is not None
    raise refusal


def _lock(live: Sequence[AdmissionRequest]) -> None:
    """One demand after another under an admission, so that two sent at once do not both come first in its period."""
    rows = AdmissionRequest.objects.select_for_update(of=("self",)).everywhere("the admissions a demand may stand on")
    list(rows.filter(pk__in=[row.pk for row in live]).order_by("pk").values_list("pk", flat=True))


def _of_unit(town: AreaRow, unit_id: UUID, matter_code: str, *, at: datetime) -> list[AdmissionRequest]:
    """The unit's admissions for the matter, and those its requests were merged into. Raises Refusal."""
    rows = AdmissionRequest.objects.everywhere("the requests of one unit in one town")
    own = rows.filter(town_id=town.id, unit_id=unit_id, matter_code=matter_code).select_related("merged_into")
    asked = list(own.order_by("-id"))
    admitted_rows = [
        row.merged_into or row for row in asked if row.state in (RequestState.APPROVED, RequestState.MERGED)
    ]
    live = [row for row in admitted_rows if row.expires_on >= day_of(at)]
    if live:
        return live
    if admitted_rows:
        last = max(row.expires_on for row in admitted_rows)
        raise Refusal(_("准入已在 {day} 到期，要重新申请").format(day=last.isoformat()), field="matter")
    if any(row.state == RequestState.ASKED for row in asked):
        raise Refusal(_("准入申请还没有审定，不能下派给网格"), field="matter")
    refused = next((row for row in asked if row.state == RequestState.REFUSED), None)
    if refused is not None:
        raise Refusal(_("没有准入，理由是：{reason}").format(reason=refused.reason), field="matter")
    raise Refusal(_("这件事没有经过准入，不能下派给网格；请先提出准入申请"), field="matter")


def _fault(request: AdmissionRequest, town: AreaRow, wanted: Wanted, *, at: datetime) -> Refusal | None:
    if not all(path.startswith(tuple(request.paths)) for path in wanted.paths):
        return Refusal(_("准入的范围不包括所选的全部网格"), field="areas")
    extra = [words for words in wanted.fields if words not in request.fields]
    if extra:
        return Refusal(_("这些项没有准入：{fields}").format(fields="、".join(extra)), field="fields")
    if _is_too_soon(request, wanted, at=at):
        often = Frequency(request.frequency).label
        return Refusal(_("准入的频次是“{often}”，这一期已经下派过了").format(often=often), field="matter")
    return _held(request, town, wanted, at=at)


def _held(request: AdmissionRequest, town: AreaRow, wanted: Wanted, *, at: datetime) -> Refusal | None:
    held = overlap(town_id=town.id, fields=wanted.fields, at=at).held_fields
    if not held:
        return None
    explained = set(AskedAgain.objects.filter(request=request).values_list("field_code", flat=True))
    again = [f"{words}（{row.where_held}）" for words, row in held if row.code not in explained]
    if not again:
        return None
    words = _("这些信息已经有了，不再向网格要：{fields}").format(fields="、".join(again))
    return Refusal(words, field="fields")


def _is_too_soon(request: AdmissionRequest, wanted: Wanted, *, at: datetime) -> bool:
    """Whether one of the grids was already asked in this period (the week, month … the admission allows it once in)."""
    if request.frequency == Frequency.ON_CHANGE:
        return False
    rows = Demand.objects.everywhere("the demands of one admission").filter(request=request, refused_because="")
    sent = rows.filter(tasks__area_path__in=wanted.paths).order_by("-sent_at").values_list("sent_at", flat=True)
    last = sent.first()
    return last is not None and _period(request.frequency, day_of(last)) == _period(request.frequency, day_of(at))


def _period(frequency: str, day: date) -> tuple[int, ...]:
    if frequency == Frequency.WEEKLY:
        return day.isocalendar()[:2]
    if frequency == Frequency.MONTHLY:
        return (day.year, day.month)
    if frequency == Frequency.QUARTERLY:
        return (day.year, (day.month - 1) // 3)
    if frequency == Frequency.YEARLY:
        return (day.year,)
    return ()
