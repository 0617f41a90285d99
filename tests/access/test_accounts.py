"""Accounts and grants as administrators see them; passwords, locks and codes taken in hand."""

from datetime import timedelta

import pytest

from tests.world import MONDAY, PASSWORD, make_account, make_actor, make_county, make_town, make_unit
from wangge.core.access.models import AuditAction, AuditEntry, Grant
from wangge.core.access.operations import (
    change_password,
    drop_totp,
    grant_role,
    open_account,
    reset_password,
    sign_in,
    unlock_account,
)
from wangge.core.access.operations.grants import NewGrant
from wangge.core.access.queries import (
    account_by_login,
    account_page,
    account_row,
    acting_for,
    actor_of,
    grants_of,
    who_may,
)
from wangge.core.areas.scope import Scope
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db


def administrator(role: str, at):
    account = make_account(at=at)
    Grant.objects.create(account=account, role=role, area_path=at.path, valid_from=MONDAY, granted_by="测试")
    return actor_of(account=account, at=MONDAY)


def test_a_new_account_gets_a_password_that_must_be_changed():
    county = make_county()

    account, password = open_account(
        actor=administrator("system_admin", county), login_name=" Li.Yahong ", name="李亚红", home_path=county.path,
        at=MONDAY,
    )  # fmt: skip

    signed_in = sign_in(login_name="li.yahong", password=password, code="", address="", at=MONDAY)
    assert (signed_in.pk, signed_in.must_change_password) == (account.pk, True)
    assert change_password(account_id=account.pk, old=password, new="a hill of oranges", at=MONDAY)


def test_a_reset_password_replaces_the_old_one_and_ends_the_lock():
    county = make_county()
    account = make_account(at=county)
    account.locked_until = MONDAY + timedelta(minutes=15)
    account.save()

    password = reset_password(actor=administrator("system_admin", county), account_id=account.pk, at=MONDAY)

    with pytest.raises(Refusal):
        sign_in(login_name=account.login_name, password=PASSWORD, code="", address="", at=MONDAY)
    assert sign_in(login_name=account.login_name, password=password, code="", address="", at=MONDAY)
    assert AuditEntry.objects.filter(action=AuditAction.PASSWORD_SET, target=account.login_name).count() == 1


def test_only_a_locked_account_can_be_unlocked():
    county = make_county()
    account, system = make_account(at=county), administrator("system_admin", county)
    account.locked_until = MONDAY + timedelta(minutes=15)
    account.save()

    unlock_account(actor=system, account_id=account.pk, at=MONDAY)

    account.refresh_from_db()
    assert account.locked_until is None
    with pytest.raises(Conflict):
        unlock_account(actor=system, account_id=account.pk, at=MONDAY)


@pytest.mark.parametrize("act", [reset_password, unlock_account, drop_totp])
def test_an_account_of_another_town_looks_like_a_missing_one(act):
    county = make_county()
    here, there = make_town("庆坪镇", under=county), make_town("锹峪镇", under=county, number="110")
    stranger = make_account(at=there)

    with pytest.raises(NotFound):
        act(actor=administrator("system_admin", here), account_id=stranger.pk, at=MONDAY)


def test_the_security_administrator_may_not_reset_passwords_nor_the_system_administrator_codes():
    county = make_county()
    account = make_account(at=county)

    with pytest.raises(NotAllowed):
        reset_password(actor=administrator("security_admin", county), account_id=account.pk, at=MONDAY)
    with pytest.raises(NotAllowed):
        drop_totp(actor=administrator("system_admin", county), account_id=account.pk, at=MONDAY)


