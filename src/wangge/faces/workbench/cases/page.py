"""The page of one case: the matter on the left, what to do with it on the right."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.cases.lifecycle import FINAL, Action, Outcome
from wangge.core.cases.queries import (
    CasePage,
    EarlierCase,
    Offer,
    case_page,
    earlier_cases_of_asker,
    likely_repeats,
)
from wangge.core.cases.queries.clusters import cluster_of_case
from wangge.core.teams.units import Unit, units
from wangge.faces.shell.parts import Fact
from wangge.faces.workbench.disputes.section import dispute_section
from wangge.faces.workbench.labels import category_label, channel_label, crumbs_of, state_label, unit_label
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.faces.workbench.visits.section import visit_section
from wangge.faces.workbench.whistles.section import whistle_section
from wangge.ground.foundation.errors import Refusal

from .clocks import clock_lines
from .decisions import decisions_of
from .grades import custody_facts, grading_facts, upstream_facts
from .history import photos_by_step, photos_to_come, timeline_of
from .side_steps import SIDE_BUTTONS
from .step_forms import DispatchForm, StepForm, build_form
from .units import UnitGroup, unit_groups
from .words import BUTTONS

MAP_REACH = 0.008  # degrees around the point: a village at a glance


@dataclass(frozen=True)
class OfferedStep:
    """A step the person may take, with its form."""

    action: Action
    code: str
    label: str
    rule: str
    button: str
    form: StepForm
    url: str
    is_open: bool
    is_first: bool
    groups: tuple[UnitGroup, ...] = ()


@dataclass(frozen=True)
class LinkedCase:
    """Another case worth a look."""

    found: EarlierCase
    url: str


@require_GET
@staff_page(needs="case.see")
def show_case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Everything of one case that this person may see and do. Raises NotFound."""
    return show_page(request, case_page(actor=request.actor, case_id=case_id, at=request.at))


