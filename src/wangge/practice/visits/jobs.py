"""What visits do by the clock on the wall: the day's tasks are on the phones before anybody sets out."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from wangge.ground.foundation.jobs import job

from .nightly import compare_phones, refresh_phones


@job(queue="upkeep", every="10 4 * * *", attempts=1)
def compare_phones_nightly(timestamp: int = 0) -> None:
    """Bring what phones have to how things are, and keep what differed."""
    compare_phones(at=timezone.now())


@job(queue="default")
def refresh_grids(areas: Sequence[str] = ()) -> None:
    """The same for the grids of a phone that was just taken into use."""
    refresh_phones(areas={UUID(area) for area in areas}, at=timezone.now())
