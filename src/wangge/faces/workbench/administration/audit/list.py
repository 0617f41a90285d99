"""审计: who did what to what, where and when; the list as a file, which is itself in the audit."""

import io
import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import xlsxwriter
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.access.operations import export_audit
from wangge.core.access.queries import AuditFilter, AuditRow, audit_actions, audit_page
from wangge.core.areas.queries import AreaRow
from wangge.core.areas.scope import Scope
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.parts import FilterBar, build_chip, build_filter_bar
from wangge.faces.workbench.administration.accounts.list import where_words
from wangge.faces.workbench.administration.listing import (
    area_chip,
    chosen_area,
    pager_behind,
    read_day,
    read_key,
    read_uuid,
    written_key,
)
from wangge.faces.workbench.administration.sections import SETTINGS, tabs_of
from wangge.faces.workbench.cases.export import XLSX, stamp_of
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.calendar.days import midnight

CAP = 20_000
MOST_NAMED = 3
WIDTHS = (20, 14, 16, 22, 34, 48, 18)


@require_GET
@staff_page(needs="audit.see")
def show_audit(request: StaffRequest) -> HttpResponse:
    """What was done in the person's areas, the newest first. Raises NotFound for an area that is none of them."""
    scope = request.actor.scope("audit.see")
    area = chosen_area(request.GET, scope)
    where = filter_of(request.GET, area)
    page = audit_page(scope=scope, where=where, after=read_key(request.GET.get("after", "")))
    context = {
        "tabs": tabs_of(SETTINGS, request.actor, here=request.path),
        "bar": _bar(request, scope, area),
        "since": request.GET.get("since", ""),
        "until": request.GET.get("until", ""),
        "kept": [(name, value) for name, value in request.GET.items() if name not in ("since", "until", "after")],
        "lines": [(row, place_words(row), detail_words(row)) for row in page.rows],
        "person": next((row.account_name for row in page.rows), "") if where.account_id else "",
        "pager": pager_behind(request.GET, after=written_key(*page.after) if page.after else "", shown=len(page.rows)),
    }
    return render(request, "workbench/administration/audit/list.html", context)


def filter_of(query: QueryDict, area: AreaRow | None) -> AuditFilter:
    """The filter an address names; unknown values filter nothing."""
    since, until = read_day(query.get("since", "")), read_day(query.get("until", ""))
    action = query.get("action", "")
    return AuditFilter(
        action=action if action in dict(audit_actions()) else "",
        account_id=read_uuid(query.get("person", "")),
        words=query.get("q", "").strip()[:60],
        area_path=area.path if area else "",
        since=midnight(since) if since else None,
        before=midnight(until + timedelta(days=1)) if until else None,
    )


def _bar(request: StaffRequest, scope: Scope, area: AreaRow | None) -> FilterBar:
    chips = [
        build_chip(request.GET, "action", audit_actions(), anything=_("全部做法"), lead=_("看")),
        area_chip(request.GET, scope, area, lead=_("，在")),
    ]
    export = f"{reverse('workbench:audit-export')}?{request.GET.urlencode()}"
    return build_filter_bar(request.GET, chips, export_url=export if request.actor.may("audit.export") else "")


def place_words(row: AuditRow) -> str:
    return where_words(row.area_path) if row.area_path else "—"


def detail_words(row: AuditRow) -> str:
    """What else was noted, as names and values."""
    return "，".join(f"{name} = {_plain(value)}" for name, value in row.detail.items() if value not in ("", None))


def _plain(value: Any) -> str:
    if isinstance(value, list) and len(value) > MOST_NAMED:
        return _("{count} 个").format(count=len(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def sentence(query: QueryDict, where: AuditFilter, area: AreaRow | None) -> str:
    """What the list was narrowed to, in words, for the first lines of a file."""
    parts = (
        (_("做法"), str(dict(audit_actions()).get(where.action, ""))),
        (_("地方"), area.name if area else ""),
        (_("人"), str(where.account_id or "")),
        (_("字词"), where.words),
        (_("从"), query.get("since", "") if where.since else ""),
        (_("到"), query.get("until", "") if where.before else ""),
    )
    return "；".join(f"{name}：{value}" for name, value in parts if value) or _("全部")


@require_http_methods(["GET", "POST"])
@staff_page(needs="audit.export")
def export(request: StaffRequest) -> HttpResponseBase:
    """Say what the file will hold; make it on POST. Raises NotFound."""
    area = chosen_area(request.GET, request.actor.scope("audit.export"))
    where = filter_of(request.GET, area)
    words = sentence(request.GET, where, area)
    if request.method == "GET":
        back = f"{reverse('workbench:audit')}?{request.GET.urlencode()}"
        context = {"filter_words": words, "cap": CAP, "back_url": back}
        return render(request, "workbench/administration/audit/export.html", context)
    rows = export_audit(
        actor=request.actor, where=where, cap=CAP, words=words, address=address_of(request), at=request.at
    )
    stamp = stamp_of(request.actor, login_name=request.account.login_name, at=request.at)
    response = HttpResponse(written(rows, stamp=stamp, words=words), content_type=XLSX)
    name = _("审计记录 {day}.xlsx").format(day=timezone.localtime(request.at).strftime("%Y-%m-%d %H%M"))
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def written(rows: Iterable[AuditRow], *, stamp: str, words: str) -> bytes:
    """One sheet: who, when, which filter; a heading; a line for each act."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"constant_memory": True})
    sheet = book.add_worksheet(_("审计"))
    bold, moment = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(3, 0)
    sheet.write_string(0, 0, stamp)
    sheet.write_string(1, 0, _("筛选：{words}").format(words=words))
    headings = (_("时间"), _("做法"), _("谁"), _("地方"), _("对什么"), _("详情"), _("网址"))
    for column, label in enumerate(headings):
        sheet.write_string(2, column, label, bold)
    for number, row in enumerate(rows, 3):
        sheet.write_datetime(number, 0, timezone.localtime(row.at).replace(tzinfo=None), moment)
        cells = (row.action_label, row.account_name, place_words(row), row.target, detail_words(row), row.address)
        for column, text in enumerate(cells, 1):
            sheet.write_string(number, column, text)
    book.close()
    return made.getvalue()
