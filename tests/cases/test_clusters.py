"""Repeats and hot issues: what is suggested, what forms a group, what a person decides, and the defused rate."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from tests.cases.town import RESIDENT, Town, make_other_town, make_qingping
from tests.world import MONDAY
from wangge.core.cases.clustering import add_to_clusters
from wangge.core.cases.models import Case, CaseCluster, ClusterCase, ClusterChange
from wangge.core.cases.nightly import count_pairs, count_pairs_when_grown, rebuild_clusters
from wangge.core.cases.operations import report_case
from wangge.core.cases.operations.clusters import (
    SpecialPlan,
    plan_cluster,
    put_into_cluster,
    record_cluster_result,
    take_out_of_cluster,
)
from wangge.core.cases.queries import likely_repeats
from wangge.core.cases.queries.clusters import (
    ClusterFilter,
    cluster_list,
    cluster_of_case,
    cluster_page,
    defused_share,
)
from wangge.core.cases.reports import CaseReport, Reported
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db
NOISE = (
    "金河小区楼下搅拌站夜里施工噪音扰民",
    "投诉金河小区旁边搅拌站噪音大，夜里睡不着",
    "金河小区附近搅拌站粉尘噪音污染严重",
)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    """The listener asks for the moment; these tests live in March 2026."""
    monkeypatch.setattr("wangge.core.cases.clustering.timezone.now", lambda: MONDAY + timedelta(days=60))


def tell(town: Town, words: str, *, days: int = 0, phone: str = "") -> Reported:
    """A report, and all that follows from it."""
    found = report_case(
        report=CaseReport(area_id=town.grid.pk, channel=town.channel, body=words, phone=phone, source_ref=str(uuid4())),
        actor=RESIDENT,
        at=MONDAY + days * DAY,
    )
    jobs.run_waiting()
    return found


def groups(town: Town, *, days: int = 10, **where):
    scope = town.officer.scope("case.see")
    return cluster_list(scope=scope, where=ClusterFilter(**where), at=MONDAY + days * DAY)


def hot(town: Town) -> tuple[CaseCluster, list[Reported]]:
    """A group of three cases about one noise."""
    told = [tell(town, words, days=number) for number, words in enumerate(NOISE)]
    return CaseCluster.objects.everywhere("test").get(town_id=town.area.pk), told


def a_plan(town: Town, **given) -> SpecialPlan:
    first = SpecialPlan(localdate(MONDAY) + 5 * DAY, town.station.pk, "张三", "限时施工，每晚巡查")
    return replace(first, **given)


def plan(town: Town, cluster: CaseCluster, *, days: int = 5, **given) -> None:
    plan_cluster(actor=town.officer, cluster_id=cluster.pk, plan=a_plan(town, **given), at=MONDAY + days * DAY)


def test_S37_cases_of_one_place_and_topic_form_one_group():
    town = make_qingping()
    told = [tell(town, words, days=number) for number, words in enumerate(NOISE)]
    tell(town, "医保怎么补缴，要带什么材料")
    tell(town, "绿洲花园楼下烧烤摊夜里噪音扰民", days=2)

    rows = groups(town)

    assert [(r.size, r.kind, r.lately, r.plan_state) for r in rows] == [(3, "place", 0, "none")]
    assert any("搅拌站" in word for word in rows[0].words)
    assert rows[0].area_path == town.village.path
    assert set(ClusterCase.objects.values_list("case_id", flat=True)) == {t.case_id for t in told}


def test_S36_the_list_shows_growth_and_is_narrowed_by_area_period_and_plan():
    town = make_qingping()
    cluster, _told = hot(town)

    assert [(r.lately, r.before, r.growth) for r in groups(town, days=3)] == [(3, 0, 3)]
    assert [(r.lately, r.before, r.growth) for r in groups(town, days=8)] == [(1, 2, -1)]
    assert groups(town, area_path=town.village.path) == groups(town)
    assert groups(town, area_path="/621123/109/299/") == []
    assert groups(town, since=MONDAY + 5 * DAY) == []
    assert groups(town, is_planned=True) == []
    plan(town, cluster)
    assert [r.id for r in groups(town, is_planned=True)] == [cluster.pk]


def test_S37_the_same_person_with_other_words_forms_a_group_of_that_person():
    town = make_qingping()
    tell(town, "医保怎么补缴，要带什么材料", phone="13800001111")
    tell(town, "村口桥栏杆断了一截很危险", days=3, phone="13800001111")
    tell(town, "低保申请两个月没有消息", days=4, phone="13800002222")

    assert [(r.kind, r.size) for r in groups(town)] == [("asker", 2)]


def test_S37_more_than_90_days_apart_is_no_repeat():
    town = make_qingping()
    tell(town, NOISE[0], phone="13800001111")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wangge.core.cases.clustering.timezone.now", lambda: MONDAY + timedelta(days=100))
        tell(town, NOISE[0], days=95, phone="13800001111")

    assert groups(town, days=99) == []


def test_T03_two_places_in_one_database_never_share_a_group_or_a_suggestion():
    here, there = make_qingping(), make_other_town()
    mine = [tell(here, words) for words in NOISE[:2]]
    theirs = [tell(there, words) for words in NOISE[:2]]

    assert [r.size for r in groups(here)] == [2]
    assert [r.size for r in groups(there)] == [2]
    for town, own in ((here, mine), (there, theirs)):
        scope = town.officer.scope("case.see")
        for path in (here.village.path, there.village.path, "/"):
            found = likely_repeats(scope=scope, area_path=path, text=NOISE[2], at=MONDAY)
            assert {e.id for e in found} <= {o.case_id for o in own}
    other = groups(there)[0]
    with pytest.raises(NotFound):
        cluster_page(actor=here.officer, cluster_id=other.id, at=MONDAY)
    with pytest.raises(NotFound):
        put_into_cluster(actor=here.officer, cluster_id=other.id, number=mine[0].number, reason="误", at=MONDAY)
    with pytest.raises(NotFound):
        put_into_cluster(
            actor=here.officer, cluster_id=groups(here)[0].id, number=theirs[0].number, reason="误", at=MONDAY
        )
    assert cluster_of_case(scope=here.officer.scope("case.see"), case_id=theirs[0].case_id, at=MONDAY) is None


def test_S37_a_delivery_twice_and_the_nightly_rebuild_change_nothing():
    town = make_qingping()
    _cluster, told = hot(town)
    before = sorted(ClusterCase.objects.values_list("case_id", "cluster_id"))

    assert add_to_clusters([t.case_id for t in told], at=MONDAY + 3 * DAY) == 0
    assert count_pairs() > 1
    assert rebuild_clusters(at=MONDAY + 3 * DAY) == 0
    assert sorted(ClusterCase.objects.values_list("case_id", "cluster_id")) == before


def test_S37_what_the_listener_missed_is_grouped_at_night():
    town = make_qingping()
    hot(town)
    ClusterCase.objects.all().delete()
    CaseCluster.objects.everywhere("test").delete()

    assert rebuild_clusters(at=MONDAY + 3 * DAY) >= 2
    assert [r.size for r in groups(town)] == [3]


def test_S37_a_person_takes_a_case_out_with_a_reason_and_it_stays_out():
    town = make_qingping()
    cluster, told = hot(town)

    with pytest.raises(Refusal, match="理由"):
        take_out_of_cluster(actor=town.officer, case_id=told[0].case_id, reason=" ", at=MONDAY)
    take_out_of_cluster(actor=town.officer, case_id=told[0].case_id, reason="是另一家工地", at=MONDAY)
    rebuild_clusters(at=MONDAY + 3 * DAY)

    page = cluster_page(actor=town.officer, cluster_id=cluster.pk, at=MONDAY)
    assert {c.id for c in page.cases} == {told[1].case_id, told[2].case_id}
    assert [(c.action, c.note, c.actor_name) for c in page.changes] == [("take_out", "是另一家工地", "值班员甲")]
    put_into_cluster(actor=town.officer, cluster_id=cluster.pk, number=told[0].number, reason="看错了", at=MONDAY)
    assert groups(town)[0].size == 3
    with pytest.raises(Conflict):
        put_into_cluster(actor=town.officer, cluster_id=cluster.pk, number=told[0].number, reason="再来", at=MONDAY)


def test_S37_only_who_hands_cases_out_decides_about_a_group():
    town = make_qingping()
    cluster, told = hot(town)

    with pytest.raises((NotAllowed, NotFound)):
        plan_cluster(actor=town.policeman, cluster_id=cluster.pk, plan=a_plan(town), at=MONDAY + 5 * DAY)
    with pytest.raises((NotAllowed, NotFound)):
        take_out_of_cluster(actor=town.grid_leader, case_id=told[0].case_id, reason="不想要", at=MONDAY)
    plan(town, cluster)
    record_cluster_result(actor=town.policeman, cluster_id=cluster.pk, result="已停夜间施工", at=MONDAY + 9 * DAY)

    assert cluster_page(actor=town.officer, cluster_id=cluster.pk, at=MONDAY + 9 * DAY).plan.result == "已停夜间施工"


def test_S37_what_was_decided_is_kept_and_the_database_refuses_to_change_it():
    town = make_qingping()
    cluster, _told = hot(town)
    plan(town, cluster)
    plan(town, cluster, days=6, plan="改为全天监测")

    assert list(ClusterChange.objects.order_by("id").values_list("action", "note")) == [
        ("plan", "限时施工，每晚巡查"),
        ("change_plan", "改为全天监测"),
    ]
    with pytest.raises(DatabaseError):
        ClusterChange.objects.update(note="别的")


@pytest.mark.parametrize(
    ("given", "field"),
    [({"plan": ""}, "plan"), ({"owner_name": ""}, "owner_name"), ({"defused_after": 0}, "defused_after"),
     ({"met_on": localdate(MONDAY) + 30 * DAY}, "met_on")],
)  # fmt: skip
def test_S37_a_plan_needs_its_parts(given, field):
    town = make_qingping()
    cluster, _told = hot(town)

    with pytest.raises(Refusal) as refused:
        plan(town, cluster, **given)

    assert refused.value.field == field


def test_S38_a_planned_group_is_defused_after_30_days_without_a_new_report():
    town = make_qingping()
    cluster, _told = hot(town)
    plan(town, cluster)
    scope = town.officer.scope("case.see")

    def rate(day: int) -> tuple[int, int, int]:
        found = defused_share(scope=scope, at=MONDAY + day * DAY)
        return found.defused, found.planned, found.waiting

    assert (rate(20), rate(34), rate(35)) == ((0, 0, 1), (0, 0, 1), (1, 1, 0))
    assert groups(town, days=35)[0].plan_state == "defused"
    tell(town, NOISE[0], days=12)
    assert rate(20) == rate(40) == (0, 1, 0)
    assert groups(town, days=20)[0].plan_state == "returned"
    assert cluster_page(actor=town.officer, cluster_id=cluster.pk, at=MONDAY).new_since_plan == 1


def test_S38_suggestions_cost_two_statements_however_many_cases_there_are():
    town = make_qingping()
    scope = town.officer.scope("case.see")
    hot(town)
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as seen:
            found = likely_repeats(scope=scope, area_path=town.village.path, text=NOISE[0], at=MONDAY)
        counts.append(len(seen))
        for number in range(5):
            tell(town, f"{NOISE[0]}，第 {number} 次", days=1)

    assert counts == [2, 2]
    assert len(found) > 3
    assert Case.objects.everywhere("test").count() == 13
    with CaptureQueriesContext(connection) as seen:
        groups(town)
    assert len(seen) == 2


def test_S37_pairs_are_counted_again_once_there_are_many_more_cases(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("wangge.core.cases.nightly.AT_LEAST", 1)
    hot(make_qingping())

    assert count_pairs_when_grown()
    assert not count_pairs_when_grown()
