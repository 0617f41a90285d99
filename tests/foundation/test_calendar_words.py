"""A derivation told in plain words."""

from wangge.ground.foundation.calendar.hours import USUAL_HOURS
from wangge.ground.foundation.calendar.words import derivation_words

from .shipped_calendar import CALENDAR, at


def test_words_of_a_limit_over_national_day():
    deadline = CALENDAR.deadline(at("2025-09-26 15:20"), 5, "workdays", USUAL_HOURS)

    assert derivation_words(deadline.derivation) == (
        "自 09-26 15:20 起，限 5 个工作日；跳过 10-01…10-08 国庆节、中秋节；跳过周末 1 天；"
        "09-28 调休上班，计入；截止 10-10 17:30"
    )


def test_words_of_a_start_at_night_over_new_year_with_provisional_days():
    deadline = CALENDAR.deadline(at("2026-12-30 22:00"), 1.5, "work_hours", USUAL_HOURS)
    over = CALENDAR.deadline(at("2026-12-30 22:00"), 2, "workdays", USUAL_HOURS)

    assert derivation_words(deadline.derivation) == (
        "自 12-30 22:00 起，限 1.5 个工作小时；当时不在工作时间，从 12-31 08:30 上班时起算；截止 12-31 10:00"
    )
    assert derivation_words(over.derivation) == (
        "自 12-30 22:00 起，限 2 个工作日；当时不在工作时间，从 12-31 08:30 上班时起算；跳过周末 2 天；"
        "其中尚未公布放假安排的日子暂按周一至周五计算，公布后重算；截止 2027-01-04 17:30"
    )


def test_words_of_real_time_and_single_holidays():
    hours = CALENDAR.deadline(at("2025-12-31 12:00"), 24, "hours", USUAL_HOURS)
    workdays = CALENDAR.deadline(at("2024-12-31 12:00"), 1, "workdays", USUAL_HOURS)

    assert derivation_words(hours.derivation) == "自 12-31 12:00 起，限 24 小时；截止 2026-01-01 12:00"
    assert derivation_words(workdays.derivation) == (
        "自 12-31 12:00 起，限 1 个工作日；跳过 2025-01-01 元旦；截止 2025-01-02 17:30"
    )
