"""热点问题: groups of cases about one issue, with their growth, their plan and what came of it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.operations.clusters import (
    SpecialPlan,
    plan_cluster,
    put_into_cluster,
    record_cluster_result,
    take_out_of_cluster,
)
from wangge.core.cases.queries.clusters import (
    ClusterFilter,
    ClusterMember,
    ClusterPage,
    ClusterRow,
    cluster_list,
    cluster_page,
    defused_share,
)
from wangge.faces.shell.parts import Fact, FilterBar, build_chip, build_filter_bar
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.listing import area_chip, chosen_area
from wangge.faces.workbench.labels import area_label, category_label, crumbs_of, rules_at, unit_label
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .forms import PlanForm, PutInForm, ReasonForm, ResultForm

PERIODS = (("7", gettext_lazy("近 7 天有新件")), ("30", gettext_lazy("近 30 天有新件")))
PLANNED = (("1", gettext_lazy("已开专题会")), ("0", gettext_lazy("还没开专题会")))
KINDS = {"place": gettext_lazy("同一地点同一事情"), "asker": gettext_lazy("同一反映人")}
PLAN_STATES = {
    "none": gettext_lazy("未开专题会"),
    "waiting": gettext_lazy("观察期内"),
    "returned": gettext_lazy("又有新件"),
    "defused": gettext_lazy("已钝化"),
}
ACTIONS = {
    "take_out": gettext_lazy("移出一件"),
    "put_in": gettext_lazy("并入一件"),
    "plan": gettext_lazy("定了专题方案"),
    "change_plan": gettext_lazy("改了专题方案"),
    "result": gettext_lazy("记了化解结果"),
}


def hot_url(cluster_id: UUID) -> str:
    """The page of a hot issue."""
    return reverse("workbench:hot-issue", args=[cluster_id])


@require_GET
@staff_page(needs="case.see")
def show_hot(request: StaffRequest) -> HttpResponse:
    """The hot issues of the person's areas, the fastest growing first. Raises NotFound for an area outside them."""
    scope = request.actor.scope("case.see")
    area = chosen_area(request.GET, scope)
    days, planned = request.GET.get("days", ""), request.GET.get("planned", "")
    where = ClusterFilter(
        area_path=area.path if area else "",
        since=request.at - timedelta(days=int(days)) if days in dict(PERIODS) else None,
        is_planned=planned == "1" if planned in dict(PLANNED) else None,
    )
    chips = [
        area_chip(request.GET, scope, area, lead=_("看")),
        build_chip(request.GET, "days", list(PERIODS), anything=_("不论时间")),
        build_chip(request.GET, "planned", list(PLANNED), anything=_("不论开没开专题会")),
    ]
    bar: FilterBar = build_filter_bar(request.GET, chips, has_words=False)
    rows = cluster_list(scope=scope, where=where, at=request.at)
    rate = defused_share(scope=scope, at=request.at)
    context = {
        "bar": bar,
        "lines": [_line(row) for row in rows],
        "rate": rate,
        "percent": f"{rate.share:.2%}" if rate.share is not None else "",
    }
    return render(request, "workbench/hot/list.html", context)


def _line(row: ClusterRow) -> dict[str, Any]:
    return {
        "row": row,
        "url": hot_url(row.id),
        "where": _where(row),
        "plan": PLAN_STATES[row.plan_state],
        "kind": KINDS[row.kind],
        "words": _("、").join(row.words),
    }


def _where(row: ClusterRow) -> str:
    area = areas_in_memory().by_path.get(row.area_path)
    return area_label(area.id) if area else ""


@require_GET
@staff_page(needs="case.see")
def show_issue(request: StaffRequest, cluster_id: UUID) -> HttpResponse:
    """One hot issue. Raises NotFound."""
    page = cluster_page(actor=request.actor, cluster_id=cluster_id, at=request.at)
    area = areas_in_memory().by_path.get(page.row.area_path)
    context = {
        "page": page,
        "row": page.row,
        "plan": page.plan,
        "plan_state": PLAN_STATES[page.row.plan_state],
        "facts": _facts(page),
        "plan_facts": _plan_facts(page),
        "crumbs": crumbs_of(area.id, url=reverse("workbench:hot")) if area else [],
        "cases": [(case, case_url(case.id), area_label(case.area_id)) for case in page.cases],
        "changes": [(change, ACTIONS[change.action], _number(page, change.case_id)) for change in page.changes],
    }
    return render(request, "workbench/hot/issue.html", context)


def _facts(page: ClusterPage) -> list[Fact]:
    row, area = page.row, areas_in_memory().by_path.get(page.row.area_path)
    facts = [
        Fact(_("归类依据"), KINDS[row.kind]),
        Fact(_("共同的字词"), _("、").join(row.words)),
        Fact(_("地方"), _where(row)),
        Fact(_("第一件"), f"{localdate(row.first_at):%Y-%m-%d}"),
        Fact(_("最近一件"), f"{localdate(row.latest_at):%Y-%m-%d}"),
    ]
    if area is not None:
        facts.insert(2, Fact(_("类别"), category_label(rules_at(area.id), row.category)))
    return [fact for fact in facts if fact.value]


