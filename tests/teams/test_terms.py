from datetime import date

import pytest

from wangge.core.teams.printing.words import chinese_date, term_words
from wangge.core.teams.terms import Held, last_day_of_term, most_at_once


def held(start: int, out: int | None) -> Held:
    return Held("某人", date(2026, start, 1), None if out is None else date(2026, out, 1))


@pytest.mark.parametrize(
    ("starts_on", "years", "last"),
    [
        (date(2026, 3, 2), 3, date(2029, 3, 1)),
        (date(2026, 1, 1), 1, date(2026, 12, 31)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
    ],
)
def test_term_of_whole_years_ends_the_day_before_its_anniversary(starts_on, years, last):
    assert last_day_of_term(starts_on, years=years) == last


def test_terms_that_follow_each_other_do_not_meet():
    assert not held(1, 3).overlaps(held(3, 5))
    assert held(1, 4).overlaps(held(3, 5))
    assert held(1, None).overlaps(held(12, None))


def test_most_at_once_counts_only_what_runs_on_the_same_day():
    wanted = held(1, 12)

    assert most_at_once([held(1, 3), held(3, 5), held(6, 7), wanted], within=wanted) == 2
    assert most_at_once([held(1, 3), held(2, 5), wanted], within=wanted) == 3


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 2), "二〇二六年三月二日"),
        (date(2030, 10, 10), "二〇三〇年十月十日"),
        (date(2026, 12, 21), "二〇二六年十二月二十一日"),
        (date(2026, 11, 30), "二〇二六年十一月三十日"),
    ],
)
def test_day_under_a_seal_is_written_in_chinese_numerals(day, words):
    assert chinese_date(day) == words


def test_term_without_an_end_says_only_when_it_starts():
    assert term_words(date(2026, 3, 2), date(2029, 3, 1)) == "自2026年3月2日起至2029年3月1日止"
    assert term_words(date(2026, 3, 2), None) == "自2026年3月2日起"
