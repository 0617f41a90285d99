"""庆坪: “网格吹哨、部门报到”, “由镇村两级指挥中心吹响‘集结哨’”; nine functions, one list of a grid, 84 disputes.

Told from the first report to the answer, while the same goes on in another town.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.cases.town import Town, a_result, make_other_town, make_qingping
from tests.faces.workbench.office import page, sign_in
from tests.matters.desk import a_power, approved, keep_lists, sent
from tests.scenarios.mediated import agreed, by
from tests.scenarios.mediated import reported as found_on_rounds
from tests.world import MONDAY, TODAY, make_actor, make_town, make_unit, make_village
from wangge.core.access.queries import Actor
from wangge.core.areas.scope import Scope
from wangge.core.cases import operations as ops
from wangge.core.cases.models import CaseClock, CaseEscalation, CaseParty, CaseWhistle
from wangge.core.cases.operations import Call, Mark
from wangge.core.cases.operations.small import SmallDispute, log_small_dispute
from wangge.core.cases.queries import case_page, track
from wangge.core.cases.queries.dispute_figures import dispute_figures
from wangge.core.cases.queries.disputes import DisputeFilter, dispute_list
from wangge.core.cases.queries.whistles import WhistleFilter, waiting_whistles, whistle_list, whistle_rates
from wangge.core.cases.reports import Reported
from wangge.core.notices.models import Notice
from wangge.core.teams.models import Organisation
from wangge.core.teams.operations import add_named_units
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SEEN = "村口河道里倒了几车建筑垃圾，一下雨就淹地"


@dataclass
class Departments:
    """Who has the power (管得了的), each with an officer."""

    enforcement: Organisation
    water: Organisation
    forest: Organisation
    enforcer: Actor
    waterman: Actor
    forester: Actor

    @property
    def call(self) -> Call:
        return Call(
            kind="assembly", reason="看得见、管不了：要执法查谁倒的，要水利看河道", lead=self.enforcement.pk,
            assist=(self.water.pk, self.forest.pk), meeting_place="村口石桥",
        )  # fmt: skip


def departments_of(town: Town) -> Departments:
    enforcement = make_unit("town_function", at=town.area, name=f"{town.area.name}综合执法队")
    water = make_unit("town_station", at=town.area, name=f"{town.area.name}水利站")
    forest = make_unit("town_station", at=town.area, name=f"{town.area.name}林业站")
    keep_lists(town, a_power(unit_code="", categories=("environment_litter", "environment")))
    return Departments(
        enforcement, water, forest, make_actor("department", unit=enforcement, name="执法员"),
        make_actor("department", unit=water, name="水利员"), make_actor("department", unit=forest, name="林业员"),
    )  # fmt: skip


def reported(town: Town) -> Reported:
    """A resident scans the code; the grid's own party group takes it on (包干负责)."""
    found = town.report(SEEN, category="environment_litter")
    ops.accept_case(actor=town.grid_leader, case_id=found.case_id, at=MONDAY)
    ops.take_case(actor=town.grid_leader, case_id=found.case_id, at=MONDAY)
    return found


def blown(town: Town, departments: Departments, case: Reported) -> CaseWhistle:
    """The grid asks, the village's centre blows."""
    who = {"case_id": case.case_id, "call": departments.call}
    whistle = ops.ask_whistle(actor=town.grid_leader, at=MONDAY + 10 * MINUTE, **who)
    return ops.approve_whistle(
        actor=town.village_officer, whistle_id=whistle.pk, words="情况属实", at=MONDAY + 20 * MINUTE, **who
    )


def party(case: Reported, unit: Organisation) -> CaseParty:
    return CaseParty.objects.get(case_id=case.case_id, unit=unit)


def of(case: Reported, unit: Organisation, actor: Actor, at):
    return {"actor": actor, "case_id": case.case_id, "party_id": party(case, unit).pk, "at": at}


def test_Q18_who_sees_a_thing_is_shown_who_has_the_power_over_it_first():
    town = make_qingping()
    departments, case = departments_of(town), reported(town)
    shown = page(sign_in(town.grid_leader).get(f"/whistles/case/{case.case_id}/"))
    groups = shown[shown.index("有权管这类事的") : shown.index("其他单位")]
    assert departments.enforcement.name in groups
    assert departments.water.name not in groups


