"""Facts go upward: a lower package announces what happened and never imports its listeners.

A fact and the jobs that will carry it are written in the transaction that made it, so that
neither exists without the other. `config/wiring.py` says who listens to what.
"""

import dataclasses
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Model
from pydantic import TypeAdapter

from . import jobs
from .ids import uuid7
from .inserts import COPIED_FROM, insert_together, row_of
from .models import Fact

CARRIED_TOGETHER = 500
LOG = logging.getLogger(__name__)


class Event(Protocol):
    """A frozen dataclass of ids and words, named in the past tense."""

    name: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


Handler = Callable[[Sequence[Any]], None]
Wiring = Mapping[type[Any], tuple[Handler, ...]]

_handlers: dict[str, tuple[str, ...]] = {}
_by_name: dict[str, Handler] = {}
_adapters: dict[str, TypeAdapter[Any]] = {}


def connect(wiring: Wiring) -> None:
    """Take over the list of listeners; a listener gets a batch of events and must be idempotent."""
    _handlers.clear()
    for event, handlers in wiring.items():
        _adapters[event.name] = TypeAdapter(event)
        _handlers[event.name] = tuple(_name_of(h) for h in handlers)
        _by_name.update({_name_of(h): h for h in handlers})


def _name_of(handler: Handler) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"


def publish(
    *events: Event, at: datetime, alongside: Sequence[Sequence[Model]] = (), is_whole: bool = False
) -> None:  # fmt: skip
    """Write facts and the jobs that carry them: one statement, or a COPY a table and one more for many events.

    `alongside` are new rows of the same change, group by table, inserted in the statement of the facts. Whoever says
    that they are the whole change (`is_whole`) needs no transaction where they are few: that statement is one. Every
    other change must be in one already. Raises RuntimeError.
    """
    is_one = is_whole and 0 < sum(map(len, alongside)) <= COPIED_FROM - len(events)
    if not (connection.in_atomic_block or is_one):
        raise RuntimeError("publish() must run inside the transaction that makes the change")
    facts = [row_of(Fact, id=uuid7(), name=e.name, payload=_plain(e), happened_at=at) for e in events]
    heard = [str(fact.pk) for fact in facts if _handlers.get(fact.name)]
    told = [{"facts": heard[start : start + CARRIED_TOGETHER]} for start in range(0, len(heard), CARRIED_TOGETHER)]
    insert_together(*alongside, facts, finish=jobs.enqueueing(carry, told))


def forget_facts(*, before: datetime) -> int:
    """Delete facts that happened before a moment and that no waiting or failed job still carries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM foundation_fact f WHERE f.happened_at < %s AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs j"
            " WHERE j.queue_name = 'facts' AND j.args->'facts' ? f.id::text)",
            [before],
        )
        return int(cursor.rowcount)


def _plain(event: Event) -> dict[str, Any]:
    return {name: _word(getattr(event, name)) for name in _names(type(event))}


@cache
def _names(event: type[Event]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(event))


def _word(value: Any) -> Any:
    as_word = _AS_WORDS.get(type(value))
    return as_word(value) if as_word else value


def _words(values: Sequence[Any]) -> list[Any]:
    return [_word(value) for value in values]


_AS_WORDS: dict[type, Callable[[Any], Any]] = {UUID: str, datetime: datetime.isoformat, tuple: _words, list: _words}


@jobs.job(queue="facts")
def carry(*, facts: list[str], handler: str = "") -> None:
    """Hand facts to their listeners, each in a transaction of its own.

    What fails is tried again by itself: one listener first, then one fact at a time; the rest goes on.
    """
    rows = list(Fact.objects.filter(pk__in=facts).order_by("pk"))
    heard: dict[str, list[Fact]] = defaultdict(list)
    for row in rows:
        for name in [handler] if handler else _handlers.get(row.name, ()):
            heard[name].append(row)
    for name, batch in heard.items():
        try:
            with transaction.atomic():
                _by_name[name]([_adapters[row.name].validate_python(row.payload) for row in batch])
        except Exception:
            if handler and len(batch) == 1:
                raise
            LOG.exception("%s failed for %s facts; they are tried again", name, len(batch))
            again = [[str(row.pk)] for row in batch] if handler else [[str(row.pk) for row in batch]]
            jobs.enqueue_many(carry, [{"handler": name, "facts": some} for some in again])


@dataclass(frozen=True)
class FactRow:
    """One fact as it was written."""

    id: UUID
    name: str
    payload: dict[str, Any]
    happened_at: datetime


def facts(*, name: str = "", before: UUID | None = None, limit: int = 50) -> list[FactRow]:
    """The newest facts, of one name or all, by key: pass the last id as `before` for the next page."""
    rows = Fact.objects.order_by("-id")
    if name:
        rows = rows.filter(name=name)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [FactRow(row.pk, row.name, row.payload, row.happened_at) for row in rows[:limit]]


def counts_by_name(*, since: datetime) -> dict[str, int]:
    """How many facts of each name were written since a moment."""
    rows = Fact.objects.filter(happened_at__gte=since).order_by()
    return dict(rows.values_list("name").annotate(Count("id")).order_by("name"))


def listeners_of(name: str) -> tuple[str, ...]:
    """Who is told of facts of this name."""
    return _handlers.get(name, ())
