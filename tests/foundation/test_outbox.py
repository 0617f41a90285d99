"""Facts and jobs live and die with the change that makes them; one bad fact never holds the others back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import connection, transaction

from tests.world import MONDAY
from wangge.ground.foundation import jobs, outbox
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.models import Fact

heard: list[UUID] = []
broken: set[UUID] = set()


@dataclass(frozen=True)
class SomethingHappened:
    name: ClassVar[str] = "test.happened"
    thing: UUID


def listen(events: Sequence[SomethingHappened]) -> None:
    if broken & {e.thing for e in events}:
        raise RuntimeError("one of them is bad")
    heard.extend(e.thing for e in events)


@pytest.fixture(autouse=True)
def _wired(settings):
    before = dict(outbox._handlers), dict(outbox._by_name), dict(outbox._adapters)
    outbox.connect({SomethingHappened: (listen,)})
    heard.clear()
    broken.clear()
    yield
    for kept, was in zip((outbox._handlers, outbox._by_name, outbox._adapters), before, strict=True):
        kept.clear()
        kept.update(was)


def _publish(count: int) -> list[UUID]:
    things = [uuid7() for _ in range(count)]
    with transaction.atomic():
        outbox.publish(*(SomethingHappened(t) for t in things), at=MONDAY)
    return things


def _publish_and_fail() -> None:
    with transaction.atomic():
        outbox.publish(SomethingHappened(uuid7()), at=MONDAY)
        raise ZeroDivisionError


@pytest.mark.django_db
def test_facts_reach_their_listener_in_order():
    things = _publish(3)

    jobs.run_waiting()

    assert heard == things


@pytest.mark.django_db
def test_what_is_rolled_back_was_never_a_fact():
    with pytest.raises(ZeroDivisionError):
        _publish_and_fail()

    assert (Fact.objects.count(), jobs.counts_by_status()) == (0, {})


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused():
    beside = [[Fact(name="test.beside", payload={}, happened_at=MONDAY)]]
    with pytest.raises(RuntimeError):
        outbox.publish(SomethingHappened(uuid7()), at=MONDAY)
    with pytest.raises(RuntimeError):
        outbox.publish(SomethingHappened(uuid7()), at=MONDAY, alongside=beside)
    with pytest.raises(RuntimeError):
        outbox.publish(SomethingHappened(uuid7()), at=MONDAY, alongside=beside * 50, is_whole=True)

    outbox.publish(SomethingHappened(uuid7()), at=MONDAY, alongside=beside, is_whole=True)

    assert Fact.objects.count() == 2


@pytest.mark.django_db
def test_one_bad_fact_is_tried_alone_and_the_rest_arrive_once():
    things = _publish(4)
    broken.add(things[1])

    with pytest.raises(RuntimeError):
        jobs.run_waiting()

    assert heard == [things[0]]  # the bad one stands alone in the queue now, those after it behind it
    broken.clear()
    jobs.run_waiting()
    assert sorted(heard) == sorted(things)


@pytest.mark.django_db
def test_many_facts_cost_one_statement(django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        outbox.publish(*(SomethingHappened(uuid7()) for _ in range(20)), at=MONDAY)


@pytest.mark.django_db
def test_a_failed_job_can_be_put_back_once():
    _publish(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)")
        (job_id,) = cursor.fetchone()
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])

    assert jobs.retry_failed(job_id=job_id)
    assert not jobs.retry_failed(job_id=job_id)
    assert jobs.run_waiting() == 1


@pytest.mark.django_db
def test_old_facts_are_forgotten_unless_a_job_still_carries_them():
    _publish(2)
    jobs.run_waiting()
    _publish(1)

    gone = outbox.forget_facts(before=MONDAY + timedelta(days=1))

    assert (gone, Fact.objects.count()) == (2, 1)
