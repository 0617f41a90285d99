"""The six shipped places load without a fault and are whole; two of them differ where their reports differ."""

from pathlib import Path

import pytest

from tests.rulebook.folders import faults_of
from wangge.ground.rulebook.load import load, shipped_places
from wangge.ground.rulebook.rulebook import Rulebook


@pytest.fixture(scope="module")
def qingping() -> Rulebook:
    return load(shipped_places()["qingping"])


@pytest.fixture(scope="module")
def jiaozuo() -> Rulebook:
    return load(shipped_places()["jiaozuo"])


SIX = ["jiaozuo", "kaixuan", "qingping", "qixing", "shanghu", "tudian"]
AREAS = {  # practice 1.9
    "jiaozuo": ("410871", "county"),
    "kaixuan": ("330102011", "town"),
    "qingping": ("621123109", "town"),
    "qixing": ("330402015", "town"),
    "shanghu": ("320581111", "town"),
    "tudian": ("330483102", "town"),
}


def test_six_places_are_shipped() -> None:
    assert list(shipped_places()) == SIX


@pytest.mark.parametrize("place", SIX)
def test_each_place_loads_with_no_fault(place: str) -> None:
    assert faults_of(shipped_places()[place]) == []
    assert load(shipped_places()[place]).code == place


@pytest.mark.parametrize("place", SIX)
def test_each_place_binds_its_division(place: str) -> None:
    rules = load(shipped_places()[place])

    assert (rules.place.division_code, rules.levels[0]) == AREAS[place]


def test_the_letters_before_a_number_tell_the_places_apart() -> None:
    rules = [load(folder) for folder in shipped_places().values()]
    prefixes = [post.number_prefix for one in rules for post in one.posts.kinds if post.number_prefix]

    assert len({one.place.short for one in rules}) == 6
    assert len(set(prefixes)) == len(prefixes)


@pytest.mark.parametrize("place", SIX)
def test_each_place_is_whole(place: str) -> None:
    """Grades, a whistle, pauses, refusals, suspension, a ladder, a script: no place leaves a topic out."""
    rules = load(shipped_places()[place])

    assert rules.grading.grades
    assert rules.whistle.kinds
    assert rules.rights.pauses
    assert rules.rights.refusals
    assert rules.rights.suspension is not None
    assert rules.rights.suspension.review_days == 90
    assert rules.rights.extension is not None
    assert rules.rights.petition is not None
    assert (rules.rights.petition.days, rules.rights.petition.extension_days) == (60, 30)
    assert rules.rights.custody_posts
    assert len(rules.routing.escalation) >= 3
    assert rules.rating.visits.script
    assert all(rules.mediation.is_dispute(one.code) for one in rules.kinds_within("dispute") if not one.emergency)
    assert rules.mediation.steps


@pytest.mark.parametrize("place", SIX)
def test_each_setting_that_no_report_gives_is_marked(place: str) -> None:
    """Numbers of days and people are invented in no place without saying so."""
    for topic in ("clocks", "routing", "duty", "rights", "limits", "rating"):
        text = (shipped_places()[place] / f"{topic}.toml").read_text("utf8")
        assert any(word in text for word in ("暂定", "practice", "推定")), topic


@pytest.mark.parametrize("place", SIX)
def test_a_role_that_handles_cases_never_reads_the_audit(place: str) -> None:
    rules = load(shipped_places()[place])

    assert [
        role.code for role in rules.roles if {"audit.see", "grant.edit", "account.edit"} & set(role.permissions)
    ] == []


def test_each_place_binds_the_area_of_its_report(qingping: Rulebook, jiaozuo: Rulebook) -> None:
    assert (qingping.place.name, qingping.place.division_code, qingping.place.short) == ("庆坪镇", "621123109", "QP")
    assert (jiaozuo.place.division_code, jiaozuo.place.short) == ("410871", "JZ")


def test_levels_differ(qingping: Rulebook, jiaozuo: Rulebook) -> None:
    assert qingping.levels == ("town", "village", "grid")
    assert jiaozuo.levels == ("county", "town", "sector", "village", "grid", "micro")
    optional = [rule.level for rule in jiaozuo.place.levels if not rule.required]
    assert optional == ["sector", "micro"]


def test_posts_differ(qingping: Rulebook, jiaozuo: Rulebook) -> None:
    own = [{post.code for post in place.posts.kinds} for place in (qingping, jiaozuo)]

    assert own[0] - own[1] == {"town_leader", "function_officer", "village_secretary"}
    assert own[1] - own[0] >= {"full_time_member", "part_time_member", "street_chief", "micro_member", "sector_head"}


def test_channels_differ(qingping: Rulebook, jiaozuo: Rulebook) -> None:
    assert jiaozuo.channel("online").label == "网络巡查"
    assert jiaozuo.channel("qr").label == "党群连心码"
    assert jiaozuo.channel("hotline").kind == "phone_hotline"
    assert qingping.channel("hotline").kind == "upstream"


def test_clocks_differ(qingping: Rulebook, jiaozuo: Rulebook) -> None:
    closes = [
        place.clock_rule(channel="qr", category="farming", urgency="normal").close.words
        for place in (qingping, jiaozuo)
    ]

    assert closes == ["5个工作日", "7天"]


def test_escalation_differs(qingping: Rulebook, jiaozuo: Rulebook) -> None:
    assert [step.label for step in qingping.routing.escalation] == ["催办", "督办", "报督办领导"]
    assert [step.label for step in jiaozuo.routing.escalation] == ["催办", "黄牌督办", "红牌督办"]


def test_q15_nine_functions_stand_under_the_command_centre_of_qingping(qingping: Rulebook) -> None:
    functions = [unit.name_in("") for unit in qingping.units.named if unit.unit_kind == "town_function"]

    assert functions == [
        "综治中心",
        "便民服务中心",
        "应急管理",
        "司法",
        "信访",
        "民政",
        "社会事务",
        "市场监管",
        "综合执法",
    ]
    assert {unit.part_of for unit in qingping.units.named if unit.unit_kind == "town_function"} == {"town_centre"}


@pytest.mark.parametrize("place", SIX)
def test_every_channel_category_and_level_has_clocks_and_an_owner(place: str) -> None:
    rules = load(shipped_places()[place])

    for channel in rules.channels:
        for category in rules.categories:
            clocks = rules.clock_rule(channel=channel.code, category=category.code, urgency=category.urgency)
            assert clocks.sign.nominal_minutes <= clocks.close.nominal_minutes
            for level in rules.levels:
                owner = rules.intake_unit_kind(channel=channel.code, category=category.code, level=level)
                assert rules.levels.index(owner.level) <= rules.levels.index(level)


@pytest.mark.parametrize("place", SIX)
def test_an_emergency_is_never_slower_than_an_ordinary_matter(place: str) -> None:
    rules = load(shipped_places()[place])

    for category in (one for one in rules.categories if one.emergency):
        assert category.urgency != "normal"
        urgent = rules.clock_rule(channel="hotline", category=category.code, urgency=category.urgency)
        assert urgent.accept.nominal_minutes <= rules.clocks.default.accept.nominal_minutes
        assert urgent.sign.nominal_minutes < rules.clocks.default.sign.nominal_minutes


def test_a_place_outside_the_package_loads(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for file in shipped_places()["qingping"].glob("*.toml"):
        (folder / file.name).write_bytes(file.read_bytes())

    assert load(folder) == load(shipped_places()["qingping"])
