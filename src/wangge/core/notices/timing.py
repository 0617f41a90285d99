"""When an outgoing message may go: not in the quiet hours, and not all at the same moment."""

from collections.abc import Collection
from datetime import datetime, timedelta, tzinfo
from zlib import crc32

from wangge.ground.rulebook.schema.place import QuietHours


def after_quiet_hours(moment: datetime, *, quiet: QuietHours, zone: tzinfo) -> datetime:
    """The moment itself, or the end of the quiet hours it lies in."""
    local = moment.astimezone(zone)
    if not quiet.covers(local.time()):
        return moment
    end = local.replace(hour=quiet.end.hour, minute=quiet.end.minute, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)


def spread_out(moment: datetime, *, over: timedelta, key: str, crowded_minutes: Collection[int] = ()) -> datetime:
    """Move a moment by a share of `over` that the key decides, past the minutes when everybody sends.

    Equal keys move alike, so that one message to many persons stays one call.
    """
    moved = moment + over * (crc32(key.encode()) % 1000 / 1000)
    while moved.minute in crowded_minutes:
        moved += timedelta(minutes=1)
    return moved
