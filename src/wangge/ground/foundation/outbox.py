"""Facts go upward: a lower package announces what happened and never imports its listeners.

A fact and the jobs that will carry it are written in the transaction that made it, so that
neither exists without the other. `config/wiring.py` says who listens to what.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.db import connection, transaction
from pydantic import TypeAdapter

from . import jobs
from .models import Fact

CARRIED_TOGETHER = 500


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


def publish(*events: Event, at: datetime) -> None:
    """Write facts and the jobs that carry them: two statements, however many events."""
    if not connection.in_atomic_block:
        raise RuntimeError("publish() must run inside the transaction that makes the change")
    facts = [Fact(name=e.name, payload=_plain(e), happened_at=at) for e in events]
    Fact.objects.bulk_create(facts)
    carried: dict[str, list[str]] = defaultdict(list)
    for fact in facts:
        for handler in _handlers.get(fact.name, ()):
            carried[handler].append(str(fact.pk))
    jobs.enqueue_many(
        carry,
        [
            {"handler": handler, "facts": ids[start : start + CARRIED_TOGETHER]}
            for handler, ids in carried.items()
            for start in range(0, len(ids), CARRIED_TOGETHER)
        ],
    )


def _plain(event: Event) -> dict[str, Any]:
    return {field.name: _word(getattr(event, field.name)) for field in dataclasses.fields(event)}


def _word(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_word(v) for v in value]
    return value


@jobs.job(queue="facts")
def carry(*, handler: str, facts: list[str]) -> None:
    """Hand facts to one listener in one transaction; when a batch fails, each fact is tried alone."""
    rows = list(Fact.objects.filter(pk__in=facts).order_by("pk"))
    try:
        with transaction.atomic():
            _by_name[handler]([_adapters[row.name].validate_python(row.payload) for row in rows])
    except Exception:
        if len(rows) <= 1:
            raise
        jobs.enqueue_many(carry, [{"handler": handler, "facts": [str(row.pk)]} for row in rows])
