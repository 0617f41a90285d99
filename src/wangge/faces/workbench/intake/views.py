"""A matter entered for a caller: who calls first, what was before beside it, the number at the end."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.cases.operations import enter_case
from wangge.core.cases.queries import EarlierCase, case_page, earlier_cases_of, likely_repeats
from wangge.core.cases.reports import Reported
from wangge.faces.workbench.cases.page import LinkedCase
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.labels import area_label, unit_label
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound, Refusal

from .forms import IntakeForm
from .ground import Ground, area_groups, bounds_of, ground_of, grounds_of
from .pasted import filled_from
from .spoken import in_threes, spoken
from .suggested import suggestions_for, usual_asker


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(needs="intake.operate")
def show_intake(request: StaffRequest) -> HttpResponse:
    """The form; sent, the number and code to read aloud. The same form sent again shows the same case."""
    towns = grounds_of(request.actor)
    town = _chosen(request, towns)
    if town is None:
        return render(request, "workbench/intake/towns.html", {"towns": towns})
    ground = ground_of(request.actor, town)
    if request.method == "GET":
        form = IntakeForm(ground=ground, initial=_first_values(request, ground))
        return _show_form(request, ground, form)
    form = IntakeForm(request.POST, request.FILES, ground=ground)
    if "paste" in request.POST:
        return _show_pasted(request, ground)
    if "look" in request.POST:
        return _show_form(request, ground, IntakeForm(ground=ground, initial=request.POST.dict()))
    if not form.is_valid():
        return _show_form(request, ground, form, status=400)
    try:
        report = form.report(door=ground.town.id)
        reported = enter_case(report=report, actor=request.actor, at=request.at)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _show_form(request, ground, form, status=refusal.status)
    return _show_taken(request, reported)


def _chosen(request: StaffRequest, towns: list[AreaRow]) -> AreaRow | None:
    """The only town, or the one named; None while it is still to be chosen. Raises Http404."""
    if not towns:
        raise Http404
    code = request.GET.get("town") or request.POST.get("town", "")
    if len(towns) == 1 and not code:
        return towns[0]
    if not code:
        return None
    found = next((row for row in towns if row.code == code), None)
    if found is None:
        raise Http404
    return found


def _ground(request: StaffRequest) -> Ground:
    """The ground of the only town, or of the one named. Raises Http404."""
    town = _chosen(request, grounds_of(request.actor))
    if town is None:
        raise Http404
    return ground_of(request.actor, town)


def _first_values(request: StaffRequest, ground: Ground) -> dict[str, Any]:
    """A telephone system may open the page with a channel; somebody of one grid needs not choose it."""
    only = ground.areas[0].id if len(ground.areas) == 1 else None
    known = {"channel": request.GET["channel"]} if request.GET.get("channel") in dict(ground.channels) else {}
    return {"token": uuid4(), "area": only} | known


def _show_form(
    request: StaffRequest, ground: Ground, form: IntakeForm, *, status: int = 200, was_pasted: bool = False
) -> HttpResponse:
    typed = {
        name: str(form[name].value() or "")
        for name in ("phone", "body", "where_words", "area", "category", "pick", "lon", "lat")
    }
    context = {
        "form": form,
        "ground": ground,
        "was_pasted": was_pasted,
        "groups": area_groups(ground.areas),
        "chosen": typed["area"],
        "usual": usual_asker(ground, typed),
        "bounds": bounds_of(areas_in_memory().below(ground.town.path)),
        "outlines_url": f"{reverse('workbench:outlines')}?area={ground.town.code}",
        "earlier": _earlier(request, typed["phone"]),
        "repeats": _repeats(request, typed["body"], typed["area"]),
        "lon": typed["lon"],
        "lat": typed["lat"],
    } | suggestions_for(ground, typed)
    return render(request, "workbench/intake/form.html", context, status=status)


def _show_pasted(request: StaffRequest, ground: Ground) -> HttpResponse:
    """The form, filled from a text that was pasted; nothing is sent by it."""
    typed = filled_from(ground, request.POST.dict(), channel=request.POST["paste"])
    return _show_form(request, ground, IntakeForm(ground=ground, initial=typed), was_pasted=True)


def _show_taken(request: StaffRequest, reported: Reported) -> HttpResponse:
    context: dict[str, Any] = {
        "reported": reported,
        "number": in_threes(reported.number),
        "number_spoken": spoken(reported.number),
        "code": in_threes(reported.tracking_code),
        "code_spoken": spoken(reported.tracking_code),
        "case_url": case_url(reported.case_id),
    }
    try:
        case = case_page(actor=request.actor, case_id=reported.case_id, at=request.at).case
        context |= {"case": case, "area": area_label(case.area_id), "owner": unit_label(case.owner_unit_id)}
    except NotFound:  # entered for a place whose cases the operator does not see
        context["case_url"] = ""
    return render(request, "workbench/intake/taken.html", context)


@require_GET
@staff_page(needs="intake.operate")
def find_areas(request: StaffRequest) -> HttpResponse:
    """The areas whose name fits what is typed."""
    groups = area_groups(_ground(request).areas, words=request.GET.get("find", ""))
    return render(request, "workbench/intake/_areas.html", {"groups": groups, "chosen": request.GET.get("area", "")})


@require_POST
@staff_page(needs="intake.operate")
def find_earlier(request: StaffRequest) -> HttpResponse:
    """What the caller reported before; by POST, because a telephone number has no place in an address."""
    earlier = _earlier(request, request.POST.get("phone", ""))
    return render(request, "workbench/cases/_linked.html", {"found": earlier, "nothing": _("这个号码以前没有反映过。")})


@require_POST
@staff_page(needs="intake.operate")
def find_repeats(request: StaffRequest) -> HttpResponse:
    """Cases whose words are like those typed so far."""
    repeats = _repeats(request, request.POST.get("body", ""), request.POST.get("area", ""))
    return render(request, "workbench/cases/_linked.html", {"found": repeats, "nothing": _("没有找到相像的。")})


@require_POST
@staff_page(needs="intake.operate")
def find_suggestions(request: StaffRequest) -> HttpResponse:
    """The categories the words sound like, and the grids they name, as buttons. Raises Http404."""
    context = suggestions_for(_ground(request), request.POST.dict())
    return render(request, "workbench/intake/_suggested.html", context)


@require_POST
@staff_page(needs="intake.operate")
def find_asker(request: StaffRequest) -> HttpResponse:
    """Whether matters of the category are usually a person's or an enterprise's. Raises Http404."""
    usual = usual_asker(_ground(request), request.POST.dict())
    return render(request, "workbench/intake/_asker.html", {"usual": usual})


def _earlier(request: StaffRequest, phone: str) -> list[LinkedCase]:
    return _linked(earlier_cases_of(scope=request.actor.scope("case.see"), phone=phone))


def _repeats(request: StaffRequest, body: str, area_id: str) -> list[LinkedCase]:
    """Around the chosen grid's village, else in all the person sees."""
    row = next((r for r in areas_in_memory().rows if str(r.id) == area_id), None)
    chain = areas_in_memory().above(row.id) if row else []
    around = next((above.path for above in chain if above.level == "village"), row.path if row else "/")
    return _linked(likely_repeats(scope=request.actor.scope("case.see"), area_path=around, text=body, at=request.at))


def _linked(found: list[EarlierCase]) -> list[LinkedCase]:
    return [LinkedCase(one, case_url(one.id)) for one in found]
