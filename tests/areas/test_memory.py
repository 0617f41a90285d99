"""The tree in memory: fresh at once after a change of one's own, and never a query when nothing changed."""

import threading

import pytest
from django.db import connection

from tests.areas.county import NOON, QINGPING, RONGXING, make_county
from wangge.core.areas.operations import NewArea, add_area, rename_area
from wangge.core.areas.queries import area_by_code, areas_in_memory
from wangge.ground.foundation import revisions


@pytest.mark.django_db
def test_a_change_shows_at_once(django_assert_num_queries):
    county = make_county()
    assert area_by_code(code=RONGXING).name == "荣星村"

    rename_area(area_id=county[RONGXING].id, name="新村")

    assert area_by_code(code=RONGXING).name == "新村"
    with django_assert_num_queries(0):
        areas_in_memory()


@pytest.mark.django_db
def test_other_processes_notice_with_one_small_question(monkeypatch, django_assert_num_queries):
    make_county()
    areas_in_memory()
    monkeypatch.setattr(revisions, "_asked_at", float("-inf"))  # five seconds later

    with django_assert_num_queries(1):
        areas_in_memory()


@pytest.mark.django_db(transaction=True)
def test_a_committed_change_shows_even_when_another_thread_asked_before(django_assert_num_queries):
    county = make_county()
    seen: list[str] = []

    def ask() -> None:
        seen.append(area_by_code(code=RONGXING).name)
        connection.close()

    rename_area(area_id=county[RONGXING].id, name="新村")
    asker = threading.Thread(target=ask)
    asker.start()
    asker.join()

    assert seen == ["新村"]


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_get_two_numbers():
    make_county()
    codes, faults = [], []
    start = threading.Barrier(4)

    def add() -> None:
        start.wait()
        try:
            codes.append(add_area(area=NewArea(level="grid", parent_code=RONGXING), at=NOON).code)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert sorted(codes) == [f"{RONGXING}2{n:02}000" for n in range(3, 7)]
    assert len(areas_in_memory().children(area_by_code(code=QINGPING).id)) == 2
