"""Clocks that are lengthened, stand still, or fall into a year that is announced later."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wangge.core.cases.reckoning import extension, pause, reckon, with_change
from wangge.ground.foundation.calendar.days import SpecialDay, WorkCalendar
from wangge.ground.foundation.calendar.hours import USUAL_HOURS

DAYS = {
    date(2026, 10, 1) + timedelta(days=n): SpecialDay("holiday", "国庆节") for n in range(7)
} | {date(2026, 10, 10): SpecialDay("workday", "国庆节")}  # fmt: skip
ANNOUNCED = WorkCalendar(DAYS, official_through=date(2026, 12, 31), version="announced")
PLAIN = WorkCalendar({}, official_through=date(2025, 12, 31), version="plain")

moments = st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 1)).map(lambda m: m.replace(tzinfo=UTC))
units = st.sampled_from(["hours", "work_hours", "workdays", "days"])
amounts = st.integers(1, 20)


def derivation(start, amount, unit, calendar=ANNOUNCED):
    return calendar.deadline(start, amount, unit, USUAL_HOURS).derivation


def end(found, calendar=ANNOUNCED):
    return reckon(calendar=calendar, hours=USUAL_HOURS, derivation=found).due_at


@given(moments, amounts, units)
def test_counted_again_by_the_same_calendar_a_clock_ends_when_it_did(start, amount, unit):
    found = ANNOUNCED.deadline(start, amount, unit, USUAL_HOURS)

    assert end(found.derivation) == found.due_at


@given(moments, amounts, units, st.integers(0, 400))
def test_a_longer_allowance_or_a_later_start_never_ends_earlier(start, amount, unit, minutes):
    assert end(derivation(start, amount + 1, unit)) >= end(derivation(start, amount, unit))
    later = start + timedelta(minutes=minutes)
    assert end(derivation(later, amount, unit)) >= end(derivation(start, amount, unit))


@given(moments, amounts, st.sampled_from(["work_hours", "workdays"]), st.integers(1, 40), st.integers(0, 60))
def test_a_working_clock_always_ends_in_working_time(start, amount, unit, waited, stood):
    stop = start + timedelta(hours=waited)
    found = with_change(
        derivation(start, amount, unit), pause(start=stop, end=stop + timedelta(hours=stood), reason="x")
    )
    found = with_change(found, extension(amount=2, unit=unit, at=stop))

    assert ANNOUNCED.is_working_moment(end(found), USUAL_HOURS)


@given(moments, amounts, st.integers(0, 200), st.integers(0, 400))
def test_a_pause_adds_exactly_what_it_paused(start, amount, waited, stood):
    stop, go_on = start + timedelta(hours=waited), start + timedelta(hours=waited + stood)
    stretch = pause(start=stop, end=go_on, reason="asker")

    real, working = derivation(start, amount, "hours"), derivation(start, amount, "work_hours")

    late = stop >= end(real)
    assert end(with_change(real, stretch)) == end(real) + (timedelta() if late else go_on - stop)
    left = ANNOUNCED.worked_between(stop, end(working), USUAL_HOURS)
    again = end(with_change(working, stretch))
    if stop < end(working):
        assert ANNOUNCED.worked_between(go_on, again, USUAL_HOURS) == left
    else:
        assert again == end(working)


@given(moments, amounts, units, st.integers(1, 100))
def test_a_change_of_the_calendar_can_be_taken_back(start, amount, unit, waited):
    stop = start + timedelta(hours=waited)
    found = with_change(
        derivation(start, amount, unit), pause(start=stop, end=stop + timedelta(hours=5), reason="asker")
    )
    before = reckon(calendar=ANNOUNCED, hours=USUAL_HOURS, derivation=found)
    changed = reckon(calendar=PLAIN, hours=USUAL_HOURS, derivation=before.derivation)

    assert reckon(calendar=ANNOUNCED, hours=USUAL_HOURS, derivation=changed.derivation).due_at == before.due_at


def test_five_working_days_longer_ends_at_closing_of_the_fifth():
    found = derivation(datetime(2026, 9, 21, 2, tzinfo=UTC), 3, "workdays")  # Monday → Thursday 24th

    longer = with_change(found, extension(amount=5, unit="workdays", at=datetime(2026, 9, 22, tzinfo=UTC)))

    assert end(longer).isoformat() == "2026-10-08T17:30:00+08:00"  # 25, 28, 29, 30, then 8 October
