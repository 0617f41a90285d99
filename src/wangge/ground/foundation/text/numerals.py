"""Chinese numerals, as in 第二网格 and 二〇二六年."""

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
LIMIT = 10**8


def to_chinese(number: int) -> str:
    """2 → 二, 15 → 十五, 10086 → 一万零八十六. Raises ValueError below 0 and from 10⁸ on."""
    if not 0 <= number < LIMIT:
        raise ValueError(f"no numeral for {number}")
    high, low = divmod(number, 10_000)
    if not high:
        return _below_ten_thousand(low) or _DIGITS[0]
    gap = _DIGITS[0] if 0 < low < 1000 else ""
    words = _below_ten_thousand(low)
    return f"{_below_ten_thousand(high)}万{gap}{'一' + words if words.startswith('十') else words}"


def _below_ten_thousand(number: int) -> str:
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += (_DIGITS[0] if gap and words else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit
    return words.removeprefix("一") if words.startswith("一十") else words


def from_chinese(text: str) -> int:
    """十五 → 15, 廿五 → 25, 二〇二六 → 2026, 12 → 12. Raises ValueError for anything else."""
    if text.isascii() and text.isdigit():
        return int(text)
    spelled = text.replace("廿", "二十").replace("卅", "三十")
    if spelled and all(char in _VALUES for char in spelled):
        return int("".join(str(_VALUES[char]) for char in spelled))
    high, separator, low = spelled.rpartition("万")
    if not separator:
        return _read(spelled)
    return _read(high) * 10_000 + (_read(low) if low else 0)


def _read(words: str) -> int:
    if not words:
        raise ValueError("not a numeral")
    total, digit = 0, None
    for char in words:
        if char in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[char]
            digit = None
        elif char in _VALUES:
            digit = _VALUES[char]
        else:
            raise ValueError(f"not a numeral: {words}")
    return total + (digit or 0)
