"""Counting what is done, per key and stretch of time.

A request is counted on its own, before the transaction of its business, so that what was refused
or rolled back has still been counted. Keys (addresses, telephone numbers) are hashed with a salt
of the day, made from the installation's keys: rows of two days have nothing in common, and without
the key file nobody can tell whose they were.
"""

import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from wangge.ground.foundation.crypto import blind_index
from wangge.ground.foundation.errors import TooMany
from wangge.ground.foundation.models import RateWindow

LONGEST = timedelta(days=1)
KEPT_FOR = timedelta(days=2)
KEY_LENGTH = 32

# every key in one statement, in one order: two requests with the same keys cannot wait for each other
_COUNT = """
    INSERT INTO foundation_rate_window AS kept (key, window_start, count)
    SELECT key, window_start, 1 FROM unnest($1::text[], $2::timestamptz[]) AS given (key, window_start) ORDER BY key
    ON CONFLICT (key, window_start) DO UPDATE SET count = kept.count + 1
    RETURNING key, count
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times within `seconds` for one `key` ("portal.report:203.0.113.9").

    Raises ValueError for a stretch that is empty or longer than a day.
    """

    key: str
    most: int
    seconds: int

    def __post_init__(self) -> None:
        if not 0 < self.seconds <= LONGEST.total_seconds():
            raise ValueError(f"not a stretch of time to count in: {self.seconds}")


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A limit that was overstepped, and after how many seconds its key may try again."""

    limit: Limit
    count: int
    retry_after: int


def hit(limits: Sequence[Limit], *, at: datetime) -> list[Exceeded]:
    """Count one more for each limit and return those overstepped: one statement, outside any transaction."""
    if not limits:
        return []
    hashed = {_hashed(limit, at): limit for limit in limits}
    keys = sorted(hashed)
    starts = [_window_start(hashed[key], at) for key in keys]
    with connection.numbered_cursor() as cursor:  # type: ignore[attr-defined]  # our own backend has it
        cursor.execute(_COUNT, [keys, starts])
        counts = dict(cursor.fetchall())
    return [
        Exceeded(limit, counts[key], _seconds_left(limit, at))
        for key, limit in hashed.items()
        if counts[key] > limit.most
    ]


def refuse_excess(limits: Sequence[Limit], *, at: datetime) -> None:
    """Count as `hit` does. Raises TooMany with the time to wait when a limit was overstepped."""
    exceeded = hit(limits, at=at)
    if exceeded:
        seconds = max(each.retry_after for each in exceeded)
        message = _("操作太频繁，请 {minutes} 分钟后再试").format(minutes=math.ceil(seconds / 60))
        raise TooMany(message, retry_after=seconds)


def prune_windows(*, at: datetime) -> int:
    """Delete the counts of days gone by; returns how many."""
    return RateWindow.objects.filter(window_start__lt=at - KEPT_FOR).delete()[0]


def _window_start(limit: Limit, at: datetime) -> datetime:
    return datetime.fromtimestamp(int(at.timestamp()) // limit.seconds * limit.seconds, UTC)


def _seconds_left(limit: Limit, at: datetime) -> int:
    return limit.seconds - int(at.timestamp()) % limit.seconds


def _hashed(limit: Limit, at: datetime) -> str:
    salt = blind_index(_window_start(limit, at).date().isoformat(), "limits.salt")
    return hmac.digest(salt, f"{limit.seconds}:{limit.key}".encode(), "sha256").hex()[:KEY_LENGTH]
