"""会议: the list of a year, one meeting with its items, minutes, tasks, results, notices and their evidence."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.faces.shell.parts import Fact, build_filter_bar
from wangge.faces.shell.states import look_of
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.labels import area_label, unit_label
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.faces.workbench.towns import town_chips, town_of
from wangge.practice.insight.lifecycle import ItemKind, MeetingKind
from wangge.practice.insight.operations import (
    Minutes,
    NewItem,
    Task,
    add_item,
    assign_item,
    fill_agenda,
    finish_item,
    minute_meeting,
    plan_meetings,
    publish_risk_notice,
)
from wangge.practice.insight.printing import Paper, Table, paper_pdf
from wangge.practice.insight.queries import (
    MeetingPage,
    closure_rate,
    evidence_of,
    item_of,
    meeting_list,
    meeting_page,
    notice_of,
)

from .forms import ItemForm, MinutesForm, NoticeForm, ResultForm, TaskForm, YearForm
from .parts import PDF, file_response, tabs, url_of

Shown = Any  # a row of a meeting or an item: faces know no tables


@require_GET
@staff_page(needs="report.see")
def show_meetings(request: StaffRequest) -> HttpResponse:
    """The meetings of a year, and how many of what they agreed came to an end. Raises NotFound."""
    town = town_of(request, "report.see")
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and len(asked) == 4 else localdate(request.at).year
    rows = meeting_list(actor=request.actor, town=town, year=year)
    context = {
        "tabs": tabs(request, "meetings"),
        "town": town,
        "year": year,
        "bar": build_filter_bar(request.GET, town_chips(request, town, "report.see"), has_words=False),
        "lines": [_line(row) for row in rows],
        "rate": closure_rate(actor=request.actor, town=town, year=year, at=request.at),
        "held": sum(row.kind == MeetingKind.BIMONTHLY and row.held_on is not None for row in rows),
        "may_edit": request.actor.can("report.edit", at_path=town.path),
        "plan_url": url_of("meetings-plan", town=town.code),
        "earlier_url": url_of("meetings", town=town.code, year=str(year - 1)),
        "later_url": url_of("meetings", town=town.code, year=str(year + 1)),
    }
    return render(request, "workbench/reports/meetings.html", context)


def _line(row: Shown) -> Line:
    held = f"{row.held_on:%Y-%m-%d}" if row.held_on else _("还没有开")
    return Line(
        meeting_name(row),
        [
            Cell(_("计划"), f"{row.planned_on:%Y-%m-%d}"), Cell(_("召开"), held),
            Cell(_("纪要"), _("有") if row.minutes else "—"),
        ],
        url=url_of("meeting", row.pk),
    )  # fmt: skip


def meeting_name(row: Shown) -> str:
    """综合网格长双月例会 2026 年第 2 次."""
    kind = MeetingKind(row.kind).label
    return (
        _("{kind}（{year} 年第 {n} 次）").format(kind=kind, year=row.year, n=row.ordinal) if row.ordinal else str(kind)
    )


@require_http_methods(["GET", "POST"])
@staff_page(needs="report.edit")
def plan(request: StaffRequest) -> HttpResponseBase:
    """Put the six meetings of a year into the calendar. Raises NotFound, NotAllowed."""
    town = town_of(request, "report.see")

    def act(values: dict[str, Any]) -> HttpResponseBase:
        made = plan_meetings(actor=request.actor, town_id=town.id, year=values["year"], at=request.at)
        say_done(request, _("排了 {count} 次会").format(count=len(made)))
        return HttpResponseRedirect(url_of("meetings", town=town.code, year=str(values["year"])))

    asked = Asked(
        heading=_("排全年双月例会"), button=_("排会"), back_url=url_of("meetings", town=town.code),
        words=_("每两个月一次，一年六次，先排在双月最后一个星期五；实际哪天开，记纪要时写。"),
    )  # fmt: skip
    return ask(request, YearForm(posted(request), initial={"year": localdate(request.at).year}), asked, act)


@require_GET
@staff_page(needs="report.see")
def show_meeting(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: its items, what was agreed, its minutes. Raises NotFound."""
    page = meeting_page(actor=request.actor, meeting_id=meeting_id)
    meeting = page.meeting
    context = {
        "meeting": meeting,
        "heading": meeting_name(meeting),
        "facts": _facts(page),
        "lines": _items(page),
        "may_edit": request.actor.can("report.edit", at_path=meeting.area_path),
        "report_url": url_of("report", meeting.report_id) if meeting.report_id else "",
    }
    return render(request, "workbench/reports/meeting.html", context)


