"""What is reported by the clock on the wall."""

from django.utils import timezone

from wangge.ground.foundation.jobs import job

from .operations import make_due_reports


@job(queue="reports", every="0 * * * *", attempts=3)  # by the hour: cron knows no zone, and a stopped worker catches up
def report_at_eight(timestamp: int = 0) -> None:
    """What is due and was not made yet: the daily reports at 8 o'clock, those of a week or month on its first day."""
    make_due_reports(at=timezone.now())
