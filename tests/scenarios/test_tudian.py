"""屠甸: “坚持市镇村一体、同题共答”, “问题在网格解决、矛盾在网格化解”, 村民热线, “板凳法庭”."""

import time
from datetime import timedelta

import pytest

from tests.cases.town import Town, a_result
from tests.faces.workbench.office import Desk, page, sign_in
from tests.faces.workbench.test_intake import typed
from tests.scenarios.mediated import by, reported
from tests.world import MONDAY, TODAY, make_actor, make_county, make_grid, make_town, make_unit, make_village
from wangge.core.areas.models import Area
from wangge.core.cases import operations as ops
from wangge.core.cases.models import Case, CaseClock, CaseParty, Dispute
from wangge.core.cases.operations import Call, mediating
from wangge.core.cases.operations.mediating import DisputeFacts, Held
from wangge.core.cases.operations.small import SmallDispute, log_small_dispute
from wangge.core.cases.queries import case_page, track
from wangge.core.cases.queries.dispute_figures import dispute_figures
from wangge.core.cases.queries.disputes import DisputeFilter
from wangge.core.cases.queries.whistles import WhistleFilter, whistle_list
from wangge.core.cases.reports import Reported
from wangge.core.teams.models import Organisation
from wangge.faces.workbench.intake.spoken import in_threes, spoken
from wangge.ground.foundation.errors import NotFound, Refusal

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUESTION = "两个村民小组合成一个网格，组账、组里的鱼塘怎么分，各说各的"
KEYSTROKE = 0.28  # seconds for somebody who types all day
KEYS_A_CHARACTER = 3  # in pinyin, with the choice


def make_tudian(*, county: Area | None = None, name: str = "屠甸镇", number: str = "103") -> Town:
    """A town with a task force of the city in it, its own government, a village and one grid."""
    county = county or make_county("桐乡市", code="330483")
    town = make_town(name, under=county, number=number, place="tudian")
    village = make_village("荣星村", under=town)
    grid = make_grid("荣星村第二网格", under=village)
    centre, force = make_unit("town_centre", at=town), make_unit("city_taskforce", at=town)
    make_unit("town_government", at=town)
    party, team = make_unit("village_party", at=village), make_unit("grid_team", at=grid)
    return Town(
        area=town, village=village, grid=grid, centre=centre, village_centre=party, grid_group=team, station=force,
        officer=make_actor("town_desk", at=town, unit=centre, name="指挥室值班"),
        lead=make_actor("town_lead", at=town, unit=centre, name="分管领导"),
        village_officer=make_actor("village_lead", at=village, unit=party, name="村书记"),
        grid_leader=make_actor("grid_leader", at=grid, unit=team, name="网格长"),
        policeman=make_actor("department", unit=force, name="市专班联络员"), place="tudian", channel="night_talk",
    )  # fmt: skip


def shared_question(town: Town) -> Reported:
    """Told at a talk in the evening; the grid and the village cannot answer it alone."""
    found = town.report(QUESTION, category="dispute_land", name="沈阿根", phone="13700001234")
    ops.accept_case(actor=town.officer, case_id=found.case_id, grade="shared", at=MONDAY)
    with pytest.raises(Refusal, match="领导包案"):
        ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.centre.pk, at=MONDAY)
    ops.take_custody(actor=town.lead, case_id=found.case_id, responsible="村书记", at=MONDAY)
    ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.centre.pk, at=MONDAY)
    ops.sign_case(actor=town.officer, case_id=found.case_id, at=MONDAY)
    return found


def test_T16_one_question_is_answered_by_city_town_and_village_each_with_its_own_words_and_date():
    town, elsewhere = make_tudian(), make_tudian(county=make_county("海宁市", code="330481"), name="别处镇")
    government = Organisation.objects.get(area=town.area, unit_kind="town_government")
    townsman = make_actor("department", unit=government, name="镇农办")
    found, other = shared_question(town), shared_question(elsewhere)
    call = Call(
        "same_question", "村里定不了", town.station.pk, (government.pk, town.village_centre.pk), "荣星村文化礼堂"
    )
    who = {"case_id": found.case_id, "call": call}
    whistle = ops.ask_whistle(actor=town.grid_leader, at=MONDAY, **who)
    ops.approve_whistle(actor=town.officer, whistle_id=whistle.pk, at=MONDAY + HOUR, **who)

    # 逐村逐组专题调研: each comes to the village, and answers on its own day
    answers = (
        (town.station, town.policeman, 2, "按一村一策，组账单列，三年内不并"),
        (government, townsman, 3, "镇里派人清账，鱼塘面积重新量"),
        (town.village_centre, town.village_officer, 1, "两个组各推三名代表，下周三议事"),
    )
    for unit, person, days, words in answers:
        party = {"case_id": found.case_id, "party_id": CaseParty.objects.get(unit=unit).pk, "actor": person}
        ops.arrive_party(where="文化礼堂", at=MONDAY + DAY, **party)
        ops.report_party(words=words, at=MONDAY + days * DAY, **party)

    given = {row.unit_id: (row.report, row.reported_at) for row in CaseParty.objects.filter(case_id=found.case_id)}
    assert given == {unit.pk: (words, MONDAY + days * DAY) for unit, _person, days, words in answers}
    for person in (town.policeman, townsman, town.village_officer):  # one issue, seen at three levels
        shown = page(sign_in(person).get(f"/cases/{found.case_id}/"))
        assert all(words in shown for *_, words in answers)
        board = whistle_list(scope=person.scope("case.see"), where=WhistleFilter(kind="same_question")).rows
        assert [(row.case_id, row.called, row.reported) for row in board] == [(found.case_id, 3, 3)]
    for stranger in (elsewhere.officer, elsewhere.policeman):
        with pytest.raises(NotFound):
            case_page(actor=stranger, case_id=found.case_id, at=MONDAY)
    assert not CaseParty.objects.filter(case_id=other.case_id).exists()
    kinds = set(CaseClock.objects.filter(party__unit=town.station).values_list("kind", "was_met"))
    assert kinds == {("sign", True), ("contact", True), ("arrive", True), ("report", True)}

    ops.conclude_whistle(
        actor=town.officer, case_id=found.case_id, whistle_id=whistle.pk, conclusion="组账单列，鱼塘重量",
        at=MONDAY + 4 * DAY,
    )  # fmt: skip
    after = {"case_id": found.case_id, "at": MONDAY + 5 * DAY}
    ops.handle_case(actor=town.officer, done=a_result("三级一起答复"), **after)
    ops.verify_case(actor=town.lead, **after)
    ops.answer_case(actor=town.officer, answer="组账单列三年，鱼塘重新量，下周三一起议", **after)
    seen = track(number=found.number, code=found.tracking_code)
    assert seen.state == "answered"


