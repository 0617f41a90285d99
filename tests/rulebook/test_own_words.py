"""Each place sees its own words, and the lists that its report names."""

import tomllib

import pytest

from tests.rulebook.asking import PLACES, QINGPING, items
from wangge.ground.rulebook.load import shipped_places
from wangge.ground.rulebook.schema.posts import PostKind


def test_nine_lists_that_the_reports_name_and_do_not_define_are_empty() -> None:
    """Practice 1.8 no. 19: named lists, without a word of invented content."""
    named = {
        "kaixuan": ("四全一平台", "十要十不准（十要）", "十要十不准（十不准）"),
        "qixing": ("三三工作制", "三官三师", "三小组长"),
        "shanghu": ("三提三知",),
        "qingping": ("两包一联一走访",),
        "jiaozuo": ("一有七中心一站",),
    }
    empty = {
        code: tuple(one.name for one in rules.place.slogans if not one.items)
        for code, rules in PLACES.items()
        if any(not one.items for one in rules.place.slogans)
    }

    assert {code: set(names) for code, names in empty.items()} == {code: set(names) for code, names in named.items()}
    assert items(QINGPING, "ten_joints") == ("群众工作联做", "基层管理联抓")


def test_each_place_sees_its_own_words() -> None:
    """The concept map, practice 1.7."""
    promises = {code: rules.label("word.promise") for code, rules in PLACES.items()}
    cadres = {code: rules.label("word.linked_cadre") for code, rules in PLACES.items()}

    assert promises == {
        "tudian": "问题在网格解决",
        "kaixuan": "事事有回音、件件有着落",
        "shanghu": "事事有着落、件件有回音",
        "jiaozuo": "句号管理、问题清零",
        "qixing": "闭环管理",
        "qingping": "跟踪督办落实",
    }
    assert cadres == {
        "tudian": "包联村干部",
        "kaixuan": "包联干部",
        "shanghu": "网格包联干部",
        "jiaozuo": "机关党员干部",
        "qixing": "网格指导员",
        "qingping": "下沉干部",
    }
    assert len({rules.label("word.centre") for rules in PLACES.values()}) == 6
    assert [PLACES[code].label("word.deliberation") for code in ("tudian", "kaixuan", "shanghu", "qingping")] == [
        "村民议事",
        "政企恳谈会",
        "百姓议事会",
        "支部委员（扩大）会议",
    ]
    assert [PLACES[code].label("word.public_code") for code in ("jiaozuo", "shanghu")] == ["党群连心码", "网格随手拍"]


@pytest.mark.parametrize("place", sorted(PLACES))
def test_the_facts_of_a_report_name_their_line(place: str) -> None:
    rows = (shipped_places()[place] / "facts" / "figures.csv").read_text("utf8").splitlines()

    assert rows[0] == "figure,value,source"
    assert all(row.split(",")[2].startswith("S") and ":" in row for row in rows[1:])


def test_old_rules_without_the_newer_settings_keep_their_meaning() -> None:
    post = tomllib.loads(
        'code = "a"\nlabel = "甲"\nduties = []\nunit_kind = "b"\nlevel = "grid"\nseats = { min = 2 }\nrole = "c"'
    )

    assert PostKind.model_validate(post).wanted_for(1000) == 2