def _facts(page: MeetingPage) -> list[Fact]:
    meeting = page.meeting
    return [
        Fact(_("计划"), f"{meeting.planned_on:%Y-%m-%d}"),
        Fact(_("召开"), f"{meeting.held_on:%Y-%m-%d}" if meeting.held_on else _("还没有开")),
        Fact(_("参加"), meeting.attendees or "—"),
        Fact(_("要议的"), _("{count} 项").format(count=len(page.items))),
    ]


def _items(page: MeetingPage) -> list[Line]:
    return [
        Line(
            item.title,
            [
                Cell(_("种类"), ItemKind(item.kind).label, tag=True),
                Cell(_("依据"), _("{count} 件").format(count=len(item.case_ids)), url=url_of("meeting-item", item.pk)),
                Cell(_("责任单位"), unit_label(item.owner_unit_id) or "—"),
                Cell(_("期限"), f"{item.due_on:%Y-%m-%d}" if item.due_on else "—"),
                Cell(_("结果"), item.result[:60] or "—"),
                Cell(_("风险提示"), str(len(page.notices.get(item.pk, ()))), is_number=True),
            ],
            url=url_of("meeting-item", item.pk),
            below=item.why,
        )
        for item in page.items
    ]


@require_GET
@staff_page(needs="report.see")
def print_meeting(request: StaffRequest, meeting_id: UUID) -> HttpResponse:
    """The papers of a meeting, in Chinese whatever the language of the page. Raises NotFound."""
    page = meeting_page(actor=request.actor, meeting_id=meeting_id)
    meeting = page.meeting
    with translation.override("zh-hans"):
        lines = _items(page)
        headings = [_("议题、风险"), *(str(cell.label) for cell in lines[0].cells)] if lines else []
        rows = [[f"{line.name}（{line.below}）" if line.below else str(line.name),
                 *(str(cell.words) for cell in line.cells)] for line in lines]  # fmt: skip
        tables = [Table(_("要议的和议定的"), headings, rows, "" if rows else _("还没有列议题。"))]
        below = "；".join(f"{fact.label} {fact.value}" for fact in _facts(page))
        paper = Paper(_place(meeting.area_path), meeting_name(meeting), below, tables, meeting.minutes)
    return file_response(paper_pdf(paper=paper, at=request.at), PDF, f"{paper.title}.pdf")


def _place(path: str) -> str:
    row = areas_in_memory().by_path.get(path)
    return row.name if row else ""


def _town(path: str) -> AreaRow:
    return areas_in_memory().by_path[path]


def _back(request: StaffRequest, words: str, url: str) -> HttpResponseRedirect:
    say_done(request, words)
    return HttpResponseRedirect(url)


@require_http_methods(["GET", "POST"])
@staff_page(needs="report.edit")
def write_minutes(request: StaffRequest, meeting_id: UUID) -> HttpResponseBase:
    """What was said. Raises NotFound."""
    meeting = meeting_page(actor=request.actor, meeting_id=meeting_id).meeting
    url = url_of("meeting", meeting.pk)
    initial = {
        "held_on": meeting.held_on or localdate(request.at), "attendees": meeting.attendees, "minutes": meeting.minutes
    }  # fmt: skip

    def act(values: dict[str, Any]) -> HttpResponseBase:
        minute_meeting(actor=request.actor, meeting_id=meeting_id, given=Minutes(**values), at=request.at)
        return _back(request, _("纪要记下了"), url)

    asked = Asked(heading=_("记会议纪要"), button=_("记下"), back_url=url, words=meeting_name(meeting))
    return ask(request, MinutesForm(posted(request), initial=initial), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="report.edit")
