"""Evening rounds: what holds of every plan, and what is refused by name."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wangge.ground.engines.routes.bundle import Door, Errand, bundled, errands_a_stop
from wangge.ground.engines.routes.plan import OUT_OF_HOURS, Plan
from wangge.ground.engines.routes.planning import EFFORTS, Effort, plan_evening
from wangge.ground.engines.routes.replan import kept_order, replanned
from wangge.ground.engines.routes.request import QUICK, URGENT, BadStop, Evening, Pace, Stop, Visitor

FIVE, EIGHT = 17 * 3600, 20 * 3600


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test does not need a good plan, only a whole one."""
    monkeypatch.setitem(EFFORTS, QUICK, Effort(starts=1, looks=300, again=1, rounds=1, nodes=5))


@st.composite
def evenings(draw: st.DrawFn) -> Evening:
    where = st.tuples(st.floats(104.0, 104.03), st.floats(35.0, 35.03))
    stops = []
    for number in range(draw(st.integers(1, 9))):
        lon, lat = draw(where)
        first = draw(st.integers(FIVE - 3600, EIGHT - 1800))
        seconds = draw(st.integers(60, 1800))
        last = first + seconds + draw(st.integers(0, 7200))
        worth = draw(st.sampled_from((0, 1200, 20000)))
        stops.append(Stop(f"s{number}", lon, lat, seconds, first, last, worth))
    people = [
        Visitor(f"v{number}", *draw(where), FIVE, EIGHT, Pace(riding=draw(st.sampled_from((0.0, 4.2)))))
        for number in range(draw(st.integers(1, 3)))
    ]
    return Evening(tuple(stops), tuple(people), effort=QUICK, seed=draw(st.integers(1, 5)))


def check_whole(evening: Evening, plan: Plan) -> None:
    """Everybody is in time and home in time; each stop stands once, in a round or among those left."""
    stood = [step.stop.key for one in plan.rounds for step in one.steps] + [one.stop.key for one in plan.left]
    assert sorted(stood) == sorted(stop.key for stop in evening.stops)
    for one, who in zip(plan.rounds, evening.visitors, strict=True):
        at = who.begins
        for step in one.steps:
            assert at <= step.arrives == at + step.way
            assert step.begins == max(step.arrives, step.stop.earliest)
            assert step.begins + step.stop.seconds == step.leaves <= step.stop.latest
            assert step.reasons
            at = step.leaves
        assert at <= one.home_at <= who.ends
    assert plan.travel == sum(one.travel for one in plan.rounds)
    assert plan.price == plan.travel + sum(one.stop.worth for one in plan.left)


@settings(max_examples=25)
@given(evenings())
def test_a_plan_is_in_time_whole_and_the_same_again(evening: Evening):
    plan = plan_evening(evening)

    check_whole(evening, plan)
    assert plan_evening(evening) == plan


