"""A new plan: which village, then what it is drawn by."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import area_by_code
from wangge.faces.shell.parts import build_chip, build_filter_bar
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.labels import area_label, crumbs_of
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.practice.gridplans.operations import begin_plan
from wangge.practice.gridplans.queries import VillageSizes, villages_to_plan

from .forms import BeginForm
from .parts import NOTHING, TABS, plan_url, scope_of


@require_GET
@staff_page(needs="plan.draft")
def choose_village(request: StaffRequest) -> HttpResponse:
    """The villages a plan may begin for, with what is to be minded about their grids."""
    found = villages_to_plan(scope=scope_of(request, "plan.draft"), at=request.at)
    beyond = [one for one in found if one.beyond]
    shown = beyond if beyond and request.GET.get("which") != "all" else found
    chip = build_chip(request.GET, "which", [("all", _("全部村（社区）"))], anything=_("有网格超限的"), lead=_("看"))
    context: dict[str, Any] = {
        "heading": _("给哪个村（社区）拟方案"),
        "tabs": tabs_of(TABS, request.actor, here=reverse("workbench:plans")),
        "bar": build_filter_bar(request.GET, [chip] if beyond else [], has_words=False),
        "lines": [_line(one) for one in shown],
        "empty": Empty(_("没有能拟方案的村"), _("村下面要有网格和登记了位置的楼栋。"), sign="map-2"),
        "back_url": reverse("workbench:plans"),
    }
    return render(request, "workbench/list.html", context)


def _line(one: VillageSizes) -> Line:
    cells = [
        Cell(_("户"), str(one.households), is_number=True),
        Cell(_("网格"), str(one.grids), is_number=True),
        Cell(_("应每格几户"), str(one.norm or NOTHING), is_number=True),
        Cell(_("超限的网格"), str(one.beyond), is_number=True),
    ]
    return Line(area_label(one.area.id), cells, url=reverse("workbench:plan-begin", args=[one.area.code]))


@require_http_methods(["GET", "POST"])
@staff_page(needs="plan.draft")
def begin(request: StaffRequest, code: str) -> HttpResponseBase:
    """Begin a plan of one village: it is drawn by a job. Raises NotFound."""
    village = area_by_code(code=code, scope=scope_of(request, "plan.draft"))

    def done(given: dict[str, Any]) -> HttpResponseBase:
        made = begin_plan(actor=request.actor, village_id=village.id, at=request.at, **given)
        say_done(request, _("开始测算，可以离开这一页"))
        return HttpResponseRedirect(plan_url(made))

    words = _("先照现在的楼栋和住户算几种分法，并排比较，选定以后还能手工调整。算的时候什么都不会变。")
    asked = Asked(
        _("拟定{village}网格调整方案").format(village=village.name), _("开始测算"), reverse("workbench:plans"), words,
        crumbs=crumbs_of(village.id),
    )  # fmt: skip
    return ask(request, BeginForm(posted(request), request.FILES or None), asked, done)
