"""Who answers where: holders, what the public may know, deputies, vacancies, lists and codes on cards."""

from datetime import date, timedelta

import pytest

from tests.teams.town import Town, make_qingping, make_shanghu
from tests.world import MONDAY, TODAY, make_account, make_grid, make_unit
from wangge.core.areas.scope import EVERYWHERE, Scope
from wangge.core.teams.models import EndReason
from wangge.core.teams.operations import end_appointment, set_duty_phone
from wangge.core.teams.queries import (
    AppointmentFilter,
    PublicPerson,
    acting_holders,
    appointment_by_token,
    appointments,
    ending_soon,
    holder_of,
    posts_of_area,
    public_people,
    vacancies,
)
from wangge.core.teams.units import units
from wangge.ground.foundation.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_qingping()


def holders(name: str, scope: Scope) -> list[tuple[str, str, str]]:
    return [
        (area.area_name, line.label, holder.person_name)
        for area in holder_of(name=name, on=TODAY, scope=scope)
        for line in area.posts
        for holder in line.holders
    ]


def test_grid_named_by_village_and_ordinal_finds_its_holders(town):
    town.appoint("李亚", at_area=town.second_grid, unit=town.second_group)
    town.appoint("张一")

    assert holders("荣星村第二网格", town.scope) == [("荣星村第二网格", "网格党小组组长", "李亚")]
    assert holders(" 荣星村第二网格 网格党小组组长 ", town.scope) == [("荣星村第二网格", "网格党小组组长", "李亚")]
    assert holders("荣星村第二网格联户党员", town.scope) == []
    assert holders("荣星村第九网格", town.scope) == []


def test_holders_of_another_town_are_not_found(town):
    other = make_shanghu()
    other.appoint("王五")

    assert holders(other.grid.name, town.scope) == []
    assert holders(other.grid.name, other.scope) == [(other.grid.name, "网格党小组组长", "王五")]


def test_posts_of_an_area_show_holders_and_empty_seats(town):
    town.appoint("张一")
    town.appoint("将来", "linked_member", starts_on=date(2026, 5, 1))

    lines = {line.post_kind: line for line in posts_of_area(area_id=town.grid.pk, on=TODAY)}

    assert list(lines) == ["grid_leader", "linked_cadre", "linked_member"]
    assert [holder.person_name for holder in lines["grid_leader"].holders] == ["张一"]
    assert [lines[post].missing for post in lines] == [0, 1, 1]
    with pytest.raises(NotFound):
        posts_of_area(area_id=town.group.pk, on=TODAY)


def test_public_sees_names_duties_and_the_units_phone_and_nothing_else(town):
    town.appoint("张一")
    town.appoint("不公开", "linked_member", is_public=False)
    make_shanghu().appoint("王五")

    people = public_people(area_id=town.grid.pk, on=TODAY)

    assert people == [
        PublicPerson(
            name="张一",
            post_kind="grid_leader",
            post_label="网格党小组组长",
            duties=("接收网格里反映的事项", "小分歧、小摩擦就地劝和", "带领联户党员走访"),
            may_decide=("网格里能办的小事当场办",),
            area_name="荣星村第一网格",
            unit_name=town.group.name,
            duty_phone="0932-4500000",
        )
    ]


def test_public_of_a_grid_may_see_who_stands_above_it(town):
    town.appoint("张一")
    town.appoint("值守员", "village_officer", at_area=town.village, unit=town.village_centre)
    town.appoint("镇长甲", "town_leader", at_area=town.area, unit=town.centre)

    people = public_people(area_id=town.grid.pk, on=TODAY, with_above=True)

    assert [(person.name, person.area_name) for person in people] == [
        ("张一", "荣星村第一网格"),
        ("值守员", "荣星村"),
        ("镇长甲", "庆坪镇"),
    ]


