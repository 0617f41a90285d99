"""Rows of a file and records of an interface become tickets by one way."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import area_by_name, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.cases.operations import report_cases
from wangge.core.cases.operations.upstream import check_ticket, report_from_upstream
from wangge.core.cases.reports import CaseReport, Reported
from wangge.core.cases.tickets import MOST_LEVELS, Change, TicketRole, TicketTaken, UpstreamTicket
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text import clean_text

from .columns import LEVELS, answer_of, moment_of
from .tables import Row
from .tally import Fault, Tally

BATCH = 200
LONGEST = 20_000  # characters of one field
DEEPEST = 6
ROLES = {
    "": TicketRole.LEAD, "主办": TicketRole.LEAD, "lead": TicketRole.LEAD,
    "协办": TicketRole.ASSIST, "assist": TicketRole.ASSIST,
    "转办": TicketRole.FORWARD, "forward": TicketRole.FORWARD,
}  # fmt: skip
SECRET = {"是": True, "保密": True, "true": True, "1": True, "yes": True, "y": True}
OPEN = {"": False, "否": False, "不保密": False, "公开": False, "false": False, "0": False, "no": False, "n": False}

Taken = tuple[UpstreamTicket, CaseReport]


@dataclass(frozen=True)
class Reader:
    """How the rows of one system are read: where they belong, through which channel, what its words mean here."""

    system: str
    area_id: UUID
    area_path: str
    channel: str
    columns: Mapping[str, str]
    categories: Mapping[str, str]

    def read(self, row: Row) -> Taken:
        """One row as a ticket and the report it makes. Raises Refusal."""
        given = {f: clean_text(row.get(column, ""), LONGEST) for f, column in self.columns.items()}
        ticket = self._ticket(given)
        check_ticket(ticket=ticket)
        return ticket, self._report(given, ticket)

    def _ticket(self, given: Mapping[str, str]) -> UpstreamTicket:
        levels = tuple(given[level] for level in LEVELS if given.get(level))
        return UpstreamTicket(
            system=self.system,
            upstream_id=given["id"],
            categories=levels,
            role=_one_of(ROLES, given.get("role", ""), _("办理方式")),
            is_confidential=_one_of(SECRET | OPEN, given.get("secret", ""), _("是否保密")),
            status=given.get("status", ""),
            due_at=moment_of(given, "due"),
            urged=_number(given.get("urged", ""), _("催办次数")),
            urging=given.get("urging", "")[:500],
            changed_at=moment_of(given, "changed"),
        )

    def _report(self, given: Mapping[str, str], ticket: UpstreamTicket) -> CaseReport:
        reported_at = moment_of(given, "time")
        area_id, where = self._area(given.get("area", "")), given.get("where", "")
        lon, lat = _degrees(given.get("lon", "")), _degrees(given.get("lat", ""))
        is_point = lon is not None and lat is not None
        return CaseReport(
            area_id=area_id or self.area_id,
            channel=self.channel,
            source_ref=ticket.source_ref,
            title=given.get("title", ""),
            body=given.get("body", ""),
            category=given.get("category", "") or self._category(ticket.categories),
            where_words=where or ("" if area_id else given.get("area", "")),
            lon=lon if is_point else None,
            lat=lat if is_point else None,
            name=given.get("name", "") or given.get("user", ""),
            phone=given.get("phone", ""),
            is_confidential=ticket.is_confidential,
            reported_at=reported_at,
            past_answer=answer_of(given, reported_at),
        )

    def _area(self, words: str) -> UUID | None:
        """The area a row names, when it is one of the town's; a name it does not know is kept as words."""
        if not words:
            return None
        scope = Scope((self.area_path,))
        row = areas_in_memory().by_code.get(words)
        if row is not None and scope.covers(row.path):
            return row.id
        found = area_by_name(name=words, scope=scope)
        return found[0].id if len(found) == 1 else None

    def _category(self, levels: Sequence[str]) -> str:
        """What the deepest known level is called here; "" leaves it to the words of the ticket."""
        return next((self.categories[level] for level in reversed(levels) if level in self.categories), "")


