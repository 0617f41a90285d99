"""people.toml: care and no control, typed and admitted items, nothing biometric."""

from pathlib import Path

import pytest

from tests.rulebook.folders import copy_of, faults_of, rewrite
from tests.world import shipped_rulebook
from wangge.ground.rulebook.load import shipped_places
from wangge.ground.rulebook.schema.base import UnknownCode

FAULTS = [
    ('code = "hardship"', 'code = "alone_elder"', "care[2].code", "重复了"),
    ('label = "困难家庭"', 'label = "重点人员"', "care[2].label", "不设管控名单"),
    ('label = "文化程度"', 'label = "人脸照片"', "items[1].label", "生物识别"),
    ('code = "skills"', 'code = "shoe_size"', "items[9].code", "先准入"),
    ('type = "yes_no"\npurpose = "提醒办证', 'type = "choice"\npurpose = "提醒办证', "items[15].choices", "choices"),
    ('sensitive = true\n\n[[items]]\ncode = "ins', '\n[[items]]\ncode = "ins', "items[7].sensitive", "敏感"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "words"), FAULTS)
def test_what_may_not_be_kept_is_refused_with_its_place(tmp_path: Path, old: str, new: str, path: str, words: str):
    folder = copy_of("qingping", tmp_path)
    rewrite(folder, "people", old, new)

    found = [fault for fault in faults_of(folder) if fault.file == "people.toml"]

    assert [(fault.path, words in fault.message) for fault in found] == [(path, True)]


@pytest.mark.parametrize("place", sorted(shipped_places()))
def test_S19_each_place_has_twenty_items_with_a_purpose_and_a_source(place: str):
    items = shipped_rulebook(place).people.items

    assert len(items) >= 20
    assert [item.code for item in items if not (item.purpose and item.source)] == []
    assert {item.code for item in items if item.sensitive} == {"health", "income", "emergency_contact"}


@pytest.mark.parametrize("place", sorted(shipped_places()))
def test_X30_each_place_cares_for_those_who_live_alone_and_keeps_every_kind_of_document(place: str):
    people = shipped_rulebook(place).people

    assert [kind.code for kind in people.care if kind.lives_alone] == ["alone_elder"]
    assert len(people.documents) == 7
    assert people.document("passport").form == "passport"
    with pytest.raises(UnknownCode):
        people.document("library_card")


def test_S17_S20_shanghu_marks_old_wiring_dangerous_houses_and_its_old_soldiers():
    people = shipped_rulebook("shanghu").people

    assert people.hazard("wiring").label == "电路老化、私拉乱接"
    assert people.hazard("dangerous_house").evacuate
    assert people.care_kind("veteran").label == "退役军人"
    assert "geology" not in {kind.code for kind in people.hazards}


def test_a_place_without_the_file_keeps_persons_only(tmp_path: Path):
    folder = copy_of("qingping", tmp_path)
    (folder / "people.toml").unlink()

    assert faults_of(folder) == []
