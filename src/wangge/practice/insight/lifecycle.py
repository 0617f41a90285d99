"""What is kept: reports of three rhythms, meetings of two kinds, and what meetings decide."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from wangge.ground.foundation.calendar.days import midnight

MEETINGS_A_YEAR = 6
MADE_AT = time(8)  # 每天 8 点


class Rhythm(models.TextChoices):
    DAY = "day", _("日报告")
    WEEK = "week", _("周研判")
    MONTH = "month", _("月分析")


class MeetingKind(models.TextChoices):
    WEEKLY = "weekly", _("风险研判会")
    BIMONTHLY = "bimonthly", _("综合网格长双月例会")


class ItemKind(models.TextChoices):
    RISK = "risk", _("风险")
    ISSUE = "issue", _("议题")


@dataclass(frozen=True)
class Period:
    """From a moment on, up to another one that is not in it."""

    since: datetime
    until: datetime


def period_before(rhythm: Rhythm, day: date) -> Period:
    """What a report made on a day is about: the 24 hours up to 8 o'clock, the last whole week, the last whole month."""
    if rhythm == Rhythm.DAY:
        until = make_aware(datetime.combine(day, MADE_AT))
        return Period(until - timedelta(days=1), until)
    if rhythm == Rhythm.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(midnight(monday - timedelta(days=7)), midnight(monday))
    first = day.replace(day=1)
    return Period(midnight((first - timedelta(days=1)).replace(day=1)), midnight(first))


def month_before(period: Period) -> Period:
    """The month before a month (环比)."""
    first = localdate(period.since)
    return Period(midnight((first - timedelta(days=1)).replace(day=1)), period.since)


def year_before(period: Period) -> Period:
    """The same month of the year before (同比)."""
    first = localdate(period.since)
    until = (first.replace(year=first.year - 1) + timedelta(days=32)).replace(day=1)
    return Period(midnight(first.replace(year=first.year - 1)), midnight(until))


def bimonthly_days(year: int) -> list[date]:
    """The days of the six meetings of a year: the last Friday of each second month, kept until another is agreed."""
    months = range(2, 13, 2)
    return [_last_friday(year, month) for month in months]


def _last_friday(year: int, month: int) -> date:
    last = (date(year, month, 1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - 4) % 7)
