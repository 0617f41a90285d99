"""Appointments: what the rulebook allows, what follows from them, what they never let through."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.teams.town import Town, make_qingping, make_shanghu
from tests.world import MONDAY, TODAY, make_account, make_actor, make_county, make_grid, make_town, make_unit
from wangge.core.access.models import AuditEntry, Grant
from wangge.core.access.queries import actor_of
from wangge.core.teams.models import Appointment, EndReason
from wangge.core.teams.operations import NewAppointment, appoint, appoint_many, end_appointment, renew
from wangge.ground.foundation.calendar.days import ZONE
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.models import Fact

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def town() -> Town:
    return make_qingping()


def a_post(town: Town, **changes: object) -> NewAppointment:
    new = NewAppointment("grid_leader", town.grid.pk, town.group.pk, "张一", TODAY)
    return replace(new, **changes)  # type: ignore[arg-type]


def test_appoint_gives_a_number_a_term_and_a_code(town):
    first = town.appoint("张一")
    second = town.appoint("李二", at_area=town.second_grid, unit=town.second_group)
    member = town.appoint("王三", "linked_member")

    assert [row.number for row in (first, second, member)] == ["QPWG2026-0001", "QPWG2026-0002", "QPLH2026-0001"]
    assert (first.starts_on, first.ends_on) == (TODAY, date(2029, 3, 1))
    assert first.town_id == town.area.pk
    assert len({first.token, second.token, member.token}) == 3


def test_appoint_announces_who_started_where(town):
    row = town.appoint("张一")

    fact = Fact.objects.get(name="teams.appointment_started")
    assert fact.payload == {
        "appointment_id": str(row.pk),
        "place": "qingping",
        "post_kind": "grid_leader",
        "area_id": str(town.grid.pk),
        "area_path": town.grid.path,
        "organisation_id": str(town.group.pk),
        "account_id": None,
        "starts_on": "2026-03-02",
    }


def test_account_gets_the_role_of_the_post_at_its_area_and_for_its_unit(town):
    account = make_account("张一", at=town.area)

    row = town.appoint("张一", account=account)

    grant = Grant.objects.get(account=account)
    assert (grant.role, grant.area_path, grant.unit_id) == ("grid_leader", town.grid.path, town.group.pk)
    assert (grant.source, grant.valid_from) == (f"appointment:{row.pk}", MONDAY)
    assert grant.valid_to == datetime(2029, 3, 2, tzinfo=ZONE)
    assert AuditEntry.objects.filter(action="granted", target=row.number).count() == 1
    person = actor_of(account=account, at=MONDAY)
    assert person.can("case.accept", at_path=town.grid.path)
    assert not person.can("case.accept", at_path=town.second_grid.path)


def test_appointment_that_starts_later_gives_no_right_before(town):
    account = make_account("张一", at=town.area)

    town.appoint("张一", account=account, starts_on=date(2026, 3, 10))

    assert actor_of(account=account, at=MONDAY).grants == ()
    assert actor_of(account=account, at=datetime(2026, 3, 10, 0, 1, tzinfo=ZONE)).units == (town.group.pk,)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"post_kind": "no_such_post"}, "no_such_post"),
        ({"post_kind": "village_officer"}, "村一级的岗位"),
        ({"person_name": "  "}, "姓名"),
        ({"ends_on": date(2026, 3, 1)}, "不能早于"),
        ({"ends_on": date(2029, 3, 2)}, "最长 3 年"),
    ],
)
def test_appoint_refuses_what_the_rulebook_does_not_know(town, changes, words):
    with pytest.raises(Refusal, match=words):
        appoint(actor=town.keeper, new=a_post(town, **changes), at=MONDAY)

    assert not Appointment.objects.everywhere("a test looks").exists()


def test_appoint_refuses_a_unit_of_another_kind_or_another_area(town):
    for unit in (town.second_group, town.village_centre, make_shanghu().group):
        with pytest.raises(Refusal):
            town.appoint("张一", unit=unit)


def test_post_with_one_seat_takes_a_second_holder_only_after_the_first(town):
    first = town.appoint("张一")

    with pytest.raises(Conflict, match="最多 1 人"):
        town.appoint("李二")
    town.end(first)
    second = town.appoint("李二")

    assert second.number == "QPWG2026-0002"


def test_person_holds_a_post_in_one_unit_of_an_area_only(town):
    justice, petitions = (make_unit("town_function", at=town.area, name=name) for name in ("司法", "信访"))

    town.appoint("孙一", "function_officer", at_area=town.area, unit=justice)
    with pytest.raises(Conflict, match="孙一已经担任"):
        town.appoint("孙一", "function_officer", at_area=town.area, unit=petitions)

    assert town.appoint("孙二", "function_officer", at_area=town.area, unit=petitions).organisation_id == petitions.pk


def test_nobody_is_twice_in_the_same_post(town):
    town.appoint("王三", "linked_member")

    with pytest.raises(Conflict, match="王三已经担任荣星村第一网格联户党员"):
        town.appoint(" 王三 ", "linked_member")

    assert town.appoint("王三", "linked_member", at_area=town.second_grid, unit=town.second_group)


def test_database_itself_refuses_the_same_person_twice(town):
    row = town.appoint("王三", "linked_member")
    row.pk, row.number, row.token = None, "QPLH2026-0099", "0123456789"
    row._state.adding = True

    with pytest.raises(IntegrityError, match="appointment_name_once_in_post"), transaction.atomic():
        row.save(force_insert=True)


def test_database_refuses_a_term_that_ends_before_it_starts(town):
    row = town.appoint("王三", "linked_member")

    for changes in ({"ends_on": date(2026, 3, 1)}, {"ended_on": date(2026, 3, 1), "ended_reason": "moved"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Appointment.objects.everywhere("a test tries").filter(pk=row.pk).update(**changes)


def test_nobody_appoints_oneself_nor_a_stranger_nor_a_closed_account(town):
    other = make_shanghu()
    stranger, gone = make_account("外人", at=other.area), make_account("离职", at=town.area)
    gone.is_active = False
    gone.save()

    with pytest.raises(Refusal, match="自己"):
        appoint(actor=town.keeper, new=a_post(town, account_id=town.keeper.account_id), at=MONDAY)
    with pytest.raises(NotFound, match="没有这个账号"):
        town.appoint("外人", account=stranger)
    with pytest.raises(Refusal, match="停用"):
        town.appoint("离职", account=gone)

    assert not Grant.objects.filter(source__startswith="appointment:").exists()


def test_appoint_is_refused_without_the_right_and_hidden_from_strangers(town):
    other = make_shanghu()
    leader = make_actor("grid_leader", at=town.grid)

    with pytest.raises(NotAllowed):
        appoint(actor=leader, new=a_post(town), at=MONDAY)
    with pytest.raises(NotFound):
        appoint(actor=other.keeper, new=a_post(town), at=MONDAY)


def test_appoint_many_is_all_or_none(town):
    new = [a_post(town, post_kind="linked_member", person_name=name) for name in ("甲", "乙", "甲")]

    with pytest.raises(Conflict, match="甲已经担任"):
        appoint_many(actor=town.keeper, new=new, at=MONDAY)

    assert not Appointment.objects.everywhere("a test looks").exists()


def test_appoint_many_fills_a_town_in_few_statements(town, django_assert_max_num_queries):
    grids = [town.grid, town.second_grid, *(make_grid(under=town.village) for _ in range(40))]
    groups = [town.group, town.second_group, *(make_unit("grid_group", at=grid) for grid in grids[2:])]
    accounts = [make_account(f"联户党员{number}", at=town.area) for number in range(266)]
    new = [
        NewAppointment(
            "linked_member", grids[n % 42].pk, groups[n % 42].pk, f"联户党员{n}", TODAY, account_id=accounts[n].pk
        )
        for n in range(266)
    ]
    town.appoint("先来", "linked_member")

    with django_assert_max_num_queries(16):
        rows = appoint_many(actor=town.keeper, new=new, at=MONDAY)

    assert [rows[0].number, rows[-1].number] == ["QPLH2026-0002", "QPLH2026-0267"]
    assert Grant.objects.filter(source__startswith="appointment:").count() == 266
    assert Fact.objects.filter(name="teams.appointment_started").count() == 267


def test_seats_and_numbers_of_a_place_are_handed_out_one_after_the_other(town):
    ask = "SELECT pg_try_advisory_xact_lock(hashtext(%s))"
    mine = {**connection.get_connection_params(), "autocommit": True}
    mine.pop("cursor_factory", None), mine.pop("context", None)

    town.appoint("张一")

    with psycopg.connect(**mine) as second:
        answers = [second.execute(ask, [f"teams.appoint:{place}"]).fetchone() for place in ("qingping", "jiaozuo")]
    assert answers == [(False,), (True,)]


def test_numbers_run_on_past_9999(town):
    row = town.appoint("甲", "linked_member")
    Appointment.objects.everywhere("a test sets the stage").filter(pk=row.pk).update(number="QPLH2026-9999")

    assert town.appoint("乙", "linked_member").number == "QPLH2026-10000"
    assert town.appoint("丙", "linked_member").number == "QPLH2026-10001"
    assert town.appoint("丁", "linked_member", starts_on=date(2025, 5, 1)).number == "QPLH2025-0001"


def test_name_with_rare_characters_stays_as_it_is(town):
    assert town.appoint("张𬭼㛃").person_name == "张𬭼㛃"
    assert town.appoint("阿卜杜热西提·麦麦提", "linked_member").person_name == "阿卜杜热西提·麦麦提"


def test_end_takes_the_role_away_at_once(town):
    account = make_account("张一", at=town.area)
    row = town.appoint("张一", account=account)

    ended = town.end(row, at=MONDAY + HOUR)

    assert actor_of(account=account, at=MONDAY + HOUR).grants == ()
    assert (ended.ended_on, ended.ended_reason, ended.ended_by) == (TODAY, "moved", "管理员甲")
    fact = Fact.objects.get(name="teams.appointment_ended")
    assert (fact.payload["appointment_id"], fact.payload["ended_on"]) == (str(row.pk), "2026-03-02")


def test_end_leaves_the_roles_of_other_posts(town):
    account = make_account("张一", at=town.area)
    row = town.appoint("张一", account=account)
    town.appoint("张一", "linked_member", account=account)

    town.end(row)

    assert [grant.role for grant in actor_of(account=account, at=MONDAY).grants] == ["linked_member"]


def test_end_of_an_appointment_that_never_began_makes_it_never_run(town):
    account = make_account("张一", at=town.area)
    row = town.appoint("张一", account=account, starts_on=date(2026, 4, 1))

    town.end(row)

    assert actor_of(account=account, at=MONDAY + timedelta(days=60)).grants == ()
    assert town.appoint("张一", starts_on=date(2026, 4, 1)).pk != row.pk


def test_end_is_refused_twice_without_the_right_and_to_strangers(town):
    row = town.appoint("张一")
    other, leader = make_shanghu(), make_actor("grid_leader", at=town.grid)

    for actor, error in ((leader, NotAllowed), (other.keeper, NotFound)):
        with pytest.raises(error):
            end_appointment(actor=actor, appointment_id=row.pk, reason=EndReason.OTHER, at=MONDAY)
    town.end(row)
    with pytest.raises(Conflict):
        town.end(row)


def test_renew_continues_the_term_with_a_new_number(town):
    account = make_account("张一", at=town.area)
    first = town.appoint("张一", account=account, ends_on=date(2026, 12, 31))

    second = renew(actor=town.keeper, appointment_id=first.pk, at=MONDAY)

    assert (second.starts_on, second.ends_on) == (date(2027, 1, 1), date(2029, 12, 31))
    assert (second.renewal_of_id, second.number) == (first.pk, "QPWG2027-0001")
    grants = Grant.objects.filter(account=account).order_by("valid_from")
    assert grants[0].valid_to == grants[1].valid_from


def test_renew_after_a_gap_starts_today_and_only_once(town):
    first = town.appoint("张一", ends_on=date(2026, 3, 31))
    late = MONDAY + timedelta(days=60)

    second = renew(actor=town.keeper, appointment_id=first.pk, at=late)

    assert second.starts_on == date(2026, 5, 1)
    with pytest.raises(Conflict):
        renew(actor=town.keeper, appointment_id=first.pk, at=late)


def test_renew_is_refused_for_what_was_ended_or_has_no_end(town):
    ended, endless = town.appoint("张一"), town.appoint("干部", "linked_cadre", unit=town.government)
    town.end(ended)

    for row in (ended, endless):
        with pytest.raises(Conflict):
            renew(actor=town.keeper, appointment_id=row.pk, at=MONDAY)
    with pytest.raises(NotFound):
        renew(actor=make_shanghu().keeper, appointment_id=endless.pk, at=MONDAY)


def test_who_opens_accounts_does_not_hand_posts_to_them():
    """Else the system administrator alone could make himself a town's leader."""
    county = make_county()
    town = make_town(under=county)
    unit = make_unit("town_centre", at=town)
    account = make_account(at=town)
    system = make_actor("system_admin", at=county)

    with pytest.raises(NotAllowed):
        appoint(
            actor=system,
            new=NewAppointment("town_officer", town.pk, unit.pk, "李某", TODAY, account_id=account.pk),
            at=MONDAY,
        )
