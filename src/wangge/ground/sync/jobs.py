"""What the ledger does by the clock on the wall: forget what is no longer needed."""

from django.utils import timezone

from wangge.ground.foundation.jobs import job

from .files import forget_orphans
from .telemetry import forget_telemetry


@job(queue="upkeep", every="20 3 * * *", attempts=1)
def tidy_ledger(timestamp: int = 0) -> None:
    """Clear away photos no op came for, and old numbers of phones."""
    at = timezone.now()
    forget_orphans(at=at)
    forget_telemetry(at=at)