def fill(request: StaffRequest, meeting_id: UUID) -> HttpResponseBase:
    """Put what is open on the agenda. Raises NotFound."""
    meeting = meeting_page(actor=request.actor, meeting_id=meeting_id).meeting
    url = url_of("meeting", meeting.pk)

    def act(_values: dict[str, Any]) -> HttpResponseBase:
        count = fill_agenda(actor=request.actor, meeting_id=meeting_id, at=request.at)
        return _back(request, _("列进 {count} 项").format(count=count), url)

    words = _("列进以前会议议定还没有结果的，和近 60 天触发规则的风险；已经列过的不重复。")
    asked = Asked(heading=_("列议题"), button=_("列进议程"), back_url=url, words=words)
    return ask(request, NoFields(posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="report.edit")
def add(request: StaffRequest, meeting_id: UUID) -> HttpResponseBase:
    """Put a risk or an issue on the list by hand. Raises NotFound."""
    meeting = meeting_page(actor=request.actor, meeting_id=meeting_id).meeting
    url = url_of("meeting", meeting.pk)

    def act(values: dict[str, Any]) -> HttpResponseBase:
        numbers = tuple(values["numbers"].replace("、", " ").replace("，", " ").split())
        new = NewItem(ItemKind(values["kind"]), values["title"], numbers)
        item = add_item(actor=request.actor, meeting_id=meeting_id, new=new, at=request.at)
        return _back(request, _("加上了"), url_of("meeting-item", item.pk))

    asked = Asked(heading=_("加一项"), button=_("加上"), back_url=url, words=meeting_name(meeting))
    return ask(request, ItemForm(posted(request)), asked, act)


@require_GET
@staff_page()
def show_item(request: StaffRequest, item_id: UUID) -> HttpResponse:
    """One item with the cases that show it; also for the unit that does it. Raises NotFound."""
    item: Shown = item_of(actor=request.actor, item_id=item_id)
    path = item.meeting.area_path
    may_edit = request.actor.can("report.edit", at_path=path)
    notices = meeting_page(actor=request.actor, meeting_id=item.meeting_id).notices if _sees(request, path) else {}
    context = _evidence(request, item.case_ids) | {
        "item": item,
        "facts": _task(item),
        "notices": [(n, url_of("risk-notice", n.pk)) for n in notices.get(item.pk, ())],
        "may_assign": may_edit and item.done_on is None,
        "may_finish": item.done_on is None and (may_edit or item.owner_unit_id in request.actor.units),
        "may_publish": request.actor.can("notice.send", at_path=path) and bool(item.case_ids),
        "meeting_url": url_of("meeting", item.meeting_id) if _sees(request, path) else "",
        "meeting_name": meeting_name(item.meeting),
    }
    return render(request, "workbench/reports/item.html", context)


def _sees(request: StaffRequest, path: str) -> bool:
    return request.actor.can("report.see", at_path=path)


def _task(item: Shown) -> list[Fact]:
    facts = [Fact(_("触发的规则"), item.why)] if item.why else []
    if item.action:
        owner = " ".join(filter(None, (unit_label(item.owner_unit_id), item.owner_name)))
        facts += [Fact(_("做什么"), item.action), Fact(_("责任"), owner), Fact(_("期限"), f"{item.due_on:%Y-%m-%d}")]
    if item.done_on:
        facts += [Fact(_("结果"), item.result), Fact(_("办结"), f"{item.done_on:%Y-%m-%d}")]
    return facts


def _evidence(request: StaffRequest, case_ids: list[UUID]) -> dict[str, Any]:
    rows, hidden = evidence_of(actor=request.actor, case_ids=case_ids)
    lines = [
        Line(
            row.title,
            [
                Cell(_("状态"), look_of(row.state).label, tag=True), Cell(_("地方"), area_label(row.area_id)),
                Cell(_("上报时间"), when(row.reported_at)),
            ],
            url=case_url(row.id), below=row.number,
        )
        for row in rows
    ]  # fmt: skip
    return {"lines": lines, "hidden": hidden, "count": len(case_ids)}


@require_http_methods(["GET", "POST"])
@staff_page(needs="report.edit")
def assign(request: StaffRequest, item_id: UUID) -> HttpResponseBase:
    """Who does what until when. Raises NotFound."""
    item: Shown = item_of(actor=request.actor, item_id=item_id)
    url = url_of("meeting-item", item_id)
    initial = {
        "action": item.action, "owner_unit": unit_label(item.owner_unit_id), "owner_name": item.owner_name,
        "due_on": item.due_on or localdate(request.at) + timedelta(days=14),
    }  # fmt: skip

    def act(values: dict[str, Any]) -> HttpResponseBase:
        task = Task(values["action"], values["owner_unit"].id, values["owner_name"], values["due_on"])
        assign_item(actor=request.actor, item_id=item_id, task=task, at=request.at)
        return _back(request, _("记下了，责任单位会收到消息"), url)

    form = TaskForm(request.actor.scope("report.edit"), posted(request), initial=initial)
    return ask(request, form, Asked(heading=_("定措施"), button=_("定下"), back_url=url, words=item.title), act)


@require_http_methods(["GET", "POST"])
@staff_page()
def finish(request: StaffRequest, item_id: UUID) -> HttpResponseBase:
    """What came of it. Raises NotFound, NotAllowed."""
    item: Shown = item_of(actor=request.actor, item_id=item_id)
    url = url_of("meeting-item", item_id)

    def act(values: dict[str, Any]) -> HttpResponseBase:
        finish_item(actor=request.actor, item_id=item_id, result=values["result"], at=request.at)
        return _back(request, _("结果记下了"), url)

    asked = Asked(heading=_("填结果"), button=_("记下结果"), back_url=url, words=item.title)
    return ask(request, ResultForm(posted(request)), asked, act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="notice.send")
def publish(request: StaffRequest, item_id: UUID) -> HttpResponseBase:
    """Publish a risk notice with the evidence of the item. Raises NotFound, NotAllowed."""
    item: Shown = item_of(actor=request.actor, item_id=item_id)

    def act(values: dict[str, Any]) -> HttpResponseBase:
        unit_ids = [UUID(pk) for pk in values["units"]]
        notice = publish_risk_notice(
            actor=request.actor, item_id=item_id, unit_ids=unit_ids, words=values["words"], at=request.at
        )
        return _back(request, _("风险提示发布了"), url_of("risk-notice", notice.pk))

    asked = Asked(
        heading=_("发布风险提示"), button=_("发布"), back_url=url_of("meeting-item", item_id),
        words=_("{title}；依据 {count} 件事项，收到的单位能看到清单里自己有权看的。").format(
            title=item.title, count=len(item.case_ids)
        ),
    )  # fmt: skip
    return ask(request, NoticeForm(_town(item.meeting.area_path), posted(request)), asked, act)


@require_GET
@staff_page()
def show_notice(request: StaffRequest, notice_id: UUID) -> HttpResponse:
    """A risk notice with its evidence list, for the units it was sent to. Raises NotFound."""
    notice: Shown = notice_of(actor=request.actor, notice_id=notice_id)
    context = _evidence(request, notice.case_ids) | {
        "notice": notice,
        "facts": [
            Fact(_("发给"), _("、").join(unit_label(pk) for pk in notice.unit_ids)),
            Fact(_("发布"), f"{notice.published_by} · {when(notice.published_at)}"),
        ],
    }
    return render(request, "workbench/reports/notice.html", context)