def call_in(desk: Desk, town: Town, words: str, phone: str) -> tuple[str, float]:
    """One call from the first ring to the number read back: the answer, and the seconds of machine and of typing."""
    start = time.perf_counter()
    desk.get("/intake/?channel=phone")
    desk.post("/intake/callers/", {"phone": phone})
    desk.post("/intake/suggestions/", {"body": words})
    answer = page(desk.post("/intake/", typed(town, phone=phone, name="", body=words, where_words="")))
    machine = time.perf_counter() - start
    keys = len(phone) + KEYS_A_CHARACTER * len(words) + 10  # and ten for choosing the grid and sending
    return answer, machine + KEYSTROKE * keys


def test_T12_a_call_to_the_villagers_line_has_its_number_spoken_back_within_a_minute():
    town, elsewhere = make_tudian(), make_tudian(county=make_county("海宁市", code="330481"), name="别处镇")
    words, phone = "荣星村桥头路灯坏了三天，老人晚上出门看不见，请来修一修", "13700004321"
    desk = sign_in(town.officer)
    assert "村民热线" in page(desk.get("/intake/?channel=phone"))

    answer, seconds = call_in(desk, town, words, phone)
    case = Case.objects.everywhere("a test looks").get()
    assert in_threes(case.number) in answer
    assert spoken(case.number) in answer
    assert seconds <= 60

    # who calls again is known by the number, and only here
    assert f"/cases/{case.pk}/" in page(desk.post("/intake/callers/", {"phone": phone}))
    assert "没有反映过" in page(sign_in(elsewhere.officer).post("/intake/callers/", {"phone": phone}))
    # and is called back
    ops.accept_case(actor=town.grid_leader, case_id=case.pk, at=case.reported_at)
    ops.take_case(actor=town.grid_leader, case_id=case.pk, at=case.reported_at)
    ops.contact_asker(actor=town.grid_leader, case_id=case.pk, note="打回去问了是哪一盏", at=case.reported_at + HOUR)
    assert CaseClock.objects.get(case=case, kind="contact").was_met is True


def test_T15_what_the_grid_settles_is_logged_in_three_fields_and_stays_there():
    town = make_tudian()
    small = SmallDispute(town.grid.pk, "为鸡跑进菜地拌了嘴", "补了篱笆", "form:small")
    found = log_small_dispute(actor=town.grid_leader, small=small, at=MONDAY)

    assert (town.case(found).state, town.case(found).solved_level) == ("answered", "grid")
    assert Dispute.objects.get(pk=found.case_id).result == "agreed"


def test_T26_a_bench_court_needs_somebody_from_the_court_and_is_counted_by_venue():
    town = make_tudian()
    officer = town.officer
    case_id = reported(town.grid, {"dispute_neighbour": 1}, channel="patrol", by=officer)[0].case_id
    who = {"actor": officer, "case_id": case_id, "at": MONDAY}
    mediating.open_dispute(facts=DisputeFacts(), **who)
    neighbour = mediating.invite_mediator(kind="village_cadre", name="村主任", **who)
    with pytest.raises(Refusal, match="到场"):
        mediating.hold_session(held=Held("bench_court", "agreed", "在院里谈", (neighbour.pk,)), **who)
    judge = mediating.invite_mediator(kind="court", name="巡回法官", **who)
    mediating.hold_session(held=Held("bench_court", "agreed", "在院里谈", (judge.pk,), "桑树下"), **who)

    figures = dispute_figures(scope=officer.scope("case.see"), where=DisputeFilter(), today=TODAY)

    assert by(figures.by["venue"]) == {"bench_court": 1}
