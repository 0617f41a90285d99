"""visits.toml: what the six places say of visiting, and what the checks refuse."""

from datetime import time
from pathlib import Path

import pytest

from tests.rulebook.folders import copy_of, faults_of, rewrite
from tests.world import shipped_rulebook
from wangge.ground.rulebook.load import shipped_places
from wangge.ground.rulebook.schema.base import UnknownCode

FAULTS = [
    ('code = "weekly"', 'code = "daily"', "cadences[3].code", "重复了"),
    ('kind = "talk"', 'kind = "chat"', "cadences[4].kind", "kinds"),
    ('ends = "20:30"\nholiday', 'ends = "21:00"\nholiday', "cadences[1].ends", "20:30"),
    ('begins = "17:00"\n', "", "cadences[1].ends", "要么都写"),
    ('rhythm = "year"', 'rhythm = "first_week"', "cadences[5].weekdays", "周几"),
    ('covers = "care"', 'covers = "some"\ncare = ["alone_elder"]', "cadences[3].care", "covers"),
    ('"grid_leader", "grid_member", "linked_cadre"]\ncovers', '"mayor"]\ncovers', "cadences[5].posts[1]", "posts.toml"),
]


@pytest.mark.parametrize(("old", "new", "path", "words"), FAULTS)
def test_a_cadence_nobody_could_keep_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, path: str, words: str
):
    folder = copy_of("shanghu", tmp_path)
    rewrite(folder, "visits", old, new)

    found = [fault for fault in faults_of(folder) if fault.file == "visits.toml"]

    assert [(fault.path, words in fault.message) for fault in found] == [(path, True)]


@pytest.mark.parametrize("place", sorted(shipped_places()))
def test_each_place_leaves_people_in_peace_at_night_and_says_why_nobody_was_met(place: str):
    visits = shipped_rulebook(place).visits

    assert visits.quiet is not None
    assert visits.quiet.begins == time(20, 30)
    assert "无人在家" in visits.unmet
    assert {check.leads_to for check in visits.checks} >= {"case", "hazard", "care", "dispute"}
    with pytest.raises(UnknownCode):
        visits.errand("spying")


def test_S02_S18_S28_shanghu_goes_on_monday_evenings_has_three_musts_and_two_errands_a_door():
    visits = shipped_rulebook("shanghu").visits
    monday = visits.cadence("monday_evening")

    assert (monday.weekdays, monday.begins, monday.holiday) == (("mon",), time(17, 0), "next_workday")
    assert [visits.cadence(code).label for code in ("daily", "weekly", "monthly")] == ["日必联", "周必访", "月必谈"]
    assert visits.errands_a_visit == 2


def test_T24_tudian_has_three_forms_of_meeting_and_Q12_qingping_four_aims():
    assert [kind.label for kind in shipped_rulebook("tudian").visits.kinds] == ["入户走访", "网格夜话", "民情纳凉会"]
    assert len(shipped_rulebook("qingping").visits.kind("four").aims) == 4


def test_a_place_without_the_file_visits_when_it_sees_fit(tmp_path: Path):
    folder = copy_of("qingping", tmp_path)
    (folder / "visits.toml").unlink()

    assert faults_of(folder) == []
