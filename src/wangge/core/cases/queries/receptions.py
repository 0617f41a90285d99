"""领导下访接访: the days of a month, and how many of those planned were kept."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.areas.scope import Scope
from wangge.core.cases.models import ReceptionCase, ReceptionDay, ReceptionKind
from wangge.ground.foundation.errors import NotFound

__all__ = ["ReceptionDay", "ReceptionKind", "ReceptionRow", "reception_day", "reception_days"]


@dataclass(frozen=True)
class ReceptionRow:
    """One day with the matters brought on it, as (id, number)."""

    day: ReceptionDay
    cases: tuple[tuple[UUID, str], ...]

    def is_kept(self, today: date) -> bool | None:
        """Whether it took place; None while it is still ahead."""
        if self.day.is_held is not None:
            return self.day.is_held
        return None if self.day.on >= today else False


def reception_days(*, scope: Scope, since: date, before: date, area_path: str = "") -> list[ReceptionRow]:
    """The days of a period, the newest first; two statements."""
    rows = ReceptionDay.objects.within(scope).filter(on__gte=since, on__lt=before)
    if area_path:
        rows = rows.filter(area_path__startswith=area_path)
    days = list(rows.order_by("-on", "-id"))
    return _with_cases(days)


def reception_day(*, scope: Scope, day_id: UUID) -> ReceptionRow:
    """One day. Raises NotFound alike for a missing one and one outside the scope."""
    day = ReceptionDay.objects.within(scope).filter(pk=day_id).first()
    if day is None:
        raise NotFound(_("没有找到这次接访，或者它不在你的范围内"))
    return _with_cases([day])[0]


def _with_cases(days: list[ReceptionDay]) -> list[ReceptionRow]:
    linked: dict[UUID, list[tuple[UUID, str]]] = {}
    rows = ReceptionCase.objects.filter(day__in=[day.pk for day in days]).order_by("id")
    for day_id, case_id, number in rows.values_list("day_id", "case_id", "case__number"):
        linked.setdefault(day_id, []).append((case_id, number))
    return [ReceptionRow(day, tuple(linked.get(day.pk, []))) for day in days]