def test_Q16_Q17_the_grid_whistles_the_departments_come_and_the_matter_is_settled_in_the_grid():
    town, elsewhere = make_qingping(), make_other_town()
    departments, others = departments_of(town), departments_of(elsewhere)
    case, same = reported(town), reported(elsewhere)
    grid, start = town.grid_group.pk, MONDAY + 20 * MINUTE

    # 由镇村两级指挥中心吹响: not the grid itself, and not the village's secretary
    with pytest.raises(NotAllowed):
        ops.blow_whistle(actor=town.grid_leader, case_id=case.case_id, call=departments.call, at=MONDAY)
    whistle = blown(town, departments, case)
    blown(elsewhere, others, same)
    assert whistle.blower_id == town.village_centre.pk
    jobs.run_waiting()
    told = set(
        Notice.objects.filter(kind="case.whistle", title__contains="请报到").values_list("account_id", flat=True)
    )
    assert {departments.enforcer.account_id, departments.waterman.account_id, others.enforcer.account_id} <= told

    # 部门报到: each at its own time, all at once
    ops.sign_party(**of(case, departments.enforcement, departments.enforcer, start + 15 * MINUTE))
    ops.arrive_party(where="村口石桥", **of(case, departments.enforcement, departments.enforcer, start + 2 * HOUR))
    ops.arrive_party(**of(case, departments.water, departments.waterman, start + 50 * MINUTE))
    basis = "《森林法》管林地，河道不归林业"
    ops.decline_party(basis=basis, **of(case, departments.forest, departments.forester, start + 30 * MINUTE))
    assert [one.what for one in waiting_whistles(actor=town.officer) if one.case_id == case.case_id] == ["decide"]
    ops.adjudicate_party(
        must_come=True, words="垃圾也倒进了护岸林", **of(case, departments.forest, town.officer, start + 3 * HOUR)
    )

    # who does not come is told to the next leader, once
    for late in (2 * DAY + HOUR, 3 * DAY, 3 * DAY):
        ops.escalate_late(at=start + late)
    climbed = CaseEscalation.objects.filter(case_id=case.case_id, clock__kind="arrive").values_list(
        "clock__unit", "code"
    )
    assert list(climbed) == [(departments.forest.pk, "urge")]
    ops.arrive_party(**of(case, departments.forest, departments.forester, start + 3 * DAY + HOUR))

    # 汇聚在网格: each reports, one conclusion, and the owner was one unit all the time
    for unit, actor, words in (
        (departments.enforcement, departments.enforcer, "查到倒渣土的车，责令三天清走，罚款"),
        (departments.water, departments.waterman, "清了河道，立了牌"),
        (departments.forest, departments.forester, "补了护岸的树"),
    ):
        ops.report_party(words=words, **of(case, unit, actor, start + 4 * DAY))
        assert town.case(case).owner_unit_id == grid
    both = {"case_id": case.case_id, "whistle_id": whistle.pk}
    after = start + 4 * DAY + HOUR
    ops.conclude_whistle(actor=departments.enforcer, conclusion="渣土清完，护岸补好，网格每周看一次", at=after, **both)
    with pytest.raises(NotFound):
        case_page(actor=departments.enforcer, case_id=case.case_id, at=after)

    # the grid rates the departments, the leader looks back
    marks = {
        party(case, departments.enforcement).pk: Mark(5, "来得快"),
        party(case, departments.water).pk: Mark(5),
        party(case, departments.forest).pk: Mark(2, "催了才来"),
    }
    ops.rate_parties(actor=town.grid_leader, marks=marks, at=after, **both)
    ops.review_whistle(actor=town.lead, score=4, words="吹得准，林业站要整改", at=after, **both)

    # and the resident is answered
    done = a_result("河道清了，岸上补了树")
    ops.handle_case(actor=town.grid_leader, case_id=case.case_id, done=done, at=after)
    ops.verify_case(actor=town.village_officer, case_id=case.case_id, at=after)
    ops.answer_case(actor=town.village_officer, case_id=case.case_id, answer="垃圾清走了，谁倒的也查了", at=after)
    ops.rate_case(number=case.number, code=case.tracking_code, score=5, at=after + HOUR)
    assert town.case(case).state == "closed"
    seen = [step.words for step in track(number=case.number, code=case.tracking_code).steps]
    assert "已请有关单位一起来办" in seen
    assert not any("森林法" in words for words in seen)

    # clocks measured, with numerator and denominator
    when = {"since": MONDAY - DAY, "before": MONDAY + 30 * DAY, "at": after}
    rates = {r.unit_id: r for r in whistle_rates(scope=Scope((town.area.path,)), **when)}
    assert {unit: (r.signed_in_time, r.sign_owed, r.arrived_in_time, r.arrive_owed) for unit, r in rates.items()} == {
        departments.enforcement.pk: (1, 1, 1, 1),
        departments.water.pk: (1, 1, 1, 1),
        departments.forest.pk: (1, 1, 0, 1),
    }
    assert not CaseClock.objects.filter(case_id=case.case_id, stopped_at=None).exists()

    # nothing of one town is seen in the other
    listed = whistle_list(scope=elsewhere.officer.scope("case.see"), where=WhistleFilter()).rows
    assert [row.case_id for row in listed] == [same.case_id]
    assert page(sign_in(elsewhere.officer).get("/whistles/")).count(case.number) == 0
    assert set(CaseParty.objects.filter(case_id=same.case_id).values_list("state", flat=True)) == {"called"}


