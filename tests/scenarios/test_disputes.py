"""Disputes as three places tell of them: Qingping's 84, the claim of Jiaozuo, Qixing's 170 with 23 hard ones.

Names of private persons are changed.
"""

from datetime import timedelta
from itertools import count

import pytest

from tests.cases.disputes import terms
from tests.cases.town import Town, a_result, make_other_town, make_qingping
from tests.world import MONDAY, TODAY, make_actor, make_county, make_grid, make_town, make_unit, make_village
from wangge.core.access.queries import Actor
from wangge.core.areas.models import Area
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import RequestKind
from wangge.core.cases.models import CasePause, Dispute, DisputeLine, DisputeSession
from wangge.core.cases.operations import agreement as agreements
from wangge.core.cases.operations import mediating
from wangge.core.cases.operations.mediating import DisputeFacts, Held, PartyOf
from wangge.core.cases.operations.small import SmallDispute, log_small_dispute
from wangge.core.cases.queries.dispute_figures import Tally, dispute_figures
from wangge.core.cases.queries.disputes import DisputeFilter, dispute_list
from wangge.core.cases.reports import CaseReport, Reported
from wangge.ground.foundation.errors import Refusal

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
_rows = count(1)


def reported(area: Area, kinds: dict[str, int], *, channel: str, by: Actor) -> list[Reported]:
    """Many disputes found on rounds, entered at once."""
    reports = [
        CaseReport(area_id=area.pk, channel=channel, body=f"第 {n} 起纠纷", source_ref=f"round:{n}", category=category)
        for category, many in kinds.items()
        for n in (next(_rows) for _ in range(many))
    ]
    found = ops.report_cases(reports=reports, actor=by, at=MONDAY)
    return [one for one in found if isinstance(one, Reported)]


def agreed(actor: Actor, found: list[Reported], *, venue: str = "", **facts: object) -> None:
    """Each is recorded and settled by word of mouth, kept on the spot."""
    for one in found:
        who = {"actor": actor, "case_id": one.case_id, "at": MONDAY + DAY}
        mediating.open_dispute(facts=DisputeFacts(**facts), **who)  # type: ignore[arg-type]
        if venue:
            mediating.hold_session(held=Held(venue, "agreed", "劝和了"), **who)
        agreements.conclude_agreement(terms=terms(is_written=False, perform_by=None), **who)


def by(tallies: list[Tally]) -> dict[object, int]:
    return {one.key: one.total for one in tallies}


def test_Q26_Q23_84_disputes_are_67_and_16_and_1_and_all_84_were_settled():
    town, elsewhere = make_qingping(), make_other_town()
    kinds = {"dispute_neighbour": 67, "dispute_family": 16, "dispute_debt": 1}
    found = reported(town.grid, kinds, channel="patrol", by=town.grid_leader)
    others = reported(elsewhere.grid, {"dispute_neighbour": 3}, channel="patrol", by=elsewhere.grid_leader)
    agreed(town.village_officer, found, unit_id=town.village_centre.pk)
    agreed(elsewhere.village_officer, others[:2])

    scope = town.officer.scope("case.see")
    figures = dispute_figures(scope=scope, where=DisputeFilter(), today=TODAY)

    assert by(figures.by["category"]) == kinds
    assert (figures.total.total, sum(by(figures.by["category"]).values())) == (84, 84)
    assert (figures.total.success, figures.total.performance) == ((84, 84), (84, 84))
    assert by(figures.by["unit"]) == {town.village_centre.pk: 84}
    for category, many in kinds.items():
        page = dispute_list(scope=scope, where=DisputeFilter(category=category), today=TODAY, size=100)
        assert len(page.rows) == many
    early = DisputeFilter(reported_before=MONDAY)
    assert dispute_figures(scope=scope, where=early, today=TODAY).total.total == 0
    other = dispute_figures(scope=elsewhere.officer.scope("case.see"), where=DisputeFilter(), today=TODAY).total
    assert (other.total, other.success) == (3, (2, 2))


