"""Jobs of this package, where the queue looks for them."""

from django.utils import timezone

from wangge.ground.foundation.jobs import job
from wangge.ground.sync.rows import age_rows_of_persons

from .carried import KEPT_FOR, NOTICE
from .sending import send_due

__all__ = ["age_notices", "send_due"]


@job(queue="upkeep", every="25 3 * * *", attempts=1)
def age_notices(timestamp: int = 0) -> None:
    """Take old notices from the phones; the inbox at the desk keeps them."""
    at = timezone.now()
    while age_rows_of_persons(NOTICE, before=at - KEPT_FOR, at=at):
        continue
