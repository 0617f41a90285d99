"""What plans do by the clock on the wall."""

import logging

from django.utils import timezone

from wangge.ground.foundation.jobs import job

from .operations.effecting import put_due_in_force

LOG = logging.getLogger(__name__)


@job(queue="upkeep", every="5 0 * * *", attempts=1)
def put_plans_in_force(timestamp: int = 0) -> None:
    """Let plans whose day has come take effect, before anybody sets out; what could not waits for a person."""
    for plan_id, words in put_due_in_force(at=timezone.now()):
        LOG.warning("plan %s did not take effect: %s", plan_id, words)
