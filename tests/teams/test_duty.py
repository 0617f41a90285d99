"""Somebody answers on each of 365 days: rotas, fair turns, the chain upwards, and what is left when all is empty."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction

from tests.teams.town import Town, make_qingping, make_shanghu
from tests.world import MONDAY, TODAY, make_actor, make_county, make_grid, make_town, make_unit, make_village
from wangge.core.teams.models import DutyShift, Organisation
from wangge.core.teams.operations import clear_shift, plan_rota, set_shift
from wangge.core.teams.queries import on_duty, shifts_of_month, standing_unit
from wangge.core.teams.turns import Candidate, Turns
from wangge.core.teams.units import units
from wangge.ground.foundation import revisions
from wangge.ground.foundation.calendar.days import ZONE
from wangge.ground.foundation.calendar.queries import work_calendar
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7

pytestmark = pytest.mark.django_db

NEW_YEARS_DAY = date(2026, 1, 1)


@pytest.fixture
def town() -> Town:
    return make_qingping()


def moment(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), ZONE)


def names(town: Town, at: datetime) -> list[str]:
    """Who is asked first, second …: a person, else the unit."""
    return [one.person_name or one.unit_name for one in on_duty(area_id=town.grid.pk, at=at)]


def test_holders_of_the_rotas_posts_answer_level_by_level(town):
    town.fill()

    found = on_duty(area_id=town.grid.pk, at=moment(TODAY, 9))

    assert [(one.person_name, one.post_label) for one in found] == [
        ("组长", "网格党小组组长"),
        ("联户党员", "联户党员"),
        ("值守员", "村指挥中心值守员"),
        ("值班员甲", "镇指挥中心值班员"),
        ("值班员乙", "镇指挥中心值班员"),
        ("镇长甲", "镇指挥中心负责人"),
    ]
    assert [one.until for one in found[:2]] == [moment(TODAY, 21)] * 2
    assert found[3].until == moment(TODAY + timedelta(days=1), 0)


def test_at_night_only_the_town_answers(town):
    town.fill()

    assert names(town, moment(TODAY, 23, 30)) == ["值班员甲", "值班员乙", "镇长甲"]
    assert names(town, moment(TODAY, 20, 30)) == ["组长", "联户党员", "值班员甲", "值班员乙", "镇长甲"]


def test_planned_shift_comes_instead_of_everybody_in_its_unit(town):
    town.fill()
    leader = town.appoint("值班人", "linked_member")
    set_shift(
        actor=town.keeper,
        organisation_id=town.group.pk,
        on=TODAY,
        starts=time(7, 30),
        ends=time(21),
        appointment_id=leader.pk,
        at=MONDAY,
    )

    assert names(town, moment(TODAY, 9))[:2] == ["值班人", "值守员"]


def test_shift_over_midnight_belongs_to_the_day_it_began(town):
    officer = town.appoint("夜班", "town_officer", at_area=town.area, unit=town.centre)
    set_shift(
        actor=town.keeper,
        organisation_id=town.centre.pk,
        on=TODAY,
        starts=time(18),
        ends=time(8),
        appointment_id=officer.pk,
        at=MONDAY,
    )

    found = on_duty(area_id=town.grid.pk, at=moment(TODAY + timedelta(days=1), 3))

    assert [(one.person_name, one.until) for one in found] == [("夜班", moment(TODAY + timedelta(days=1), 8))]


def test_whoever_left_is_not_asked_and_the_unit_answers_instead(town):
    row = town.appoint("走的人", "town_officer", at_area=town.area, unit=town.centre)
    set_shift(
        actor=town.keeper,
        organisation_id=town.centre.pk,
        on=TODAY,
        starts=time(0),
        ends=time(0),
        appointment_id=row.pk,
        at=MONDAY,
    )
    assert names(town, moment(TODAY, 23)) == ["走的人"]

    town.end(row, at=moment(TODAY, 22))

    assert names(town, moment(TODAY, 23)) == [town.centre.name]


def test_nobody_of_another_town_or_grid_is_asked(town):
    other = make_shanghu()
    other.fill()
    town.appoint("邻居", at_area=town.second_grid, unit=town.second_group)

    assert names(town, moment(TODAY, 9)) == [town.group.name, town.village_centre.name, town.centre.name]


def a_year(*hours: int) -> list[datetime]:
    days = [NEW_YEARS_DAY + timedelta(days=n) for n in range(365)]
    return [moment(day, hour) for day in days for hour in hours]


def test_T14_somebody_is_in_reach_on_each_of_365_days(town):
    town.appoint("值班员甲", "town_officer", at_area=town.area, unit=town.centre, starts_on=NEW_YEARS_DAY)
    assert sum(not work_calendar().is_workday(at.date()) for at in a_year(12)) > 100

    gaps = [at for at in a_year(0, 12, 23) if "值班员甲" not in names(town, at)]

    assert gaps == []


def test_with_all_rotas_empty_a_unit_with_its_phone_answers_on_365_days(town):
    revisions.forget_all()

    found = [on_duty(area_id=town.grid.pk, at=at) for at in a_year(3, 12)]

    assert all(answers and answers[0].duty_phone and not answers[0].person_name for answers in found)


def test_without_any_phone_the_units_themselves_are_named(town):
    Organisation.objects.update(duty_phone="")
    revisions.forget_all()

    assert names(town, moment(TODAY, 3))[:3] == [town.group.name, town.village_centre.name, town.centre.name]


def test_in_a_second_place_the_district_answers_when_the_levels_below_are_closed():
    district = make_county("示范区", code="410871", place="jiaozuo")
    grid = make_grid(under=make_village("山门河村", under=make_town("阳庙镇", under=district, number="101", place="")))
    team, centre = make_unit("grid_team", at=grid), make_unit("district_centre", at=district)

    sunday_night = moment(date(2026, 3, 8), 2)

    assert [one.unit_id for one in on_duty(area_id=grid.pk, at=moment(TODAY, 9))] == [team.pk, centre.pk]
    assert [one.unit_id for one in on_duty(area_id=grid.pk, at=sunday_night)] == [centre.pk]


def test_area_that_does_not_exist_is_not_found(town):
    with pytest.raises(NotFound):
        on_duty(area_id=uuid7(), at=MONDAY)


def test_phone_on_the_wall_is_the_nearest_unit_that_has_one(town):
    Organisation.objects.filter(pk=town.group.pk).update(duty_phone="")
    revisions.forget_all()

    unit = standing_unit(area_id=town.grid.pk)

    assert unit is not None
    assert unit.id == town.village_centre.pk


@pytest.mark.parametrize("people", [1, 3])
def test_who_is_on_duty_costs_two_queries(town, people, django_assert_num_queries):
    for number in range(people):
        town.appoint(f"值班员{number}", "town_officer", at_area=town.area, unit=town.centre)
    names(town, MONDAY), units()

    with django_assert_num_queries(2):
        names(town, MONDAY)


def test_planned_month_is_fair_and_leaves_no_day_out(town):
    for number in range(3):
        town.appoint(f"值班员{number}", "town_officer", at_area=town.area, unit=town.centre)
    town.appoint("镇长甲", "town_leader", at_area=town.area, unit=town.centre)

    plan = plan_rota(actor=town.keeper, organisation_id=town.centre.pk, month=date(2026, 3, 15), at=MONDAY)

    rows = shifts_of_month(scope=town.scope, organisation_id=town.centre.pk, month=TODAY)
    calendar = work_calendar()
    turns = Counter(row.person_name for row in rows)
    rest_days = Counter(row.person_name for row in rows if not calendar.is_workday(row.on))
    assert [row.on for row in rows] == [date(2026, 3, day) for day in range(2, 32)]
    assert plan.unfilled == ()
    assert max(turns.values()) - min(turns.values()) <= 2
    assert max(rest_days.values()) - min(rest_days.values()) <= 1
    assert all(one.person_name != other.person_name for one, other in pairwise(rows))


def test_planning_again_adds_nothing_and_keeps_what_was_set(town):
    first = town.appoint("值班员甲", "town_officer", at_area=town.area, unit=town.centre)
    town.appoint("值班员乙", "town_officer", at_area=town.area, unit=town.centre)
    shift = set_shift(
        actor=town.keeper,
        organisation_id=town.centre.pk,
        on=date(2026, 3, 3),
        starts=time(0),
        ends=time(0),
        appointment_id=first.pk,
        note="调班",
        at=MONDAY,
    )

    made = plan_rota(actor=town.keeper, organisation_id=town.centre.pk, month=TODAY, at=MONDAY)
    again = plan_rota(actor=town.keeper, organisation_id=town.centre.pk, month=TODAY, at=MONDAY)

    rows = shifts_of_month(scope=town.scope, organisation_id=town.centre.pk, month=TODAY)
    assert (len(made.shifts), again.shifts, len(rows)) == (29, (), 30)
    assert next((row.id, row.note) for row in rows if row.on == date(2026, 3, 3)) == (shift.pk, "调班")


def test_plan_skips_days_before_an_appointment_and_says_which_are_unfilled(town):
    town.appoint("晚到", "town_officer", at_area=town.area, unit=town.centre, starts_on=date(2026, 3, 4))

    plan = plan_rota(actor=town.keeper, organisation_id=town.centre.pk, month=TODAY, at=MONDAY)

    assert plan.unfilled == ((date(2026, 3, 2), time(0)), (date(2026, 3, 3), time(0)))
    assert plan.shifts[0].on == date(2026, 3, 4)


def test_turns_go_on_where_the_last_month_ended(town):
    first = town.appoint("值班员甲", "town_officer", at_area=town.area, unit=town.centre, starts_on=date(2026, 2, 1))
    second = town.appoint("值班员乙", "town_officer", at_area=town.area, unit=town.centre, starts_on=date(2026, 2, 1))
    for day in (27, 28):
        DutyShift.objects.create(
            town=town.area, organisation=town.centre, on=date(2026, 2, day), starts=time(0), ends=time(0),
            appointment=first,
        )  # fmt: skip

    plan = plan_rota(actor=town.keeper, organisation_id=town.centre.pk, month=TODAY, at=MONDAY)

    assert plan.shifts[0].appointment_id == second.pk


def test_coming_shifts_of_somebody_who_leaves_are_taken_off(town):
    row = town.appoint("值班员甲", "town_officer", at_area=town.area, unit=town.centre)
    plan_rota(actor=town.keeper, organisation_id=town.centre.pk, month=TODAY, at=MONDAY)

    town.end(row, at=moment(date(2026, 3, 10), 12))

    rows = shifts_of_month(scope=town.scope, organisation_id=town.centre.pk, month=TODAY)
    assert [row.on.day for row in rows] == list(range(2, 11))
    assert [row.is_in_post for row in rows] == [True] * 8 + [False]


def test_shift_is_refused_for_the_past_for_strangers_and_for_nobody_of_the_unit(town):
    other = make_shanghu()
    stranger = other.appoint("外人", "town_officer", at_area=other.area, unit=other.centre)
    member = make_actor("linked_member", at=town.area)
    shift = {"organisation_id": town.centre.pk, "starts": time(8), "ends": time(18), "at": MONDAY}

    with pytest.raises(Refusal, match="已经过去"):
        set_shift(actor=town.keeper, on=date(2026, 3, 1), **shift)
    with pytest.raises(Refusal, match="在任人员"):
        set_shift(actor=town.keeper, on=TODAY, appointment_id=stranger.pk, **shift)
    with pytest.raises(NotAllowed):
        set_shift(actor=member, on=TODAY, **shift)
    with pytest.raises(NotFound):
        set_shift(actor=other.keeper, on=TODAY, **shift)
    with pytest.raises(NotFound):
        plan_rota(actor=other.keeper, organisation_id=town.centre.pk, month=TODAY, at=MONDAY)
    with pytest.raises(Refusal, match="没有庆坪镇"):
        plan_rota(actor=town.keeper, organisation_id=town.government.pk, month=TODAY, at=MONDAY)
    assert shifts_of_month(scope=other.scope, organisation_id=town.centre.pk, month=TODAY) == []


def test_same_shift_is_set_once_also_for_the_unit_as_a_whole(town):
    shift = {"organisation_id": town.centre.pk, "on": TODAY, "starts": time(8), "ends": time(18), "at": MONDAY}
    set_shift(actor=town.keeper, **shift)

    with pytest.raises(Conflict, match="已经排了"):
        set_shift(actor=town.keeper, **shift)
    with pytest.raises(IntegrityError, match="duty_shift_once"), transaction.atomic():
        DutyShift.objects.create(
            town=town.area, organisation=town.centre, on=TODAY, starts=time(8), ends=time(18), appointment=None
        )


def test_shift_is_cleared_before_it_is_over_and_kept_afterwards(town):
    rows = [
        set_shift(
            actor=town.keeper, organisation_id=town.centre.pk, on=on, starts=time(8), ends=time(18), at=MONDAY
        )
        for on in (TODAY, date(2026, 3, 5))
    ]  # fmt: skip
    later = moment(date(2026, 3, 4), 9)

    clear_shift(actor=town.keeper, shift_id=rows[1].pk, at=later)
    with pytest.raises(Refusal, match="留底"):
        clear_shift(actor=town.keeper, shift_id=rows[0].pk, at=later)
    with pytest.raises(NotFound):
        clear_shift(actor=make_shanghu().keeper, shift_id=rows[0].pk, at=later)
    with pytest.raises(NotFound):
        clear_shift(actor=town.keeper, shift_id=rows[1].pk, at=later)


def test_unit_keeps_its_own_rota_without_a_right_over_the_area(town):
    secretary = make_actor("village_desk", unit=town.village_centre)

    shift = set_shift(
        actor=secretary, organisation_id=town.village_centre.pk, on=TODAY, starts=time(8), ends=time(20), at=MONDAY
    )

    assert shift.appointment_id is None
    with pytest.raises(NotFound):
        set_shift(actor=secretary, organisation_id=town.centre.pk, on=TODAY, starts=time(8), ends=time(20), at=MONDAY)


def test_turns_are_the_same_every_time():
    people = [Candidate(uuid7(), "officer", NEW_YEARS_DAY, None) for _ in range(4)]
    days = [TODAY + timedelta(days=n) for n in range(31)]

    def plan() -> list[object]:
        turns = Turns(people, lambda day: day.weekday() < 5)
        return [turns.next(day, ("officer",)) for day in days]

    assert plan() == plan()
    assert Turns(people, lambda day: True).next(TODAY, ("other",)) is None