def test_Q26_Q23_84_disputes_are_67_and_16_and_1_and_all_84_were_settled():
    town, elsewhere = make_qingping(), make_other_town()
    kinds = {"dispute_neighbour": 67, "dispute_family": 16, "dispute_debt": 1}
    found = found_on_rounds(town.grid, kinds, channel="patrol", by=town.grid_leader)
    others = found_on_rounds(elsewhere.grid, {"dispute_neighbour": 3}, channel="patrol", by=elsewhere.grid_leader)
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


CHANNELS = ("qr", "phone", "hotline", "window", "visit", "patrol", "online", "petition")


def test_Q11_what_comes_in_by_any_way_waits_in_the_one_list_of_the_grid():
    town, elsewhere = make_qingping(), make_other_town()
    for channel in CHANNELS:
        handed_to_the_grid(town, channel)
    handed_to_the_grid(elsewhere, "portal")
    keep_lists(town)
    approved(town)
    sent(town)

    shown = page(sign_in(town.grid_leader).get("/todo/"))

    assert [channel for channel in CHANNELS if f"{channel}：村口垃圾没清" not in shown] == []
    assert "三月防火摸底" in shown  # the department's demand stands in the same list
    assert "portal：" not in shown


def handed_to_the_grid(town: Town, channel: str) -> None:
    """Whoever takes it in, it ends at the needle of the thousand threads (千条线一根针)."""
    found = town.report(f"{channel}：村口垃圾没清", channel=channel, name="李某", phone="13800000001")
    if town.case(found).owner_unit_id != town.grid_group.pk:
        ops.accept_case(actor=town.officer, case_id=found.case_id, at=MONDAY)
        ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.grid_group.pk, at=MONDAY)


NINE = (
    "综治中心", "便民服务中心", "应急管理", "司法", "信访", "民政", "社会事务", "市场监管", "综合执法",
)  # fmt: skip


def test_Q15_nine_functions_and_the_villages_centres_stand_under_the_towns_command_centre():
    town = make_town()
    village = make_village("荣星村", under=town)
    keeper = make_actor("system_admin", at=town)
    add_named_units(actor=keeper, place="qingping", at=MONDAY)
    centre = Organisation.objects.get(unit_kind="town_centre")

    below = Organisation.objects.filter(part_of=centre)
    assert {unit.name for unit in below.filter(unit_kind="town_function")} == {f"{town.name}{one}" for one in NINE}
    assert [unit.area_id for unit in below.filter(unit_kind="village_centre")] == [village.pk]
    shown = page(sign_in(make_actor("town_lead", at=town, unit=centre)).get("/teams/tree/"))
    assert all(one in shown for one in NINE)
