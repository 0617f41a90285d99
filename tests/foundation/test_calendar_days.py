"""Working days and time limits on the shipped announcements; vectors of our own."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.ground.foundation.calendar.days import ZONE, Unit
from wangge.ground.foundation.calendar.hours import USUAL_HOURS, Season, Span, WorkHours
from wangge.ground.foundation.calendar.monthly import first_week_days

from .shipped_calendar import CALENDAR, at

SUMMER = WorkHours(
    (Span(time(8, 30), time(12)), Span(time(14), time(17, 30))),
    (Season((6, 1), (9, 30), (Span(time(8), time(12)), Span(time(15), time(18)))),),
)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        # over National Day and Mid-Autumn 2025, with two make-up days
        ("2025-09-26", 1, "2025-09-28"),
        ("2025-09-26", 5, "2025-10-10"),
        ("2025-09-26", 15, "2025-10-23"),
        # over Spring Festival 2026, with two make-up days
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-02-13", 15, "2026-03-12"),
        # over Labour Day 2026
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-04-30", 5, "2026-05-11"),
        # over Mid-Autumn and National Day 2026
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-18", 10, "2026-10-09"),
        # nothing to count, and starts on a day off
        ("2026-03-04", 0, "2026-03-04"),
        ("2026-03-07", 0, "2026-03-09"),
        ("2026-03-07", 1, "2026-03-10"),
    ],
)
def test_add_workdays_skips_days_off_and_counts_make_up_days(start: str, count: int, expected: str):
    assert CALENDAR.add_workdays(date.fromisoformat(start), count).isoformat() == expected


@pytest.mark.parametrize(("year", "expected"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_its_known_number_of_working_days(year: int, expected: int):
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))

    assert sum(CALENDAR.is_workday(day) for day in days if day.year == year) == expected


def test_days_after_the_last_announcement_are_monday_to_friday_and_provisional():
    assert CALENDAR.is_workday(date(2027, 1, 1))
    assert not CALENDAR.is_workday(date(2027, 1, 2))
    assert [CALENDAR.is_provisional(day) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [False, True]


@pytest.mark.parametrize(
    ("start", "amount", "unit", "expected"),
    [
        ("2025-09-26 15:20", 30, "minutes", "2025-09-26 15:50"),
        ("2025-09-30 23:00", 24, "hours", "2025-10-01 23:00"),
        ("2025-09-26 15:20", 0, "workdays", "2025-09-26 17:30"),
        ("2025-09-26 15:20", 1, "workdays", "2025-09-28 17:30"),
        ("2025-09-26 17:30", 1, "workdays", "2025-09-29 17:30"),
        ("2025-09-27 09:00", 1, "workdays", "2025-09-29 17:30"),
        ("2025-09-26 07:00", 1, "workdays", "2025-09-28 17:30"),
        ("2025-09-26 12:30", 1, "workdays", "2025-09-28 17:30"),
        ("2025-09-30 16:00", 2, "work_hours", "2025-10-09 09:00"),
        ("2025-09-30 11:00", 2, "work_hours", "2025-09-30 15:00"),
        ("2025-09-30 11:00", 1, "work_hours", "2025-09-30 12:00"),
        ("2025-09-30 12:00", 0, "work_hours", "2025-09-30 14:00"),
        ("2025-09-30 17:00", 0.5, "work_hours", "2025-09-30 17:30"),
        ("2025-10-03 10:00", 7, "work_hours", "2025-10-09 17:30"),
        ("2025-09-26 15:20", 60, "days", "2025-11-25 23:59:59"),
    ],
)
def test_deadline_ends_when_the_unit_says(start: str, amount: float, unit: Unit, expected: str):
    deadline = CALENDAR.deadline(at(start), amount, unit, USUAL_HOURS)

    assert deadline.due_at == at(expected)


def test_deadline_follows_the_season_of_the_day_it_ends():
    spring = CALENDAR.deadline(at("2026-05-28 10:00"), 1, "workdays", SUMMER)
    summer = CALENDAR.deadline(at("2026-05-29 10:00"), 1, "workdays", SUMMER)

    assert [spring.due_at, summer.due_at] == [at("2026-05-29 17:30"), at("2026-06-01 18:00")]


def test_season_may_run_over_the_new_year():
    winter = Season((11, 1), (3, 31), (Span(time(9), time(17)),))

    covered = [
        winter.covers(day) for day in (date(2026, 10, 31), date(2026, 11, 1), date(2026, 3, 31), date(2026, 4, 1))
    ]

    assert covered == [False, True, True, False]


@pytest.mark.parametrize(
    "spans",
    [(), (Span(time(12), time(8)),), (Span(time(8), time(12)), Span(time(12), time(17)))],
    ids=["none", "backwards", "touching"],
)
def test_work_hours_that_cannot_be_are_refused(spans: tuple[Span, ...]):
    with pytest.raises(ValueError, match="work hours"):
        WorkHours(spans)


@pytest.mark.parametrize(
    ("amount", "unit"),
    [(-1, "workdays"), (1.5, "workdays"), (1, "weeks"), (float("nan"), "hours"), (10**9, "work_hours")],
)
def test_deadline_refuses_amounts_it_cannot_count(amount: float, unit: str):
    with pytest.raises(ValueError):
        CALENDAR.deadline(at("2026-03-04 10:00"), amount, unit, USUAL_HOURS)  # type: ignore[arg-type]


def test_deadline_refuses_a_moment_without_zone():
    with pytest.raises(ValueError, match="zone"):
        CALENDAR.deadline(datetime(2026, 3, 4, 10), 1, "hours", USUAL_HOURS)


def test_a_moment_of_another_zone_is_counted_in_china():
    deadline = CALENDAR.deadline(datetime.fromisoformat("2025-09-26T07:20:00+00:00"), 1, "workdays", USUAL_HOURS)

    assert deadline.due_at.isoformat() == "2025-09-28T17:30:00+08:00"


def test_derivation_says_what_was_counted_and_skipped():
    deadline = CALENDAR.deadline(at("2025-09-27 09:00"), 9, "workdays", USUAL_HOURS)

    assert deadline.derivation == {
        "unit": "workdays",
        "amount": 9,
        "start": "2025-09-27T09:00:00+08:00",
        "counted_from": "2025-09-28T08:30:00+08:00",
        "due": "2025-10-16T17:30:00+08:00",
        "calendar": "2026.0",
        "skipped": [
            {"first": "2025-09-27", "last": "2025-09-27", "kind": "weekend", "name": ""},
            {"first": "2025-10-01", "last": "2025-10-08", "kind": "holiday", "name": "国庆节、中秋节"},
            {"first": "2025-10-12", "last": "2025-10-12", "kind": "weekend", "name": ""},
        ],
        "made_up": [{"on": "2025-09-28", "name": "国庆节"}, {"on": "2025-10-11", "name": "国庆节"}],
        "provisional": False,
        "hours": [["08:30", "12:00"], ["14:00", "17:30"]],
    }


def test_derivation_of_real_time_has_nothing_to_skip():
    deadline = CALENDAR.deadline(at("2025-09-30 23:00"), 2, "hours", USUAL_HOURS)

    assert deadline.derivation == {
        "unit": "hours",
        "amount": 2,
        "start": "2025-09-30T23:00:00+08:00",
        "due": "2025-10-01T01:00:00+08:00",
        "calendar": "2026.0",
    }


def test_deadline_after_the_last_announcement_is_provisional():
    deadline = CALENDAR.deadline(at("2026-12-30 10:00"), 2, "workdays", USUAL_HOURS)

    assert (deadline.due_at, deadline.derivation["provisional"]) == (at("2027-01-01 17:30"), True)


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 6, 1), timezones=st.just(ZONE))
HOURS = st.sampled_from([USUAL_HOURS, SUMMER])
WORKING = st.sampled_from(["work_hours", "workdays"])
UNITS = st.sampled_from(["minutes", "hours", "work_hours", "workdays", "days"])


@given(MOMENTS, MOMENTS, st.integers(0, 30), UNITS, HOURS)
def test_a_later_start_never_ends_earlier(one: datetime, other: datetime, amount: int, unit: Unit, hours: WorkHours):
    first, second = sorted((one, other))

    assert CALENDAR.deadline(first, amount, unit, hours).due_at <= CALENDAR.deadline(second, amount, unit, hours).due_at


@given(MOMENTS, st.integers(0, 30), st.integers(1, 10), UNITS, HOURS)
def test_a_longer_limit_ends_later(start: datetime, amount: int, more: int, unit: Unit, hours: WorkHours):
    short, long = (CALENDAR.deadline(start, n, unit, hours) for n in (amount, amount + more))

    assert short.due_at < long.due_at


@given(MOMENTS, st.integers(0, 30), WORKING, HOURS)
def test_a_working_limit_ends_in_working_time(start: datetime, amount: int, unit: Unit, hours: WorkHours):
    due = CALENDAR.deadline(start, amount, unit, hours).due_at

    assert due >= start
    assert CALENDAR.is_working_moment(due, hours)


@given(MOMENTS, HOURS)
def test_nothing_added_is_the_start_or_the_next_opening(start: datetime, hours: WorkHours):
    opening = CALENDAR.next_working_moment(start, hours)

    assert CALENDAR.deadline(start, 0, "minutes", hours).due_at == start
    assert CALENDAR.deadline(start, 0, "work_hours", hours).due_at == opening
    assert CALENDAR.deadline(start, 0, "workdays", hours).due_at.date() == opening.date()
    assert CALENDAR.is_working_moment(opening, hours)


@given(MOMENTS, st.integers(0, 2400), st.integers(0, 2400), HOURS)
def test_work_hours_add_up(start: datetime, first: int, second: int, hours: WorkHours):
    middle = CALENDAR.add_work_hours(start, first / 60, hours)
    in_two_steps = CALENDAR.add_work_hours(middle, second / 60, hours)
    at_once = CALENDAR.add_work_hours(start, (first + second) / 60, hours)

    # closing time and the next opening are the same instant of working time
    opening = CALENDAR.next_working_moment
    assert opening(in_two_steps, hours) == opening(at_once, hours)


@pytest.mark.parametrize(
    ("month", "of_the_first", "full_week", "weekdays"),
    [
        ("2026-10-01", [1, 2], [7, 8, 9], [7, 1, 2]),
        ("2025-06-01", [], [4, 5, 6], [4, 5, 6]),
        ("2024-04-01", [3, 4, 5], [3, 4, 5], [3, 4, 5]),
        ("2026-01-01", [1, 2], [7, 8, 9], [7, 1, 2]),
        ("2026-05-15", [1], [6, 7, 8], [6, 7, 1]),
    ],
)
def test_the_first_week_of_a_month_has_three_readings(
    month: str, of_the_first: list[int], full_week: list[int], weekdays: list[int]
):
    day = date.fromisoformat(month)

    assert [d.day for d in first_week_days(day, "week_of_the_first")] == of_the_first
    assert [d.day for d in first_week_days(day, "first_full_week")] == full_week
    assert [d.day for d in first_week_days(day, "first_weekdays")] == weekdays


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)))
def test_the_first_full_week_always_has_its_three_days(month: date):
    days = first_week_days(month, "first_full_week")

    assert [day.weekday() for day in days] == [2, 3, 4]
    assert {day.month for day in days} == {month.month}
    assert days[0].day <= 9