def test_Q23_Q22_what_was_settled_in_the_grid_is_counted_at_the_grid():
    town = make_qingping()
    for number in range(3):
        small = SmallDispute(town.grid.pk, f"拌嘴 {number}", "握手言和", f"form:small:{number}")
        log_small_dispute(actor=town.grid_leader, small=small, at=MONDAY)
    town.report("两家争地界", category="dispute_neighbour")

    figures = dispute_figures(scope=town.officer.scope("case.see"), where=DisputeFilter(), today=TODAY)

    assert by(figures.by["level"]) == {"grid": 3, "": 1}
    assert by(figures.by["venue"]) == {"on_site": 3, None: 1}


def test_Q21_a_complex_dispute_is_handed_out_only_with_both_an_owner_and_a_supervising_leader():
    town = make_qingping()
    found = town.report("几十户为水源争执", category="dispute_neighbour")
    ops.accept_case(actor=town.officer, case_id=found.case_id, grade="complex", at=MONDAY)
    give = {"actor": town.officer, "case_id": found.case_id, "unit_id": town.station.pk, "at": MONDAY}

    with pytest.raises(Refusal, match="包案"):
        ops.dispatch_case(**give)
    with pytest.raises(Refusal, match="责任人和督办领导"):
        ops.take_custody(actor=town.lead, case_id=found.case_id, at=MONDAY)
    ops.take_custody(actor=town.lead, case_id=found.case_id, responsible="站长甲", at=MONDAY)
    ops.dispatch_case(**give)

    assert town.case(found).handler_unit_id == town.station.pk


def make_liwan() -> Town:
    """A street of the demonstration zone, with its two levels of mediation centres (J27)."""
    county = make_county("焦作城乡一体化示范区", code="410871", place="jiaozuo")
    street = make_town("李万街道", under=county, number="001", place="")
    village = make_village("南张村", under=street)
    grid = make_grid("南张村全科网格", under=village)
    centre, team = make_unit("town_centre", at=street), make_unit("grid_team", at=grid)
    make_unit("district_centre", at=county)
    make_unit("town_mediation", at=street)
    station = make_unit("village_station", at=village)
    mediation = make_unit("village_mediation", at=village)
    return Town(
        area=street, village=village, grid=grid, centre=centre, village_centre=station, grid_group=team,
        station=mediation, officer=make_actor("town_desk", at=street, unit=centre, name="街道值班"),
        lead=make_actor("district_lead", at=county, name="包案领导"),
        village_officer=make_actor("station_desk", at=village, unit=station, name="工作站"),
        grid_leader=make_actor("grid_leader", at=grid, unit=team, name="专职网格员"),
        policeman=make_actor("station_desk", at=village, unit=mediation, name="村级调解员"),
        place="jiaozuo", channel="visit",
    )  # fmt: skip


CLAIM = "外出打工二十多年，户口被注销，土地承包资格被取消，要求兑现少分的土地征用款"