def _one_of(known: Mapping[str, Any], word: str, what: str) -> Any:
    if word.lower() not in known:
        raise Refusal(_("{what}看不懂：{word}").format(what=what, word=word[:40]))
    return known[word.lower()]


def _number(word: str, what: str) -> int:
    if word and not (word.isascii() and word.isdigit() and len(word) < 10):
        raise Refusal(_("{what}看不懂：{word}").format(what=what, word=word[:40]))
    return int(word or 0)


def _degrees(word: str) -> float | None:
    if not word:
        return None
    try:
        found = float(word)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise Refusal(_("经纬度看不懂：{word}").format(word=word[:40]))
    return found


def records_as_rows(records: Iterable[Mapping[str, Any]]) -> list[Row]:
    """JSON records as rows of words: {"a": {"b": 1}} is a.b, a list is a.1, a.2 …"""
    return [dict(_flat("", record)) for record in records]


def _flat(name: str, value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    """What lies deeper than anybody would agree on is left out."""
    if depth > DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else str(key), inner, depth + 1)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value[: MOST_LEVELS + 1], 1):
            yield from _flat(f"{name}.{number}", inner, depth + 1)
    elif isinstance(value, bool):
        yield name, "是" if value else "否"
    else:
        yield name, "" if value is None else str(value).strip()


def take_tickets(
    rows: Iterable[Row], *, reader: Reader, actor: Actor, at: datetime, dry_run: bool = False, first_row: int = 2,
    progress: Callable[[Tally], None] = lambda _tally: None,
) -> Tally:  # fmt: skip
    """Take rows in, each in a transaction of its own; a faulty one is told with its reason and stops nothing.

    A dry run writes nothing and finds the same faults.
    """
    tally = Tally()
    numbered = enumerate(rows, first_row)
    while batch := list(islice(numbered, BATCH)):
        read = [(number, _key(row.get(reader.columns["id"], "")), _read(reader, row)) for number, row in batch]
        results = (
            _tried(read, actor=actor, at=at) if dry_run else (_take(one, actor=actor, at=at) for *_at, one in read)
        )
        for (number, key, one), result in zip(read, results, strict=True):
            _count(tally, number, key, one, result)
        progress(tally)
    return tally


def _key(words: str) -> str:
    """A number as it may stand in a report, whatever was sent."""
    return "".join(c for c in words if c.isprintable())[:60]


def _read(reader: Reader, row: Row) -> Taken | Refusal:
    try:
        return reader.read(row)
    except Refusal as refusal:
        return refusal


def _take(one: Taken | Refusal, *, actor: Actor, at: datetime) -> TicketTaken | Refusal:
    if isinstance(one, Refusal):
        return one
    ticket, report = one
    try:
        return report_from_upstream(ticket=ticket, report=report, actor=actor, at=at)
    except Refusal as refusal:
        return refusal


def _tried(
    read: Sequence[tuple[int, str, Taken | Refusal]], *, actor: Actor, at: datetime
) -> Iterator[Reported | Refusal]:
    sound = [replace(one[1], source_ref=one[0].source_ref) for *_at, one in read if not isinstance(one, Refusal)]
    results = iter(report_cases(reports=sound, actor=actor, at=at, dry_run=True))
    for *_at, one in read:
        yield one if isinstance(one, Refusal) else next(results)


def _count(tally: Tally, number: int, key: str, one: Taken | Refusal, result: TicketTaken | Reported | Refusal) -> None:
    tally.rows += 1
    if isinstance(result, Refusal):
        tally.refused.append(Fault(number, key, result.message))
        return
    is_new = result.change == Change.NEW if isinstance(result, TicketTaken) else result.is_new
    tally.accepted += is_new
    tally.repeated += not is_new
    tally.changed += isinstance(result, TicketTaken) and result.change == Change.CHANGED
    tally.answered += is_new and not isinstance(one, Refusal) and one[1].past_answer is not None
