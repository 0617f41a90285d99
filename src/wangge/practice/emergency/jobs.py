"""What takes longer than a page may: long lists, written and taken back."""

from uuid import UUID

from django.utils import timezone

from wangge.ground.foundation.jobs import job

from .operations.listing import pieces_of, take_back, write_piece


@job(queue="default")
def write_lists(*, alarm_id: str) -> None:
    """Write long lists; taken up again after a stop it goes on with what is missing."""
    for piece in pieces_of(alarm_id=UUID(alarm_id)):
        write_piece(piece=piece, at=timezone.now())


@job(queue="default")
def take_lists_back(*, order_id: str) -> None:
    """Take a long list off the phones."""
    take_back(order_id=UUID(order_id), at=timezone.now())
