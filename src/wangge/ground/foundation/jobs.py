"""Work done later: jobs written in the caller's transaction, retried with back-off, never lost.

The queue is procrastinate on the same PostgreSQL. Nothing else in the project imports it.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as queue_app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.tasks import Task
from psycopg.types.json import Jsonb

from wangge.ground.foundation.inserts import Finish, insert_together

ATTEMPTS = 8  # waits 2, 4, 8 … 256 seconds between them


def job(
    *, queue: str = "default", attempts: int = ATTEMPTS, every: str = ""
) -> Callable[[Callable[..., None]], "Task[Any, Any, Any]"]:
    """Declare a job; `every` is a cron line for one that repeats. The function stays callable by itself."""

    def declare(function: Callable[..., None]) -> "Task[Any, Any, Any]":
        task = queue_app.task(
            name=f"{function.__module__}.{function.__qualname__}",
            queue=queue,
            retry=RetryStrategy(max_attempts=attempts, exponential_wait=2),
        )(function)
        return queue_app.periodic(cron=every)(task) if every else task

    return declare


def enqueue(task: "Task[Any, Any, Any]", *, run_at: datetime | None = None, **args: Any) -> None:
    """Write one job in the caller's transaction, to run at once or from `run_at` on."""
    task.configure(schedule_at=run_at).defer(**args)


def enqueue_many(task: "Task[Any, Any, Any]", all_args: Sequence[dict[str, Any]]) -> None:
    """Write many jobs of one kind in one statement."""
    insert_together(finish=enqueueing(task, all_args))


def enqueueing(task: "Task[Any, Any, Any]", all_args: Sequence[dict[str, Any]]) -> Finish | None:
    """The end of a statement that writes many jobs of one kind; None for no jobs."""
    if not all_args:
        return None
    rows = ", ".join(["ROW({}, {}, 0, NULL, NULL, {}, NULL)::procrastinate_job_to_defer_v1"] * len(all_args))
    values = tuple(value for args in all_args for value in (task.queue, task.name, Jsonb(args)))
    return Finish(f"SELECT procrastinate_defer_jobs_v1(ARRAY[{rows}])", values)


def run_waiting(*, limit: int = 100_000) -> int:
    """Run what waits in this process, on this connection, and return how many jobs ran.

    For tests, command lines and the demonstration; a failing job raises here.
    """
    done = 0
    while done < limit:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT id, task_name, args FROM procrastinate_fetch_job_v2(NULL, NULL)")
            row = cursor.fetchone()
            if row is None or row[0] is None:
                return done
            queue_app.tasks[row[1]].func(**(json.loads(row[2]) if isinstance(row[2], str) else row[2]))
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)", [row[0]])
        done += 1
    return done


def run_worker(*, concurrency: int = 2) -> None:
    """Work until stopped by a signal; jobs of a worker that died are taken up again."""
    asyncio.run(_work(concurrency))


async def _work(concurrency: int) -> None:
    worker_app = queue_app.with_connector(queue_app.connector.get_worker_connector())  # type: ignore[attr-defined]  # Django's connector has it
    async with worker_app.open_async():
        await worker_app.run_worker_async(concurrency=concurrency, delete_jobs="successful", listen_notify=True)


@job(queue="upkeep", every="* * * * *", attempts=1)
def take_up_stalled(timestamp: int = 0) -> None:
    """Give the jobs of workers that stopped beating back to the queue."""
    stalled = ProcrastinateJob.objects.raw(
        "SELECT j.* FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id"
        " WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - interval '60 seconds')"
    )
    with connection.cursor() as cursor:
        for row in stalled:
            cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [row.id])


@dataclass(frozen=True)
class JobRow:
    """One line of the administrator's page of jobs."""

    id: int
    name: str
    queue: str
    status: str
    attempts: int
    args: dict[str, Any]
    scheduled_at: datetime | None
    touched_at: datetime | None  # what last became of it: deferred, started, failed


def counts_by_status() -> dict[str, int]:
    """How many jobs are todo, doing, failed; done ones are deleted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")
        return dict(cursor.fetchall())


def rows_with_status(*, status: str, before: int | None = None, limit: int = 50) -> list[JobRow]:
    """The newest jobs of one status, by key: pass the last id as `before` for the next page."""
    events = ProcrastinateEvent.objects.filter(job_id=OuterRef("pk")).order_by("-id").values("at")
    rows = ProcrastinateJob.objects.filter(status=status).annotate(touched_at=Subquery(events[:1])).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [
        JobRow(r.id, r.task_name, r.queue_name, r.status, r.attempts, r.args, r.scheduled_at, r.touched_at)
        for r in rows[:limit]
    ]


def retry_failed(*, job_id: int) -> str:
    """Put a failed job back into the queue and return its name; "" when it is not (any longer) a failed one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name FROM procrastinate_jobs WHERE id = %s AND status = 'failed' FOR UPDATE", [job_id]
        )
        row = cursor.fetchone()
        if row is None:
            return ""
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job_id])
        return str(row[0])


@dataclass(frozen=True)
class Health:
    """What `wangge doctor` asks: who works, how long the oldest due job waits, how many have given up."""

    live_workers: int
    oldest_wait: timedelta
    failed: int


def health() -> Health:
    """The state of the queue by the database's own clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds'),"
            " (SELECT coalesce(now() - min(due), interval '0') FROM ("
            "   SELECT coalesce(j.scheduled_at, (SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id))"
            "   FROM procrastinate_jobs j WHERE j.status = 'todo' AND coalesce(j.scheduled_at, '-infinity') < now()"
            "   ORDER BY j.id LIMIT 1000) AS waiting(due)),"
            " (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed')"
        )
        return Health(*cursor.fetchone())
