"""The list of cases."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from wangge.core.cases.numbers import number_is_sound
from wangge.core.cases.queries import CaseRow, Page, case_list
from wangge.faces.shell.parts import Column, NavItem, Words, changed_query
from wangge.faces.shell.templatetags.shell import moment, state_badge
from wangge.faces.workbench.due import due_words
from wangge.faces.workbench.labels import area_label, category_label, channel_label, rules_at, state_label, unit_label
from wangge.faces.workbench.links import back_query, case_url
from wangge.faces.workbench.paging import cursor_of, pager_of
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .bar import bar_of
from .filters import read_query, surroundings_of


@dataclass(frozen=True)
class Line:
    """One case in words."""

    number: str
    title: str
    url: str
    place: str
    state: SafeString
    due: SafeString
    owner: str
    channel: str
    reported: SafeString | str


@require_GET
@staff_page(needs="case.see")
def show_cases(request: StaffRequest) -> HttpResponse:
    """One page of cases; a case number typed in whole leads straight to its case."""
    around = surroundings_of(request.actor)
    found = read_query(request.GET, around)
    cursor, backwards = cursor_of(request)
    page = case_list(
        scope=found.scope(request.actor),
        where=found.where,
        at=request.at,
        sort=found.sort,
        cursor=cursor,
        backwards=backwards,
    )
    if backwards and not page.previous_cursor:
        return HttpResponseRedirect(request.path + changed_query(request.GET, {}))
    if len(page.rows) == 1 and number_is_sound(found.where.words):
        return HttpResponseRedirect(reverse("workbench:case", args=[page.rows[0].id]))
    context = {
        "lines": _lines(page, request),
        "bar": bar_of(request.GET, found, around, may_export=request.actor.may("case.export")),
        "tabs": _tabs(request),
        "columns": _columns(request.GET, found.sort),
        "pager": pager_of(request, page),
        "words": found.where.words,
    }
    return render(request, "workbench/cases/list.html", context)


def _lines(page: Page, request: StaffRequest) -> list[Line]:
    """Rows as the table shows them; their links lead back to this very page of the list."""
    back = back_query(request.GET.urlencode())
    return [_line(row, case_url(row.id) + back, at=request.at) for row in page.rows]


def _line(row: CaseRow, url: str, *, at: datetime) -> Line:
    rules = rules_at(row.area_id)
    return Line(
        number=row.number,
        title=row.title,
        url=url,
        place=f"{area_label(row.area_id)} · {category_label(rules, row.category)}",
        state=state_badge(row.state, state_label(rules, row.state)),
        due=due_words(row, at=at),
        owner=unit_label(row.owner_unit_id),
        channel=channel_label(rules, row.channel),
        reported=moment(row.reported_at, at),
    )


TABS: tuple[tuple[Words, dict[str, str]], ...] = (
    (pgettext_lazy("tab", "在办"), {"state": "open"}),
    (pgettext_lazy("tab", "超期"), {"due": "overdue", "sort": "due"}),
    (pgettext_lazy("tab", "我单位的"), {"state": "open", "mine": "1"}),
    (pgettext_lazy("tab", "全部"), {}),
)


def _tabs(request: StaffRequest) -> list[NavItem]:
    """Ready-made lists; the one whose filters are set, and no others, is current."""
    here = {name: value for name, value in request.GET.items() if name not in ("after", "before") and value}
    return [
        NavItem(words, f"{request.path}?{urlencode(query)}", "", is_current=query == here)
        for words, query in TABS
        if "mine" not in query or request.actor.units
    ]


def _columns(query: QueryDict, sort: str) -> list[Column]:
    by_due, by_newest = changed_query(query, {"sort": "due"}), changed_query(query, {"sort": None})
    return [
        Column(_("编号")),
        Column(_("事项")),
        Column(_("状态")),
        Column(_("期限"), by_due, "ascending" if sort == "due" else ""),
        Column(_("责任单位")),
        Column(_("来源")),
        Column(_("上报时间"), by_newest, "descending" if sort == "newest" else ""),
    ]
