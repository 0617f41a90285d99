"""Hot issues on the screen: the list, one issue, what a person may do there, and nothing of another place."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from tests.cases.town import RESIDENT, Town, make_other_town, make_qingping
from tests.faces.workbench.office import page, sign_in, statements
from wangge.core.cases.models import CaseCluster
from wangge.core.cases.operations import report_cases
from wangge.core.cases.operations.clusters import SpecialPlan, plan_cluster
from wangge.core.cases.queries.clusters import cluster_of_case
from wangge.core.cases.reports import CaseReport
from wangge.faces.workbench.hot.views import hot_url
from wangge.ground.foundation import jobs

pytestmark = pytest.mark.django_db
MOST = 9


def told(town: Town, place: str, *, count: int = 2, phone: str = "") -> CaseCluster:
    """An issue of some cases, the newest of an hour ago."""
    reports = [
        CaseReport(
            area_id=town.grid.pk, channel=town.channel, body=f"{place}搅拌站夜里施工噪音扰民，第{number}次反映",
            source_ref=f"{place}{number}", phone=phone, reported_at=timezone.now() - timedelta(hours=1 + number),
        )
        for number in range(count)
    ]  # fmt: skip
    report_cases(reports=reports, actor=RESIDENT, at=timezone.now())
    jobs.run_waiting()
    rows = CaseCluster.objects.everywhere("test").filter(town_id=town.area.pk, title__contains=place)
    return rows.get()


def test_S36_the_list_shows_size_growth_words_and_plan_and_nothing_of_another_place():
    here, there = make_qingping(), make_other_town()
    told(here, "金河小区", count=3)
    told(there, "绿洲花园")

    shown = page(sign_in(here.officer).get("/hot/"))

    assert "金河小区" in shown
    assert "搅拌站" in shown
    assert "绿洲花园" not in shown
    assert "未开专题会" in shown
    assert "不计算" in shown


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [("?days=7", True), ("?planned=0", True), ("?planned=1", False), ("?area=621123109200", True), ("?days=x", True)],
)
def test_S36_the_list_is_narrowed(query, is_shown):
    town = make_qingping()
    told(town, "金河小区")

    assert ("金河小区" in page(sign_in(town.officer).get(f"/hot/{query}"))) is is_shown


def test_T03_another_place_opens_no_issue_and_decides_nothing():
    here, there = make_qingping(), make_other_town()
    issue = told(there, "绿洲花园")
    desk = sign_in(here.officer)

    for end in ("", "plan/", "result/", "put-in/"):
        assert desk.get(hot_url(issue.pk) + end).status_code == 404
        assert desk.post(hot_url(issue.pk) + end).status_code in (404, 405)


def test_S37_the_meeting_its_owner_and_result_are_kept_on_the_issue():
    town = make_qingping()
    issue = told(town, "金河小区")
    desk, url = sign_in(town.officer), hot_url(issue.pk)
    today = localdate(timezone.now()).isoformat()

    empty = desk.post(f"{url}plan/", {"met_on": today, "owner_unit": "没有这个单位"})
    kept = desk.post(
        f"{url}plan/",
        {"met_on": today, "owner_unit": town.station.name, "owner_name": "张三", "plan": "夜里停工",
         "defused_after": "30"},
    )  # fmt: skip
    desk.post(f"{url}result/", {"result": "已经停了"})

    assert "没有找到这个单位" in page(empty)
    assert kept.status_code == 302
    shown = page(desk.get(url))
    for words in ("张三", "夜里停工", "已经停了", "观察期内", town.station.name, "定了专题方案"):
        assert words in shown


def test_S37_a_case_is_taken_out_and_put_back_with_a_reason():
    town = make_qingping()
    issue = told(town, "金河小区", count=3)
    desk, url = sign_in(town.officer), hot_url(issue.pk)
    found = cluster_of_case(scope=town.officer.scope("case.see"), case_id=_first_case(desk, url), at=timezone.now())
    assert found is not None
    case = _first_case(desk, url)

    assert desk.post(f"{url}take-out/{case}/", {"reason": ""}).status_code == 200
    assert desk.post(f"{url}take-out/{case}/", {"reason": "不是一回事"}).status_code == 302
    assert cluster_of_case(scope=town.officer.scope("case.see"), case_id=case, at=timezone.now()) is None
    assert "不是一回事" in page(desk.get(url))
    refused = desk.post(f"{url}put-in/", {"number": "2026-0000-00", "reason": "是一回事"})
    assert "没有找到这个编号" in page(refused)


def _first_case(desk, url):
    answer = desk.get(url)
    return answer.context["page"].cases[0].id


def test_S37_who_may_only_look_is_offered_nothing_and_refused():
    town = make_qingping()
    issue = told(town, "金河小区")
    leader = sign_in(town.grid_leader)

    seen = leader.get(hot_url(issue.pk))

    assert seen.status_code in (200, 404)
    assert "记专题方案" not in page(seen)
    sent = {"met_on": "2026-03-02", "owner_unit": town.station.name, "owner_name": "甲", "plan": "乙"}
    answer = leader.post(f"{hot_url(issue.pk)}plan/", sent | {"defused_after": "30"})
    assert answer.status_code in (403, 404)


def test_S38_the_list_shows_both_numbers_of_the_rate_and_those_that_wait():
    town = make_qingping()
    for place, ago in (("金河小区", 40), ("绿洲花园", 2)):
        plan = SpecialPlan(localdate(timezone.now()) - timedelta(days=ago), town.station.pk, "张三", "停工")
        plan_cluster(actor=town.officer, cluster_id=told(town, place).pk, plan=plan, at=timezone.now())

    shown = page(sign_in(town.officer).get("/hot/"))

    assert "2 个问题里，1 个会后没有新件" in shown
    assert "50.00%" in shown


def test_the_list_costs_the_same_however_many_issues_there_are():
    town = make_qingping()
    told(town, "金河小区")
    desk = sign_in(town.officer)
    few = statements(desk, "/hot/")
    for place in ("绿洲花园", "东风家园", "玉泉公寓"):
        told(town, place)

    assert statements(desk, "/hot/") == few <= MOST
