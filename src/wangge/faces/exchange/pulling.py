"""Tickets fetched from an upstream or pushed by it: the same records, the same way in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wangge.core.access.queries import system_actor
from wangge.core.notices.channels.base import SendFailed
from wangge.ground.foundation.errors import Refusal

from .lifecycle import ContactKind
from .models import UpstreamSystem
from .operations.files import note_contact
from .operations.mappings import columns_for_records
from .queries import reader_of
from .speaking import BadAnswer, portions
from .tables import names_in
from .tally import Tally
from .tickets import records_as_rows, take_tickets


def take_records(
    *, system: UpstreamSystem, records: Sequence[dict[str, Any]], at: datetime, first_row: int = 1
) -> Tally:
    """Take JSON records in as the rows of a file would be. Raises Refusal when no field holds the number."""
    rows = records_as_rows(records)
    if not rows:
        return Tally()
    reader = reader_of(system=system, columns=columns_for_records(system=system, names=names_in(rows)))
    return take_tickets(rows, reader=reader, actor=system_actor(name=system.label), at=at, first_row=first_row)


def pull(*, system: UpstreamSystem, at: datetime) -> Tally:
    """Fetch what is new (拉取); the cursor moves on only behind tickets that were taken in.

    What goes wrong is written down as a contact that failed, and the next pull begins where this one stopped.
    An address that was changed meanwhile keeps a cursor of its own.
    """
    rows = UpstreamSystem.objects.everywhere("the system being pulled").filter(pk=system.pk, pull_url=system.pull_url)
    total = Tally()
    words = ""
    try:
        for portion in portions(system=system, url=system.pull_url, cursor=system.cursor):
            _add(total, take_records(system=system, records=portion.records, at=at, first_row=total.rows + 1))
            if portion.next_cursor:
                system.cursor = portion.next_cursor
            rows.update(cursor=system.cursor, pulled_at=at)
    except (SendFailed, BadAnswer) as failed:
        words = str(failed.words)
    except Refusal as refusal:
        words = refusal.message
    note_contact(system=system, kind=ContactKind.PULL, tally=total, words=words, is_sound=not words, at=at)
    return total


def _add(total: Tally, more: Tally) -> None:
    total.rows += more.rows
    total.accepted += more.accepted
    total.answered += more.answered
    total.repeated += more.repeated
    total.changed += more.changed
    total.refused += more.refused
