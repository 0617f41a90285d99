"""A deadline's derivation in plain words, as a page shows it."""

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def derivation_words(derivation: Mapping[str, Any]) -> str:
    """How a deadline was counted: what was allowed, what was skipped, what is not yet certain."""
    start = datetime.fromisoformat(derivation["start"])
    parts = [
        _("自 {start} 起，限 {amount}").format(start=_moment(start, start.year), amount=_amount(derivation)),
        *_moved(derivation, start.year),
        *_skipped(derivation, start.year),
        *_made_up(derivation, start.year),
    ]
    if derivation.get("provisional"):
        parts.append(_("其中尚未公布放假安排的日子暂按周一至周五计算，公布后重算"))
    due = datetime.fromisoformat(derivation["due"])
    parts.append(_("截止 {due}").format(due=_moment(due, start.year)))
    return _("；").join(parts)


def _amount(derivation: Mapping[str, Any]) -> str:
    amount = derivation["amount"]
    count = math.ceil(amount)  # half an hour counts as one for the grammar
    return {
        "minutes": ngettext("{number} 分钟", "{number} 分钟", count),
        "hours": ngettext("{number} 小时", "{number} 小时", count),
        "work_hours": ngettext("{number} 个工作小时", "{number} 个工作小时", count),
        "workdays": ngettext("{number} 个工作日", "{number} 个工作日", count),
        "days": ngettext("{number} 天", "{number} 天", count),
    }[derivation["unit"]].format(number=f"{amount:g}")


def _moved(derivation: Mapping[str, Any], year: int) -> list[str]:
    if "counted_from" not in derivation:
        return []
    opens = datetime.fromisoformat(derivation["counted_from"])
    return [_("当时不在工作时间，从 {opens} 上班时起算").format(opens=_moment(opens, year))]


def _skipped(derivation: Mapping[str, Any], year: int) -> list[str]:
    parts, weekend_days = [], 0
    for run in derivation.get("skipped", ()):
        first, last = date.fromisoformat(run["first"]), date.fromisoformat(run["last"])
        if run["kind"] == "weekend":
            weekend_days += (last - first).days + 1
            continue
        days = _day(first, year) if first == last else f"{_day(first, year)}…{_day(last, year)}"
        parts.append(_("跳过 {days} {name}").format(days=days, name=run["name"]).rstrip())
    if weekend_days:
        skipped = ngettext("跳过周末 {number} 天", "跳过周末 {number} 天", weekend_days)
        parts.append(skipped.format(number=weekend_days))
    return parts


def _made_up(derivation: Mapping[str, Any], year: int) -> list[str]:
    days = [_day(date.fromisoformat(day["on"]), year) for day in derivation.get("made_up", ())]
    return [_("{days} 调休上班，计入").format(days=_("、").join(days))] if days else []


def _day(day: date, year: int) -> str:
    return f"{day:%m-%d}" if day.year == year else f"{day:%Y-%m-%d}"


def _moment(moment: datetime, year: int) -> str:
    return f"{_day(moment.date(), year)} {moment:%H:%M}"
