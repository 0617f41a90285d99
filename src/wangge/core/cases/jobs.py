"""What cases do by the clock on the wall: climb the ladder, go on after pauses, grow old."""

from django.utils import timezone

from wangge.ground.foundation.jobs import job

from .nightly import count_pairs_nightly, count_pairs_of_many, rebuild_clusters_nightly
from .operations import end_pauses, escalate_late, mark_backlogs, plan_unrated_visits
from .operations.learning import learn_where_worthwhile
from .reminding import remind_mediators_daily

__all__ = [
    "climb",
    "count_pairs_nightly",
    "count_pairs_of_many",
    "go_on",
    "grow_old",
    "plan_visits_of_unrated",
    "rebuild_clusters_nightly",
    "remind_mediators_daily",
]


@job(queue="clocks", every="* * * * *", attempts=1)
def climb(timestamp: int = 0) -> None:
    """Escalate what is late (催办、督办)."""
    escalate_late(at=timezone.now())


@job(queue="clocks", every="*/5 * * * *", attempts=1)
def go_on(timestamp: int = 0) -> None:
    """End pauses that have lasted as long as they may."""
    end_pauses(at=timezone.now())


@job(queue="upkeep", every="5 1 * * *", attempts=1)
def grow_old(timestamp: int = 0) -> None:
    """Mark petitions that have become backlog."""
    mark_backlogs(at=timezone.now())


@job(queue="upkeep", every="*/20 * * * *", attempts=1)
def plan_visits_of_unrated(timestamp: int = 0) -> None:
    """Plan a return visit for each answer that was not rated in time."""
    plan_unrated_visits(at=timezone.now())


@job(queue="upkeep", every="23 4 * * *", attempts=1)
def learn_from_corrections(timestamp: int = 0) -> None:
    """Train the suggestion of categories again where clerks have corrected enough since."""
    learn_where_worthwhile(at=timezone.now())
