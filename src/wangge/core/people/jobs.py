"""What the roster does by the clock on the wall: forget in time."""

from django.utils import timezone

from wangge.ground.foundation.jobs import job

from .operations.erasing import erase_expired


@job(queue="upkeep", every="40 2 * * *", attempts=1)
def forget_in_time(timestamp: int = 0) -> None:
    """Erase who left or died long enough ago (到期去标识)."""
    erase_expired(at=timezone.now())
