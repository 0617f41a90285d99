"""A year of a county: nothing is lost, the same seed gives the same year, and both models say the same."""

from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.ground.engines.simulation import fast, reference
from wangge.ground.engines.simulation.county import BadCounty, County, told
from wangge.ground.engines.simulation.sweep import Cancelled, compare, years

SMALL = County(members=20, cases=1500, days=60, desks=2, officers_a_desk=2, departments=2, handlers_a_department=9)
STRAINED = replace(SMALL, cases=3000, handlers_a_department=24, escalated=0.4, repeated=0.1, visits_a_day=9.5)


@settings(max_examples=15)
@given(
    members=st.integers(1, 30), cases=st.integers(1, 400), days=st.integers(1, 30), escalated=st.floats(0, 1),
    repeated=st.floats(0, 1), is_urged=st.booleans(), seed=st.integers(0, 99),
)  # fmt: skip
def test_no_case_is_lost_and_the_same_seed_gives_the_same_year(**given_numbers):
    county = replace(SMALL, **given_numbers)

    year = fast.play(county)

    assert year.closed + year.open_at_end == county.cases
    assert sum(year.days) == year.closed
    assert 0 <= year.late <= year.cases
    assert year.repeated <= county.cases
    assert year.visits <= county.members * county.days * county.visits_a_day
    assert year == fast.play(county)


@pytest.mark.parametrize("county", [SMALL, STRAINED])
def test_the_fast_model_says_what_the_readable_one_says(county):
    slow = reference.play(county)
    quick = years(county, seeds=9)

    cases = county.cases
    for name in ("late", "closed", "repeated", "urged"):
        seen, expected = getattr(slow, name), told([float(getattr(year, name)) for year in quick])
        chance = sqrt(max(1.0, expected.mean * (1 - min(1.0, expected.mean / cases))))
        assert abs(seen - expected.mean) <= 5 * chance + 0.15 * expected.mean, name
    for name in ("member_minutes", "visits"):
        expected = told([float(getattr(year, name)) for year in quick])
        assert abs(getattr(slow, name) - expected.mean) <= 0.03 * expected.mean, name


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
        ("members", 0), ("cases", 0), ("days", 0), ("desks", 0), ("departments", 0), ("escalated", 1.1),
        ("repeated", -0.1), ("member_minutes", 0.0), ("deadline_days", 0.0), ("visits_a_day", -1.0),
        ("visit_minutes", (40.0, 20.0)), ("department_spread", 9.0),
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
