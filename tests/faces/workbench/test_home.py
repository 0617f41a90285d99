"""待办: what waits, why, and the one next step."""

import re

import pytest

from tests.cases.town import make_other_town, make_qingping
from tests.faces.workbench.office import ago, now, page, reported_lately, sign_in, statements
from tests.world import make_actor
from wangge.core.cases import operations as ops

pytestmark = pytest.mark.django_db


def test_what_waits_says_why_from_whom_and_the_next_step():
    town = make_qingping()
    late = town.report("东沟河堤冲开一个口子", at=ago(days=20)).case_id
    reported_lately(town)
    desk = sign_in(town.grid_leader)

    shown = page(desk.get("/todo/"))

    assert re.findall(r"<summary>([^<]+)<span>(\d+)", shown) == [("已超期 ", "1"), ("新到的 ", "1")]
    assert "扫网格码" in shown
    assert town.grid.name in shown
    assert f'href="/cases/{late}/?step=accept#step-accept">受理</a>' in shown


def test_each_of_my_numbers_leads_to_what_it_counts():
    town = make_qingping()
    town.report("河堤冲开一个口子", at=ago(days=20))
    reported_lately(town, "路灯坏了")
    desk = sign_in(town.grid_leader)

    shown = page(desk.get("/todo/"))
    late = page(desk.get("/todo/?reason=overdue"))

    assert '<a class="w-num is-over" href="/todo/?reason=overdue"><b>1</b>' in shown
    assert ("河堤" in late, "路灯" in late) == (True, False)
    assert "这一类没有待办的" in page(desk.get("/todo/?reason=returned"))


def test_a_returned_case_waits_for_who_handed_it_out_and_says_who_sent_it_back():
    town = make_qingping()
    found = town.report(at=ago(minutes=30))
    ops.accept_case(actor=town.officer, case_id=found.case_id, at=ago(minutes=20))
    ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.station.pk, at=ago(minutes=10))
    ops.return_case(actor=town.policeman, case_id=found.case_id, reason="wrong_area", note="不归我们管", at=now())

    shown = page(sign_in(town.officer).get("/todo/"))

    assert re.findall(r"<summary>([^<]+)<span>(\d+)", shown) == [("退回来的 ", "1")]
    assert f'<span class="w-todo-from">{town.station.name}</span>' in shown
    assert "交办</a>" in shown


def test_nothing_left_says_so_and_when_the_next_thing_is_due():
    town = make_qingping()
    desk = sign_in(town.policeman)

    assert "都办完了" in page(desk.get("/todo/"))


def test_somebody_without_a_unit_sees_how_the_area_stands():
    town = make_qingping()
    town.report("河堤冲开一个口子", at=ago(days=20))
    reported_lately(town)
    desk = sign_in(make_actor("town_lead", at=town.area, name="镇长"))

    shown = page(desk.get("/todo/"))

    assert "庆坪镇 在办情况" in shown
    assert '<a class="w-num" href="/cases/?state=open"><b>2</b>' in shown
    assert '<a class="w-num is-over" href="/cases/?due=overdue&amp;sort=due"><b>1</b>' in shown
    assert '<a class="w-num" href="/cases/?state=reported"><b>2</b>' in shown
    assert "河堤冲开一个口子" in shown


def test_nothing_of_another_town_waits():
    town, other = make_qingping(), make_other_town()
    reported_lately(other, "尚湖镇的事")

    assert "尚湖镇的事" not in page(sign_in(town.officer).get("/todo/"))
    lead = make_actor("town_lead", at=town.area, name="镇长")
    assert "尚湖镇的事" not in page(sign_in(lead).get("/todo/"))


def test_an_administrator_without_cases_finds_a_place_to_begin():
    town = make_qingping()
    actor = make_actor("audit_admin", at=town.area, name="审计员")
    desk_of_administrator = sign_in(actor)
    desk_of_administrator.client.get("/todo/")
    account = desk_of_administrator.client.get("/account/two-factor/")

    assert account.status_code == 200


@pytest.mark.parametrize(("path", "cost"), [("/todo/", 6), ("/todo/?reason=soon", 5)])
def test_the_page_costs_the_same_with_one_row_and_with_many(path, cost):
    town = make_qingping()
    reported_lately(town, "一号")
    desk = sign_in(town.grid_leader)
    one = statements(desk, path)
    for number in range(3):
        reported_lately(town, f"第{number}件")

    assert (one, statements(desk, path)) == (cost, cost)


def test_the_overview_costs_the_same_with_one_row_and_with_many():
    town = make_qingping()
    town.report(at=ago(days=20))
    desk = sign_in(make_actor("town_lead", at=town.area, name="镇长"))
    one = statements(desk, "/todo/")
    for _ in range(3):
        town.report(at=ago(days=20))

    assert (one, statements(desk, "/todo/")) == (6, 6)
