"""The calendar against the vectors and the list of days kept in the folder of shared data."""

import csv
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from wangge.ground.foundation.calendar.announcement import SHIPPED
from wangge.ground.foundation.calendar.monthly import FirstWeek, first_week_days

from .shipped_calendar import CALENDAR

SHARED = Path(os.environ.get("WANGGE_SHARED") or Path(__file__).parents[3] / "shared")
READINGS: dict[str, FirstWeek] = {
    "visit_days_a_week_containing_1st": "week_of_the_first",
    "visit_days_b_first_full_week": "first_full_week",
    "visit_days_c_first_weekdays": "first_weekdays",
}


def rows_of(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        pytest.skip(f"the folder of shared data is not here (no {path.name})")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answer(kind: str, start: date, rule: str) -> str:
    if kind == "add_workdays":
        return CALENDAR.add_workdays(start, int(rule)).isoformat()
    if kind == "service_day_25":
        return str(CALENDAR.is_workday(start))
    return " ".join(day.isoformat() for day in first_week_days(start, READINGS[kind]))


@pytest.mark.data
def test_every_vector_is_met():
    rows = rows_of(SHARED / "requirements" / "calendar_vectors.csv")

    answers = [answer(r["kind"], date.fromisoformat(r["start"]), r["n_or_rule"]) for r in rows]

    assert len(rows) > 150
    assert answers == [r["expected"] for r in rows]


@pytest.mark.data
def test_the_shipped_days_make_the_same_working_days_as_an_independent_list():
    theirs = {row["date"]: row["kind"] for row in rows_of(SHARED / "data" / "calendar_days.csv")}
    day, different = date(2006, 12, 30), []
    while day <= date(2026, 12, 31):
        kind = theirs.get(day.isoformat())
        expected = kind == "workday" if kind else day.weekday() < 5
        if CALENDAR.is_workday(day) != expected:
            different.append(day)
        day += timedelta(days=1)

    assert different == []


def test_the_shipped_days_are_in_order_and_without_double():
    dates = [row["date"] for row in rows_of(SHIPPED)]

    assert dates == sorted(set(dates))
    assert (dates[0], dates[-1]) == ("2006-12-30", "2026-10-10")
