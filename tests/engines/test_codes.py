"""Codes and names of areas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.ground.engines import codes, numerals


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("621123000000", "county"),
        ("621123109000", "town"),
        ("410871062G01", "sector"),
        ("621123109201", "village"),
        ("621123109201202000", "grid"),
        ("621123109201202001", "micro"),
    ],
)
def test_a_code_says_its_level(code, level):
    assert codes.level_of(code) == level


@pytest.mark.parametrize("code", ["", "62", "621123109", "6211231092O1", "621123109201200000", "6211231092012020010"])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(ValueError, match="code"):
        codes.level_of(code)


def test_paths_are_codes_cut_at_their_levels():
    assert codes.path_under("", "", "621123000000") == "/621123/"
    assert codes.path_under("/621123/", "county", "621123109000") == "/621123/109/"
    assert codes.path_under("/410871/062/", "town", "410871062G01") == "/410871/062/G01/"
    assert codes.path_under("/410871/062/G01/", "sector", "410871062003") == "/410871/062/G01/003/"
    assert codes.path_under("/621123/109/201/", "village", "621123109201202000") == "/621123/109/201/202/"
    assert codes.path_under("/621123/109/", "town", "621123109000301000") == "/621123/109/000/301/"
    assert codes.path_under("/621123/109/201/202/", "grid", "621123109201202001") == "/621123/109/201/202/001/"


@pytest.mark.parametrize(
    ("path", "level"),
    [
        ("/621123/", "county"),
        ("/621123/109/", "town"),
        ("/621123/109/G01/", "sector"),
        ("/621123/109/G01/201/", "village"),
        ("/621123/109/201/202/", "grid"),
        ("/621123/109/G01/201/202/001/", "micro"),
    ],
)
def test_a_path_says_its_level(path, level):
    assert codes.level_of_path(path) == level


@pytest.mark.parametrize("path", ["/", "/1/2/3/4/5/6/"])
def test_a_path_of_no_level_is_refused(path):
    with pytest.raises(ValueError, match="path"):
        codes.level_of_path(path)


def test_codes_are_made_from_the_parents():
    assert codes.sector_code("410871062000", 1) == "410871062G01"
    assert codes.grid_code("621123109201", "rural", 2) == "621123109201202000"
    assert codes.grid_code("621123109000", "market", 1) == "621123109000401000"
    assert codes.grid_code("410871062G01", "special", 1) == "410871062000501000"
    assert codes.micro_code("621123109201202000", 7) == "621123109201202007"
    assert codes.grid_kind("621123109201202007") == "rural"


def test_codes_beyond_their_digits_are_refused():
    for make in (
        lambda: codes.grid_code("621123109201", "rural", 100),
        lambda: codes.micro_code("621123109201202000", 0),
        lambda: codes.sector_code("410871062000", 100),
        lambda: codes.community_grid_code("621123109201202000", number=100),
        lambda: codes.grid_kind("621123109201"),
    ):
        with pytest.raises(ValueError, match=r"code|number"):
            make()


def test_the_next_number_follows_the_highest_ever_used():
    used = ["621123109201201000", "621123109201204000", "621123109201401000"]

    assert codes.next_number(used, "6211231092012", 2) == 5
    assert codes.next_number(used, "6211231092015", 2) == 1


def test_twenty_digits_for_exchange():
    assert codes.community_grid_code("621123109201202000", number=2) == "00000062112310920102"
    assert codes.community_grid_code("621123109201", number=0, served="010203") == "01020362112310920100"
    with pytest.raises(ValueError, match="six"):
        codes.community_grid_code("621123109201", number=0, served="12")


def test_the_last_digits_tell_communities_from_villages():
    assert [codes.village_kind(f"621123109{n}") for n in ("001", "199", "200", "399", "400", "500")] == [
        "community",
        "community",
        "village",
        "village",
        "community",
        "village",
    ]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (21, "二十一"),
        (102, "一百零二"),
        (110, "一百一十"),
        (1005, "一千零五"),
    ],
)
def test_numbers_are_spelled_as_people_write_them(number, words):
    assert numerals.spell(number) == words
    assert numerals.read(words) == number


@given(st.integers(1, 9999))
def test_spelling_and_reading_agree(number):
    assert numerals.read(numerals.spell(number)) == number


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_numbers_without_a_name_are_refused(number):
    with pytest.raises(ValueError, match="spelled"):
        numerals.spell(number)


@pytest.mark.parametrize("words", ["", "网格", "第二"])
def test_what_is_no_number_is_refused(words):
    with pytest.raises(ValueError, match="number"):
        numerals.read(words)


def test_names_written_differently_are_one_name():
    assert numerals.grid_name("荣星村", 2) == "荣星村第二网格"
    folded = {
        numerals.fold(n)
        for n in ("荣星村第二网格", "荣星村第2网格", "荣星村第02网格", "荣星村 第２网格", "荣星村二网格")
    }
    assert folded == {"荣星村2网格"}
    assert numerals.fold("荣星村第十二网格") != numerals.fold("荣星村第二网格")
    assert numerals.fold("三河村") == "三河村"
