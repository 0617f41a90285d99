"""焦作示范区: five classes in four modes, what is read on the web, the claim that took over three months, small things.

Names of private persons are changed.
"""

import pytest

from tests.cases.disputes import terms
from tests.cases.town import Town, a_result, make_other_town
from tests.faces.workbench.office import page, sign_in
from tests.faces.workbench.test_intake import typed
from tests.faces.workbench.test_pasted import filled, paste
from tests.scenarios.mediated import DAY, by
from tests.world import (
    MONDAY,
    TODAY,
    make_actor,
    make_county,
    make_grid,
    make_town,
    make_unit,
    make_village,
    shipped_rulebook,
)
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import RequestKind
from wangge.core.cases.models import Case, CaseClock, CaseCustody, CasePause, Dispute, DisputeLine, DisputeSession
from wangge.core.cases.operations import agreement as agreements
from wangge.core.cases.operations import mediating
from wangge.core.cases.operations.mediating import DisputeFacts, Held, PartyOf
from wangge.core.cases.operations.small import SmallDispute, log_small_dispute
from wangge.core.cases.queries.dispute_figures import dispute_figures
from wangge.core.cases.queries.disputes import DisputeFilter, dispute_list
from wangge.core.cases.reports import Reported
from wangge.ground.foundation.errors import Refusal
from wangge.ground.rulebook.schema.grading import Grading

pytestmark = pytest.mark.django_db
CLAIM = "外出打工二十多年，户口被注销，土地承包资格被取消，要求兑现少分的土地征用款"


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


GRADES = ("simple", "general", "complex", "legacy", "major")


def graded(town: Town, grade: str) -> Reported:
    """Reported, graded and handed out, under a leader where the grade wants one."""
    found = town.report(f"第 {grade} 类问题", category="relief")
    ops.accept_case(actor=town.officer, case_id=found.case_id, grade=grade, at=MONDAY)
    if town_rules(town).grade(grade).backlog or town_rules(town).grade(grade).supervised:
        ops.take_custody(actor=town.lead, case_id=found.case_id, responsible="专职网格员", at=MONDAY)
    ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.grid_group.pk, at=MONDAY)
    return found


def town_rules(town: Town) -> Grading:
    return shipped_rulebook(town.place).grading


def test_J18_every_matter_has_one_of_five_classes_also_when_nobody_graded_it():
    town = make_liwan()
    found = [graded(town, grade) for grade in GRADES]
    untouched = town.report("路灯坏了", category="city_facility")

    assert [town.case(one).grade for one in found] == list(GRADES)
    assert town.case(untouched).grade == "general"
    with pytest.raises(Refusal):
        ops.grade_case(actor=town.officer, case_id=untouched.case_id, grade="sixth", note="再分一类", at=MONDAY)
    assert not Case.objects.everywhere("a test counts").exclude(grade__in=GRADES).exists()


def test_J19_the_mode_decides_the_clock_and_who_takes_part():
    town = make_liwan()
    found = {grade: graded(town, grade) for grade in GRADES}
    closing = {
        grade: CaseClock.objects.get(case_id=one.case_id, kind="close").due_at - MONDAY for grade, one in found.items()
    }
    shown = {grade: page(sign_in(town.officer).get(f"/cases/{one.case_id}/")) for grade, one in found.items()}

    modes = {"simple": "立即办", "general": "协调办", "complex": "现场办", "legacy": "联动办", "major": "联动办"}
    assert all(modes[grade] in shown[grade] for grade in GRADES)
    assert closing["simple"] < closing["general"] < closing["complex"] < closing["legacy"]
    offered = {grade for grade in GRADES if f"{modes[grade]}：吹哨" in shown[grade]}
    assert offered == {"complex", "legacy", "major"}  # several units are called first
    led = {grade for grade in GRADES if CaseCustody.objects.filter(case_id=found[grade].case_id).exists()}
    assert led == {"legacy", "major"}


def test_J21_what_is_read_on_the_web_is_pasted_and_goes_to_the_districts_centre():
    town, elsewhere = make_liwan(), make_other_town()
    desk = sign_in(town.officer)

    answer = paste(desk, town, f"网友：\n{town.village.name}口的污水漫到路上好几天了", channel="online")
    desk.post("/intake/", typed(town, **filled(answer)))

    case = Case.objects.everywhere("a test looks").get()
    assert (case.channel, case.town_id) == ("online", town.area.pk)
    assert case.owner_unit.unit_kind == "district_centre"
    assert case.number not in page(sign_in(elsewhere.officer).get("/cases/"))


def test_J52_what_papers_are_wanted_is_said_once_and_all_at_once():
    town = make_liwan()
    found = graded(town, "general")
    member = {"actor": town.grid_leader, "case_id": found.case_id}
    ops.sign_case(at=MONDAY, **member)
    asking = ops.Asking(RequestKind.PAUSE, "身份证、承包合同、银行卡", reason="asker", evidence="补正通知书")
    request = ops.ask_for(asking=asking, at=MONDAY, **member)
    grant = {"actor": town.officer, "case_id": found.case_id, "request_id": request.pk}
    ops.decide_request(is_granted=True, words="同意", at=MONDAY, **grant)
    ops.resume_case(note="材料齐了", at=MONDAY + DAY, **member)

    with pytest.raises(Refusal, match="一次说全"):
        ops.ask_for(asking=asking, at=MONDAY + DAY, **member)
    assert town.case(found).first_unit_id == town.grid_group.pk  # 首问责任制


def test_J25_a_small_thing_does_not_leave_the_grid():
    town = make_liwan()
    small = SmallDispute(town.grid.pk, "孩子打架，两家大人拌嘴", "当场道歉", "form:small")
    found = log_small_dispute(actor=town.grid_leader, small=small, at=MONDAY)

    case = town.case(found)
    assert (case.state, case.grade, case.solved_level) == ("answered", "simple", "grid")
    assert Dispute.objects.get(pk=case.pk).result == "agreed"
