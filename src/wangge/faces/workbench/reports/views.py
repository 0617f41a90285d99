"""研判: the reports of a town, one of them, the cases behind a number, paper and Excel; missed days made later."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import xlsxwriter
from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import areas_in_memory
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.parts import build_chip, build_filter_bar
from wangge.faces.shell.states import look_of
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.fields import DayField
from wangge.faces.workbench.administration.listing import pager_behind, read_uuid
from wangge.faces.workbench.cases.export import XLSX, stamp_of
from wangge.faces.workbench.labels import area_label, category_label, rules_at, unit_label
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.faces.workbench.towns import town_chips, town_of
from wangge.practice.insight.lifecycle import Rhythm
from wangge.practice.insight.operations import backfill_reports, export_report, open_weekly
from wangge.practice.insight.printing import Paper, paper_pdf
from wangge.practice.insight.queries import (
    CaseLine,
    Chosen,
    ReportPage,
    ReportRow,
    Window,
    cases_behind,
    meeting_of_report,
    report_list,
    report_page,
)

from .parts import PDF, RHYTHMS, file_response, period_words, tabs, url_of
from .sections import sections_of


@require_GET
@staff_page(needs="report.see")
def show_reports(request: StaffRequest) -> HttpResponse:
    """The reports of a town in one rhythm, the newest first. Raises NotFound."""
    town = town_of(request, "report.see")
    asked = request.GET.get("rhythm", "")
    rhythm = Rhythm(asked) if asked in Rhythm.values else Rhythm.DAY
    rows = report_list(actor=request.actor, town=town, rhythm=rhythm)
    context = {
        "tabs": tabs(request, rhythm),
        "town": town,
        "bar": build_filter_bar(request.GET, town_chips(request, town, "report.see"), has_words=False),
        "lines": [_line(row, town.id) for row in rows],
        "may_edit": request.actor.can("report.edit", at_path=town.path),
        "backfill_url": url_of("reports-backfill", town=town.code, rhythm=rhythm),
    }
    return render(request, "workbench/reports/list.html", context)


def _line(row: ReportRow, town_id: UUID) -> Line:
    labels = {"brought": _("上期结转"), "new": _("新增"), "closed": _("办结"), "open": _("期末在办")}
    cells = [Cell(label, str(row.flow[part]), is_number=True) for part, label in labels.items()]
    made = _("{name}补做").format(name=row.made_by) if row.made_by else _("自动生成")
    window = Window(town_id, "", row.since, row.until, row.made_at)
    return Line(
        period_words(row.rhythm, window),
        [*cells, Cell(_("风险提示"), str(row.hints), is_number=True)],
        url=url_of("report", row.id),
        below=f"{made} · {when(row.made_at)}",
    )


@require_GET
@staff_page(needs="report.see")
def show_report(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """One report, of the town or of one of its parts. Raises NotFound."""
    page = report_page(actor=request.actor, report_id=report_id, area_code=request.GET.get("area", ""))
    area = {} if page.is_of_town else {"area": page.area.code}
    meeting = meeting_of_report(actor=request.actor, report_id=page.id)
    context = {
        "page": page,
        "heading": _heading(page),
        "below": _below(page),
        "bar": build_filter_bar(request.GET, [_area_chip(request, page)], has_words=False),
        "sections": sections_of(page),
        "paper_url": url_of("report-paper", page.id, **area),
        "figures_url": url_of("report-figures", page.id, **area),
        "back_url": url_of("reports", rhythm=page.rhythm, town=page.town.code),
        "meeting": meeting,
        "may_meet": meeting is None
        and page.rhythm == Rhythm.WEEK
        and request.actor.can("report.edit", at_path=page.town.path),
    }
    return render(request, "workbench/reports/report.html", context)


def _area_chip(request: StaffRequest, page: ReportPage) -> Any:
    held = [row for row in areas_in_memory().below(page.town.path) if row.level in ("sector", "village", "grid")]
    mine = [row for row in held if request.actor.can("report.see", at_path=row.path)]
    whole = page.town.name if request.actor.can("report.see", at_path=page.town.path) else page.area.name
    return build_chip(
        request.GET, "area", [(row.code, area_label(row.id)) for row in mine], anything=whole, lead=_("看")
    )


def _heading(page: ReportPage) -> str:
    return _("{area}{rhythm}（{period}）").format(
        area=page.area.name, rhythm=RHYTHMS[page.rhythm], period=period_words(page.rhythm, page.window)
    )


def _below(page: ReportPage) -> str:
    form = "%Y-%m-%d %H:%M"
    since, until, made = (
        localtime(m).strftime(form) for m in (page.window.since, page.window.until, page.window.known_at)
    )
    return _("{since} 至 {until}；按 {made} 以前记下的数").format(since=since, until=until, made=made)


@require_GET
@staff_page(needs="report.see")
def show_behind(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """The cases that a number of a report counts, as they stood then. Raises NotFound."""
    query = request.GET
    page = report_page(actor=request.actor, report_id=report_id, area_code=query.get("area", ""))
    place = query.get("place", "")
    chosen = Chosen(
        part=query.get("part", ""), value=query.get("value", ""), channel=query.get("channel", ""),
        category=query.get("category", ""), state=query.get("state", ""),
        place=place if place in areas_in_memory().by_path else "",
    )  # fmt: skip
    found = cases_behind(page=page, chosen=chosen, after=read_uuid(query.get("after", "")))
    area = "" if page.is_of_town else page.area.code
    context = {
        "heading": _heading(page),
        "below": _below(page),
        "total": found.total,
        "lines": [_case(row, page) for row in found.rows],
        "pager": pager_behind(query, after=str(found.after or ""), shown=len(found.rows)),
        "back_url": url_of("report", page.id, area=area),
    }
    return render(request, "workbench/reports/cases.html", context)


def _case(row: CaseLine, page: ReportPage) -> Line:
    cells = [
        Cell(_("当时"), look_of(row.state).label, tag=True),
        Cell(_("类别"), category_label(rules_at(page.town.id), row.category)),
        Cell(_("地方"), area_label(row.area_id)),
        Cell(_("现在由谁办"), unit_label(row.unit_id)),
        Cell(_("上报时间"), when(row.reported_at)),
    ]
    return Line(row.title, cells, url=case_url(row.id), below=row.number)


@require_GET
@staff_page(needs="report.see")
def print_report(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """The report on paper, in Chinese whatever the language of the page. Raises NotFound."""
    page = report_page(actor=request.actor, report_id=report_id, area_code=request.GET.get("area", ""))
    with translation.override("zh-hans"):
        tables = [section.as_table() for section in sections_of(page)]
        paper = Paper(page.area.name, _heading(page), _below(page), tables)
    return file_response(paper_pdf(paper=paper, at=request.at), PDF, f"{paper.title}.pdf")


@require_GET
@staff_page(needs="case.export")
def export_figures(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """The figures of a report as Excel, one sheet a table; counts, no person. Raises NotFound, NotAllowed."""
    page = report_page(actor=request.actor, report_id=report_id, area_code=request.GET.get("area", ""))
    export_report(actor=request.actor, page=page, address=address_of(request), at=request.at)
    stamp = stamp_of(request.actor, login_name=request.account.login_name, at=request.at)
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    bold = book.add_format({"bold": True, "bottom": 1})
    for section in sections_of(page):
        table = section.as_table()
        sheet = book.add_worksheet(table.title.replace("/", "")[:31])
        sheet.write_string(0, 0, f"{_heading(page)} {_below(page)}")
        for column, words in enumerate(table.headings):
            sheet.set_column(column, column, 24)
            sheet.write_string(2, column, words, bold)
        for number, row in enumerate(table.rows, start=3):
            for column, words in enumerate(row):
                is_count = words.isdigit() and len(words) < 10
                (sheet.write_number if is_count else sheet.write_string)(
                    number, column, int(words) if is_count else words
                )
        sheet.write_string(len(table.rows) + 4, 0, table.note)
        sheet.set_footer(f"&L&8{stamp}&R&P / &N")
    book.close()
    return file_response(file.getvalue(), XLSX, f"{_heading(page)}.xlsx")


class BackfillForm(forms.Form):
    """From which day to which; reports that are there stay."""

    rhythm = forms.ChoiceField(label=gettext_lazy("哪一种"), choices=list(RHYTHMS.items()))
    first = DayField(label=gettext_lazy("从哪天"))
    last = DayField(label=gettext_lazy("到哪天"))


@require_http_methods(["GET", "POST"])
@staff_page(needs="report.edit")
def backfill(request: StaffRequest) -> HttpResponseBase:
    """Make reports of the past, each as of its own moment. Raises NotFound, NotAllowed."""
    town, today = town_of(request, "report.see"), localdate(request.at)
    initial = {"rhythm": request.GET.get("rhythm", Rhythm.DAY), "first": today - timedelta(days=6), "last": today}

    def act(values: dict[str, Any]) -> HttpResponseBase:
        made = backfill_reports(
            actor=request.actor, town_id=town.id, rhythm=Rhythm(values["rhythm"]), first=values["first"],
            last=values["last"], at=request.at,
        )  # fmt: skip
        say_done(request, _("补做了 {count} 份；已有的没有动").format(count=len(made)))
        return HttpResponseRedirect(url_of("reports", rhythm=values["rhythm"], town=town.code))

    asked = Asked(
        heading=_("补做报告"), button=_("补做"), back_url=url_of("reports", town=town.code),
        words=_("按当天 8 点的情况补做{town}缺的报告，已经有的不会改。").format(town=town.name),
    )  # fmt: skip
    return ask(request, BackfillForm(posted(request), initial=initial), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="report.edit")
def open_meeting(request: StaffRequest, report_id: UUID) -> HttpResponseBase:
    """Open the meeting on a weekly pack. Raises NotFound, NotAllowed."""
    page = report_page(actor=request.actor, report_id=report_id)

    def act(_values: dict[str, Any]) -> HttpResponseBase:
        meeting = open_weekly(actor=request.actor, report_id=report_id, at=request.at)
        return HttpResponseRedirect(url_of("meeting", meeting.pk))

    asked = Asked(
        heading=_("开风险研判会"), button=_("建会议"), back_url=url_of("report", page.id),
        words=_("把这一周的 {count} 条风险提示列成会上要议的，每条带着它的事项清单。").format(
            count=len(page.figures.hints)
        ),
    )  # fmt: skip
    return ask(request, NoFields(posted(request)), asked, act)
