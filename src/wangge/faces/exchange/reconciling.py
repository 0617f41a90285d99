"""The nightly comparison (对账): what the upstream has against what we have, every difference by its number."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from wangge.core.cases.queries.upstream import KnownTicket, known_tickets
from wangge.core.notices.channels.base import SendFailed
from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.text import clean_text

from .columns import moment_of
from .lifecycle import ContactKind, Difference
from .models import Reconciliation, UpstreamSystem
from .operations.files import note_contact
from .operations.mappings import columns_for_records
from .queries import statuses_of
from .speaking import BadAnswer, portions
from .statuses import StatusMap
from .tables import Row, names_in
from .tickets import LONGEST, records_as_rows

LOOKS_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Listed:
    """A ticket as the upstream's list has it."""

    upstream_id: str
    status: str
    due_at: datetime | None


@dataclass(frozen=True)
class Found:
    """One difference: which ticket, what kind, what they say and what we say."""

    kind: str
    upstream_id: str
    number: str
    theirs: str
    ours: str


@dataclass(frozen=True)
class Comparison:
    """How many each side has, and every difference."""

    theirs: int
    ours: int
    both: int
    differences: tuple[Found, ...]


def compare(
    *, listed: Iterable[Listed], known: Iterable[KnownTicket], statuses: StatusMap, since: datetime
) -> Comparison:
    """Name every difference. Ours that are closed and older than `since` need not stand in their list."""
    theirs = {one.upstream_id: one for one in listed}
    ours = {one.upstream_id: one for one in known}
    expected = {i: one for i, one in ours.items() if i in theirs or one.is_open or one.reported_at >= since}
    found: list[Found] = []
    for upstream_id, one in sorted(theirs.items()):
        mine = ours.get(upstream_id)
        if mine is None:
            found.append(Found(Difference.MISSING_HERE, upstream_id, "", one.status, ""))
        else:
            found += _differences(one, mine, statuses)
    found += [
        Found(Difference.MISSING_THERE, upstream_id, mine.number, "", mine.state)
        for upstream_id, mine in sorted(expected.items())
        if upstream_id not in theirs
    ]
    return Comparison(len(theirs), len(expected), len(theirs.keys() & ours.keys()), tuple(found))


def _differences(one: Listed, mine: KnownTicket, statuses: StatusMap) -> Iterable[Found]:
    if one.status and mine.state not in statuses.states(one.status):
        yield Found(Difference.STATUS, one.upstream_id, mine.number, one.status, mine.state)
    if one.due_at is not None and one.due_at != mine.due_at:
        yield Found(Difference.DEADLINE, one.upstream_id, mine.number, _written(one.due_at), _written(mine.due_at))


def _written(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def reconcile(*, system: UpstreamSystem, at: datetime) -> Reconciliation | None:
    """Ask the upstream for its list and keep the comparison; None when it could not be had.

    The list names every open ticket and every one reported in the last 90 days.
    """
    try:
        listed = [
            one for portion in portions(system=system, url=system.list_url) for one in _listed(system, portion.records)
        ]
    except (SendFailed, BadAnswer) as failed:
        note_contact(system=system, kind=ContactKind.LIST, is_sound=False, words=str(failed.words), at=at)
        return None
    except Refusal as refusal:
        note_contact(system=system, kind=ContactKind.LIST, is_sound=False, words=refusal.message, at=at)
        return None
    note_contact(system=system, kind=ContactKind.LIST, rows=len(listed), at=at)
    return keep_comparison(system=system, listed=listed, at=at)


def keep_comparison(*, system: UpstreamSystem, listed: Iterable[Listed], at: datetime) -> Reconciliation:
    """Compare a list with what we have and keep what was found."""
    return save_comparison(system=system, found=comparison_with(system=system, listed=listed, at=at), at=at)


def comparison_with(*, system: UpstreamSystem, listed: Iterable[Listed], at: datetime) -> Comparison:
    """Compare a list with what we have; writes nothing."""
    return compare(
        listed=listed,
        known=known_tickets(town_id=system.town_id, system=system.code),
        statuses=statuses_of(system=system),
        since=at - LOOKS_BACK,
    )


def save_comparison(*, system: UpstreamSystem, found: Comparison, at: datetime) -> Reconciliation:
    """Keep what a comparison found."""
    row = Reconciliation(
        town_id=system.town_id,
        system=system,
        at=at,
        theirs=found.theirs,
        ours=found.ours,
        both=found.both,
        differences=[asdict(one) for one in found.differences],
    )
    row.save(force_insert=True)
    return row


def _listed(system: UpstreamSystem, records: Iterable[Mapping[str, object]]) -> list[Listed]:
    rows = records_as_rows(records)
    if not rows:
        return []
    return read_list(rows=rows, columns=columns_for_records(system=system, names=names_in(rows)))


def read_list(*, rows: Iterable[Row], columns: Mapping[str, str]) -> list[Listed]:
    """Rows of a list, their words cleaned as those of tickets are.

    An unreadable deadline is a Refusal, because a comparison must not guess.
    """
    found = []
    for row in rows:
        given = {f: clean_text(row.get(column, ""), LONGEST) for f, column in columns.items()}
        if given["id"]:
            found.append(Listed(given["id"], given.get("status", ""), moment_of(given, "due")))
    return found


def counts_by_kind(*, kinds: Iterable[str]) -> dict[str, int]:
    """How many differences of each kind, those that did not occur among them."""
    counts = Counter(kinds)
    return {kind: counts[kind] for kind in Difference.values}
