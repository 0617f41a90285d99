"""A job that was cut off half-way is taken up again; one that keeps failing stays visible until somebody retries it."""

import pytest
from django.db import connection

from wangge.ground.foundation import jobs

pytestmark = pytest.mark.django_db
ran: list[int] = []


@jobs.job(queue="test")
def note_number(*, number: int) -> None:
    ran.append(number)


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    ran.clear()


def _begun_by_a_worker(*, silent_for: str) -> None:
    """A worker that took the waiting job and has not been heard of since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id",
            [silent_for],
        )
        (worker,) = cursor.fetchone()
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])


def test_a_job_whose_worker_was_killed_is_run_again():
    jobs.enqueue(note_number, number=1)
    _begun_by_a_worker(silent_for="5 minutes")
    assert jobs.run_waiting() == 0

    jobs.take_up_stalled()

    assert (jobs.run_waiting(), ran) == (1, [1])


def test_a_job_whose_worker_still_beats_is_left_alone():
    jobs.enqueue(note_number, number=1)
    _begun_by_a_worker(silent_for="1 second")

    jobs.take_up_stalled()

    assert (jobs.run_waiting(), ran) == (0, [])


def test_jobs_written_together_run_in_order():
    jobs.enqueue_many(note_number, [{"number": n} for n in range(5)])

    assert (jobs.run_waiting(), ran) == (5, [0, 1, 2, 3, 4])


def test_a_failed_job_is_shown_and_put_back_by_hand():
    jobs.enqueue(note_number, number=7)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)")
        (job_id,) = cursor.fetchone()
        cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])

    (row,) = jobs.rows_with_status(status="failed")
    assert (row.id, row.args) == (job_id, {"number": 7})
    assert jobs.retry_failed(job_id=job_id)
    assert (jobs.run_waiting(), ran) == (1, [7])
