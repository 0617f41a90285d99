"""What is a rule in the reports of 屠甸镇, 尚湖镇 and 庆坪镇 stands in their rulebooks.

Each test carries the row of the requirement that it proves.
"""

from itertools import pairwise
from math import ceil

import pytest

from tests.rulebook.asking import QINGPING, SHANGHU, TUDIAN, clocks, items, label_of_level, owner
from wangge.ground.rulebook.schema.posts import Seats

# Tudian


def test_T01_the_grid_of_tudian_is_the_villagers_group() -> None:
    assert TUDIAN.levels == ("town", "village", "grid")
    assert label_of_level(TUDIAN, "grid") == "网格（村民小组）"


def test_T02_every_grid_of_tudian_needs_all_three_teams() -> None:
    on_a_grid = {post.label for post in TUDIAN.posts.kinds if post.level == "grid" and post.required}

    assert on_a_grid == set(items(TUDIAN, "three_teams")) == {"包联村干部", "网格长", "网格员"}


def test_T03_a_task_that_was_not_admitted_may_be_sent_back() -> None:
    assert TUDIAN.return_reason("not_admitted").label == "没有准入的任务"
    assert "matter.decide" in TUDIAN.permissions_of("town_lead")


def test_T11_T12_the_five_carriers_of_tudian_are_listed_and_its_hotline_is_a_way_in() -> None:
    assert len(items(TUDIAN, "six_mechanisms")) == 6
    assert items(TUDIAN, "five_carriers") == ("村民课堂", "村民议事", "村民评事", "村民热线", "村民积分")
    assert (TUDIAN.channel("phone").label, TUDIAN.channel("phone").operator) == ("村民热线", True)


def test_T14_every_level_of_tudian_is_on_duty_every_day() -> None:
    assert {rota.days for rota in TUDIAN.duty.rotas} == {"every_day"}
    assert {rota.unit_kind for rota in TUDIAN.duty.rotas} == set(TUDIAN.duty.fallback)


def test_T15_what_is_not_graded_otherwise_is_to_be_solved_in_the_grid() -> None:
    assert TUDIAN.first_grade("dispute_neighbour") == "grid"
    assert TUDIAN.grading.grade("grid").solved_at == "grid"
    assert len(items(TUDIAN, "four_in_grid")) == 4


def test_T16_one_question_is_answered_by_city_town_and_village() -> None:
    kind = TUDIAN.whistle.kind("same_question")
    asked = {unit.code: unit.label for unit in TUDIAN.units.kinds}

    assert (kind.label, kind.calls) == ("同题共答", "units")
    assert kind.report is not None
    assert [asked[code] for code in ("city_taskforce", "town_government", "village_party")] == [
        "市专班",
        "镇党委、政府",
        "村社党组织",
    ]
    assert TUDIAN.grading.mode_of("shared").label == kind.label


def test_T20_T21_leaders_and_members_are_sworn_in_and_the_lecture_group_has_its_name() -> None:
    with_letter = {post.label for post in TUDIAN.posts.kinds if post.certificate}

    assert with_letter == {"网格长", "网格员"}
    assert "“石泾之声”网格宣讲团" in {unit.name for unit in TUDIAN.units.named}


def test_T22_a_grid_of_tudian_is_named_by_ordinal() -> None:
    assert TUDIAN.grid_name("荣星村", 2) == "荣星村第二网格"


def test_T24_talks_in_the_evening_count_fully() -> None:
    forms = [channel.label for channel in TUDIAN.channels if channel.kind == "visit"]

    assert forms == list(items(TUDIAN, "three_visits")) == ["入户走访", "网格夜话", "民情纳凉会"]
    assert TUDIAN.place.quiet_hours.start.hour == 21


def test_T25_first_contact_is_counted_in_hours_through_holidays() -> None:
    assert clocks(TUDIAN).contact.unit == "hours"
    assert clocks(TUDIAN, channel="phone").contact.words == "4小时"


def test_T26_disputes_may_be_heard_on_the_bench_court_by_a_judge() -> None:
    bench = TUDIAN.mediation.venue("bench_court")

    assert bench.label == "板凳法庭"
    assert [TUDIAN.mediation.mediator(code).label for code in bench.needs] == ["法官、人民调解员"]


# Shanghu


def test_S01_S09_grids_stand_under_comprehensive_grids_everywhere() -> None:
    assert SHANGHU.levels == ("town", "village", "grid", "micro")
    assert [label_of_level(SHANGHU, level) for level in ("grid", "micro")] == ["综合网格", "网格"]
    assert all(rule.required for rule in SHANGHU.place.levels)
    assert SHANGHU.micro_name(SHANGHU.grid_name("东桥村", 1), 3) == "东桥村第一综合网格第三网格"


