"""Pinyin for sorting and for finding by initials; the database sorts these keys byte by byte."""

from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module

from wangge.ground.foundation.folding import fold_width

from .surnames import OF_TWO, READINGS


def sort_key(text: str) -> str:
    """A key that sorts texts as a dictionary does: by syllable and tone, then by character.

    Characters without a known reading come last, in the order of their code points.
    """
    folded = fold_width(text)
    return _key(folded, _readings(folded))


def name_key(name: str) -> str:
    """As `sort_key`, for the name of a person: the surname is read as a surname (单 shàn, 尉迟 yùchí)."""
    folded = fold_width(name)
    return _key(folded, _name_readings(folded))


def initials(text: str) -> str:
    """The first letter of each syllable: 庆坪镇 → qpz. What has no reading stands for itself."""
    return _initials(_readings(fold_width(text)))


def name_initials(name: str) -> str:
    """As `initials`, for the name of a person: 单雄 → sx."""
    return _initials(_name_readings(fold_width(name)))


@lru_cache(maxsize=8192)  # names and their parts come again and again
def _readings(text: str) -> tuple[str, ...]:
    """One reading for each character; a character without one is given back as it is."""
    pypinyin = import_module("pypinyin")  # its table of phrases takes a third of a second: for whoever needs it first
    tones = pypinyin.Style.TONE3
    return tuple(pypinyin.lazy_pinyin(text, style=tones, neutral_tone_with_five=True, errors=list))


def _name_readings(name: str) -> tuple[str, ...]:
    if "·" in name:
        return _readings(name)
    if len(name) > 2 and name[:2] in OF_TWO:
        return (*OF_TWO[name[:2]], *_readings(name[2:]))
    if name[:1] in READINGS:
        return (READINGS[name[0]], *_readings(name[1:]))
    return _readings(name)


def _key(text: str, readings: Sequence[str]) -> str:
    return " ".join(_part(char, reading) for char, reading in zip(text, readings, strict=True) if char.strip())


def _part(char: str, reading: str) -> str:
    if reading != char:
        return reading + char
    return char if char.isascii() else f"~{ord(char):06x}"


def _initials(readings: Sequence[str]) -> str:
    return "".join(reading[0] for reading in readings if reading[0].isalnum() or ord(reading[0]) > 0x20000)
