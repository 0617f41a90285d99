"""Too much is noticed, per key and stretch of time, and nobody can read whose it was."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections

from wangge.ground.foundation.errors import TooMany
from wangge.ground.foundation.limits import Exceeded, Limit, hit, prune_windows, refuse_excess
from wangge.ground.foundation.models import RateWindow

AT = datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
ADDRESS = Limit("portal.report:203.0.113.9", most=2, seconds=600)
GRID = Limit("portal.report:grid-7", most=5, seconds=3600)


@pytest.mark.django_db
def test_a_limit_is_told_when_it_is_overstepped():
    told = [hit([ADDRESS, GRID], at=AT) for _ in range(4)]

    assert told == [[], [], [Exceeded(ADDRESS, 3, 600)], [Exceeded(ADDRESS, 4, 600)]]


@pytest.mark.django_db
def test_the_next_stretch_begins_anew():
    for _ in range(3):
        hit([ADDRESS], at=AT)

    assert hit([ADDRESS], at=AT + timedelta(seconds=599))[0].retry_after == 1
    assert hit([ADDRESS], at=AT + timedelta(seconds=600)) == []


@pytest.mark.django_db
def test_keys_do_not_count_for_each_other():
    other = Limit("portal.report:203.0.113.10", most=2, seconds=600)
    for _ in range(3):
        hit([ADDRESS], at=AT)

    assert hit([other], at=AT) == []


@pytest.mark.django_db
def test_two_stretches_of_one_key_are_two_counts():
    long = Limit(ADDRESS.key, most=100, seconds=86_400)

    for _ in range(3):
        hit([ADDRESS, long], at=AT)

    assert sorted(RateWindow.objects.values_list("count", flat=True)) == [3, 3]


@pytest.mark.django_db
def test_several_limits_take_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        hit([ADDRESS, GRID, ADDRESS], at=AT)

    assert list(RateWindow.objects.values_list("count", flat=True)) == [1, 1]


@pytest.mark.django_db
def test_nothing_to_count_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert hit([], at=AT) == []


@pytest.mark.django_db
def test_the_refusal_says_how_long_to_wait():
    refuse_excess([ADDRESS], at=AT)
    refuse_excess([ADDRESS], at=AT)

    with pytest.raises(TooMany) as refused:
        refuse_excess([ADDRESS], at=AT + timedelta(seconds=30))

    assert refused.value.message == "操作太频繁，请 10 分钟后再试"
    assert refused.value.detail == {"retry_after": 570}


@pytest.mark.django_db
def test_no_key_is_kept_in_the_open_and_the_same_key_looks_different_tomorrow():
    hit([ADDRESS], at=AT)
    hit([ADDRESS], at=AT + timedelta(days=1))

    keys = list(RateWindow.objects.values_list("key", flat=True))
    assert len(set(keys)) == 2
    assert all(len(key) == 32 and ADDRESS.key not in key for key in keys)


@pytest.mark.django_db
def test_old_counts_are_pruned():
    hit([ADDRESS], at=AT - timedelta(days=3))
    hit([ADDRESS], at=AT)

    assert prune_windows(at=AT) == 1
    assert RateWindow.objects.get().window_start == AT


@pytest.mark.django_db
def test_counts_cost_no_log():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = %s", [RateWindow._meta.db_table])
        assert cursor.fetchone() == ("u",)


@pytest.mark.parametrize("seconds", [0, -1, 86_401])
def test_a_stretch_that_cannot_be_counted_is_refused(seconds: int):
    with pytest.raises(ValueError, match="stretch"):
        Limit("key", 1, seconds)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_all_counted():
    limits = [Limit(f"key-{n}", most=10**6, seconds=600) for n in range(8)]
    faults: list[BaseException] = []

    def work(turn: int) -> None:
        try:
            for _ in range(25):
                hit(limits if turn % 2 else limits[::-1], at=AT)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert list(RateWindow.objects.values_list("count", flat=True)) == [150] * 8