def test_accounts_are_listed_by_login_name_found_by_name_and_paged():
    county = make_county()
    town, other = make_town(under=county), make_town("锹峪镇", under=county, number="110")
    first, second, third = (make_account(name, at=town) for name in ("李亚红", "李建国", "王芳"))
    make_account("李外人", at=other)
    scope = Scope((town.path,))

    page = account_page(scope=scope, at=MONDAY, words="李", size=1)
    rest = account_page(scope=scope, at=MONDAY, words="李", size=1, after=page.after)

    assert [row.id for row in (*page.rows, *rest.rows)] == sorted([first.pk, second.pk])
    assert (page.after, rest.after) == (first.login_name, "")
    assert [row.id for row in account_page(scope=scope, at=MONDAY, words=third.login_name).rows] == [third.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_accounts_costs_two_statements(count, django_assert_num_queries):
    town = make_town()
    for _ in range(count):
        make_actor("town_desk", at=town)

    with django_assert_num_queries(2):
        page = account_page(scope=Scope((town.path,)), at=MONDAY)

    assert [row.grants for row in page.rows] == [1] * count


def test_accounts_are_narrowed_to_a_state():
    town = make_town()
    scope = Scope((town.path,))
    active, closed, locked = make_account(at=town), make_account(at=town), make_account(at=town)
    closed.is_active = False
    closed.save()
    locked.locked_until, locked.last_login = MONDAY + timedelta(minutes=1), MONDAY
    locked.save()

    found = {
        state: [row.id for row in account_page(scope=scope, at=MONDAY, state=state).rows]
        for state in ("active", "closed", "locked", "idle")
    }

    assert found == {
        "active": [active.pk, locked.pk],
        "closed": [closed.pk],
        "locked": [locked.pk],
        "idle": [active.pk],
    }


def test_one_account_is_found_by_id_and_by_login_name_only_in_its_area():
    town, other = make_town(), make_town("锹峪镇", number="110")
    account = make_account(at=town)

    assert account_row(scope=Scope((town.path,)), account_id=account.pk, at=MONDAY).login_name == account.login_name
    assert account_by_login(scope=Scope((town.path,)), login_name=account.login_name.upper()) == account.pk
    for look in (
        lambda: account_row(scope=Scope((other.path,)), account_id=account.pk, at=MONDAY),
        lambda: account_by_login(scope=Scope((other.path,)), login_name=account.login_name),
    ):
        with pytest.raises(NotFound):
            look()


def test_grants_come_with_their_terms_those_in_force_first():
    town = make_town()
    account = make_account(at=town)
    shared = {"account": account, "place": "qingping", "area_path": town.path, "granted_by": "测试"}
    Grant.objects.create(
        role="town_lead", valid_from=MONDAY - timedelta(days=9), valid_to=MONDAY - timedelta(days=1), **shared
    )
    Grant.objects.create(role="village_lead", valid_from=MONDAY + timedelta(days=1), **shared)
    Grant.objects.create(role="town_desk", valid_from=MONDAY, **shared)
    Grant.objects.create(role="gone", valid_from=MONDAY - timedelta(days=2), **shared)

    rows = grants_of(account_id=account.pk, at=MONDAY)

    assert [(row.term, row.role_label) for row in rows] == [
        ("live", "镇指挥中心值班"),
        ("live", "gone"),
        ("ahead", "村党支部书记"),
        ("over", "镇指挥中心负责人"),
    ]


def test_who_acts_for_a_unit_and_who_may_do_a_thing_somewhere():
    town = make_town()
    station = make_unit("town_station", at=town)
    make_actor("department", unit=station, name="民警戊")
    make_actor("town_lead", at=town, name="负责人乙")
    administrator("system_admin", town)
    gone = make_account("离开的人", at=town)
    gone.is_active = False
    gone.save()
    Grant.objects.create(
        account=gone, role="town_lead", place="qingping", area_path=town.path, valid_from=MONDAY, granted_by="测试"
    )

    assert [row.name for row in acting_for(unit_id=station.pk, at=MONDAY)] == ["民警戊"]
    assert [row.role_label for row in who_may(permission="area.edit", at_path=f"{town.path}201/", at=MONDAY)] == [
        "镇指挥中心负责人",
        "系统管理员",
    ]
    assert who_may(permission="area.edit", at_path="/621123/110/", at=MONDAY) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"area_path": "/621123/109/", "valid_to": MONDAY - timedelta(days=1)}, "valid_to"),
        (
            {
                "area_path": "/621123/109/",
                "valid_from": MONDAY + timedelta(days=3),
                "valid_to": MONDAY + timedelta(days=2),
            },
            "valid_to",
        ),
        ({"area_path": "/621123/109/999/"}, "area"),
        ({}, "area"),
    ],
)
def test_a_grant_names_a_term_and_a_place_that_exist(given, field):
    county = make_county()
    make_town(under=county)
    account = make_account(at=county)

    with pytest.raises(Refusal) as refused:
        grant_role(
            actor=administrator("security_admin", county),
            new=NewGrant(account_id=account.pk, role="town_desk", place="qingping", **given),
            at=MONDAY,
        )

    assert refused.value.field == field
