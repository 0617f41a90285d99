"""teams.toml: what the six places say of their teams, and what the checks refuse."""

from pathlib import Path

import pytest

from tests.rulebook.folders import copy_of, faults_of
from tests.world import shipped_rulebook
from wangge.ground.rulebook.load import shipped_places

FAULTS = [
    ("party_share", "share = [1, 3]", "share = [3, 1]", "checks[2].share", "不能大于 1"),
    ("needs", 'posts = ["linked_member"]\neach = 60\n', "each = 60\n", "checks[3].posts", "posts"),
    ("post", 'must_hold = ["community_officer"', 'must_hold = ["mayor"', "checks[4].must_hold[1]", "posts.toml"),
    ("unit", '["grid_branch", "grid_group"]', '["grid_branch", "club"]', "checks[1].unit_kinds[2]", "units.toml"),
    (
        "mender",
        'kind = "nets"\nmender = "centre_officer"',
        'kind = "nets"\nmender = "nobody"',
        "checks[6].mender",
        "posts",
    ),
    ("twice", 'code = "stair_head"', 'code = "delegate"', "backgrounds[4].code", "重复"),
    ("kind", 'kind = "naming"', 'kind = "beauty"', "checks[7].kind", "只能写"),
    ("level", 'kind = "naming"', 'kind = "naming"\nlevel = "sector"', "checks[7].level", "sector"),
]


@pytest.mark.parametrize(("_name", "old", "new", "path", "words"), FAULTS)
def test_a_check_that_could_not_be_made_is_refused_with_its_place(
    tmp_path: Path, _name: str, old: str, new: str, path: str, words: str
):
    folder = copy_of("qixing", tmp_path)
    file = folder / "teams.toml"
    text = file.read_text("utf8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf8")

    found = [fault for fault in faults_of(folder) if fault.file == "teams.toml"]

    assert [(fault.path, words in fault.message, fault.line > 0) for fault in found] == [(path, True, True)]


@pytest.mark.parametrize("place", sorted(shipped_places()))
def test_each_place_says_who_mends_and_keeps_posts_filled_and_names_right(place: str):
    rules = shipped_rulebook(place)

    kinds = {check.kind for check in rules.teams.checks}

    assert {"posts_filled", "naming"} <= kinds
    assert all(rules.post(check.mender).label for check in rules.teams.checks)


def test_X04_S11_X05_shares_and_ratios_are_those_of_the_reports():
    by_kind = {check.kind: check for check in shipped_rulebook("qixing").teams.checks}
    (ten,) = [check for check in shipped_rulebook("shanghu").teams.checks if check.kind == "members"]

    assert (by_kind["party_share"].share, by_kind["load"].each, ten.each) == ((1, 3), 60, 10)


def test_J44_S27_X01_skills_and_nets_are_as_many_as_the_reports_name():
    assert len(shipped_rulebook("jiaozuo").teams.skills) == 7
    assert [len(shipped_rulebook(place).teams.nets) for place in ("shanghu", "qixing")] == [4, 3]


def test_a_place_without_the_file_keeps_posts_and_nothing_more(tmp_path: Path):
    folder = copy_of("qixing", tmp_path)
    (folder / "teams.toml").unlink()

    assert faults_of(folder) == []
