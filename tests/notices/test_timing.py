from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from wangge.core.notices.lifecycle import ATTEMPTS, wait_before_next
from wangge.core.notices.timing import after_quiet_hours, spread_out
from wangge.ground.rulebook.schema.place import QuietHours

SHANGHAI = ZoneInfo("Asia/Shanghai")
OVERNIGHT = QuietHours(start=time(21), end=time(7, 30))
NOON = QuietHours(start=time(12), end=time(14))


def shanghai(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "goes_at"),
    [
        (shanghai(2, 20, 59, 59), shanghai(2, 20, 59, 59)),
        (shanghai(2, 21), shanghai(3, 7, 30)),
        (shanghai(3, 0), shanghai(3, 7, 30)),
        (shanghai(3, 7, 29, 59), shanghai(3, 7, 30)),
        (shanghai(3, 7, 30), shanghai(3, 7, 30)),
        (datetime(2026, 3, 2, 14, tzinfo=UTC), shanghai(3, 7, 30)),
    ],
)
def test_quiet_hours_over_midnight_end_in_the_morning(moment: datetime, goes_at: datetime):
    assert after_quiet_hours(moment, quiet=OVERNIGHT, zone=SHANGHAI) == goes_at


def test_quiet_hours_within_a_day_end_on_that_day():
    assert after_quiet_hours(shanghai(2, 13), quiet=NOON, zone=SHANGHAI) == shanghai(2, 14)


def test_quiet_hours_of_no_length_hold_nothing_back():
    none = QuietHours(start=time(8), end=time(8))

    assert after_quiet_hours(shanghai(2, 8), quiet=none, zone=SHANGHAI) == shanghai(2, 8)


def test_messages_are_spread_and_equal_keys_go_together():
    start, over = shanghai(2, 9, 5), timedelta(minutes=5)

    moments = [spread_out(start, over=over, key=f"fact:{n}") for n in range(200)]

    assert all(start <= moment < start + over for moment in moments)
    assert len(set(moments)) > 150
    assert spread_out(start, over=over, key="fact:7") == moments[7]


def test_crowded_minutes_are_passed_over():
    crowded = {59, 0, 1, 29, 30, 31}

    assert spread_out(shanghai(2, 7, 30), over=timedelta(0), key="x", crowded_minutes=crowded) == shanghai(2, 7, 32)
    assert spread_out(shanghai(2, 8, 59), over=timedelta(0), key="x", crowded_minutes=crowded) == shanghai(2, 9, 2)


def test_tries_go_on_for_some_eighteen_hours():
    waits = [wait_before_next(attempts=n) for n in range(1, ATTEMPTS)]

    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=9)]
    assert sum(waits, timedelta()) == timedelta(hours=18, minutes=13)
