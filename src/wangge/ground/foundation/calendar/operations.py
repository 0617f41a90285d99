"""Writing the calendar: a year's announcement is taken over whole or not at all."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.models import CalendarAnnouncement, CalendarDay
from wangge.ground.foundation.outbox import publish
from wangge.ground.foundation.revisions import bump

from .announcement import AnnouncedDay, check_announcement
from .events import WorkCalendarChanged
from .queries import REVISION, announced_days


@dataclass(frozen=True)
class AnnouncementChange:
    """What an announcement changed against the calendar before it, as lines `date kind name`."""

    announcement: CalendarAnnouncement
    added: tuple[str, ...]
    removed: tuple[str, ...]


@transaction.atomic
def import_announcement(
    *, year: int, days: Sequence[AnnouncedDay], source: str, published_on: date, at: datetime
) -> AnnouncementChange:
    """Take over the days off announced for a year (导入放假安排), in place of what was known of it.

    Raises Refusal when the days cannot be meant, or when nothing would change.
    """
    check_announcement(year, days)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {CalendarDay._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    _refuse_days_of_other_years(year, days)
    before = {_line(day, special.kind, special.name) for day, special in announced_days(year).items()}
    after = {_line(day.date, day.kind, day.name) for day in days}
    added, removed = sorted(after - before), sorted(before - after)
    if not added and not removed:
        raise Refusal(_("{year} 年的放假安排与现有的完全相同").format(year=year))
    CalendarDay.objects.filter(announced_for=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(announced_for=year, source=source, published_on=published_on, **asdict(day)) for day in days
    )
    announcement = CalendarAnnouncement.objects.create(
        year=year, source=source, published_on=published_on, imported_at=at, added=added, removed=removed
    )
    bump(REVISION)
    publish(WorkCalendarChanged(announcement_id=announcement.pk, year=year), at=at)
    return AnnouncementChange(announcement, tuple(added), tuple(removed))


def _refuse_days_of_other_years(year: int, days: Sequence[AnnouncedDay]) -> None:
    rows = CalendarDay.objects.filter(date__in=[day.date for day in days]).exclude(announced_for=year)
    taken = rows.order_by("date").first()
    if taken is not None:
        raise Refusal(_("{day} 已在 {year} 年的安排里").format(day=taken.date, year=taken.announced_for))


def _line(day: date, kind: str, name: str) -> str:
    return f"{day.isoformat()} {kind} {name}".rstrip()
