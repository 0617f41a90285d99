"""A list as an Excel file: what is shown, with who made it, when, and from which filter."""

import tempfile
from collections.abc import Iterable
from datetime import datetime
from typing import IO

import xlsxwriter
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wangge.core.access.queries import Actor
from wangge.core.cases.lifecycle import ClockKind, Outcome
from wangge.core.cases.operations import export_cases
from wangge.core.cases.queries import CaseRow
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.states import look_of
from wangge.faces.workbench.labels import area_label, category_label, channel_label, rules_at, unit_label
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.text import mask_within

from .filters import read_query, sentence, surroundings_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CAP = 20_000
IN_MEMORY = 4 << 20
FIRST_ROW = 3
WIDTHS = (16, 44, 24, 22, 14, 10, 10, 24, 24, 17, 17, 10, 17)


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.export")
def export_list(request: StaffRequest) -> HttpResponseBase:
    """Say what the file will hold; make it on POST. The making is audited."""
    around = surroundings_of(request.actor, "case.export")
    found = read_query(request.GET, around)
    words = sentence(request.GET, found, around)
    if request.method == "GET":
        context = {
            "filter_words": words,
            "cap": CAP,
            "back_url": f"{reverse('workbench:cases')}?{request.GET.urlencode()}",
        }
        return render(request, "workbench/cases/export.html", context)
    rows = export_cases(
        actor=request.actor,
        scope=found.scope(request.actor, "case.export"),
        where=found.where,
        sort=found.sort,
        cap=CAP,
        words=words,
        address=address_of(request),
        at=request.at,
    )
    stamp = stamp_of(request.actor, login_name=request.account.login_name, at=request.at)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the response closes it
    write_list(file, rows, stamp=stamp, words=words, cap=CAP)
    file.seek(0)
    name = _("事项清单 {day}.xlsx").format(day=timezone.localtime(request.at).strftime("%Y-%m-%d %H%M"))
    response = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def stamp_of(actor: Actor, *, login_name: str, at: datetime) -> str:
    """Who made the file and when, as it stands in the file and at the foot of each printed page."""
    moment = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    return _("{name}（{login}）于 {moment} 导出，仅供工作使用，请勿外传").format(
        name=actor.name, login=login_name, moment=moment
    )


def write_list(file: IO[bytes], rows: Iterable[CaseRow], *, stamp: str, words: str, cap: int) -> None:
    """One sheet: who, when, which filter; a heading; a line for each case."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet(_("事项"))
    bold, moment = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.set_landscape()
    sheet.set_footer(f"&L&8{stamp}&R&P / &N")
    sheet.write_string(0, 0, stamp)
    sheet.write_string(1, 0, _("筛选：{words}").format(words=words))
    for column, label in enumerate(_headings()):
        sheet.write_string(FIRST_ROW - 1, column, label, bold)
    count = 0
    for count, row in enumerate(rows, 1):
        for column, value in enumerate(cells_of(row)):
            if isinstance(value, datetime):
                sheet.write_datetime(FIRST_ROW + count - 1, column, value, moment)
            else:
                sheet.write_string(FIRST_ROW + count - 1, column, value)
    if count == cap:
        words = _("已到 {cap} 行的上限，后面的没有导出；请缩小范围分几次导出").format(cap=cap)
        sheet.write_string(FIRST_ROW + count, 0, words)
    book.close()


def _headings() -> tuple[str, ...]:
    return (
        _("编号"), _("事项"), _("网格"), _("类别"), _("来源"), _("状态"), _("结果"), _("责任单位"), _("承办单位"),
        _("上报时间"), _("期限"), _("期限种类"), _("办结时间"),
    )  # fmt: skip


def cells_of(row: CaseRow) -> tuple[str | datetime, ...]:
    """One case as the file has it: nobody's name, and telephone numbers in the words masked."""
    rules = rules_at(row.area_id)
    return (
        row.number,
        mask_within(row.title),
        area_label(row.area_id),
        category_label(rules, row.category),
        channel_label(rules, row.channel),
        str(look_of(row.state).label),
        str(Outcome(row.outcome).label) if row.outcome else "",
        unit_label(row.owner_unit_id),
        unit_label(row.handler_unit_id),
        _local(row.reported_at),
        _local(row.due_at),
        str(ClockKind(row.due_kind).label) if row.due_kind else "",
        _local(row.closed_at),
    )


def _local(moment: datetime | None) -> datetime | str:
    """As a spreadsheet wants it: local time without a zone."""
    return timezone.localtime(moment).replace(tzinfo=None) if moment else ""
