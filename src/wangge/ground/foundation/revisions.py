"""Things read on every request and changed once a month are kept in memory, per process.

The writer calls `bump(key)` in its transaction; every process asks once in some seconds, in one
query for all keys, and loads again what changed. `Cached` is the only way to keep such a thing.
"""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar
from uuid import UUID

from django.db import transaction

from .ids import uuid7
from .models import Revision

FRESH_FOR = 5.0  # seconds another process may lag behind a change

T = TypeVar("T")

_lock = threading.Lock()
_seen: dict[str, UUID] = {}
_asked_at = float("-inf")
_caches: "list[Cached[object]]" = []


def bump(key: str) -> None:
    """Tell every process that what is kept under `key` has changed; call it inside the change."""
    Revision.objects.update_or_create(key=key, defaults={"value": uuid7()})
    ask_again()
    transaction.on_commit(ask_again)  # another thread may have asked before the change could be seen


def ask_again() -> None:
    """Make the next read of anything kept ask the database first."""
    global _asked_at
    _asked_at = float("-inf")


def forget_all() -> None:
    """Drop everything kept in this process (tests, and a worker that was given another database)."""
    ask_again()
    for cache in _caches:
        cache.forget()


def _current(key: str) -> UUID | None:
    global _asked_at
    if time.monotonic() - _asked_at > FRESH_FOR:
        found = dict(Revision.objects.values_list("key", "value"))
        with _lock:
            _seen.clear()
            _seen.update(found)
            _asked_at = time.monotonic()
    return _seen.get(key)


class Cached(Generic[T]):
    """A value loaded once and kept until its key is bumped: `index = Cached("areas", load)`; `index()`."""

    def __init__(self, key: str, load: Callable[[], T]) -> None:
        self._key, self._load = key, load
        self._kept: tuple[UUID | None, T] | None = None
        _caches.append(self)  # type: ignore[arg-type]  # a list of caches of anything

    def __call__(self) -> T:
        revision = _current(self._key)
        kept = self._kept
        if kept is None or kept[0] != revision:
            kept = self._kept = (revision, self._load())
        return kept[1]

    def forget(self) -> None:
        self._kept = None
