"""Typed texts are kept as typed, but for what no reader could see; numerals both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text.cleaning import clean_line, clean_text
from wangge.ground.foundation.text.numerals import LIMIT, from_chinese, to_chinese


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  路灯坏了\r\n\r\n\r\n\r\n三天了 \r ", "路灯坏了\n\n三天了"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("路\u202e灯\u2066\u200b\ufeff", "路灯"),
        ("e\u0301", "é"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f 👍🏽 𰻞㛃䶮", "👨\u200d👩\u200d👧 ❤\ufe0f 👍🏽 𰻞㛃䶮"),
        ("<script>alert(1)</script>'; DROP TABLE x;--", "<script>alert(1)</script>'; DROP TABLE x;--"),
        ("半\ud83d个", "半个"),
        ("第一行\u2028第二行\t表", "第一行\n第二行\t表"),
        ("\u3000\u3000缩进", "缩进"),
        ("", ""),
    ],
)
def test_clean_text_keeps_the_words(raw: str, clean: str):
    assert clean_text(raw, 1000) == clean


def test_a_line_stays_one_line():
    assert clean_line(" 张\r\n三\u3000 四 ", 10) == "张 三 四"


@pytest.mark.parametrize("clean", [clean_text, clean_line])
def test_too_long_a_text_is_refused_with_its_length_not_cut(clean):
    assert clean("字" * 2000 + " ", 2000) == "字" * 2000

    with pytest.raises(Refusal) as refused:
        clean("字" * 20_000, 2000, field="words")

    assert (refused.value.message, refused.value.field) == ("最多 2000 字，现在有 20000 字", "words")


@given(st.text(alphabet=st.characters(), max_size=100))
def test_clean_texts_can_be_stored_and_are_clean(raw: str):
    text = clean_text(raw, 1000)

    assert "\x00" not in text.encode("utf-8").decode("utf-8")
    assert clean_text(text, 1000) == text


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (0, "零"),
        (2, "二"),
        (10, "十"),
        (15, "十五"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1010, "一千零一十"),
        (10086, "一万零八十六"),
        (100010, "十万零一十"),
        (12345678, "一千二百三十四万五千六百七十八"),
    ],
)
def test_numerals_both_ways(number: int, numeral: str):
    assert (to_chinese(number), from_chinese(numeral)) == (numeral, number)


@given(st.integers(0, LIMIT - 1))
def test_every_numeral_reads_back(number: int):
    assert from_chinese(to_chinese(number)) == number


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("二〇二六", 2026), ("廿五", 25), ("两", 2), ("两百", 200)])
def test_other_ways_to_write_a_number(text: str, number: int):
    assert from_chinese(text) == number


@pytest.mark.parametrize("text", ["", "第二", "万", "abc", "１２", "十a"])
def test_what_is_no_numeral_is_refused(text: str):
    with pytest.raises(ValueError):
        from_chinese(text)


@pytest.mark.parametrize("number", [-1, LIMIT])
def test_numbers_without_a_numeral_are_refused(number: int):
    with pytest.raises(ValueError):
        to_chinese(number)