def test_J50_J27_a_claim_of_many_years_is_settled_in_over_three_months_and_a_banner_comes():
    town, elsewhere = make_liwan(), make_other_town()
    found = town.report(CLAIM, category="dispute_land", name="常守田", phone="13900001234")
    case_id, member = found.case_id, {"actor": town.grid_leader, "case_id": found.case_id}

    # 历史遗留: a leader answers for it before anybody is given it
    ops.accept_case(actor=town.officer, case_id=case_id, grade="legacy", at=MONDAY)
    with pytest.raises(Refusal, match="包案"):
        ops.dispatch_case(actor=town.officer, case_id=case_id, unit_id=town.grid_group.pk, at=MONDAY)
    ops.take_custody(actor=town.lead, case_id=case_id, responsible="专职网格员", at=MONDAY)
    ops.dispatch_case(actor=town.officer, case_id=case_id, unit_id=town.grid_group.pk, at=MONDAY)
    ops.sign_case(at=MONDAY, **member)
    facts = DisputeFacts(
        code="1102", level="03", unit_id=town.station.pk,
        parties=(PartyOf("applicant", "常守田", "李万街道南张村"), PartyOf("respondent", "南张村村民委员会")),
    )  # fmt: skip
    mediating.open_dispute(facts=facts, at=MONDAY, **member)

    # 时隔多年，无从查证: three kinds of witnesses, one proof; the clocks rest while papers are awaited
    asking = ops.Asking(kind=RequestKind.PAUSE, words="等本人从外地寄来材料", reason="asker", evidence="补正通知书")
    request = ops.ask_for(asking=asking, at=MONDAY + 2 * DAY, **member)
    ops.decide_request(
        actor=town.officer, case_id=case_id, request_id=request.pk, is_granted=True, words="同意", at=MONDAY + 3 * DAY
    )
    ops.resume_case(note="材料寄到了", at=MONDAY + 9 * DAY, **member)
    for days, subject, words in (
        (10, "村两委干部", "当年的会议没有记录，记得少分了一份"),
        (24, "村民", "三户老邻居都说他家有承包地"),
        (45, "户籍经办人员", "核对通知没有送到本人"),
    ):
        mediating.add_dispute_line(
            kind="witness",
            subject=subject,
            words=words,
            happened_at=MONDAY + days * DAY,
            at=MONDAY + days * DAY,
            **member,
        )
    mediating.add_dispute_line(
        kind="evidence", subject="残疾证", words="基本丧失劳动能力", at=MONDAY + 46 * DAY, **member
    )
    mediating.extend_dispute(until=TODAY + 120 * DAY, consent="双方当面同意再谈三个月", at=MONDAY + 28 * DAY, **member)
    mediator = mediating.invite_mediator(kind="mediator", name="村级调解员", at=MONDAY + 50 * DAY, **member)
    for days, outcome in ((60, "continue"), (96, "agreed")):
        held = Held("village_centre", outcome, "谈补偿数额", (mediator.pk,), unit_id=town.station.pk)
        mediating.hold_session(held=held, at=MONDAY + days * DAY, **member)

    # 达成补偿协议, kept, and only then answered
    due = TODAY + 110 * DAY
    paper = terms(facts=CLAIM, terms="村民委员会补偿少分的土地征用款。", perform_by=due, perform_how="转账")
    agreements.conclude_agreement(terms=paper, at=MONDAY + 96 * DAY, **member)
    agreements.record_performance(is_kept=True, words="到账凭证", at=MONDAY + 105 * DAY, **member)
    after = MONDAY + 106 * DAY
    ops.handle_case(done=a_result("达成补偿协议，已经到账"), at=after, **member)
    ops.verify_case(actor=town.village_officer, case_id=case_id, at=after)
    ops.answer_case(actor=town.village_officer, case_id=case_id, answer="补偿款已经到账", at=after)
    ops.rate_case(number=found.number, code=found.tracking_code, score=5, at=after + DAY)
    mediating.add_dispute_line(kind="banner", words="送来锦旗：执政为民 功在今秋", at=after + 2 * DAY, **member)

    case, dispute = town.case(found), Dispute.objects.get(pk=case_id)
    assert (case.state, case.grade, case.outcome) == ("closed", "legacy", "solved")
    assert dispute.settled_at is not None
    assert (dispute.settled_at - case.reported_at).days > 90
    assert dispute.result == "agreed"
    lines = DisputeLine.objects.filter(dispute_id=case_id)
    assert set(lines.filter(kind="witness").values_list("subject", flat=True)) == {"村两委干部", "村民", "户籍经办人员"}
    assert lines.filter(kind="banner").count() == 1
    assert [(p.reason, p.ended_at) for p in CasePause.objects.all()] == [("asker", MONDAY + 9 * DAY)]
    assert set(DisputeSession.objects.values_list("unit", flat=True)) == {town.station.pk}
    figures = dispute_figures(scope=town.officer.scope("case.see"), where=DisputeFilter(), today=TODAY + 120 * DAY)
    assert (figures.total.success, figures.total.performance) == ((1, 1), (1, 1))
    assert by(figures.by["unit"]) == {town.station.pk: 1}
    assert dispute_list(scope=elsewhere.officer.scope("case.see"), where=DisputeFilter(), today=TODAY).rows == ()


