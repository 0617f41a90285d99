"""What takes longer than a page may."""

from uuid import UUID

from django.utils import timezone

from wangge.ground.foundation.jobs import job

from .operations import play_kept


@job(queue="whatif", attempts=2)
def play_run(*, run_id: str) -> None:
    """Play a run that somebody asked for."""
    play_kept(run_id=UUID(run_id), at=timezone.now())
