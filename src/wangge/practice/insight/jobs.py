"""What is reported by the clock on the wall."""

from django.utils import timezone

from wangge.ground.foundation.jobs import job

from .operations import make_due_reports


@job(queue="reports", every="0 * * * *", attempts=3)  # by the hour: cron knows no zone, and a stopped worker catches up
def report_at_eight(timestamp: int = 0) -> None:
    """At 8 o'clock the daily reports, and on their days the weekly and the monthly ones; at other hours nothing."""
    make_due_reports(at=timezone.now())
