"""Paper: lines that break well, characters that are always drawn, codes a telephone can read."""

import io
from datetime import UTC, datetime

import pytest
from fontTools.ttLib import TTFont

from wangge.ground.foundation.printing import A4, MissingFont, Sheet, Style, fonts, together, unprintable
from wangge.ground.foundation.printing.lines import broken_lines

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def broken(text: str, width: int) -> list[str]:
    return broken_lines(text, width=width, measure=lambda words: len(words.replace("\u2060", "")))


def test_marks_never_begin_a_line_and_opening_ones_never_end_it():
    assert broken("兹聘任您为网格长，聘期三年。", 8) == ["兹聘任您为网格", "长，聘期三年。"]
    assert broken("请看（附件）一", 3) == ["请看", "（附", "件）一"]
    assert broken("他说：“好。”就走了", 5) == ["他说：", "“好。”就", "走了"]


def test_numbers_and_words_stay_whole_unless_longer_than_a_line():
    assert broken("自2026年起", 4) == ["自", "2026", "年起"]
    assert broken("QPWG2026-0017号", 4) == ["QPWG", "2026", "-001", "7号"]


def test_name_held_together_goes_to_the_next_line_as_one():
    assert broken(f"甲乙　{together('张小一')}", 5) == ["甲乙　", together("张小一")]


def test_paragraphs_and_empty_lines_are_kept():
    assert broken("一\n\n二", 5) == ["一", "", "二"]
    assert broken("", 5) == [""]


def test_nothing_is_lost_however_narrow_the_line():
    text = "“第一时间响应”并帮办（2026年）。QR-code，100％！"

    for width in range(1, 12):
        assert "".join(broken(text, width)) == text


@pytest.mark.parametrize("family", ["serif", "sans"])
def test_rare_characters_of_names_have_a_glyph(family):
    for character in "𬭼㛃䶮𫞩𰻞·〇":
        font = fonts.font_for(character, family)
        assert font is not None, character


def test_only_what_no_font_has_is_unprintable():
    assert unprintable("张𬭼，2026年\n😀\U0010ffff😀") == "😀\U0010ffff"


def a_sheet(text: str) -> bytes:
    sheet = Sheet(size=A4, title="试印", at=AT)
    sheet.page()
    sheet.words(text, x=20, y=20, width=60, style=Style(12, family="serif"))
    sheet.qr("http://127.0.0.1:8000/v/7K3M9QX2AB", x=20, y=60, side=40)
    return sheet.output()


def test_sheet_is_the_same_every_time_and_holds_only_the_characters_it_needs():
    once, again = a_sheet("张𬭼同志"), a_sheet("张𬭼同志")

    assert once == again
    assert once.startswith(b"%PDF-")
    assert len(once) < 30_000


def test_character_without_a_glyph_does_not_break_the_sheet():
    assert a_sheet("张😀同志").startswith(b"%PDF-")


def test_line_is_made_smaller_until_it_fits():
    sheet = Sheet(size=A4, title="试印", at=AT)
    sheet.page()
    style = Style(20)

    end = sheet.line("荣星村第二网格", x=0, y=0, width=30, style=style)

    assert sheet.measure("荣星村第二网格", style) > 30
    assert end < style.height
    assert sheet.line_count("荣星村第二网格", width=30, style=style) == 2


def test_own_font_of_a_site_comes_first(settings, tmp_path):
    own = tmp_path / "own.otf"
    own.write_bytes(fonts.main_font("sans").path.read_bytes())
    settings.PRINT_FONTS = [str(tmp_path / "missing.otf"), str(own)]

    assert fonts.main_font("serif").path == own


def test_without_any_font_the_sentence_says_what_to_do(settings, tmp_path, monkeypatch):
    settings.PRINT_FONTS = []
    monkeypatch.setattr(fonts, "_packaged", lambda family: [])
    monkeypatch.setattr(fonts, "SYSTEM", tmp_path)

    with pytest.raises(MissingFont, match="WANGGE_FONT"):
        a_sheet("聘书")


def test_packaged_fonts_may_be_embedded():
    for family in ("serif", "sans"):
        with TTFont(io.BytesIO(fonts.main_font(family).path.read_bytes()), lazy=True) as font:
            assert font["OS/2"].fsType == 0
