"""What is a rule in the reports of 凯旋街道, 七星街道 and the 焦作 zone stands in their rulebooks.

Each test carries the row of the requirement that it proves.
"""

from tests.rulebook.asking import JIAOZUO, KAIXUAN, PLACES, QIXING, clocks, items, owner, seats
from wangge.ground.rulebook.schema.base import Level

# Kaixuan


def test_K01_four_partners_stand_under_the_studio_led_by_discipline() -> None:
    named = {unit.code: unit for unit in KAIXUAN.units.named}
    partners = [unit.name_in("") for unit in named.values() if unit.part_of == "studio"]

    assert partners == ["上城区税务局", "党建", "经济", "司法"]
    assert named["studio"].part_of == "discipline"


def test_K02_K03_ten_ambassadors_and_ten_supervisors_who_see_no_case() -> None:
    assert seats(KAIXUAN, "ambassador") == seats(KAIXUAN, "special_supervisor") == (10, 10)
    for post in ("ambassador", "special_supervisor", "chamber_president"):
        assert "case.see" not in KAIXUAN.permissions_of(KAIXUAN.post(post).role)


def test_K06_twenty_rules_in_two_halves_wait_for_their_text() -> None:
    halves = [one for one in KAIXUAN.place.slogans if one.name.startswith("十要十不准")]

    assert [(one.slots, one.unfilled, one.items) for one in halves] == [(10, 10, ()), (10, 10, ())]


def test_K09_the_line_for_tips_is_no_channel_of_ordinary_handling() -> None:
    assert [channel.label for channel in KAIXUAN.channels if "亲清热线" in channel.label] == []


def test_K12_demands_raised_at_the_monthly_talk_belong_to_the_studio() -> None:
    levels: tuple[Level, ...] = ("town", "village", "grid")

    assert {owner(KAIXUAN, channel="talk", level=level) for level in levels} == {"studio"}
    assert {owner(KAIXUAN, category="enterprise_tax", level=level) for level in levels} == {"studio"}
    assert owner(KAIXUAN, channel="hotline", category="enterprise_tax", level="town") == "studio"
    assert owner(KAIXUAN, channel="hotline", category="dispute", level="town") == "street_office"


def test_K13_an_enterprise_demand_has_three_clocks_with_their_own_names() -> None:
    firm = clocks(KAIXUAN, channel="talk", category="enterprise_tax", asker="enterprise")
    resident = clocks(KAIXUAN, channel="talk", category="enterprise_tax")

    assert firm.interim is not None
    assert [firm.accept.words, firm.interim.words, firm.close.words] == ["4个工作小时", "3个工作日", "5个工作日"]
    assert resident.interim is None
    assert [KAIXUAN.label(f"clock.{kind}") for kind in ("accept", "interim", "close")] == [
        "交办时限",
        "研究时限",
        "反馈时限",
    ]


def test_K13_the_ladder_watches_the_clock_of_study_too() -> None:
    assert all("interim" in step.clocks for step in KAIXUAN.routing.escalation if step.mark != "leader")


def test_K20_late_demands_are_told_to_discipline_which_handles_none() -> None:
    told = next(step for step in KAIXUAN.routing.escalation if step.posts == ("discipline_officer",))
    may = KAIXUAN.permissions_of(KAIXUAN.post("discipline_officer").role)

    assert told.mark == "yellow"
    assert {"case.see", "case.supervise"} <= may
    assert not {"case.handle", "case.answer", "case.reveal"} & may


# Jiaozuo


def test_J14_the_first_eight_domains_of_jiaozuo_are_the_eight_functions() -> None:
    domains = [category.label for category in JIAOZUO.categories if category.parent is None]

    assert set(domains) >= set(items(JIAOZUO, "eight_duties"))


def test_J15_three_centres_work_the_desks() -> None:
    desks = [JIAOZUO.unit_kind(desk.unit_kind) for desk in JIAOZUO.routing.desks if "answer" in desk.duties]

    assert [(kind.level, "民呼必应" in kind.label) for kind in desks] == [
        ("village", True),
        ("town", True),
        ("county", True),
    ]


def test_J18_J19_five_classes_are_handled_in_four_modes() -> None:
    given = {grade.label: JIAOZUO.grading.mode_of(grade.code).label for grade in JIAOZUO.grading.grades}

    assert given == {
        "简单问题": "立即办",
        "一般问题": "协调办",
        "复杂问题": "现场办",
        "历史遗留问题": "联动办",
        "重大疑难问题": "联动办",
    }
    assert len(JIAOZUO.grading.modes) == 4


def test_J21_J22_posts_on_the_web_and_enterprises_are_heard() -> None:
    assert JIAOZUO.channel("online").label == "网络巡查"
    assert JIAOZUO.label("asker.enterprise") == "市场主体"
    assert clocks(JIAOZUO, asker="enterprise").close.words == "5个工作日"
    assert clocks(JIAOZUO).close.words == "7天"


