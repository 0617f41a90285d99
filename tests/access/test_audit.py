"""The audit as it is read and exported."""

from datetime import timedelta

import pytest

from tests.world import MONDAY, make_account, make_county, make_town
from wangge.core.access.models import AuditAction, AuditEntry
from wangge.core.access.operations import export_audit, record
from wangge.core.access.queries import Actor, AuditFilter, audit_page
from wangge.core.areas.scope import Scope
from wangge.ground.foundation.errors import NotAllowed

from .test_accounts import administrator

pytestmark = pytest.mark.django_db
COUNTY, TOWN, OTHER = "/621123/", "/621123/109/", "/621123/110/"


def _noted(target: str, *, minutes: int = 0, area_path: str = TOWN, action=AuditAction.CONFIGURED, by: str = "甲"):
    who = Actor(account_id=None, name=by)
    return record(actor=who, action=action, at=MONDAY + timedelta(minutes=minutes), target=target, area_path=area_path)


def _targets(scope: str, **where) -> list[str]:
    return [row.target for row in audit_page(scope=Scope((scope,)), where=AuditFilter(**where)).rows]


def test_a_town_sees_its_own_acts_and_the_county_those_of_no_area_too():
    _noted("here")
    _noted("there", minutes=1, area_path=OTHER)
    _noted("nowhere", minutes=2, area_path="")

    assert _targets(TOWN) == ["here"]
    assert _targets(COUNTY) == ["nowhere", "there", "here"]


def test_the_audit_is_narrowed_by_action_person_area_and_time():
    person = make_account()
    _noted("a", by="张三")
    _noted("b", minutes=1, action=AuditAction.GRANTED, area_path=OTHER)
    record(
        actor=Actor(account_id=person.pk, name=person.name), action=AuditAction.EXPORTED,
        at=MONDAY + timedelta(minutes=2), target="c", area_path=TOWN,
    )  # fmt: skip

    assert _targets(COUNTY, action="granted") == ["b"]
    assert _targets(COUNTY, words="张三") == ["a"]
    assert _targets(COUNTY, words="c") == ["c"]
    assert _targets(COUNTY, account_id=person.pk) == ["c"]
    assert _targets(COUNTY, area_path=OTHER) == ["b"]
    assert _targets(COUNTY, since=MONDAY + timedelta(minutes=1), before=MONDAY + timedelta(minutes=2)) == ["b"]


def test_the_audit_is_paged_by_key_even_within_one_moment(django_assert_num_queries):
    for name in "abcde":
        _noted(name)
    scope, seen, after = Scope((TOWN,)), [], None

    for _ in range(3):
        with django_assert_num_queries(1):
            page = audit_page(scope=scope, where=AuditFilter(), after=after, size=2)
        seen += [row.target for row in page.rows]
        after = page.after

    assert (seen, after) == (list("edcba"), None)


def test_an_export_is_in_the_audit_itself():
    county = make_county()
    make_town(under=county)
    _noted("a")
    auditor = administrator("audit_admin", county)

    rows = export_audit(actor=auditor, where=AuditFilter(), cap=10, words="全部", address="10.0.0.1", at=MONDAY)

    entry = AuditEntry.objects.get(action=AuditAction.EXPORTED)
    assert [row.target for row in rows] == ["a"]
    assert (entry.account_name, entry.detail, entry.address) == (
        auditor.name,
        {"rows": 1, "filter": "全部"},
        "10.0.0.1",
    )
    with pytest.raises(NotAllowed):
        export_audit(
            actor=administrator("system_admin", county), where=AuditFilter(), cap=10, words="", address="", at=MONDAY
        )
