"""Days of habits of visiting: Monday evenings, the first week, holidays."""

from datetime import date

import pytest

from tests.world import shipped_rulebook
from wangge.ground.foundation.calendar.queries import work_calendar
from wangge.practice.visits.cadences import slots

pytestmark = pytest.mark.django_db


def of(place: str, code: str, first: date, last: date):
    cadence = shipped_rulebook(place).visits.cadence(code)
    return slots(cadence=cadence, first=first, last=last, calendar=work_calendar())


@pytest.mark.parametrize(("year", "mondays", "moved"), [(2024, 53, 5), (2025, 52, 4), (2026, 52, 5)])
def test_S02_every_monday_is_an_evening_of_visits_and_holidays_move_it(year: int, mondays: int, moved: int):
    found = of("shanghu", "monday_evening", date(year, 1, 1), date(year, 12, 31))

    assert len(found) == mondays
    assert all(slot.rule_day.weekday() == 0 for slot in found)
    shifted = [slot for slot in found if slot.is_moved]
    assert len(shifted) == moved
    assert all(slot.day > slot.rule_day and slot.holiday for slot in shifted)
    assert all(work_calendar().is_workday(slot.day) for slot in shifted)


def test_Q29_the_first_full_week_from_wednesday_to_friday_and_a_month_that_a_holiday_tears():
    april = of("qingping", "cadre_days", date(2024, 4, 1), date(2024, 4, 30))
    may = of("qingping", "cadre_days", date(2024, 5, 1), date(2024, 5, 31))

    assert [slot.rule_day for slot in april] == [date(2024, 4, 3), date(2024, 4, 4), date(2024, 4, 5)]
    assert [(slot.day, slot.holiday != "") for slot in april] == [
        (date(2024, 4, 3), False), (date(2024, 4, 7), True), (date(2024, 4, 7), True),
    ]  # fmt: skip
    assert [slot.day for slot in may] == [date(2024, 5, 8), date(2024, 5, 9), date(2024, 5, 10)]


def test_S18_a_daily_contact_has_every_day_and_a_monthly_talk_no_day_of_its_own():
    assert len(of("shanghu", "daily", date(2026, 2, 1), date(2026, 2, 28))) == 28
    assert of("shanghu", "monthly", date(2026, 2, 1), date(2026, 2, 28)) == []
