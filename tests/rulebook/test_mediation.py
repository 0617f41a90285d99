"""mediation.toml: disputes are categories with a code of the public list; what is named exists."""

from pathlib import Path

import pytest

from tests.rulebook.folders import copy_of, faults_of, rewrite
from tests.world import shipped_rulebook
from wangge.ground.rulebook.dispute_codes import dispute_codes, dispute_name
from wangge.ground.rulebook.load import shipped_places
from wangge.ground.rulebook.schema.base import UnknownCode

FAULTS = [
    ('category = "dispute_debt"', 'category = "debts"', "disputes[4].category", "categories.toml 里没有 “debts”"),
    ('category = "dispute_debt"', 'category = "dispute"', "disputes[4].category", "重复了"),
    ('code = "0804"', 'code = "0899x"', "disputes[4].code", "纠纷分类表 里没有"),
    ('code = "on_site"', 'code = "reception"', "steps[2].code", "步骤 “reception” 重复了"),
    ('posts = ["village_secretary"]', 'posts = ["uncle"]', "mediators[4].posts[1]", "posts.toml 里没有 “uncle”"),
    ('label = "村委会"', 'label = "村委会"\nneeds = ["judge"]', "venues[3].needs[1]", "mediators 里没有 “judge”"),
    ('"village_party"]', '"club"]', "offices[4]", "没有 “club”"),
    ('channel = "patrol"', 'channel = "walk"', "quick.channel", "channels.toml 里没有 “walk”"),
    ('category = "dispute_small"\nchannel', 'category = "dispute_family"\nchannel', "quick.category", "minor = true"),
]


@pytest.mark.parametrize(("old", "new", "path", "words"), FAULTS)
def test_what_does_not_fit_is_said_with_its_place(tmp_path: Path, old: str, new: str, path: str, words: str):
    folder = copy_of("qingping", tmp_path)
    rewrite(folder, "mediation", old, new)

    found = [fault for fault in faults_of(folder) if fault.file == "mediation.toml"]

    assert [(fault.path, words in fault.message) for fault in found] == [(path, True)]


def test_a_place_without_the_file_has_no_disputes(tmp_path: Path):
    folder = copy_of("qingping", tmp_path)
    (folder / "mediation.toml").unlink()

    assert faults_of(folder) == []


def test_the_list_has_two_levels_and_every_kind_its_class():
    codes = dispute_codes()

    assert (sum(len(c) == 2 for c in codes), sum(len(c) == 4 for c in codes)) == (17, 78)
    assert {one.parent for one in codes.values() if one.parent} <= set(codes)
    assert dispute_name("0804") == "金融借贷 / 借贷及担保"
    assert dispute_name("nothing") == "nothing"


def test_Q19_Q25_qingping_has_its_four_steps_and_three_kinds_of_lay_mediators():
    mediation = shipped_rulebook("qingping").mediation

    assert [step.label for step in mediation.steps] == ["窗口集中接待", "现场调处化解", "分类转办分流", "跟踪督办落实"]
    assert [kind.label for kind in mediation.mediators][:3] == ["退休老干部", "老党员", "德高望重的村民代表"]


def test_Q22_the_five_small_ones_are_logged_quickly():
    mediation = shipped_rulebook("qingping").mediation

    assert mediation.quick is not None
    assert mediation.is_dispute(mediation.quick.category)
    with pytest.raises(UnknownCode):
        mediation.dispute("safety_fire")


def test_Q22_small_disputes_are_logged_quickly_where_the_reports_speak_of_small_things():
    quick = {place for place in shipped_places() if shipped_rulebook(place).mediation.quick is not None}

    assert quick == {"qingping", "jiaozuo", "tudian", "shanghu"}
    for place in quick:
        rules = shipped_rulebook(place)
        assert rules.mediation.quick is not None
        assert rules.grading.grade(rules.first_grade(rules.mediation.quick.category)).solved_at == "grid"


def test_J28_only_the_places_that_name_counselling_have_a_counsellor_who_may_do_nothing_else():
    counsellors = {
        place: [role.permissions for role in shipped_rulebook(place).roles if "dispute.counsel" in role.permissions]
        for place in shipped_places()
    }

    assert {place: roles for place, roles in counsellors.items() if roles} == {
        "jiaozuo": [("dispute.counsel",)], "qingping": [("dispute.counsel",)],
    }  # fmt: skip
