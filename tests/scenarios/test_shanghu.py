"""尚湖: “召开重点重复工单专题会议，有效钝化91.67%的多次重复工单”; the group of a grid; disputes by office."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from tests.cases.town import RESIDENT, Town
from tests.faces.workbench.office import page, sign_in
from tests.faces.workbench.test_intake import typed
from tests.faces.workbench.test_pasted import filled, paste
from tests.scenarios.mediated import agreed, by, reported
from tests.world import MONDAY, TODAY, make_actor, make_county, make_grid, make_town, make_unit, make_village
from wangge.core.areas.models import Area
from wangge.core.cases import operations as ops
from wangge.core.cases.models import Case, CaseCluster, CaseParty, ClusterCase
from wangge.core.cases.operations import Call
from wangge.core.cases.operations.clusters import SpecialPlan, plan_cluster, record_cluster_result
from wangge.core.cases.operations.small import SmallDispute, log_small_dispute
from wangge.core.cases.queries.clusters import ClusterFilter, cluster_list, cluster_page, defused_share
from wangge.core.cases.queries.dispute_figures import dispute_figures
from wangge.core.cases.queries.disputes import DisputeFilter
from wangge.core.cases.reports import CaseReport, Reported
from wangge.core.teams.models import Organisation
from wangge.ground.foundation import jobs

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ISSUES = (
    ("东桥路南段路灯不亮，夜里看不清", "东桥路南段的路灯又不亮了，没有人修"),
    ("家鑫村北浜河水发黑发臭", "北浜河又黑又臭，家鑫村的人都闻得到"),
    ("菜市场门口流动摊贩占道", "菜市场门口摊贩占道，车子过不去"),
    ("新鑫小区电梯三天两头坏", "新鑫小区的电梯又坏了，老人下不了楼"),
    ("河金桥桥栏杆断了一截", "河金桥的桥栏杆断了还没有修"),
    ("纺织厂夜里机器噪音大", "纺织厂机器噪音夜里吵得睡不着"),
    ("六组自来水水压低，三楼没有水", "六组自来水水压还是低，三楼用不上水"),
    ("幼儿园门口停车乱，接孩子危险", "幼儿园门口乱停车，接孩子很危险"),
    ("秸秆在田里焚烧，烟很大", "又有人在田里焚烧秸秆，烟很大"),
    ("公交首末站没有遮雨棚", "公交首末站等车没有遮雨棚，下雨淋湿"),
    ("出租房飞线充电，怕着火", "出租房门口飞线充电的还在，怕着火"),
    ("养殖场粪水流进沟渠", "养殖场的粪水又流进沟渠里"),
)


def make_shanghu(*, county: Area | None = None, name: str = "尚湖镇") -> Town:
    """A town with its centre, its mediation, one village with one comprehensive grid."""
    county = county or make_county("常熟市", code="320581")
    town = make_town(name, under=county, number="111", place="shanghu")
    village = make_village("东桥村", under=town)
    zone = make_grid("东桥村第一综合网格", under=village)
    centre, party = make_unit("town_centre", at=town), make_unit("village_party", at=village)
    make_unit("town_mediation", at=town)
    mediation, team = make_unit("village_mediation", at=village), make_unit("zone_team", at=zone)
    make_unit("grid_team", at=zone)
    return Town(
        area=town, village=village, grid=zone, centre=centre, village_centre=party, grid_group=team, station=mediation,
        officer=make_actor("town_desk", at=town, unit=centre, name="中心值班"),
        lead=make_actor("town_lead", at=town, unit=centre, name="镇领导"),
        village_officer=make_actor("village_lead", at=village, unit=party, name="村书记"),
        grid_leader=make_actor("zone_leader", at=zone, unit=team, name="综合网格长"),
        policeman=make_actor("department", unit=mediation, name="调解员"), place="shanghu", channel="hotline",
    )  # fmt: skip


def make_neighbour() -> Town:
    return make_shanghu(county=make_county("太仓市", code="320585"), name="别处镇")


def tickets(town: Town, issues: tuple[tuple[str, ...], ...], *, days_ago: float, first: int = 0) -> list[Reported]:
    """Tickets of 12345 that came a while ago, one caller a ticket, and all that follows from them."""
    now = timezone.now()
    reports = [
        CaseReport(
            area_id=town.grid.pk, channel="hotline", body=words, name="来电人", phone=f"139{first:04}{nth:02}{call:02}",
            source_ref=f"{first}:{nth}:{call}", reported_at=now - timedelta(days=days_ago - call / 100),
        )
        for nth, told in enumerate(issues)
        for call, words in enumerate(told)
    ]  # fmt: skip
    found = [one for one in ops.report_cases(reports=reports, actor=RESIDENT, at=now) if isinstance(one, Reported)]
    jobs.run_waiting()
    return found


def meet(town: Town, cluster_id, *, days_ago: int) -> None:
    """The special meeting on one issue: a plan with its owner."""
    met = timezone.now() - days_ago * DAY
    plan = SpecialPlan(localdate(met), town.grid_group.pk, "综合网格长", "到现场看，一周内回复来电人")
    plan_cluster(actor=town.officer, cluster_id=cluster_id, plan=plan, at=met)


def test_S36_S37_S38_of_12_issues_with_a_special_meeting_11_stay_calm_and_the_share_shows_its_12():
    town, elsewhere = make_shanghu(), make_neighbour()
    tickets(town, ISSUES, days_ago=60)
    tickets(elsewhere, ISSUES[:1], days_ago=60, first=1)
    seen, at = town.officer.scope("case.see"), timezone.now()

    # 月分析: which issues are hot, each with the tickets that are its evidence
    found = cluster_list(scope=seen, where=ClusterFilter(), at=at)
    assert [row.size for row in found] == [2] * 12
    assert {row.kind for row in found} == {"place"}
    assert ClusterCase.objects.filter(town_id=town.area.pk, cluster__isnull=False).count() == 24

    # 重点重复工单专题会, and who is called to it
    for row in found:
        meet(town, row.id, days_ago=40)
    again = next(row for row in found if "噪音" in row.title)
    tickets(town, (("纺织厂机器噪音夜里还是大，睡不着",),), days_ago=20, first=2)

    share = defused_share(scope=seen, at=at)
    assert (share.defused, share.planned, share.waiting) == (11, 12, 0)
    assert share.share is not None
    assert f"{share.share:.2%}" == "91.67%"
    assert cluster_page(actor=town.officer, cluster_id=again.id, at=at).new_since_plan == 1
    shown = page(sign_in(town.officer).get("/hot/"))
    assert "91.67" in shown
    assert "开过专题会且已有结果的 12 个问题里，11 个会后没有新件" in shown

    record_cluster_result(actor=town.officer, cluster_id=again.id, result="错开夜班，再观察", at=at)
    assert cluster_page(actor=town.officer, cluster_id=again.id, at=at).row.plan_state == "returned"
    other = cluster_list(scope=elsewhere.officer.scope("case.see"), where=ClusterFilter(), at=at)
    assert [(row.size, row.plan_state) for row in other] == [(2, "none")]
    assert defused_share(scope=elsewhere.officer.scope("case.see"), at=at).planned == 0


def test_S37_the_units_that_repeated_tickets_need_are_called_to_the_meeting():
    town = make_shanghu()
    (first, _second) = tickets(town, ISSUES[5:6], days_ago=1)
    station = make_unit("town_station", at=town.area, name="环保站")
    at = timezone.now()
    ops.accept_case(actor=town.officer, case_id=first.case_id, grade="repeated", at=at)
    call = Call("repeat_meeting", "同一家厂两次来电", station.pk, (), "镇会议室")
    ops.blow_whistle(actor=town.officer, case_id=first.case_id, call=call, at=at)

    case = town.case(first)
    assert (case.grade, case.owner_unit.unit_kind) == ("repeated", "zone_team")
    assert CaseCluster.objects.everywhere("a test looks").get().size == 2
    assert {p.unit_id for p in CaseParty.objects.filter(case_id=first.case_id)} == {station.pk}


def test_S31_what_a_grids_group_talks_about_becomes_a_matter_of_that_source():
    town, elsewhere = make_shanghu(), make_neighbour()
    desk = sign_in(town.grid_leader)
    answer = paste(desk, town, "东桥阿姨：\n东桥路南段路灯不亮，夜里看不清", channel="wechat")
    desk.post("/intake/", typed(town, **filled(answer)))

    case = Case.objects.everywhere("a test looks").get()
    assert (case.channel, case.area_id, case.body) == ("wechat", town.grid.pk, "东桥路南段路灯不亮，夜里看不清")
    assert "来源：网格微信群" in page(desk.get("/intake/"))
    assert case.number not in page(sign_in(elsewhere.officer).get("/cases/"))


def test_S33_S41_a_small_dispute_is_logged_by_the_leader_of_the_comprehensive_grid():
    town = make_shanghu()
    small = SmallDispute(town.grid.pk, "晒被子挡了邻居的光", "挪了晾衣架", "form:small")
    found = log_small_dispute(actor=town.grid_leader, small=small, at=MONDAY)

    assert (town.case(found).state, town.case(found).solved_level) == ("answered", "grid")


def test_S41_disputes_are_counted_by_mediation_office():
    town = make_shanghu()
    office = Organisation.objects.get(area=town.area, unit_kind="town_mediation")
    officer = town.officer
    found = reported(town.grid, {"dispute_neighbour": 3}, channel="patrol", by=officer)
    agreed(officer, found[:2], unit_id=town.station.pk)
    agreed(officer, found[2:], unit_id=office.pk)

    figures = dispute_figures(scope=officer.scope("case.see"), where=DisputeFilter(), today=TODAY)

    assert by(figures.by["unit"]) == {town.station.pk: 2, office.pk: 1}
