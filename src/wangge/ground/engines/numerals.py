"""Ordinals in names: 第二网格, 第2网格 and 第02网格 are the same grid."""

import re

DIGITS = "零一二三四五六七八九"
UNITS = ("", "十", "百", "千")
ORDINAL = re.compile(r"第?(\d+|[零〇一二两三四五六七八九十百千]+)(?=(?:微|综合|基础|专属)?网格|组|村民小组|社区|号)")


def spell(number: int) -> str:
    """2 → 二, 12 → 十二, 102 → 一百零二. Raises ValueError outside 1–9999."""
    if not 0 < number < 10_000:
        raise ValueError(f"cannot be spelled: {number}")
    words = ""
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        if digit != "0":
            words += DIGITS[int(digit)] + UNITS[place]
        elif not words.endswith("零"):
            words += "零"
    words = words.rstrip("零")
    return words[1:] if words.startswith("一十") else words


def read(words: str) -> int:
    """十二 → 12, 一百零二 → 102, 一二 → 12, 12 → 12. Raises ValueError when it is no number."""
    if words.isdecimal():
        return int(words)
    plain = words.replace("〇", "零").replace("两", "二")
    if not plain or set(plain) - set(DIGITS) - set(UNITS[1:]):
        raise ValueError(f"not a number: {words!r}")
    if not set(plain) & set(UNITS[1:]):
        return int("".join(str(DIGITS.index(c)) for c in plain))
    total, digit = 0, 0
    for c in plain:
        if c in DIGITS:
            digit = DIGITS.index(c)
        else:
            total += (digit or 1) * 10 ** UNITS.index(c)
            digit = 0
    return total + digit


def fold(name: str) -> str:
    """A name with its ordinals as digits and without spaces, for comparing: 荣星村第二网格 → 荣星村2网格."""
    return ORDINAL.sub(lambda m: str(read(m[1])), "".join(name.split()))


def grid_name(village: str, ordinal: int, word: str = "网格") -> str:
    """The name a grid gets unless someone chooses another: 荣星村第二网格."""
    return f"{village}第{spell(ordinal)}{word}"