def test_S02_the_visit_of_monday_evening_is_a_way_in() -> None:
    assert SHANGHU.channel("monday_visit").label == "周一夜访"
    assert SHANGHU.place.quiet_hours.start.strftime("%H:%M") == "20:30"


def test_S07_each_link_of_the_chain_is_a_post() -> None:
    chain = [SHANGHU.post(code).label for code in ("town_leader", "village_officer", "grid_leader", "grid_member")]

    assert chain == ["镇领导", "村干部", "网格长", "网格员"]
    assert items(SHANGHU, "three_leads") == tuple(f"{a}带{b}" for a, b in pairwise(chain))


@pytest.mark.parametrize("households", [0, 1, 10, 11, 66, 25_090])
def test_S11_one_member_for_ten_households(households: int) -> None:
    assert SHANGHU.post("grid_member").wanted_for(households) == max(1, ceil(households / 10))


def test_S13_S18_what_members_do_and_how_often_is_listed() -> None:
    assert items(SHANGHU, "member_duties") == SHANGHU.post("grid_member").duties
    assert items(SHANGHU, "three_musts") == ("日必联", "周必访", "月必谈")


def test_S33_a_ticket_of_the_hotline_goes_to_the_leader_of_the_comprehensive_grid() -> None:
    for category in (one for one in SHANGHU.categories if not one.emergency and one.code != "emergency"):
        owners = {owner(SHANGHU, channel="hotline", category=category.code, level=at) for at in ("grid", "micro")}
        assert owners == {"zone_team"}
    responsible = [post for post in SHANGHU.posts.kinds if post.unit_kind == "zone_team"]

    assert [(post.label, post.seats, post.required) for post in responsible] == [
        ("综合网格长", Seats(min=1, max=1), True)
    ]
    assert owner(SHANGHU, channel="qr", level="micro") == "grid_team"
    assert owner(SHANGHU, channel="hotline", level="village") == "town_centre"


def test_S33_an_emergency_told_to_the_hotline_goes_to_the_town() -> None:
    for category in ("emergency_fire", "security_danger"):
        assert owner(SHANGHU, channel="hotline", category=category, level="micro") == "town_centre"


def test_S37_repeated_tickets_are_handled_in_a_meeting_of_their_own() -> None:
    mode = SHANGHU.grading.mode_of("repeated")

    assert (mode.label, mode.joint, SHANGHU.grading.grade("repeated").supervised) == ("专题会办", True, True)
    assert SHANGHU.whistle.kind("repeat_meeting").label == "重点重复工单专题会"


def test_S41_S47_disputes_have_an_office_in_the_village_and_a_centre_in_the_town() -> None:
    mediating = [unit.name_in("尚湖镇") for unit in SHANGHU.units.named if unit.code.endswith("mediation")]

    assert mediating == ["尚湖镇矛盾调解中心", "尚湖镇矛盾调解处"]
    assert SHANGHU.mediation.offices == ("village_mediation", "town_mediation")


def test_S50_five_kinds_of_welfare_projects_are_listed() -> None:
    assert len(items(SHANGHU, "hundred_firms")) == 5


def test_S53_S54_residents_and_members_snap_and_report_by_two_forms() -> None:
    resident, member = SHANGHU.channel("qr"), SHANGHU.channel("patrol")

    assert (resident.label, resident.public) == ("网格随手拍", True)
    assert (member.label, member.public, member.operator) == ("网格员随手拍", False, True)


# Qingping


def test_Q10_two_of_ten_joint_duties_are_known() -> None:
    ten = next(one for one in QINGPING.place.slogans if one.code == "ten_joints")

    assert (len(ten.items), ten.slots, ten.unfilled) == (2, 10, 8)


def test_Q16_Q17_only_a_centre_blows_the_assembly_whistle() -> None:
    assembly = QINGPING.whistle.kind("assembly")
    natures = {kind.code: kind.kind for kind in QINGPING.units.kinds}

    assert {natures[code] for code in assembly.blown_by} == {"centre"}
    assert "grid_group" in assembly.asked_by


def test_Q20_Q21_ordinary_disputes_stay_in_the_village_and_complex_ones_have_two_names() -> None:
    assert owner(QINGPING, category="dispute_debt", level="grid") == "village_party"
    assert QINGPING.grading.grade("complex").supervised
    assert QINGPING.grading.mode_of("complex").joint


def test_Q22_five_small_frictions_are_one_minor_category() -> None:
    assert QINGPING.category("dispute_small").minor
    assert len(items(QINGPING, "five_smalls")) == 5


def test_Q25_three_kinds_of_lay_mediators_are_listed() -> None:
    assert items(QINGPING, "lay_mediators") == ("退休老干部", "老党员", "德高望重的村民代表")
