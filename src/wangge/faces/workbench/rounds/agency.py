"""代办: errands taken over for households, what became of them, and the papers that are still out."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.faces.shell.parts import Fact, build_chip, build_filter_bar
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import posted
from wangge.faces.workbench.administration.listing import pager_behind, read_uuid
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.labels import area_label, crumbs_of
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.practice.visits.lifecycle import AGENCY_OVER, AgencyStep, Authority
from wangge.practice.visits.operations import move_agency
from wangge.practice.visits.queries.agency import AgencyPage, AgencyRow, agencies, agency_page

from .forms import AgencyStepForm
from .parts import door_url, door_words, labels_of, late_words, seen_by, tabs

SIZE = 50
WHICH = (("open", gettext_lazy("没办完的")), ("over", gettext_lazy("办完的")))


@require_GET
@staff_page(needs="visit.see")
def show_agencies(request: StaffRequest) -> HttpResponse:
    """The errands, the newest first. Raises NotFound."""
    seen, query = seen_by(request), request.GET
    which = query.get("which", "")
    rows = agencies(
        scope=seen.scope, path=seen.path, is_open=which == "open" if which in dict(WHICH) else None,
        before=read_uuid(query.get("after", "")), size=SIZE + 1,
    )  # fmt: skip
    kept = rows[:SIZE]
    labels = labels_of(request, [row.household_id for row in kept])
    chips = [
        seen.chip(request, lead=_("看")),
        build_chip(query, "which", list(WHICH), anything=_("所有的"), lead=_("里")),
    ]
    context = {
        "tabs": tabs(request),
        "heading": _("代办"),
        "note": _("每一件都写明委托；收了的材料办完要交还。从“该去的门”或者住户页上接受委托。"),
        "bar": build_filter_bar(query, chips, has_words=False),
        "lines": [_line(request, row, labels) for row in kept],
        "pager": pager_behind(query, after=str(kept[-1].id) if len(rows) > SIZE else "", shown=len(kept)),
        "empty": Empty(_("还没有代办的事"), _("打开一户，点“替这一户代办”。"), sign="briefcase"),
    }
    return render(request, "workbench/list.html", context)


def _line(request: StaffRequest, row: AgencyRow, labels: dict[UUID, Any]) -> Line:
    out = _("{count} 样在外").format(count=len(row.papers)) if row.holds_papers else _("没有在外")
    cells = [
        Cell(_("哪一户"), door_words(labels.get(row.household_id))),
        Cell(_("委托"), Authority(row.authority).label, tag=True),
        Cell(_("到了哪一步"), AgencyStep(row.state).label, tag=True),
        Cell(_("材料"), out, tag=True),
        Cell(_("期限"), late_words(row.due_on, localdate(request.at)) or "—", tag=True),
        Cell(_("谁去办"), row.done_by, tag=True),
    ]
    return Line(row.what, cells, url=reverse("workbench:agency", args=[row.id]))


@require_http_methods(["GET", "POST"])
@staff_page(needs="visit.see")
def show_agency(request: StaffRequest, agency_id: UUID) -> HttpResponseBase:
    """One errand with its steps, and the next. Raises NotFound."""
    page = agency_page(scope=request.actor.scope("visit.see"), agency_id=agency_id)
    form = AgencyStepForm(page.row.state, posted(request))
    status = 200
    if form.is_valid():
        try:
            move_agency(actor=request.actor, agency_id=agency_id, at=request.at, **form.cleaned_data)
        except NotFound:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal)
            status = refusal.status
        else:
            say_done(request, _("记下了"))
            return HttpResponseRedirect(reverse("workbench:agency", args=[agency_id]))
    may = request.actor.can("visit.record", at_path=page.area_path) and page.row.state not in AGENCY_OVER
    labels = labels_of(request, [page.row.household_id])
    context = {
        "tabs": tabs(request, reverse("workbench:agencies")),
        "crumbs": crumbs_of(page.row.area_id, url=reverse("workbench:agencies")),
        "page": page,
        "facts": _facts(page),
        "door": (door_words(labels.get(page.row.household_id)), door_url(page.row.household_id)),
        "notes": [(AgencyStep(note.step).label, note) for note in page.notes],
        "form": form if may else None,
    }
    return render(request, "workbench/rounds/agency.html", context, status=status)


def _facts(page: AgencyPage) -> list[Fact]:
    row = page.row
    return [
        fact
        for fact in (
            Fact(_("委托"), _("{how}，{who}").format(how=Authority(row.authority).label, who=page.authorised_by)),
            Fact(_("收了哪些材料"), _("、").join(row.papers)),
            Fact(_("接受委托"), when(row.asked_at), note=row.done_by),
            Fact(_("哪天以前"), row.due_on.isoformat() if row.due_on else ""),
            Fact(_("在哪里"), area_label(row.area_id)),
            Fact(_("说明"), page.words),
        )
        if fact.value
    ]
