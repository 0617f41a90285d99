"""Folding, grams and pinyin: what is looked for is found, however it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.ground.foundation.folding import fold
from wangge.ground.foundation.text.grams import bigrams, search_terms
from wangge.ground.foundation.text.pinyin import initials, name_initials, name_key, sort_key

LARGEST = 2**31 - 1


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("３幢２０１　室", "3幢201 室"),
        ("“路灯”，坏了。", '"路灯",坏了.'),
        ("《条例》【试行】", "<条例>[试行]"),
        ("买买提•艾力・一", "买买提·艾力·一"),
        ("  两\t 行\r\n", "两 行"),
        ("路\u200b灯\ufeff", "路灯"),
        ("𰻞𬭼", "𰻞𬭼"),
    ],
)
def test_fold_makes_texts_alike(text: str, folded: str):
    assert fold(text) == folded


def test_grams_are_the_same_in_every_version():
    assert bigrams("下水道") == [19979, 27700, 36947, 488447002, 955329655]
    assert search_terms("下水道 灯") == [28783, 488447002, 955329655]


def found(query: str, text: str) -> bool:
    terms = search_terms(query)
    return bool(terms) and set(terms) <= set(bigrams(text))


@pytest.mark.parametrize("query", ["堵", "堵塞", "下水道", "下水道 没人管", "３ｄ", "𰻞", "艾力", "提艾", "\U00031350"])
def test_words_of_any_length_are_found(query: str):
    assert found(query, "下水道堵塞，没人管。3D打印店旁，𰻞面馆，买买提·艾力，\U00031350")


@pytest.mark.parametrize("query", ["路灯", "水下", "管3d", "塞没", "", " ，。", "😀"])
def test_words_that_are_not_there_are_not_found(query: str):
    assert not found(query, "下水道堵塞，没人管。3D打印店旁 😀")


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 10))
def test_a_piece_of_a_text_is_found_in_it(text: str, start: int, length: int):
    piece = text[start : start + length]

    assert set(search_terms(piece)) <= set(bigrams(text)) or not piece.isalnum()


@given(st.text(max_size=200))
def test_grams_fit_an_integer_column_and_come_once(text: str):
    grams = bigrams(text)

    assert grams == sorted(set(grams))
    assert all(0 < gram <= LARGEST for gram in grams)


def test_a_very_long_text_is_taken():
    assert len(bigrams("一二三四五六七八九十" * 2000)) == 20


def test_surnames_are_read_as_surnames():
    assert name_key("单雄信") == "shan4单 xiong2雄 xin4信"
    assert name_key("尉迟恭") == "yu4尉 chi2迟 gong1恭"
    assert [name_initials(n) for n in ("单雄信", "仇和", "曾国", "解珍", "欧阳修", "买买提·艾力", "John Smith")] == [
        "sxx",
        "qh",
        "zg",
        "xz",
        "oyx",
        "mmtal",
        "johnsmith",
    ]


def test_other_words_are_read_as_words():
    assert [initials(text) for text in ("单位", "重庆", "庆坪镇", "第10网格", "")] == ["dw", "cq", "qpz", "d10wg", ""]
    assert sort_key("庆坪镇") == "qing4庆 ping2坪 zhen4镇"


def test_names_sort_as_in_a_dictionary():
    names = ["张三", "章二", "仇和", "单雄信", "李四", "黎明", "李三", "西安", "先生", "赵一", "安"]

    assert sorted(names, key=name_key) == [
        "安",
        "黎明",
        "李三",
        "李四",
        "仇和",
        "单雄信",
        "西安",
        "先生",
        "张三",
        "章二",
        "赵一",
    ]


def test_a_character_without_reading_comes_last():
    assert sort_key("\U000323af") == "~0323af"
    assert sort_key("\U000323af") > sort_key("做")


@given(st.text(max_size=40))
def test_keys_take_any_text(text: str):
    assert isinstance(sort_key(text) + name_key(text) + initials(text) + name_initials(text), str)
