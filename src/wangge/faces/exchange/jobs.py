"""What the exchange does by itself: fetch, look into the drop folders, tell results, compare at night."""

import logging
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from wangge.ground.foundation.jobs import job

from .folder import watch
from .lifecycle import ReturnWay
from .operations.files import forget_files, take_file
from .pulling import pull
from .queries import active_systems
from .reconciling import reconcile
from .returning import AT_ONCE, send_waiting
from .roster.staging import forget_rosters
from .roster.staging import take_file as take_roster

FILES_KEPT_FOR = timedelta(days=7)
LOG = logging.getLogger(__name__)


@job(queue="exchange", every="*/5 * * * *", attempts=1)
def pull_tickets(timestamp: int = 0) -> None:
    """Fetch new tickets of every system that has an address for it."""
    for system in active_systems():
        if system.pull_url:
            pull(system=system, at=timezone.now())


@job(queue="exchange", every="*/2 * * * *", attempts=1)
def watch_folders(timestamp: int = 0) -> None:
    """Take in what lies in the drop folders; one folder that cannot be read stops no other."""
    for system in active_systems():
        try:
            watch(system=system, at=timezone.now())
        except OSError:
            LOG.exception("the drop folder of %s cannot be read", system.code)


@job(queue="exchange", every="* * * * *", attempts=1)
def send_results(timestamp: int = 0) -> None:
    """Tell the upstreams what became of their tickets, one claim after another as long as all of it arrives."""
    for system in active_systems():
        if system.returns_by in ReturnWay.values:
            while send_waiting(system=system, at=timezone.now()) == AT_ONCE[system.returns_by]:
                pass


@job(queue="exchange", every="23 2 * * *", attempts=1)
def reconcile_all(timestamp: int = 0) -> None:
    """Compare with every upstream that gives a list."""
    for system in active_systems():
        if system.list_url:
            reconcile(system=system, at=timezone.now())


@job(queue="upkeep", every="47 3 * * *", attempts=1)
def clear_files(timestamp: int = 0) -> None:
    """Clear files that were sent and never taken in."""
    forget_files(before=timezone.now() - FILES_KEPT_FOR, at=timezone.now())
    forget_rosters(before=timezone.now() - FILES_KEPT_FOR, at=timezone.now())


@job(queue="exchange")
def take_in_file(*, file_id: str) -> None:
    """Take in a file that was sent on the page."""
    take_file(file_id=UUID(file_id), at=timezone.now())


@job(queue="exchange")
def take_in_roster(*, file_id: str) -> None:
    """Take in a roster that was sent on the page."""
    take_roster(file_id=UUID(file_id), at=timezone.now())
