"""Days as they stand on paper."""

from datetime import date

DIGITS = "〇一二三四五六七八九"
UNITS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")


def plain_date(day: date) -> str:
    """2026年3月2日"""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_date(day: date) -> str:
    """二〇二六年三月二日, as under a seal."""
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_below_hundred(day.month)}月{_below_hundred(day.day)}日"


def term_words(starts_on: date, ends_on: date | None) -> str:
    """自2026年3月2日起至2029年3月1日止; without an end: 自2026年3月2日起。"""
    start = f"自{plain_date(starts_on)}起"
    return start if ends_on is None else f"{start}至{plain_date(ends_on)}止"


def _below_hundred(number: int) -> str:
    tens, units = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{UNITS[tens]}十") + UNITS[units]
