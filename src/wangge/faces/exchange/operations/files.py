"""A file of tickets on its way in: laid aside, tried, taken in by a job, forgotten but for its tally."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, system_actor
from wangge.core.access.reach import reach
from wangge.faces.exchange.arriving import forget, opened, put_in
from wangge.faces.exchange.columns import header_mark
from wangge.faces.exchange.lifecycle import ContactKind, FileState
from wangge.faces.exchange.models import Contact, TicketFile, UpstreamSystem
from wangge.faces.exchange.queries import reader_of
from wangge.faces.exchange.tables import headings, read_rows
from wangge.faces.exchange.tally import Tally
from wangge.faces.exchange.tickets import take_tickets
from wangge.ground.foundation.errors import Conflict, NotAllowed, Refusal

from .mappings import columns_for, remember_columns

LARGEST = 8 << 20
FAULTS_KEPT = 500


@transaction.atomic
def lay_aside(*, actor: Actor, system: UpstreamSystem, name: str, content: bytes, at: datetime) -> TicketFile:
    """Keep an uploaded file, encrypted, until it is taken in. Raises NotAllowed, Refusal."""
    _check_right(actor, system)
    row = TicketFile(town_id=system.town_id, system=system, sent_by=actor.name, sent_at=at)
    put_in(row, name=name, content=content, largest=LARGEST)
    with opened(file=row) as path:
        names = headings(path)
        if not names:
            raise Refusal(_("文件里没有内容"), field="file")
        row.total = sum(1 for _row in read_rows(path))
    row.save(force_insert=True)
    return row


def try_file(*, actor: Actor, file: TicketFile, given: dict[str, str], at: datetime) -> Tally:
    """What taking the file in would do (试运行); writes nothing. Raises NotAllowed, Refusal."""
    _check_right(actor, file.system)
    with opened(file=file) as path:
        columns = columns_for(system=file.system, names=headings(path), given=given, is_whole=True)
        reader = reader_of(system=file.system, columns=columns)
        return take_tickets(read_rows(path), reader=reader, actor=actor, at=at, dry_run=True)


@transaction.atomic
def queue_file(*, actor: Actor, file_id: UUID, given: dict[str, str], at: datetime) -> TicketFile:
    """Remember the columns and let a job take the file in. Raises NotFound, NotAllowed, Refusal, Conflict."""
    rows = TicketFile.objects.select_for_update(of=("self",)).select_related("system")
    row: TicketFile = reach(rows, pk=file_id, actor=actor, permission="case.import", seen_with="case.import")
    _check_right(actor, row.system)
    if row.state != FileState.WAITING:
        raise Conflict(_("这个文件已经在导入了"))
    with opened(file=row) as path:
        names = headings(path)
    row.columns = columns_for(system=row.system, names=names, given=given, is_whole=True)
    row.state = FileState.QUEUED
    row.save(update_fields=["columns", "state"])
    remember_columns(actor=actor, system=row.system, header=header_mark(names), columns=row.columns, at=at)
    return row


def forget_files(*, before: datetime, at: datetime) -> int:
    """Clear files that were not taken in since; returns how many."""
    return forget(TicketFile.objects.everywhere("files not taken in are cleared"), before=before, at=at)


def take_file(*, file_id: UUID, at: datetime) -> None:
    """Take a queued file in; run again after a crash it goes on, because every ticket counts once."""
    rows = TicketFile.objects.everywhere("the job of one file").select_related("system")
    row = rows.filter(pk=file_id, state__in=[FileState.QUEUED, FileState.RUNNING]).first()
    if row is None:
        return
    row.state = FileState.RUNNING
    row.save(update_fields=["state"])
    actor = system_actor(name=row.sent_by)
    try:
        with opened(file=row) as path:
            reader = reader_of(system=row.system, columns=row.columns)
            tally = take_tickets(read_rows(path), reader=reader, actor=actor, at=at, progress=_progress_of(row))
    except Refusal as refusal:
        row.state, row.words = FileState.FAILED, refusal.message[:300]
        tally = Tally()
    else:
        row.state = FileState.DONE
    _end(row, tally, at=at)


def _progress_of(row: TicketFile) -> Callable[[Tally], None]:
    def tell(tally: Tally) -> None:
        _fill(row, tally)
        row.save(update_fields=["rows", "accepted", "repeated", "changed", "refused"])

    return tell


def _fill(row: TicketFile, tally: Tally) -> None:
    row.rows, row.accepted, row.repeated = tally.rows, tally.accepted, tally.repeated
    row.changed, row.refused = tally.changed, len(tally.refused)


@transaction.atomic
def _end(row: TicketFile, tally: Tally, *, at: datetime) -> None:
    _fill(row, tally)
    row.faults = [asdict(fault) for fault in tally.refused[:FAULTS_KEPT]]
    row.content, row.ended_at = "", at
    row.save()
    note_contact(system=row.system, kind=ContactKind.FILE, tally=tally, words=row.words, at=at)


def note_contact(
    *, system: UpstreamSystem, kind: ContactKind, at: datetime, tally: Tally | None = None, words: str = "",
    is_sound: bool = True, rows: int = 0, late: int = 0,
) -> None:  # fmt: skip
    """Write down one contact with an upstream, for its page and for the score of the exchange."""
    Contact(
        town_id=system.town_id,
        system=system,
        kind=kind,
        at=at,
        is_sound=is_sound,
        rows=tally.rows if tally else rows,
        refused=len(tally.refused) if tally else 0,
        late=late,
        faults=[asdict(fault) for fault in tally.refused[:FAULTS_KEPT]] if tally else [],
        words=words[:300],
    ).save(force_insert=True)


def _check_right(actor: Actor, system: UpstreamSystem) -> None:
    if not actor.can("case.import", at_path=system.area_path):
        raise NotAllowed(_("你没有导入事项的权限"))