def test_many_stops_are_planned_whole_too(monkeypatch: pytest.MonkeyPatch):
    """Above so many stops another search plans, with the same promises."""
    monkeypatch.setitem(EFFORTS, QUICK, Effort(starts=1, looks=1, again=1, rounds=1, nodes=1, alone=200))
    stops = tuple(Stop(f"s{n}", 104 + n % 13 / 500, 35 + n // 13 / 500, 600, FIVE, EIGHT, 5000) for n in range(151))
    people = tuple(Visitor(f"v{n}", 104.01, 35.01, FIVE, EIGHT) for n in range(6))
    evening = Evening(stops, people, effort=QUICK)

    plan = plan_evening(evening)

    gone = [key for one in plan.rounds for key in one.keys]
    assert len(gone) == len(set(gone)) > 40
    assert {*gone, *(one.stop.key for one in plan.left)} == {stop.key for stop in stops}
    assert plan == plan_evening(evening)


@settings(max_examples=15)
@given(evenings(), st.data())
def test_replanned_after_a_change_the_rest_stays_in_order(evening: Evening, data: st.DataObject):
    before = {one.visitor: one.keys for one in plan_evening(evening).rounds}
    gone = data.draw(st.sets(st.sampled_from([stop.key for stop in evening.stops])))
    new = replace(evening.stops[0], key="new", worth=URGENT, earliest=FIVE, latest=EIGHT, seconds=600)
    now = replace(evening, stops=(*(s for s in evening.stops if s.key not in gone), new))

    after = replanned(now, before=before)

    check_whole(now, after)
    there = {stop.key for stop in now.stops}
    for one in after.rounds:
        old = [key for key in before[one.visitor] if key in there]
        kept = [key for key in one.keys if key in old]
        assert kept == [key for key in old if key in kept]
    assert 0 <= kept_order(before, after) <= 1


def test_a_short_evening_leaves_what_is_worth_least():
    stops = [
        Stop(f"s{n}", 104.0 + n / 10_000, 35.0, 3000, FIVE, EIGHT, worth)
        for n, worth in enumerate((900, 20_000, 5_000))
    ]
    plan = plan_evening(Evening(tuple(stops), (Visitor("v", 104.0, 35.0, FIVE, FIVE + 7200),), effort=QUICK))

    assert [one.stop.key for one in plan.left] == ["s0"]


def test_a_door_that_is_open_when_nobody_is_out_is_left_with_that_reason():
    morning = Stop("early", 104.0, 35.0, 600, 8 * 3600, 9 * 3600)
    plan = plan_evening(Evening((morning,), (Visitor("v", 104.0, 35.0, FIVE, EIGHT),), effort=QUICK))

    assert [(one.stop.key, one.reason.why) for one in plan.left] == [("early", OUT_OF_HOURS)]


STOP, WHO = Stop("s", 104.0, 35.0, 600, FIVE, EIGHT), Visitor("v", 104.0, 35.0, FIVE, EIGHT)


@pytest.mark.parametrize(
    ("stops", "people", "fault", "key"),
    [
        ((STOP, STOP), (WHO,), "twice", "s"),
        ((replace(STOP, lon=float("nan")),), (WHO,), "bad_place", "s"),
        ((replace(STOP, seconds=-1),), (WHO,), "bad_number", "s"),
        ((replace(STOP, seconds=1.5),), (WHO,), "bad_number", "s"),
        ((replace(STOP, latest=FIVE + 60),), (WHO,), "bad_window", "s"),
        ((STOP,), (replace(WHO, begins=EIGHT),), "bad_window", "v"),
        ((STOP,), (replace(WHO, pace=Pace(walking=0)),), "bad_number", "v"),
        ((STOP,), (), "nobody", "s"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(stops, people, fault: str, key: str):
    with pytest.raises(BadStop) as refused:
        plan_evening(Evening(stops, people, effort=QUICK))
    assert (refused.value.fault, refused.value.key) == (fault, key)


def test_S28_errands_of_a_door_are_one_stop_and_hours_that_do_not_meet_make_two():
    doors = [Door("a", 104.0, 35.0, FIVE, EIGHT), Door("b", 104.0, 35.0)]
    errands = [
        Errand("care", "a", 240), Errand("notice", "a", 180), Errand("sign", "b", 120, latest=FIVE),
        Errand("late", "b", 120, earliest=EIGHT),
    ]  # fmt: skip

    found = bundled(doors=doors, errands=errands, greeting=360)

    assert [(one.stop.key, one.stop.seconds, one.errands) for one in found] == [
        ("a", 780, ("care", "notice")), ("b", 480, ("late",)), ("b#2", 480, ("sign",)),
    ]  # fmt: skip
    assert errands_a_stop(found) == pytest.approx(4 / 3)
    with pytest.raises(BadStop) as refused:
        bundled(doors=doors, errands=[Errand("x", "c", 60)], greeting=0)
    assert (refused.value.fault, refused.value.key) == ("unknown", "x")
