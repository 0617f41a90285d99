"""A roster on its way in from a page: laid aside, tried, taken in by a job, forgotten but for how it went."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, active_account, actor_of
from wangge.core.access.reach import reach
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.doors import check
from wangge.faces.exchange.arriving import forget, opened, put_in
from wangge.faces.exchange.lifecycle import FileState
from wangge.faces.exchange.models import RosterColumns, RosterFile
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

from .applying import Done
from .columns import header_mark
from .entries import Fault
from .intake import Report, columns_of, ground_at, look_through, take_in
from .reading import Table, read_table

LARGEST = 16 << 20
KEPT = 1_000  # remarks of a kind
WHY = "the job of one file"


@transaction.atomic
def lay_aside(*, actor: Actor, area: AreaRow, name: str, content: bytes, at: datetime) -> RosterFile:
    """Keep an uploaded roster, encrypted, until it is taken in. Raises NotFound, NotAllowed, Refusal."""
    check(actor, "people.edit", at_path=area.path)
    if area.town_id is None:
        raise Refusal(_("请选到乡镇（街道）、村（社区）或者网格"), field="area")
    row = RosterFile(
        town_id=area.town_id, area_id=area.id, area_path=area.path, sent_by_id=actor.account_id, sent_by=actor.name,
        sent_at=at,
    )  # fmt: skip
    put_in(row, name=name, content=content, largest=LARGEST)
    with opened(file=row) as path:
        table = read_table(path)
    row.columns = remembered(town_id=row.town_id, table=table)
    row.save(force_insert=True)
    return row


def remembered(*, town_id: UUID, table: Table) -> dict[str, str]:
    """The columns somebody said for such a header before, else as they are recognised. Raises Refusal."""
    rows = RosterColumns.objects.everywhere("of the town of a file that was checked")
    known = rows.filter(town_id=town_id, header=header_mark(table.headings)).first()
    return whole(table, columns_of(table, known.columns if known else {}))


def whole(table: Table, columns: Mapping[str, str]) -> dict[str, str]:
    """A word for every heading: "" for those that are left out, so that they are not recognised anew."""
    return {heading: columns.get(heading, "") for heading in table.headings if heading}


def file_of(*, scope: Scope, file_id: UUID) -> RosterFile:
    """A file of the scope. Raises NotFound."""
    row = RosterFile.objects.within(scope).filter(pk=file_id).first()
    if row is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return row


def files_of(*, scope: Scope, limit: int = 50) -> list[RosterFile]:
    """The newest files of the scope, without their content; one statement."""
    return list(RosterFile.objects.within(scope).defer("content", "remarks").order_by("-id")[:limit])


def try_file(*, actor: Actor, file: RosterFile, columns: Mapping[str, str], at: datetime) -> tuple[Report, Table]:
    """What taking the file in would do (试运行); nothing is written. Raises NotFound, NotAllowed, Refusal."""
    check(actor, "people.edit", at_path=file.area_path)
    with opened(file=file) as path:
        table = read_table(path)
    ground = ground_at(areas_in_memory().by_id[file.area_id], at=at)
    _plan, report = look_through(table, columns_of(table, columns), ground)
    return report, table


@transaction.atomic
def queue_file(*, actor: Actor, file_id: UUID, columns: Mapping[str, str], at: datetime) -> RosterFile:
    """Remember the columns and let a job take the file in. Raises NotFound, NotAllowed, Refusal, Conflict."""
    rows = RosterFile.objects.select_for_update(of=("self",))
    row: RosterFile = reach(rows, pk=file_id, actor=actor, permission="people.edit", seen_with="people.see")
    if row.state != FileState.WAITING:
        raise Conflict(_("这个文件已经在导入了"))
    with opened(file=row) as path:
        table = read_table(path)
    row.columns = whole(table, columns_of(table, columns))
    row.state = FileState.QUEUED
    row.save(update_fields=["columns", "state"])
    RosterColumns.objects.everywhere("of a file that was reached").update_or_create(
        town_id=row.town_id, header=header_mark(table.headings),
        defaults={"area_path": row.area_path, "columns": row.columns, "changed_at": at, "changed_by": actor.name},
    )  # fmt: skip
    return row


def take_file(*, file_id: UUID, at: datetime) -> None:
    """Take a queued file in; run again after a crash it goes on, because nobody is registered twice."""
    rows = RosterFile.objects.everywhere(WHY)
    row = rows.filter(pk=file_id, state__in=[FileState.QUEUED, FileState.RUNNING]).first()
    if row is None:
        return
    row.state = FileState.RUNNING
    row.save(update_fields=["state"])
    try:
        report = _taken(row, at=at)
    except Refusal as refusal:
        row.state, row.words = FileState.FAILED, refusal.message[:300]
    else:
        row.state = FileState.DONE
        fill(row, report)
    row.content, row.ended_at = "", at
    row.save()


def _taken(row: RosterFile, *, at: datetime) -> Report:
    account = active_account(account_id=row.sent_by_id) if row.sent_by_id else None
    if account is None:
        raise NotAllowed(_("上传的人已经停用，没有导入"))
    area = areas_in_memory().by_id.get(row.area_id)
    if area is None:
        raise NotFound(_("这个地方已经撤销，没有导入"))
    with opened(file=row) as path:
        return take_in(
            path=path, area_code=area.code, actor=actor_of(account=account, at=at), at=at, given=row.columns,
            tell=_progress_of(row),
        )  # fmt: skip


def _progress_of(row: RosterFile) -> Callable[[Done], None]:
    def tell(done: Done) -> None:
        """In the transaction of the piece: what is shown is what is there."""
        rows = RosterFile.objects.everywhere(WHY).filter(pk=row.pk)
        rows.update(households=done.households, persons=done.persons)

    return tell


def fill(row: RosterFile, report: Report) -> None:
    """Keep how it went."""
    row.households, row.persons, row.same, row.phones = report.households, report.persons, report.same, report.phones
    row.refused, row.total = len(report.faults), report.rows
    row.remarks = {
        name: [asdict(one) for one in found[:KEPT]]
        for name, found in (("faults", report.faults), ("notes", report.notes), ("differences", report.differences))
    }


def remark_lines(report: Report) -> list[list[str]]:
    """What is wrong, different or to be minded, row by row, as lines of a file with their heading."""
    kinds: tuple[tuple[str, list[Fault]], ...] = (
        (_("没有导入"), report.faults), (_("和登记的不同"), report.differences), (_("请留意"), report.notes),
    )  # fmt: skip
    rows = sorted((one.row, kind, one.reason) for kind, found in kinds for one in found)
    return [[_("行"), _("情况"), _("说明")], *([str(number), kind, reason] for number, kind, reason in rows)]


def forget_rosters(*, before: datetime, at: datetime) -> int:
    """Clear rosters that were not taken in since; returns how many."""
    rows = RosterFile.objects.everywhere("files not taken in are cleared")
    return forget(rows, before=before, at=at)
