"""The drop folder: files that an upstream's export lays down are taken in, and a report lies beside each."""

import csv
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from wangge.core.access.queries import system_actor
from wangge.ground.foundation.errors import Refusal

from .lifecycle import ContactKind
from .models import UpstreamSystem
from .operations.files import note_contact
from .operations.mappings import columns_for
from .queries import folder_of, reader_of
from .tables import SUFFIXES, headings, read_rows
from .tally import Tally, fault_lines
from .tickets import take_tickets

DONE, REFUSED = "done", "refused"
QUIET_FOR = 20.0  # seconds since the last write: the file is whole


def watch(*, system: UpstreamSystem, at: datetime, quiet_for: float = QUIET_FOR) -> list[Path]:
    """Take in every whole file of a system's folder, the oldest first; returns where each went."""
    folder = folder_of(system=system)
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(system) as mine:
        waiting = _waiting(folder, quiet_for) if mine else []
        return [_take(system, path, at=at) for path in waiting]


@contextmanager
def _alone(system: UpstreamSystem) -> Iterator[bool]:
    """One worker at a time looks after a folder."""
    key = int.from_bytes(system.pk.bytes[-8:], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _waiting(folder: Path, quiet_for: float) -> list[Path]:
    now = time.time()
    found = [
        (path.stat().st_mtime, path)
        for path in folder.iterdir()
        if path.is_file() and not path.is_symlink() and path.suffix.lower() in SUFFIXES and path.name[0] not in ".~"
    ]
    return [path for written, path in sorted(found) if now - written >= quiet_for]


def _take(system: UpstreamSystem, path: Path, *, at: datetime) -> Path:
    words, tally = "", Tally()
    try:
        columns = columns_for(system=system, names=headings(path))
        reader = reader_of(system=system, columns=columns)
        tally = take_tickets(read_rows(path), reader=reader, actor=system_actor(name=system.label), at=at)
    except Refusal as refusal:
        words = refusal.message
    is_refused = bool(words) or (tally.rows > 0 and len(tally.refused) == tally.rows)
    kept = _moved(path, REFUSED if is_refused else DONE, at=at)
    _write_report(kept, tally, words)
    note_contact(
        system=system,
        kind=ContactKind.FILE,
        tally=tally,
        words=f"{path.name} {words}".strip(),
        is_sound=not words,
        at=at,
    )
    return kept


def _moved(path: Path, where: str, *, at: datetime) -> Path:
    """Into done/ or refused/, under a name of its own, so that a file sent again hides nothing."""
    folder = path.parent / where
    folder.mkdir(exist_ok=True)
    stamp = timezone.localtime(at).strftime("%Y%m%d-%H%M%S")
    target = folder / f"{stamp}-{path.name}"
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{stamp}-{number}-{path.name}"
    return path.rename(target)


def _write_report(kept: Path, tally: Tally, words: str) -> None:
    with kept.with_name(f"{kept.name}.report.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([_("共"), _("接收"), _("重复"), _("有变化"), _("拒绝"), _("说明")])
        rows.writerow([tally.rows, tally.accepted, tally.repeated, tally.changed, len(tally.refused), words])
        rows.writerows(fault_lines(tally))
