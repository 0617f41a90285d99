"""回访: what waits to be asked about again, the nearest end first; what was recorded."""

from datetime import datetime

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from wangge.core.areas.queries import AreaRow
from wangge.core.areas.scope import Scope
from wangge.core.cases.queries.visits import VisitCause, VisitFilter, VisitRow, visit_counts, visit_list
from wangge.faces.shell.parts import FilterBar, build_chip, build_filter_bar
from wangge.faces.shell.templatetags.shell import clock_chip, when
from wangge.faces.workbench.administration.listing import (
    area_chip,
    chosen_area,
    pager_behind,
    read_key,
    written_key,
)
from wangge.faces.workbench.cases.filters import surroundings_of
from wangge.faces.workbench.labels import area_label, unit_label
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .words import NOT_REACHED, SAID

DONE, LATE, MINE = "done", "late", "mine"
STATES = ((LATE, gettext_lazy("过了期限的")), (DONE, gettext_lazy("回访过的")))


@require_GET
@staff_page(needs="case.visit")
def show_visits(request: StaffRequest) -> HttpResponse:
    """What this person may visit about, the nearest end first. Raises NotFound."""
    query, around = request.GET, surroundings_of(request.actor, "case.visit")
    places = Scope(tuple(root.path for root in around.roots))
    area = chosen_area(query, places)
    state = query.get("state", "")
    where = VisitFilter(
        is_done=state == DONE,
        is_late=state == LATE,
        cause=query.get("cause", "") if query.get("cause", "") in VisitCause.values else "",
        units=request.actor.units if query.get("whose") == MINE else (),
        area_path=area.path if area else "",
        is_solved=query.get("said", "") if state == DONE and query.get("said", "") in SAID else "",
    )
    scope = request.actor.scope("case.visit")
    page = visit_list(scope=scope, where=where, at=request.at, after=read_key(query.get("after", "")))
    counts = visit_counts(actor=request.actor, at=request.at)
    context = {
        "bar": _bar(query, places, area),
        "counts": counts,
        "late_url": f"{reverse('workbench:visits')}?state={LATE}",
        "lines": [_line(row, at=request.at) for row in page.rows],
        "pager": pager_behind(query, after=written_key(*page.after) if page.after else "", shown=len(page.rows)),
        "is_done": where.is_done,
    }
    return render(request, "workbench/visits/list.html", context)


def _bar(query: QueryDict, places: Scope, area: AreaRow | None) -> FilterBar:
    chips = [
        build_chip(query, "state", STATES, anything=_("等回访的"), lead=_("看")),
        build_chip(query, "whose", [(MINE, _("我单位的"))], anything=_("哪个单位的都行")),
        build_chip(query, "cause", VisitCause.choices, anything=_("各种缘由")),
        area_chip(query, places, area, lead=_("，在")),
    ]
    if query.get("state") == DONE:
        chips.append(build_chip(query, "said", SAID.items(), anything=_("怎么说的都行"), lead=_("，反映人说")))
    return build_filter_bar(query, chips, has_words=False)


def _line(row: VisitRow, *, at: datetime) -> Line:
    cells = [Cell(_("为什么回访"), row.cause_label, tag=True), Cell(_("哪个单位回访"), unit_label(row.unit_id))]
    if row.done_at is not None:
        said = SAID.get(row.is_solved, NOT_REACHED)
        cells += [Cell(_("反映人说"), said), Cell(_("谁回访的"), row.done_name), Cell(_("时间"), when(row.done_at, at))]
    else:
        tried = _("试过 {count} 次").format(count=row.attempts) if row.attempts else _("还没有")
        due = clock_chip(row.due_at, at=at) if row.due_at else _("没有定期限")
        cells += [Cell(_("联系过"), tried), Cell(_("期限"), due)]
    url = reverse("workbench:visit", args=[row.id])
    return Line(row.title, cells, url=url, below=f"{row.number} · {area_label(row.area_id)}")
