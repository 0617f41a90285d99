"""Lists of cases: filtered, sorted, paged by key; each costs one statement at any size."""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy

from wangge.core.areas.scope import Scope
from wangge.core.cases.lifecycle import FINAL, ClockKind, State
from wangge.core.cases.models import Case, CaseStep, CaseWords
from wangge.core.cases.numbers import number_is_sound, tidy_number
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text import search_terms

PAGE_SIZE = 50
Sort = Literal["newest", "due"]
Deadline = Literal["", "overdue", "today", "three_days"]


@dataclass(frozen=True)
class CaseFilter:
    """What a list is narrowed to; an empty field narrows nothing."""

    states: tuple[str, ...] = ()
    area_path: str = ""
    category: str = ""
    categories: tuple[str, ...] = ()  # a domain with its kinds
    channel: str = ""
    deadline: Deadline = ""
    words: str = ""
    owner_unit: UUID | None = None
    waits_for: tuple[UUID, ...] = ()
    reason: str = ""  # of waiting: one of REASONS
    reported_from: datetime | None = None
    reported_before: datetime | None = None
    rulebook_version: UUID | None = None
    is_open: bool | None = None
    grade: str = ""
    supervised: bool = False
    petition_kind: str = ""
    asker_kind: str = ""
    leader_id: UUID | None = None  # whose custody they are in (包案)


@dataclass(frozen=True)
class CaseRow:
    """One line of a list."""

    id: UUID
    number: str
    title: str
    state: str
    outcome: str
    category: str
    channel: str
    area_id: UUID
    area_path: str
    owner_unit_id: UUID
    handler_unit_id: UUID | None
    reported_at: datetime
    due_at: datetime | None
    due_kind: str
    last_action: str
    closed_at: datetime | None
    warn_at: datetime | None
    supervision: int
    last_by: str  # the unit that took the newest step; empty where a resident or a single person did

    def is_overdue(self, at: datetime) -> bool:
        return (
            self.closed_at is None and self.due_kind != ClockKind.RATE and self.due_at is not None and self.due_at < at
        )