def test_J25_four_levels_at_which_a_matter_must_stop() -> None:
    levels = {grade.solved_at for grade in JIAOZUO.grading.grades}

    assert levels == {"grid", "village", "town", "county"}
    assert len(items(JIAOZUO, "four_stays")) == 4


def test_J27_mediation_centres_stand_in_village_and_town() -> None:
    centres = [kind.level for kind in JIAOZUO.units.kinds if "调处化解中心" in kind.label]

    assert sorted(centres) == ["town", "village"]


def test_J29_a_unit_without_the_power_may_send_a_matter_back() -> None:
    assert JIAOZUO.return_reason("no_power").label == "没有下放相应权限"


def test_J37_a_whistle_calls_party_members_and_another_calls_departments() -> None:
    kinds = {kind.label: kind.calls for kind in JIAOZUO.whistle.kinds}

    assert kinds == {"部门哨": "units", "党员哨": "party_members"}


def test_J50_a_matter_left_from_long_ago_needs_a_leader() -> None:
    assert JIAOZUO.grading.grade("legacy").backlog
    assert JIAOZUO.rights.custody_posts == ("district_leader",)


# Qixing


def test_X01_X03_the_grid_has_a_team_and_party_bodies_of_two_kinds() -> None:
    on_a_grid = {kind.code: kind.kind for kind in QIXING.units.kinds if kind.level == "grid"}

    assert on_a_grid == {"grid_branch": "party", "grid_group": "party", "grid_team": "grid_team"}
    assert len(items(QIXING, "three_nets")) == 3


def test_X05_one_party_member_for_sixty_households() -> None:
    member = QIXING.post("linked_member")

    assert [member.wanted_for(households) for households in (0, 60, 61, 600)] == [1, 1, 2, 10]


def test_X06_X07_each_grid_has_one_leader_and_an_instructor_from_above() -> None:
    assert QIXING.label("word.grid_leader") == "网格长（社区干部）"
    assert seats(QIXING, "grid_leader") == (1, 1)
    instructor = QIXING.post("instructor")
    assert (instructor.label, instructor.level, instructor.required) == ("网格指导员", "grid", True)
    assert QIXING.unit_kind(instructor.unit_kind).level == "town"


def test_X08_X11_kinds_of_part_time_members_and_of_assessors_are_listed() -> None:
    assert items(QIXING, "part_time_sources") == ("党员骨干", "居民代表", "三小组长", "楼道长")
    assert len(items(QIXING, "assessors")) == 7


def test_X14_the_service_day_is_a_way_in() -> None:
    assert QIXING.label("word.regular_day") == QIXING.channel("service_day").label == "网格服务日"


def test_X19_calls_and_petitions_are_signed_by_the_main_leader() -> None:
    sign_off = QIXING.rights.sign_off

    assert sign_off.channels == ("hotline", "petition")
    assert [QIXING.post(code).label for code in sign_off.posts] == ["街道主要领导"]
    assert "case.sign_off" in QIXING.permissions_of(QIXING.post("main_leader").role)


def test_X19_no_other_place_asks_for_a_signature() -> None:
    assert [code for code, rules in PLACES.items() if rules.rights.sign_off.channels] == ["qixing"]


def test_X20_backlog_goes_to_a_leader_of_the_street() -> None:
    assert QIXING.rights.custody_posts == ("main_leader", "team_leader")
    assert [grade.label for grade in QIXING.grading.grades if grade.backlog] == ["信访积案"]
    assert QIXING.label("step.custody") == "领导包案"


def test_X21_first_repeated_and_old_petitions_have_their_names() -> None:
    assert items(QIXING, "petition_campaign") == ("清初访", "查重访", "化积案")
    assert [QIXING.label(f"petition.{kind}") for kind in ("first", "repeat", "backlog")] == [
        "初信初访",
        "重访",
        "信访积案",
    ]
    assert QIXING.rights.petition is not None
    assert QIXING.rights.petition.channels == ("petition",)


def test_X22_X23_what_leaders_are_told_on_reception_days_is_owned_by_the_governance_office() -> None:
    assert {owner(QIXING, channel=way, level="grid") for way in ("petition", "reception")} == {"governance"}


def test_X24_hard_cases_are_told_from_others() -> None:
    assert QIXING.grading.grade("hard").label == "疑难重大"
    assert QIXING.first_grade("dispute_land") == "hard"
    assert QIXING.first_grade("dispute_family") == "general"


def test_X26_X27_the_loop_and_the_four_platforms() -> None:
    assert (QIXING.label("step.dispatch"), QIXING.label("step.answer")) == ("交办", "反馈")
    assert QIXING.channel("four_platforms").kind == "upstream"
