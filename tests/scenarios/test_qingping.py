"""庆坪: “网格吹哨、部门报到”, “由镇村两级指挥中心吹响‘集结哨’”, “让‘看得见的’和‘管得了的’汇聚在网格”.

Told from the first report to the answer, while the same goes on in another town.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.cases.town import Town, a_result, make_other_town, make_qingping
from tests.faces.workbench.office import page, sign_in
from tests.matters.desk import a_power, keep_lists
from tests.world import MONDAY, make_actor, make_unit
from wangge.core.access.queries import Actor
from wangge.core.areas.scope import Scope
from wangge.core.cases import operations as ops
from wangge.core.cases.models import CaseClock, CaseEscalation, CaseParty, CaseWhistle
from wangge.core.cases.operations import Call, Mark
from wangge.core.cases.queries import case_page, track
from wangge.core.cases.queries.whistles import WhistleFilter, waiting_whistles, whistle_list, whistle_rates
from wangge.core.cases.reports import Reported
from wangge.core.notices.models import Notice
from wangge.core.teams.models import Organisation
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import NotAllowed, NotFound

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