def test_X24_170_disputes_with_23_hard_ones_are_all_resolved_and_the_rate_has_its_denominator():
    street = make_town("七星街道", under=make_county("七星关区", code="520502"), number="001", place="qixing")
    community = make_village("德溪社区", under=street)
    grid = make_grid("德溪社区第一网格", under=community)
    centre = make_unit("street_centre", at=street)
    make_unit("governance", at=street)
    make_unit("community_party", at=community)
    make_unit("grid_team", at=grid)
    officer = make_actor("street_desk", at=street, unit=centre)
    elsewhere = make_qingping()
    found = reported(grid, {"dispute_neighbour": 147, "dispute_land": 23}, channel="patrol", by=officer)
    others = reported(elsewhere.grid, {"dispute_family": 2}, channel="patrol", by=elsewhere.grid_leader)
    agreed(officer, found)
    agreed(elsewhere.village_officer, others)

    figures = dispute_figures(scope=officer.scope("case.see"), where=DisputeFilter(), today=TODAY)

    assert figures.total.success == (170, 170)
    hard = next(one for one in figures.by["grade"] if one.key == "hard")
    assert (hard.total, hard.success) == (23, (23, 23))
    assert sum(by(figures.by["grade"]).values()) == 170


def test_T26_a_bench_court_needs_somebody_from_the_court_and_is_counted_by_venue():
    town = make_town("屠甸镇", under=make_county("桐乡市", code="330483"), number="103", place="tudian")
    village = make_village("荣星村", under=town)
    grid = make_grid("荣星村第一网格", under=village)
    for kind, area in (("town_centre", town), ("village_party", village), ("grid_team", grid)):
        unit = make_unit(kind, at=area)
    officer = make_actor("town_desk", at=town, unit=unit)
    case_id = reported(grid, {"dispute_neighbour": 1}, channel="patrol", by=officer)[0].case_id
    who = {"actor": officer, "case_id": case_id, "at": MONDAY}
    mediating.open_dispute(facts=DisputeFacts(), **who)
    neighbour = mediating.invite_mediator(kind="village_cadre", name="村主任", **who)
    with pytest.raises(Refusal, match="到场"):
        mediating.hold_session(held=Held("bench_court", "agreed", "在院里谈", (neighbour.pk,)), **who)
    judge = mediating.invite_mediator(kind="court", name="巡回法官", **who)
    mediating.hold_session(held=Held("bench_court", "agreed", "在院里谈", (judge.pk,), "桑树下"), **who)

    figures = dispute_figures(scope=officer.scope("case.see"), where=DisputeFilter(), today=TODAY)

    assert by(figures.by["venue"]) == {"bench_court": 1}


def test_S41_disputes_are_counted_by_mediation_office():
    county = make_county("常熟市", code="320581")
    town = make_town("尚湖镇", under=county, number="111", place="shanghu")
    village = make_village("新和村", under=town)
    zone = make_grid("新和综合网格", under=village)
    units = {kind: make_unit(kind, at=area) for kind, area in (
        ("town_centre", town), ("town_mediation", town), ("village_party", village), ("village_mediation", village),
        ("zone_team", zone), ("grid_team", zone),
    )}  # fmt: skip
    officer = make_actor("town_desk", at=town, unit=units["town_centre"])
    found = reported(zone, {"dispute_neighbour": 3}, channel="patrol", by=officer)
    agreed(officer, found[:2], unit_id=units["village_mediation"].pk)
    agreed(officer, found[2:], unit_id=units["town_mediation"].pk)

    figures = dispute_figures(scope=officer.scope("case.see"), where=DisputeFilter(), today=TODAY)

    assert by(figures.by["unit"]) == {units["village_mediation"].pk: 2, units["town_mediation"].pk: 1}