def test_deputy_acts_while_the_post_is_empty(town):
    town.appoint("干部", "linked_cadre", unit=town.government)
    row = town.appoint("张一")

    def acting() -> list[str]:
        found = acting_holders(area_id=town.grid.pk, post_kind="grid_leader", on=TODAY)
        return [holder.person_name for holder in found]

    assert acting() == ["张一"]
    town.end(row)
    assert acting() == ["干部"]


def test_deputy_may_stand_above(town):
    town.appoint("值班员甲", "town_officer", at_area=town.area, unit=town.centre)

    found = acting_holders(area_id=town.village.pk, post_kind="village_officer", on=TODAY)

    assert [holder.person_name for holder in found] == ["值班员甲"]
    assert acting_holders(area_id=town.area.pk, post_kind="function_officer", on=TODAY) == []


def test_vacancies_of_a_filled_town_are_none_and_a_removal_shows_the_same_minute(town):
    make_shanghu()
    town.fill()
    missing = vacancies(scope=town.scope, on=TODAY)
    # the secretary's unit and the functions are given to every area by the rulebook and are not set up here
    assert {(one.post_kind, one.unit_id) for one in missing} == {
        ("village_secretary", None),
        ("function_officer", None),
    }

    row = appointments(scope=town.scope, on=TODAY, wanted=AppointmentFilter(post_kind="linked_cadre")).rows[0]
    end_appointment(actor=town.keeper, appointment_id=row.id, reason=EndReason.MOVED, at=MONDAY)

    gained = [one for one in vacancies(scope=town.scope, on=TODAY) if one not in missing]
    assert [(one.area_id, one.post_label, one.needed, one.held) for one in gained] == [(row.area_id, "下沉干部", 1, 0)]


def test_vacancies_are_counted_for_each_unit_and_not_where_no_unit_must_be(town):
    justice, petitions = (make_unit("town_function", at=town.area, name=name) for name in ("司法", "信访"))
    station = make_unit("town_station", at=town.area, name="派出所")
    town.appoint("孙一", "function_officer", at_area=town.area, unit=justice)

    found = [
        (one.unit_id, one.needed - one.held)
        for one in vacancies(scope=town.scope, on=TODAY)
        if one.post_kind in {"function_officer", "station_officer"}
    ]

    assert found == [(petitions.pk, 1), (station.pk, 1)]


def test_vacancy_of_a_term_that_ran_out_shows_on_the_day_after(town):
    town.appoint("张一", ends_on=date(2026, 3, 31))

    def is_vacant(day: date) -> bool:
        found = vacancies(scope=town.scope, on=day)
        return (town.grid.pk, "grid_leader") in {(one.area_id, one.post_kind) for one in found}

    assert [is_vacant(day) for day in (date(2026, 3, 1), TODAY, date(2026, 3, 31), date(2026, 4, 1))] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("grids", [1, 3])
def test_reads_of_posts_cost_one_query_at_any_size(town, grids, django_assert_num_queries):
    for _ in range(grids - 1):
        make_unit("grid_group", at=make_grid(under=town.village))
    town.appoint("张一")
    vacancies(scope=town.scope, on=TODAY), units()

    with django_assert_num_queries(1):
        vacancies(scope=town.scope, on=TODAY)
    with django_assert_num_queries(1):
        posts_of_area(area_id=town.grid.pk, on=TODAY)
    with django_assert_num_queries(1):
        public_people(area_id=town.grid.pk, on=TODAY, with_above=True)
    with django_assert_num_queries(1):
        appointments(scope=town.scope, on=TODAY)


