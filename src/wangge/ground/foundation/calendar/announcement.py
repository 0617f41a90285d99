"""A year's announcement of days off (国务院办公厅节假日安排) as a file: date,kind,name."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast, get_args

from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import Refusal

from .days import Kind

SHIPPED = Path(__file__).with_name("official_days.csv")


@dataclass(frozen=True, slots=True)
class AnnouncedDay:
    """One line of an announcement: a day off, or a weekend day worked in exchange."""

    date: date
    kind: Kind
    name: str


def read_announcement(text: str) -> tuple[AnnouncedDay, ...]:
    """The days of a CSV file with the columns date, kind (holiday or workday), name.

    Raises Refusal that lists every faulty line.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if not {"date", "kind", "name"} <= set(rows.fieldnames or ()):
        raise Refusal(_("文件的第一行须为 date,kind,name"))
    days: list[AnnouncedDay] = []
    faults: list[str] = []
    for number, row in enumerate(rows, start=2):
        try:
            days.append(_day(row))
        except ValueError:
            faults.append(_("第 {number} 行看不懂：{line}").format(number=number, line=_line(row)))
    if faults:
        raise Refusal("\n".join(faults), faults=faults)
    return tuple(days)


def check_announcement(year: int, days: Sequence[AnnouncedDay]) -> None:
    """Raises Refusal that lists everything that cannot be meant: days given twice, of another year, worked anyway."""
    faults: list[str] = []
    seen: set[date] = set()
    for day in days:
        if day.date in seen:
            faults.append(_("{day} 出现了两次").format(day=day.date))
        if not date(year - 1, 12, 25) <= day.date <= date(year + 1, 1, 5):
            faults.append(_("{day} 不属于 {year} 年的安排").format(day=day.date, year=year))
        if day.kind == "workday" and day.date.weekday() < 5:
            faults.append(_("{day} 本来就是工作日，不是调休").format(day=day.date))
        seen.add(day.date)
    if not any(day.kind == "holiday" for day in days):
        faults.append(_("没有一个放假的日子"))
    if faults:
        raise Refusal("\n".join(faults), faults=faults)


@cache
def shipped_years() -> dict[int, tuple[AnnouncedDay, ...]]:
    """The announcements that come with the product, by the year they were made for."""
    return by_year(read_announcement(SHIPPED.read_text("utf-8")))


def by_year(days: Iterable[AnnouncedDay]) -> dict[int, tuple[AnnouncedDay, ...]]:
    years: dict[int, list[AnnouncedDay]] = defaultdict(list)
    for day in days:
        is_before_new_year = day.date.month == 12 and day.name == "元旦"
        years[day.date.year + is_before_new_year].append(day)
    return {year: tuple(of_year) for year, of_year in sorted(years.items())}


def _day(row: dict[str, str | None]) -> AnnouncedDay:
    kind = (row["kind"] or "").strip()
    if kind not in get_args(Kind):
        raise ValueError(kind)
    return AnnouncedDay(date.fromisoformat((row["date"] or "").strip()), cast(Kind, kind), (row["name"] or "").strip())


def _line(row: dict[str, str | None]) -> str:
    return ",".join(str(value or "") for value in row.values())[:60]
