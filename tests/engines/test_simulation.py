"""A year of a county: nothing is lost, the same seed gives the same year, and both models say the same."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from math import sqrt
from statistics import mean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.ground.engines.simulation import fast, reference
from wangge.ground.engines.simulation.clocks import Clock
from wangge.ground.engines.simulation.county import BadCounty, County, Kind, Rung
from wangge.ground.engines.simulation.sweep import Cancelled, compare, years
from wangge.ground.engines.simulation.year import told
from wangge.ground.foundation.calendar.days import ZONE, WorkCalendar
from wangge.ground.foundation.calendar.hours import Span, WorkHours

SMALL = County(members=20, cases=1500, days=60, desks=2, officers_a_desk=2, departments=2, handlers_a_department=9)
STRAINED = replace(
    SMALL, cases=3000, handlers_a_department=24, repeated=0.1, returned=0.1, visits_a_day=9.5,
    kinds=(
        Kind(code="usual", share=0.8, escalated=0.4, close=Clock(3, "workdays"), sign=Clock(1, "workdays")),
        Kind(code="urgent", share=0.2, direct=0.3, escalated=0.4, close=Clock(1440, "real"), sign=Clock(60, "real"),
             redo=Clock(7, "days")),
    ),
    rungs=(Rung("soon", early=0.2), Rung("late"), Rung("later", Clock(2, "workdays"))),
)  # fmt: skip


@settings(max_examples=15)
@given(
    members=st.integers(1, 30), cases=st.integers(1, 400), days=st.integers(1, 30), repeated=st.floats(0, 1),
    returned=st.floats(0, 1), handlers_a_department=st.integers(1, 9), rungs=st.sampled_from([(), STRAINED.rungs]),
    kinds=st.sampled_from([SMALL.kinds, STRAINED.kinds]), seed=st.integers(0, 99),
)  # fmt: skip
def test_no_case_is_lost_and_the_same_seed_gives_the_same_year(**given_numbers):
    county = replace(SMALL, **given_numbers)

    year = fast.play(county)

    assert year.closed + year.open_at_end == county.cases
    assert sum(year.days) == year.closed
    assert 0 <= year.late <= year.cases
    assert sum(year.late_by_kind) == year.late
    assert sum(year.cases_by_kind) == county.cases
    assert year.repeated <= county.cases
    assert year.returned <= year.handed_on
    assert year.visits <= county.members * county.days * county.visits_a_day
    assert year == fast.play(county)


def test_the_fast_model_says_what_the_readable_one_says():
    """Within what chance explains, over several seeds of each; the bench says the same of a larger one, within 1 %."""
    for county in (replace(SMALL, days=30, cases=750), replace(STRAINED, days=40, cases=2000)):
        slow = [reference.play(replace(county, seed=seed)) for seed in range(2)]
        quick = years(county, seeds=12)

        for name in COMPARED:
            theirs, ours = ([float(getattr(year, name)) for year in found] for found in (slow, quick))
            spread = max(stdev(ours), sqrt(max(1.0, mean(ours))) if name not in SUMS else 0.0)
            assert abs(mean(theirs) - mean(ours)) <= 4 * spread * sqrt(1 / 2 + 1 / 12) + 0.01 * mean(ours), name
        rungs = [mean(year.climbed[n] for year in quick) for n in range(len(county.rungs))]
        for number, ours in enumerate(rungs):
            assert abs(mean(year.climbed[number] for year in slow) - ours) <= 4 * sqrt(ours) + 0.2 * ours, number


COMPARED = (
    "late", "closed", "repeated", "returned", "handed_on", "signed_late", "urged", "visits", "member_minutes",
    "desk_wait", "department_wait",
)  # fmt: skip
SUMS = ("member_minutes", "desk_wait", "department_wait")


@pytest.mark.parametrize("clock", [Clock(90, "worked"), Clock(300, "real"), Clock(2, "workdays"), Clock(3, "days")])
def test_a_clock_of_the_model_is_the_clock_of_the_calendar(clock):
    """A week from Monday on, its hours without a noon: what the model says in working minutes is that moment."""
    hours = WorkHours((Span(time(9), time(17)),))
    calendar = WorkCalendar({}, official_through=date(2026, 12, 31), version="test")
    county = replace(SMALL, days=15, from_open_to_close=480.0)
    unit = {"worked": "work_hours", "real": "minutes", "workdays": "workdays", "days": "days"}[clock.unit]
    amount = clock.amount / 60 if clock.unit == "worked" else clock.amount

    for minute in range(7, 9 * 480, 77):
        day, rest = divmod(minute, 480)
        start = datetime(2026, 3, 2, 9, tzinfo=ZONE) + timedelta(days=day // 5 * 7 + day % 5, minutes=rest)
        due = calendar.deadline(start, amount, unit, hours).due_at
        worked = calendar.worked_between(datetime(2026, 3, 2, tzinfo=ZONE), due, hours).total_seconds() / 60
        assert abs(county.dates.due(float(minute), clock) - worked) < 1e-6, minute


def test_an_easier_clock_is_missed_less_and_only_that_changes():
    """The same lots fall whatever the clocks are, so nothing else moves where nobody is urged."""
    strict = replace(STRAINED, rungs=())
    easier = replace(strict, kinds=tuple(replace(kind, close=Clock(9, "workdays")) for kind in strict.kinds))

    found = {one.name: one for one in compare(years(strict, seeds=4), years(easier, seeds=4))}

    assert found["late_share"].difference.high < 0
    assert {name for name, one in found.items() if one.difference.mean} == {"late_share"}


def test_work_done_is_work_that_came():
    """With room for all, what members work is what reaches them (Little's law on the servers)."""
    county = replace(SMALL, cases=900)

    found = told([year.member_minutes for year in years(county, seeds=5)])

    assert abs(found.mean - county.load_of_members * 480) < 0.03 * found.mean


def test_more_handlers_and_urging_help_and_chance_is_told_apart():
    short = replace(STRAINED, handlers_a_department=18)
    more = {one.name: one for one in compare(years(short, seeds=6), years(STRAINED, seeds=6))}
    nothing = {one.name: one for one in compare(years(short, seeds=6), years(short, seeds=6))}

    assert more["late_share"].is_clear
    assert more["late_share"].difference.mean < 0
    assert more["department_wait"].difference.mean < 0
    assert not any(one.is_clear for one in nothing.values())


def test_it_may_be_called_off():
    heard = []
    with pytest.raises(Cancelled):
        years(SMALL, seeds=5, watch=lambda done: heard.append(done) or done < 2)
    assert heard == [1, 2]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("members", 0), ("cases", 0), ("days", 0), ("desks", 0), ("departments", 0), ("repeated", -0.1),
        ("member_minutes", 0.0), ("visits_a_day", -1.0), ("visit_minutes", (40.0, 20.0)), ("department_spread", 9.0),
        ("kinds", ()), ("worked", (True,)), ("returns_most", 9), ("from_open_to_close", 100.0),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_is_named(field, value):
    with pytest.raises(BadCounty) as refused:
        replace(SMALL, **{field: value})
    assert refused.value.field == field


def test_an_interval_is_wide_where_little_is_known():
    assert told([5.0]).low == told([5.0]).high == 5.0
    two, nine = told([4.0, 6.0]), told([4.0, 6.0] * 4)
    assert two.low < nine.low < 5 < nine.high < two.high
    with pytest.raises(ValueError, match="no values"):
        told([])
