"""Reports: made at 8 o'clock by themselves, and later for days that were missed."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.places.queries import places_in_force
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Refusal
from wangge.practice.insight.doors import town_to
from wangge.practice.insight.lifecycle import Rhythm, period_before
from wangge.practice.insight.models import Report
from wangge.practice.insight.queries.kept import counted
from wangge.practice.insight.queries.windows import Window

CAUGHT_UP = 7  # days that a stopped worker may have missed
MOST_DAYS = 366
WHY = "the report before, of the same town"


@transaction.atomic
def make_report(*, town_id: UUID, rhythm: Rhythm, day: date, at: datetime, made_by: str = "") -> Report | None:
    """Make the report that is due on a day (日报告、周研判、月分析); None where it was made before.

    Raises Refusal for a period that is not over, and for what is no town.
    """
    town = areas_in_memory().by_id.get(town_id)
    if town is None or town.level != Level.TOWN:
        raise Refusal(_("报告按乡镇（街道）做"))
    period = period_before(rhythm, day)
    if period.until > at:
        raise Refusal(_("这一期还没有结束，到时候会自动生成"), field="day")
    rows = Report.objects.everywhere(WHY).filter(town_id=town_id, rhythm=rhythm)
    if rows.filter(until=period.until).exists():
        return None
    figures = counted(window=Window(town_id, town.path, period.since, period.until, at), rhythm=rhythm)
    before = rows.filter(until=period.since).values_list("figures__flow__open", flat=True).first()
    figures.previous_open = before
    report = Report(
        town_id=town_id, area_path=town.path, rhythm=rhythm, since=period.since, until=period.until, made_at=at,
        made_by=made_by, figures=figures.as_json(),
    )  # fmt: skip
    Report.objects.bulk_create([report], ignore_conflicts=True)
    return report if rows.filter(pk=report.pk).exists() else None  # another may have made it meanwhile


def make_due_reports(*, at: datetime) -> int:
    """Every report of every town that is due by now, those of the last week that were missed among them."""
    today = day_of(at)
    days = [today - timedelta(days=n) for n in range(CAUGHT_UP, -1, -1)]
    made = 0
    for town in _towns():
        for rhythm in Rhythm:
            for period_day in _days_due(rhythm, days):
                if period_before(rhythm, period_day).until <= at:
                    made += make_report(town_id=town.id, rhythm=rhythm, day=period_day, at=at) is not None
    return made


def _days_due(rhythm: Rhythm, days: list[date]) -> list[date]:
    """Of these days one for each period that ends in them."""
    if rhythm == Rhythm.DAY:
        return days
    return [day for day in days if (day.weekday() == 0 if rhythm == Rhythm.WEEK else day.day == 1)]


def _towns() -> list[AreaRow]:
    index, places = areas_in_memory(), places_in_force()
    return [row for row in index.rows if row.level == Level.TOWN and index.place_of(row.id) in places]


def backfill_reports(
    *, actor: Actor, town_id: UUID, rhythm: Rhythm, first: date, last: date, at: datetime
) -> list[Report]:
    """补做: make what is missing between two days, each as of its own moment. Raises NotFound, NotAllowed, Refusal."""
    town = town_to(actor, "report.edit", town_id)
    if last < first or (last - first).days >= MOST_DAYS:
        raise Refusal(_("一次最多补做一年，起止日期请写对"), field="first")
    if period_before(rhythm, first).until > at:
        raise Refusal(_("这一期还没有结束，到时候会自动生成"), field="first")
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = [
        make_report(town_id=town.id, rhythm=rhythm, day=day, at=at, made_by=actor.name)
        for day in _days_due(rhythm, days)
        if period_before(rhythm, day).until <= at
    ]
    return [report for report in found if report is not None]
