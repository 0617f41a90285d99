"""Who may do what, where and until when; and that somebody else decides it."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.world import MONDAY, make_account, make_actor, make_county, make_grid, make_town, make_unit, make_village
from wangge.core.access.models import Account, AuditAction, AuditEntry, Grant
from wangge.core.access.operations import create_account, grant_role, revoke_grants, set_account_active
from wangge.core.access.operations.accounts import NewAccount
from wangge.core.access.operations.grants import NewGrant
from wangge.core.access.queries import accounts_within, actor_of, audit_entries
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db


def _administrator(role: str, county, **more):
    account = make_account(at=county)
    Grant.objects.create(
        account=account, role=role, area_path=county.path, valid_from=MONDAY, granted_by="测试", **more
    )
    return actor_of(account=account, at=MONDAY)


def test_a_grant_counts_only_in_its_term():
    town = make_town()
    account = make_account(at=town)
    Grant.objects.create(
        account=account, role="town_desk", place="qingping", area_path=town.path,
        valid_from=MONDAY, valid_to=MONDAY + timedelta(days=1), granted_by="测试",
    )  # fmt: skip

    held = [
        actor_of(account=account, at=at).may("case.accept")
        for at in (MONDAY - timedelta(seconds=1), MONDAY, MONDAY + timedelta(days=1))
    ]

    assert held == [False, True, False]


def test_a_grant_reaches_its_subtree_and_not_the_neighbour():
    county = make_county()
    here, there = make_town("庆坪镇", under=county), make_town("锹峪镇", under=county, number="110")
    grid = make_grid(under=make_village(under=here))

    actor = make_actor("town_desk", at=here)

    assert actor.can("case.accept", at_path=grid.path)
    assert not actor.can("case.accept", at_path=there.path)
    assert not actor.scope("case.accept").covers(there.path)


def test_a_grant_for_a_unit_gives_nothing_in_the_area():
    town = make_town()
    station = make_unit("town_station", at=town)

    actor = make_actor("department", unit=station)

    assert actor.units == (station.pk,)
    assert actor.can("case.sign", for_unit=station.pk)
    assert not actor.can("case.sign", at_path=town.path)


def test_a_role_the_rulebook_does_not_name_gives_nothing():
    town = make_town()
    account = make_account(at=town)
    security = _administrator("security_admin", make_county("别县", code="621124"))

    with pytest.raises(NotFound):
        grant_role(actor=security, new=NewGrant(account.pk, "emperor", "qingping", area_path=town.path), at=MONDAY)


def test_only_the_security_administrator_grants_and_it_is_on_record():
    county = make_county()
    town = make_town(under=county)
    account = make_account(at=town)
    system, security = _administrator("system_admin", county), _administrator("security_admin", county)
    new = NewGrant(account.pk, "town_desk", "qingping", area_path=town.path)

    with pytest.raises(NotAllowed):
        grant_role(actor=system, new=new, at=MONDAY)
    grant = grant_role(actor=security, new=new, at=MONDAY)

    assert actor_of(account=account, at=MONDAY).can("case.accept", at_path=town.path)
    entry = AuditEntry.objects.get(action=AuditAction.GRANTED)
    assert (entry.target, entry.detail["role"]) == (account.login_name, "town_desk")
    revoke_grants(actor=security, grant_id=grant.pk, at=MONDAY + timedelta(hours=1))
    assert not actor_of(account=account, at=MONDAY + timedelta(hours=1)).may("case.accept")


def test_nobody_grants_to_oneself():
    county = make_county()
    security = _administrator("security_admin", county)

    with pytest.raises(NotAllowed):
        grant_role(
            actor=security, new=NewGrant(security.account_id, "audit_admin", "", area_path=county.path), at=MONDAY
        )


def test_the_three_administrators_are_three_persons():
    county = make_county()
    security = _administrator("security_admin", county)
    account = make_account(at=county)
    grant_role(actor=security, new=NewGrant(account.pk, "audit_admin", "", area_path=county.path), at=MONDAY)

    with pytest.raises(Refusal, match="不同的人"):
        grant_role(actor=security, new=NewGrant(account.pk, "system_admin", "", area_path=county.path), at=MONDAY)


def test_an_administrator_of_one_county_does_not_see_the_accounts_of_another():
    here, there = make_county(), make_county("常熟市", code="320581")
    mine, theirs = make_account(at=here), make_account(at=there)
    admin = _administrator("system_admin", here)

    seen = set(accounts_within(scope=admin.scope("account.see")).values_list("pk", flat=True))

    assert theirs.pk not in seen
    assert seen == {mine.pk, admin.account_id}
    with pytest.raises(NotFound):
        set_account_active(actor=admin, account_id=theirs.pk, active=False, at=MONDAY)


def test_a_new_account_needs_a_free_name_and_a_decent_password():
    county = make_county()
    admin = _administrator("system_admin", county)

    for password, name in (("123", "zhang"), ("12345678901", "zhang"), ("long enough words", "张三")):
        with pytest.raises(Refusal):
            create_account(actor=admin, new=NewAccount(name, "张三", county.path, password), at=MONDAY)
    create_account(actor=admin, new=NewAccount("zhang", "张三", county.path, "long enough words"), at=MONDAY)
    with pytest.raises(Conflict):
        create_account(actor=admin, new=NewAccount("zhang", "张四", county.path, "long enough words"), at=MONDAY)

    assert Account.objects.filter(login_name="zhang").count() == 1


def test_the_audit_cannot_be_changed_even_in_the_database():
    county = make_county()
    admin = _administrator("system_admin", county)
    create_account(actor=admin, new=NewAccount("zhang", "张三", county.path), at=MONDAY)

    for statement in ("UPDATE access_audit_entry SET target = 'x'", "DELETE FROM access_audit_entry"):
        with pytest.raises(Exception, match="只增不改"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert audit_entries(scope=_administrator("audit_admin", county).scope("audit.see")).count() == 1
