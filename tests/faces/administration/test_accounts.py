"""Accounts and grants; the three administrators apart."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tests.faces.administration.office import administrator, desk_of, now, page, rows, sign_in, statements, words
from tests.world import MONDAY, PASSWORD, make_account, make_actor
from wangge.core.access.models import Account, Grant
from wangge.core.access.queries import actor_of
from wangge.core.teams.operations import NewAppointment, appoint

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


def test_accounts_are_found_by_name_login_name_state_and_place(town, other):
    here, there = make_account("李亚红", at=town.village), make_account("李亚红", at=other.area)
    here.is_active = False
    here.save()
    desk = desk_of("system_admin", town.area)

    def found(**query: str) -> list[str]:
        return rows(desk.get(url("accounts"), data=query))

    assert found(q="李亚红") == found(q=here.login_name) == ["李亚红"]
    assert found(q=there.login_name) == []
    assert found(state="closed") == ["李亚红"]
    assert found(area=town.village.code, state="closed") == ["李亚红"]
    assert "没有符合的账号" in words(desk.get(url("accounts"), data={"q": "没有这个人"}))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_accounts_costs_the_same(count, town):
    for _ in range(count):
        make_actor("town_desk", at=town.area)

    assert statements(desk_of("system_admin", town.area), url("accounts")) == 5


def test_a_new_account_is_shown_its_password_once_and_must_change_it(town):
    desk = desk_of("system_admin", town.area)

    shown = desk.post(url("account-add"), {"name": "王芳", "login_name": "wang.fang", "area": town.village.name})

    account = Account.objects.get(login_name="wang.fang")
    password = page(shown).split('data-copy="')[1].split('"')[0]
    signed_in = Client().post("/sign-in/", {"login_name": "wang.fang", "password": password})
    assert (account.home_path, account.must_change_password) == (town.village.path, True)
    assert "no-store" in shown["Cache-Control"]
    assert signed_in.status_code == 302
    assert password not in page(desk.get(url("account", account.pk)))


def test_a_login_name_that_is_taken_is_refused_beside_its_field(town):
    shown = desk_of("system_admin", town.area).post(
        url("account-add"), {"name": "王芳", "login_name": "Person 1", "area": town.area.code}
    )

    assert (shown.status_code, "登录名用小写字母开头" in words(shown)) == (400, True)


def test_an_account_is_not_opened_in_another_town(town, other):
    shown = desk_of("system_admin", town.area).post(
        url("account-add"), {"name": "王芳", "login_name": "wang.fang", "area": other.area.code}
    )

    assert "没有找到这个区域" in words(shown)
    assert not Account.objects.filter(login_name="wang.fang").exists()


def test_a_closed_account_is_out_at_once_and_comes_back(town):
    person = sign_in(town.officer)
    desk = desk_of("system_admin", town.area)
    address = url("account-active", town.officer.account_id)

    desk.post(address)
    out = person.get("/todo/")
    desk.post(address)

    assert out["Location"].startswith("/sign-in/")
    assert sign_in(town.officer).get("/todo/").status_code == 200


def test_a_reset_password_is_shown_once_and_ends_the_old_one(town):
    account = Account.objects.get(pk=town.officer.account_id)
    asked = desk_of("system_admin", town.area).get(url("account-password", account.pk))

    shown = desk_of("system_admin", town.area).post(url("account-password", account.pk))

    password = page(shown).split('data-copy="')[1].split('"')[0]
    old = Client().post("/sign-in/", {"login_name": account.login_name, "password": PASSWORD})
    new = Client().post("/sign-in/", {"login_name": account.login_name, "password": password})
    assert ("旧密码马上失效" in words(asked), old.status_code, new.status_code) == (True, 400, 302)


def test_a_locked_account_is_unlocked(town):
    account = Account.objects.get(pk=town.officer.account_id)
    account.locked_until = now() + timedelta(minutes=10)
    account.save()
    desk = desk_of("system_admin", town.area)

    shown = words(desk.get(url("account", account.pk)))
    desk.post(url("account-unlock", account.pk))

    account.refresh_from_db()
    assert ("锁定到" in shown, account.locked_until) == (True, None)


def test_two_factor_is_taken_off_by_the_security_administrator_only(town):
    account = Account.objects.get(pk=town.officer.account_id)
    account.totp_confirmed_at = MONDAY
    account.save()

    refused = desk_of("system_admin", town.area).post(url("account-two-factor", account.pk))
    desk_of("security_admin", town.area).post(url("account-two-factor", account.pk))

    account.refresh_from_db()
    assert (refused.status_code, account.totp_confirmed_at) == (403, None)


def test_a_role_is_granted_over_an_area_for_a_term(town):
    person = make_account(at=town.area)
    last = localdate(now()) + timedelta(days=9)

    desk_of("security_admin", town.area).post(
        url("grant", person.pk), {"role": "qingping:town_desk", "area": town.village.name, "ends_on": last.isoformat()}
    )

    grant = Grant.objects.get(account=person)
    assert (grant.role, grant.place, grant.area_path) == ("town_desk", "qingping", town.village.path)
    assert localdate(grant.valid_to) == last + timedelta(days=1)
    assert actor_of(account=person, at=now()).can("case.accept", at_path=town.grid.path)


def test_a_role_is_granted_for_a_unit(town):
    person = make_account(at=town.area)

    desk_of("security_admin", town.area).post(
        url("grant", person.pk), {"role": "qingping:department", "unit": town.station.name}
    )

    assert Grant.objects.get(account=person).unit_id == town.station.pk


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"role": "qingping:town_desk"}, "区域和单位，写一个，只写一个"),
        ({"role": "qingping:town_desk", "area": "庆坪镇", "unit": "庆坪镇派出所"}, "区域和单位，写一个，只写一个"),
        ({"role": "", "area": "庆坪镇"}, "请改好下面几处"),
        ({"role": "qingping:town_desk", "area": "尚湖镇"}, "没有找到这个区域"),
        ({"role": "qingping:department", "unit": "尚湖镇派出所"}, "没有找到这个单位"),
        ({"role": ":audit_admin", "unit": "庆坪镇派出所"}, "这个角色不是该单位所在地方的"),
        ({"role": "qingping:town_desk", "area": "庆坪镇", "ends_on": "2020-01-01"}, "也不能已经过去"),
    ],
)
def test_a_grant_that_cannot_be_is_refused_in_words(given, says, town, other):
    person = make_account(at=town.area)

    shown = desk_of("security_admin", town.area).post(url("grant", person.pk), given)

    assert says in words(shown)
    assert not Grant.objects.filter(account=person).exists()


def test_the_three_administrators_stay_three_persons(town):
    system = administrator("system_admin", town.area)

    shown = desk_of("security_admin", town.area).post(
        url("grant", system.account_id), {"role": ":audit_admin", "area": town.area.code}
    )

    assert "必须由不同的人担任" in words(shown)


def test_nobody_grants_to_oneself(town):
    security = administrator("security_admin", town.area)
    desk = sign_in(security)

    shown = desk.post(url("grant", security.account_id), {"role": "qingping:town_desk", "area": town.area.code})

    assert "不能给自己授权" in words(shown)
    assert url("grant", security.account_id) not in page(desk.get(url("account", security.account_id)))


def test_a_grant_is_revoked_after_asking(town):
    person = make_actor("town_desk", at=town.area)
    grant = Grant.objects.get(account_id=person.account_id)
    desk = desk_of("security_admin", town.area)
    address = url("grant-revoke", person.account_id, grant.pk)

    asked = desk.get(address)
    desk.post(address)

    grant.refresh_from_db()
    assert ("收回" in words(asked), grant.valid_to is None) == (True, False)
    assert desk.get(address).status_code == 404


def test_a_grant_that_follows_from_a_post_is_ended_with_the_post_only(town):
    person = make_account("李亚红", at=town.village)
    new = NewAppointment(
        "grid_leader", town.grid.pk, town.grid_group.pk, "李亚红", localdate(now()), account_id=person.pk
    )
    row = appoint(actor=town.lead, new=new, at=now())
    grant = Grant.objects.get(account=person)
    desk = desk_of("security_admin", town.area)

    shown = page(desk.get(url("account", person.pk)))

    assert url("appointment", row.pk) in shown
    assert url("grant-revoke", person.pk, grant.pk) not in shown
    assert desk.get(url("grant-revoke", person.pk, grant.pk)).status_code == 404
