"""Moments as people say them: 今天 14:30 前, 还剩 2 小时, 超期 1 天.

A list says some hundred of them, most in few words: what is looked up in the catalogue is kept for each language.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from wangge.ground.foundation.calendar.days import ZONE

NEAR_DAYS = {
    -2: gettext_lazy("前天"),
    -1: gettext_lazy("昨天"),
    0: gettext_lazy("今天"),
    1: gettext_lazy("明天"),
    2: gettext_lazy("后天"),
}
WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)
NEXT_WEEKDAYS = (
    gettext_lazy("下周一"),
    gettext_lazy("下周二"),
    gettext_lazy("下周三"),
    gettext_lazy("下周四"),
    gettext_lazy("下周五"),
    gettext_lazy("下周六"),
    gettext_lazy("下周日"),
)
SOON = timedelta(hours=4)


class Urgency(StrEnum):
    """How a deadline stands to a moment."""

    CALM = "calm"
    SOON = "soon"
    OVER = "over"


def day_words(day: date, today: date) -> str:
    """A day seen from today: 明天, 周五, 下周三, 3月5日, 2025年3月5日."""
    return _day_words(get_language(), day, today)


@lru_cache(maxsize=4096)
def _day_words(language: str | None, day: date, today: date) -> str:
    distance = (day - today).days
    if distance in NEAR_DAYS:
        return str(NEAR_DAYS[distance])
    weeks = (day - timedelta(days=day.weekday()) - today + timedelta(days=today.weekday())).days // 7
    if weeks == 0:
        return str(WEEKDAYS[day.weekday()])
    if weeks == 1:
        return str(NEXT_WEEKDAYS[day.weekday()])
    return date_format(day, _("n月j日") if day.year == today.year else _("Y年n月j日"))


@cache
def _weekdays(language: str | None) -> tuple[str, ...]:
    return tuple(map(str, WEEKDAYS))


def when(moment: date, at: datetime) -> str:
    """A moment or a day as people say it, seen from `at`."""
    today = at.astimezone(ZONE).date()
    if not isinstance(moment, datetime):
        return day_words(moment, today)
    local = moment.astimezone(ZONE)
    return f"{day_words(local.date(), today)} {local.hour:02d}:{local.minute:02d}"


def due(moment: date, at: datetime) -> str:
    """The latest moment of a duty: 今天 14:30 前."""
    return _("%(when)s 前") % {"when": when(moment, at)}


def last_of(end: datetime) -> str:
    """The last day of a term that ends at midnight, the day and hour of one that ends at another time."""
    local = end.astimezone(ZONE)
    if local.time() == time.min:
        return (local - timedelta(days=1)).date().isoformat()
    return f"{local.date().isoformat()} {local.hour:02d}:{local.minute:02d}"


def exact(moment: date) -> str:
    """The full moment for a hover or a file: 2026-11-21 14:30 周六."""
    weekdays = _weekdays(get_language())
    if not isinstance(moment, datetime):
        return f"{moment:%Y-%m-%d} {weekdays[moment.weekday()]}"
    local = moment.astimezone(ZONE)
    return f"{local.date().isoformat()} {local.hour:02d}:{local.minute:02d} {weekdays[local.weekday()]}"


def latest(moment: date) -> str:
    """The end of a time limit in full: 最迟 2026-11-21 14:30 周六."""
    return _latest(get_language()) % {"moment": exact(moment)}


@cache
def _latest(language: str | None) -> str:
    return _("最迟 %(moment)s")


def _span(minutes: int, day_from: int) -> str:
    """A length of time in its largest fitting measure: 3 天, 2 小时, 5 分钟; below `day_from` days in hours."""
    days, hours = minutes // 1440, minutes // 60
    if days >= day_from:
        return ngettext("%(count)d 天", "%(count)d 天", days) % {"count": days}
    if hours >= 1:
        return ngettext("%(count)d 小时", "%(count)d 小时", hours) % {"count": hours}
    return ngettext("%(count)d 分钟", "%(count)d 分钟", minutes) % {"count": minutes}


def left(moment: datetime, at: datetime) -> str:
    """What is left until a deadline, or by how much it was missed: 还剩 2 小时, 超期 1 天."""
    is_over, length = moment < at, abs(moment - at)
    return _left(get_language(), is_over, int(length.total_seconds() // 60))


@lru_cache(maxsize=4096)
def _left(language: str | None, is_over: bool, minutes: int) -> str:
    if is_over:
        return _("超期 %(span)s") % {"span": _span(max(minutes, 1), 1)}
    if minutes == 0:
        return _("马上到期")
    return _("还剩 %(span)s") % {"span": _span(minutes, 2)}


def urgency(moment: datetime, at: datetime, soon: timedelta = SOON) -> Urgency:
    """Overdue, due within `soon`, or neither."""
    if moment < at:
        return Urgency.OVER
    return Urgency.SOON if moment - at <= soon else Urgency.CALM
