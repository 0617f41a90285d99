"""What is tidied up by itself: uploads nobody kept, old counts of the rate limits, facts long delivered."""

from datetime import timedelta

from django.utils import timezone

from wangge.ground.foundation import limits, outbox
from wangge.ground.foundation.files import sweep_orphans
from wangge.ground.foundation.jobs import job
from wangge.ground.sync.rows import prune_tombstones

FACTS_KEPT_FOR = timedelta(days=60)


@job(queue="upkeep", every="17 3 * * *", attempts=1)
def sweep_uploads(timestamp: int = 0) -> None:
    """Remove pictures that no row names (a form that was never sent)."""
    sweep_orphans(at=timezone.now())


@job(queue="upkeep", every="7 * * * *", attempts=1)
def prune_limits(timestamp: int = 0) -> None:
    """Forget the counts of windows that are over."""
    limits.prune_windows(at=timezone.now())


@job(queue="upkeep", every="37 3 * * *", attempts=1)
def prune_facts(timestamp: int = 0) -> None:
    """Forget facts delivered long ago; one that still has a failed job stays."""
    outbox.forget_facts(before=timezone.now() - FACTS_KEPT_FOR)


@job(queue="upkeep", every="53 2 * * *", attempts=1)
def clear_tombstones(timestamp: int = 0) -> None:
    """Forget what phones were told is gone half a year ago; an older phone copies everything again."""
    prune_tombstones(at=timezone.now())