def show_page(
    request: StaffRequest,
    page: CasePage,
    *,
    step: str | None = None,
    form: StepForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with the form of a refused step as it was sent."""
    offered = offered_steps(request, page, step=step, form=form)
    more = side_steps(request, page, step=step, form=form)
    is_offered = any(o.code == step for o in (*offered, *more))
    context = page_context(request, page) | beside(request, page) | whistle_section(page, request.actor, request.at)
    context |= dispute_section(page, request.actor, request.at) | visit_section(page, request.actor, request.at)
    context |= {
        "steps": offered,
        "more": more,
        "is_more_open": any(o.is_open for o in more),
        "decisions": decisions_of(page, request.actor, step=step, form=form),
        "refusal": refusal,
        "kept": [] if is_offered or form is None else kept_words(form),
    }
    return render(request, "workbench/cases/case.html", context, status=status)


def page_context(request: StaffRequest, page: CasePage) -> dict[str, Any]:
    """What of the page changes when somebody takes a step."""
    running, stopped = clock_lines(page)
    return {
        "page": page,
        "case": page.case,
        "state_label": state_label(page.place.rules, page.case.state),
        "timeline": timeline_of(page),
        "running": running,
        "stopped": stopped,
        "responsible": _responsible(page),
    }


def beside(request: StaffRequest, page: CasePage) -> dict[str, Any]:
    """What stays the same: the matter, its place, cases like it."""
    case, scope = page.case, request.actor.scope("case.see")
    area = areas_in_memory().by_id.get(case.area_id)
    text = f"{case.title}\n{case.body}"
    around = _village_path(case.area_path)
    repeats = likely_repeats(scope=scope, area_path=around, text=text, at=request.at, but_not=case.pk)
    issue = cluster_of_case(scope=scope, case_id=case.pk, at=request.at) if repeats else None
    earlier = earlier_cases_of_asker(scope=scope, case_id=case.pk) if page.asker else []
    back = request.GET.get("back") or request.POST.get("back", "")
    return {
        "crumbs": crumbs_of(case.area_id, url=reverse("workbench:cases")),
        "photos": photos_by_step(page).get(page.steps[0].pk, []),
        "photos_to_come": photos_to_come(page),
        "facts": _matter(page),
        "place_facts": _place(page, area),
        "map": _map(page, around),
        "repeats": _linked(repeats),
        "issue": issue,
        "earlier": _linked(earlier),
        "back": back,
        "back_url": f"{reverse('workbench:cases')}?{back}" if back else "",
    }


def offered_steps(
    request: HttpRequest, page: CasePage, *, step: str | None, form: StepForm | None
) -> list[OfferedStep]:
    """The usual step first and open, or the one that was asked for."""
    wanted = step or request.GET.get("step", "")
    codes = [offer.code for offer in page.offers]
    aside = {offer.code for offer in page.more}
    opened = wanted if wanted in codes else "" if wanted in aside else next(iter(codes), "")
    return [
        _offered(
            page,
            offer,
            form if form is not None and offer.code == step else build_form(offer.code, page),
            is_open=(offer.code == opened and offer.action != Action.COMMENT) or offer.code == step,
            is_first=place == 0,
        )
        for place, offer in enumerate(page.offers)
    ]


def side_steps(request: HttpRequest, page: CasePage, *, step: str | None, form: StepForm | None) -> list[OfferedStep]:
    """What else may be done, folded away unless it was asked for."""
    wanted = step or request.GET.get("step", "")
    return [
        _offered(
            page,
            offer,
            form if form is not None and offer.code == step else build_form(offer.code, page),
            is_open=offer.code == wanted,
            is_first=False,
        )
        for offer in page.more
    ]


def _offered(page: CasePage, offer: Offer, form: StepForm, *, is_open: bool, is_first: bool) -> OfferedStep:
    groups: list[UnitGroup] = []
    if isinstance(form, DispatchForm):
        groups = unit_groups(form.units, area_path=page.case.area_path)
    return OfferedStep(
        action=offer.action,
        code=offer.code,
        label=offer.label,
        rule=offer.rule,
        button=str((BUTTONS | SIDE_BUTTONS).get(offer.action, offer.label)),
        form=form,
        url=reverse("workbench:step", args=[page.case.pk, offer.code]),
        is_open=is_open,
        is_first=is_first and offer.action != Action.COMMENT,
        groups=tuple(groups),
    )


def kept_words(form: StepForm) -> list[str]:
    """What was typed into a form that is no longer offered."""
    return [str(form.data[name]) for name in ("note", "answer", "no_evidence_reason") if form.data.get(name)]


def _linked(found: list[EarlierCase]) -> list[LinkedCase]:
    return [LinkedCase(one, case_url(one.id)) for one in found]


def _responsible(page: CasePage) -> list[Fact]:
    case = page.case
    if case.state in FINAL:
        return [Fact(_("办结"), case.closed_at and _("已办结"))]
    owner = units().by_id.get(case.owner_unit_id)
    facts = [Fact(_("责任单位"), unit_label(case.owner_unit_id), note=_phone(owner))]
    if case.first_unit_id and case.first_unit_id not in (case.owner_unit_id, case.handler_unit_id):
        facts.append(Fact(_("首接单位"), unit_label(case.first_unit_id)))
    facts.extend(custody_facts(page))
    if case.handler_unit_id and case.handler_unit_id != case.owner_unit_id:
        handler = units().by_id.get(case.handler_unit_id)
        facts.append(Fact(_("承办单位"), unit_label(case.handler_unit_id), note=_phone(handler)))
    return facts


def _phone(unit: Unit | None) -> str:
    return _("值班 {phone}").format(phone=unit.duty_phone) if unit and unit.duty_phone else ""


def _matter(page: CasePage) -> list[Fact]:
    case, rules = page.case, page.place.rules
    facts = [
        Fact(_("编号"), case.number),
        Fact(_("类别"), category_label(rules, case.category)),
        Fact(_("来源"), channel_label(rules, case.channel)),
        *grading_facts(page),
        *upstream_facts(page),
    ]
    if case.outcome:
        facts.append(Fact(_("结果"), Outcome(case.outcome).label))
    return facts


def _place(page: CasePage, area: AreaRow | None) -> list[Fact]:
    """What is known of the place already, so that nobody asks again."""
    case = page.case
    facts = [Fact(_("地点"), case.where_words)] if case.where_words else []
    if area is not None:
        here = f"{reverse('workbench:cases')}?state=open&area={area.code}"
        facts.append(Fact(_("网格"), area.name, here, note=_("看这里在办的")))
        if area.households:
            facts.append(Fact(_("户数"), area.households))
    serving = units().serving(area_path=case.area_path)
    if serving:
        facts.append(Fact(_("负责这里"), serving[0].name, note=_phone(serving[0])))
    return facts


def _village_path(path: str) -> str:
    """The village around a grid; repeats of one matter are often told from the next grid."""
    row = areas_in_memory().by_path.get(path)
    chain = areas_in_memory().above(row.id) if row else []
    return next((a.path for a in chain if a.level == "village"), path)


def _map(page: CasePage, around: str) -> dict[str, str] | None:
    """The point with the outlines around it; None where no point is known."""
    lon, lat = page.case.lon, page.case.lat
    if lon is None or lat is None:
        return None
    row = areas_in_memory().by_path.get(around)
    reach = MAP_REACH
    return {
        "point": f"{lon:.6f},{lat:.6f}",
        "bounds": f"{lon - reach:.6f},{lat - reach:.6f},{lon + reach:.6f},{lat + reach:.6f}",
        "areas": f"{reverse('workbench:outlines')}?area={row.code}" if row else "",
    }