ROW_FIELDS = (
    "id", "number", "title", "state", "outcome", "category", "channel", "area_id", "area_path", "owner_unit_id",
    "handler_unit_id", "reported_at", "due_at", "due_kind", "last_action", "closed_at",
    "warn_at", "supervision", "last_by",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """Some rows, where the next ones begin and where the ones before end; a cursor is empty where there are none."""

    rows: tuple[CaseRow, ...]
    next_cursor: str
    previous_cursor: str = ""


def case_list(
    *,
    scope: Scope,
    where: CaseFilter,
    at: datetime,
    sort: Sort = "newest",
    cursor: str = "",
    backwards: bool = False,
    size: int = PAGE_SIZE,
) -> Page:
    """One page of the cases in the scope, behind a cursor or `backwards` before it.

    Cases without a running clock come last when sorted by deadline. Raises Refusal for a cursor that was not made here.
    """
    rows = _beyond(_filtered(scope=scope, where=where, at=at), sort=sort, cursor=cursor, backwards=backwards)
    found = [CaseRow(*values) for values in _ordered(rows, sort, backwards).values_list(*ROW_FIELDS)[: size + 1]]
    more, kept = len(found) > size, found[:size]
    if backwards:
        kept.reverse()
    has_next, has_previous = (bool(cursor), more) if backwards else (more, bool(cursor))
    return Page(
        tuple(kept),
        _cursor_of(kept[-1], sort) if kept and has_next else "",
        _cursor_of(kept[0], sort) if kept and has_previous else "",
    )


def _ordered(rows: QuerySet[Case], sort: Sort, backwards: bool = False) -> QuerySet[Case]:
    due, reported = F("due_at"), F("reported_at")
    if sort == "due":
        keys = (due.desc(nulls_first=True), "-id") if backwards else (due.asc(nulls_last=True), "id")
    else:
        keys = (reported.asc(), "id") if backwards else (reported.desc(), "-id")
    return rows.annotate(last_by=LAST_BY).order_by(*keys)


LAST_BY = Subquery(CaseStep.objects.filter(case_id=OuterRef("pk")).order_by("-id").values("unit_name")[:1])


def _beyond(rows: QuerySet[Case], *, sort: Sort, cursor: str, backwards: bool) -> QuerySet[Case]:
    """The rows on the far side of a key, as comparisons of two columns that an index can answer."""
    if not cursor:
        return rows
    moment, key = _read_cursor(cursor)
    if sort == "due":
        return rows.filter(_before_due(moment, key) if backwards else _after_due(moment, key))
    if moment is None:
        raise Refusal(LOST)
    if backwards:
        return rows.filter(Q(reported_at__gt=moment) | Q(reported_at=moment, id__gt=key), reported_at__gte=moment)
    return rows.filter(Q(reported_at__lt=moment) | Q(reported_at=moment, id__lt=key), reported_at__lte=moment)


def _after_due(moment: datetime | None, key: UUID) -> Q:
    if moment is None:
        return Q(due_at=None, id__gt=key)
    return Q(due_at__gt=moment) | Q(due_at=moment, id__gt=key) | Q(due_at=None)


def _before_due(moment: datetime | None, key: UUID) -> Q:
    if moment is None:
        return Q(due_at__isnull=False) | Q(due_at=None, id__lt=key)
    return Q(due_at__lt=moment) | Q(due_at=moment, id__lt=key)


def _cursor_of(row: CaseRow, sort: Sort) -> str:
    moment = row.due_at if sort == "due" else row.reported_at
    key = [moment.isoformat() if moment else "", str(row.id)]
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[datetime | None, UUID]:
    try:
        moment, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return (datetime.fromisoformat(moment) if moment else None), UUID(key)
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise Refusal(LOST) from error


LOST = gettext_lazy("翻页的位置看不懂，请回到第一页")


def _filtered(*, scope: Scope, where: CaseFilter, at: datetime) -> QuerySet[Case]:
    rows = Case.objects.within(scope)
    exact = {
        "category": where.category, "channel": where.channel, "owner_unit_id": where.owner_unit,
        "rulebook_version_id": where.rulebook_version, "grade": where.grade, "petition_kind": where.petition_kind,
        "asker_kind": where.asker_kind,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if where.states:
        rows = rows.filter(state__in=where.states)
    if where.categories:
        rows = rows.filter(category__in=where.categories)
    if where.area_path:
        rows = rows.filter(area_path__startswith=where.area_path)
    if where.is_open is not None:
        rows = rows.filter(closed_at__isnull=where.is_open)
    if where.reported_from:
        rows = rows.filter(reported_at__gte=where.reported_from)
    if where.reported_before:
        rows = rows.filter(reported_at__lt=where.reported_before)
    if where.supervised:
        rows = rows.filter(supervision__gt=0, closed_at=None)
    if where.leader_id:
        rows = rows.filter(custodies__leader_id=where.leader_id, custodies__ended_at=None)
    if where.waits_for:
        rows = rows.filter(waits_for(where.waits_for, at=at))
    if where.reason:
        rows = rows.filter(REASONS[where.reason](at))
    return _by_words(_by_deadline(rows, where.deadline, at=at), where.words)


def waits_for(unit_ids: tuple[UUID, ...], *, at: datetime) -> Q:
    """What waits for these units: they own it, it is open, and it is not the asker's turn."""
    return Q(owner_unit_id__in=unit_ids, closed_at=None) & (~Q(state=State.ANSWERED) | Q(due_at__lte=at))


RETURNED = ("return", "send_back", "reopen")
OWED = ~Q(due_kind=ClockKind.RATE)  # an asker who did not rate has missed nothing
REASONS = {
    "overdue": lambda at: OWED & Q(due_at__lt=at),
    "soon": lambda at: OWED & Q(due_at__gte=at, warn_at__lte=at),
    "returned": lambda at: Q(last_action__in=RETURNED),
    "new": lambda at: Q(state__in=[State.REPORTED, State.DISPATCHED]) & ~Q(last_action__in=RETURNED),
    "unrated": lambda at: Q(state=State.ANSWERED),
}


def _by_deadline(rows: QuerySet[Case], deadline: Deadline, *, at: datetime) -> QuerySet[Case]:
    if deadline == "overdue":
        return rows.filter(OWED, closed_at=None, due_at__lt=at)
    if deadline in ("today", "three_days"):
        days = 1 if deadline == "today" else 3
        return rows.filter(OWED, closed_at=None, due_at__gte=at, due_at__lt=at + timedelta(days=days))
    return rows


def _by_words(rows: QuerySet[Case], words: str) -> QuerySet[Case]:
    """A case number, or words of any length, each found through the index of character pairs.

    A text that has all neighbouring pairs of a word has the word itself in all but the oddest cases.
    """
    words = words.strip()
    if not words:
        return rows
    if number_is_sound(words):
        return rows.filter(number=tidy_number(words))
    for word in words.split():
        terms = search_terms(word)
        if terms:
            rows = rows.filter(pk__in=CaseWords.objects.filter(pairs__contains=terms).values("case_id"))
        else:  # signs only
            rows = rows.filter(Q(title__contains=word) | Q(body__contains=word) | Q(where_words__contains=word))
    return rows


def counts_by_state(*, scope: Scope, at: datetime, area_path: str = "") -> dict[str, int]:
    """How many open cases stand where, and how many are late (`overdue`), in one statement."""
    rows = Case.objects.within(scope).filter(closed_at=None)
    if area_path:
        rows = rows.filter(area_path__startswith=area_path)
    states = [s for s in State if s not in FINAL]
    return rows.aggregate(
        total=Count("id"),
        overdue=Count("id", filter=OWED & Q(due_at__lt=at)),
        **{state.value: Count("id", filter=Q(state=state)) for state in states},
    )


def export_rows(*, scope: Scope, where: CaseFilter, at: datetime, sort: Sort, cap: int) -> Iterator[CaseRow]:
    """The rows of a list for a file, at most `cap`."""
    rows = _ordered(_filtered(scope=scope, where=where, at=at), sort)
    for values in rows.values_list(*ROW_FIELDS)[:cap].iterator():
        yield CaseRow(*values)


def cases_by_id(*, scope: Scope, case_ids: Sequence[UUID]) -> list[CaseRow]:
    """Those of these cases that lie in the scope, the newest first; one statement."""
    rows = Case.objects.within(scope).filter(pk__in=case_ids).order_by("-reported_at", "-id")
    return [CaseRow(*values) for values in rows.values_list(*ROW_FIELDS)]


@dataclass(frozen=True)
class MapPoint:
    """Where an open case lies."""

    id: UUID
    number: str
    title: str
    state: str
    lon: float
    lat: float
    due_at: datetime | None


def map_points(*, scope: Scope, where: CaseFilter, at: datetime, limit: int = 4000) -> list[MapPoint]:
    """Cases with a point, newest first."""
    rows = _filtered(scope=scope, where=where, at=at).filter(lon__isnull=False).order_by("-reported_at", "-id")
    values = rows.values_list("id", "number", "title", "state", "lon", "lat", "due_at")[:limit]
    return [
        MapPoint(pk, number, title, state, lon, lat, due_at)
        for pk, number, title, state, lon, lat, due_at in values
        if lon is not None and lat is not None
    ]
