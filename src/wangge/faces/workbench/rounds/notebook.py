"""民情本: one's own notes of a month on paper, as they were written."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.core.areas.scope import Scope
from wangge.faces.shell.parts import changed_query
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.registers.parts import month_of
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.practice.visits.queries.by_area import Call, calls

from .parts import door_words, kind_label, labels_of, rules_for, tabs

MOST = 500


def _own(request: StaffRequest) -> tuple[list[Call], dict[str, object]]:
    """What this person wrote in a month, in the order in which it happened; nobody else's."""
    month = month_of(request)
    scope = Scope(request.actor.scope("visit.see").roots)
    rows = calls(
        scope=scope, path="/", since=month.since, until=month.before, visitor_id=request.account.pk, size=MOST
    )[::-1]
    labels = labels_of(request, [row.household_id for row in rows])
    pages = [
        (row, door_words(labels.get(row.household_id)) if row.household_id else "", area_label(row.area_id),
         kind_label(rules_for(row.area_id), row.kind))
        for row in rows
    ]  # fmt: skip
    return rows, {"month": month.first, "pages": pages, "person": request.actor.name}


@never_cache
@require_GET
@staff_page(needs="visit.record")
def show_notebook(request: StaffRequest) -> HttpResponse:
    """One's own notes of a month."""
    month = month_of(request)
    _rows, context = _own(request)
    context |= {
        "tabs": tabs(request),
        "earlier_url": changed_query(request.GET, {"month": month.earlier}),
        "later_url": changed_query(request.GET, {"month": month.later}),
        "print_query": changed_query(request.GET, {}),
        "heading": _("{year} 年 {month} 月民情本").format(year=month.first.year, month=month.first.month),
    }
    return render(request, "workbench/rounds/notebook.html", context)


@never_cache
@require_GET
@staff_page(needs="visit.record")
def print_notebook(request: StaffRequest) -> HttpResponse:
    """The same for paper."""
    _rows, context = _own(request)
    return render(request, "workbench/rounds/notebook_paper.html", context)