def test_list_of_appointments_is_filtered_and_goes_page_by_page(town):
    make_shanghu().appoint("王五")
    past = town.appoint("旧人", starts_on=date(2020, 1, 1))
    now = town.appoint("张一")
    ahead = town.appoint("将来", "linked_member", starts_on=date(2026, 9, 1))
    member = town.appoint("李二", "linked_member", account=make_account("李二", at=town.area))

    def ids(**wanted: object) -> list[object]:
        page = appointments(scope=town.scope, on=TODAY, wanted=AppointmentFilter(**wanted))
        return [row.id for row in page.rows]

    first = appointments(scope=town.scope, on=TODAY, wanted=AppointmentFilter(state="all"), limit=3)
    rest = appointments(scope=town.scope, on=TODAY, wanted=AppointmentFilter(state="all"), limit=3, after=first.after)
    assert [row.id for row in first.rows + rest.rows] == [member.pk, ahead.pk, now.pk, past.pk]
    assert rest.after is None
    assert [row.state for row in first.rows + rest.rows] == ["live", "ahead", "live", "over"]
    assert ids() == [member.pk, now.pk]
    assert ids(state="ahead") == [ahead.pk]
    assert ids(state="over") == [past.pk]
    assert ids(words="张") == [now.pk]
    assert ids(words="qplh2026", state="all") == [member.pk, ahead.pk]
    assert ids(post_kind="linked_member") == [member.pk]
    assert ids(area_path=town.second_grid.path) == []
    assert ids(organisation_id=town.group.pk, words="李") == [member.pk]
    assert [row.has_account for row in first.rows] == [True, False, False]
    assert appointments(scope=Scope(units=(town.group.pk,)), on=TODAY).rows[0].id == member.pk


def test_terms_that_run_out_soon_come_first_one_first(town):
    town.appoint("后", "linked_member", ends_on=date(2026, 4, 20))
    town.appoint("先", "linked_member", ends_on=date(2026, 3, 20))
    town.appoint("远", "linked_member", ends_on=date(2027, 3, 20))
    make_shanghu().appoint("外", ends_on=date(2026, 3, 10))

    assert [row.person_name for row in ending_soon(scope=town.scope, on=TODAY)] == ["先", "后"]


def test_code_on_a_card_says_whether_it_holds(town):
    row = town.appoint("张小一", ends_on=date(2026, 12, 31))
    read_aloud = f" {row.token[:5].lower()} {row.token[5:]} "

    valid = appointment_by_token(token=read_aloud, at=MONDAY)
    early = appointment_by_token(token=row.token, at=MONDAY - timedelta(days=1))
    late = appointment_by_token(token=row.token, at=MONDAY + timedelta(days=400))

    assert (valid.state, valid.person_name, valid.post_label) == ("valid", "张小一", "网格党小组组长")
    assert (valid.area_name, valid.number, valid.ends_on) == ("荣星村第一网格", row.number, date(2026, 12, 31))
    assert [(one.state, one.person_name) for one in (early, late)] == [("not_yet", "张某某"), ("ended", "张某某")]


def test_code_of_somebody_removed_does_not_hold_the_same_minute(town):
    row = town.appoint("张一")
    town.end(row, at=MONDAY + timedelta(minutes=1))

    found = appointment_by_token(token=row.token, at=MONDAY + timedelta(minutes=1))

    assert (found.state, found.ends_on) == ("ended", TODAY)


@pytest.mark.parametrize("token", ["", "0000000000", "'; --", "x" * 500, "张一"])
def test_unknown_and_malformed_codes_are_refused_alike(town, token):
    town.appoint("张一")

    with pytest.raises(NotFound, match="查不到这个证件"):
        appointment_by_token(token=token, at=MONDAY)


def test_phone_on_the_public_page_follows_the_unit(town):
    town.appoint("张一")
    set_duty_phone(actor=town.keeper, organisation_id=town.group.pk, phone="0932-4599999", at=MONDAY)

    assert [person.duty_phone for person in public_people(area_id=town.grid.pk, on=TODAY)] == ["0932-4599999"]


def test_appointments_are_read_within_a_scope_only(town):
    town.appoint("张一")
    other = make_shanghu()

    assert appointments(scope=other.scope, on=TODAY).rows == ()
    assert len(appointments(scope=EVERYWHERE, on=TODAY).rows) == 1