def _plan_facts(page: ClusterPage) -> list[Fact]:
    plan = page.plan
    if plan is None:
        return []
    until = plan.met_on + timedelta(days=plan.defused_after)
    return [
        Fact(_("专题会"), f"{plan.met_on:%Y-%m-%d}"),
        Fact(_("责任单位"), unit_label(plan.owner_unit_id)),
        Fact(_("责任人"), plan.owner_name),
        Fact(_("观察期"), _("{days} 天，到 {until}").format(days=plan.defused_after, until=f"{until:%Y-%m-%d}")),
        Fact(_("会后新件"), _("{count} 件").format(count=page.new_since_plan)),
    ]


def _number(page: ClusterPage, case_id: UUID | None) -> str:
    """The number of a case of the group; "" for one that is no longer in it."""
    found: ClusterMember | None = next((case for case in page.cases if case.id == case_id), None)
    return found.number if found else ""


def _asked(page: ClusterPage, heading: str, button: str, words: str = "") -> Asked:
    return Asked(heading=heading, button=button, back_url=hot_url(page.row.id), words=words or page.row.title)


def _done(request: StaffRequest, cluster_id: UUID, words: str) -> HttpResponseRedirect:
    say_done(request, words)
    return HttpResponseRedirect(hot_url(cluster_id))


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.see")
def make_plan(request: StaffRequest, cluster_id: UUID) -> HttpResponseBase:
    """What the meeting on the issue decided. Raises NotFound."""
    page = cluster_page(actor=request.actor, cluster_id=cluster_id, at=request.at)
    form = PlanForm(request.actor.scope("case.see"), posted(request), initial=_planned(page, localdate(request.at)))

    def act(values: dict[str, Any]) -> HttpResponseBase:
        plan = SpecialPlan(
            values["met_on"], values["owner_unit"].id, values["owner_name"], values["plan"], values["defused_after"]
        )
        plan_cluster(actor=request.actor, cluster_id=cluster_id, plan=plan, at=request.at)
        return _done(request, cluster_id, _("专题方案记下了"))

    return ask(request, form, _asked(page, _("专题会和方案"), _("记下方案")), act)


def _planned(page: ClusterPage, today: date) -> dict[str, Any]:
    plan = page.plan
    if plan is None:
        return {"met_on": today}
    return {
        "met_on": plan.met_on, "owner_unit": unit_label(plan.owner_unit_id), "owner_name": plan.owner_name,
        "plan": plan.plan, "defused_after": plan.defused_after,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.see")
def record_result(request: StaffRequest, cluster_id: UUID) -> HttpResponseBase:
    """What came of the plan. Raises NotFound."""
    page = cluster_page(actor=request.actor, cluster_id=cluster_id, at=request.at)
    form = ResultForm(posted(request), initial={"result": page.plan.result if page.plan else ""})

    def act(values: dict[str, Any]) -> HttpResponseBase:
        record_cluster_result(actor=request.actor, cluster_id=cluster_id, result=values["result"], at=request.at)
        return _done(request, cluster_id, _("化解结果记下了"))

    return ask(request, form, _asked(page, _("化解结果"), _("记下结果")), act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.see")
def put_in(request: StaffRequest, cluster_id: UUID) -> HttpResponseBase:
    """Put a case into the issue. Raises NotFound."""
    page = cluster_page(actor=request.actor, cluster_id=cluster_id, at=request.at)
    form = PutInForm(posted(request), initial={"number": request.GET.get("number", "")})

    def act(values: dict[str, Any]) -> HttpResponseBase:
        put_into_cluster(
            actor=request.actor, cluster_id=cluster_id, number=values["number"], reason=values["reason"], at=request.at
        )
        return _done(request, cluster_id, _("已并入"))

    return ask(request, form, _asked(page, _("并入一件事项"), _("并入")), act)


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.see")
def take_out(request: StaffRequest, cluster_id: UUID, case_id: UUID) -> HttpResponseBase:
    """Take a case out of the issue. Raises NotFound."""
    page = cluster_page(actor=request.actor, cluster_id=cluster_id, at=request.at)
    title = next((case.title for case in page.cases if case.id == case_id), "")

    def act(values: dict[str, Any]) -> HttpResponseBase:
        take_out_of_cluster(actor=request.actor, case_id=case_id, reason=values["reason"], at=request.at)
        return _done(request, cluster_id, _("已移出，不会再自动归进来"))

    return ask(request, ReasonForm(posted(request)), _asked(page, _("移出热点问题"), _("移出"), title), act)
