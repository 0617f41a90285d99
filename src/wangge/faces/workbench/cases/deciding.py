"""Deciding requests: one address for each, and the list of those that wait."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from wangge.core.cases.operations import decide_request
from wangge.core.cases.queries import case_page, requests_to_decide
from wangge.faces.workbench.forms import add_refusal
from wangge.faces.workbench.labels import area_label, unit_label
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal

from .decisions import form_of
from .page import show_page


@require_POST
@staff_page(needs="case.decide")
def take_decision(request: StaffRequest, case_id: UUID, request_id: UUID) -> HttpResponseBase:
    """Grant or refuse one request; refused by the rules, the page comes back with what was typed."""
    page = case_page(actor=request.actor, case_id=case_id, at=request.at)
    found = next((one for one in page.requests if one.pk == request_id), None)
    if found is None:
        raise NotFound(_("没有找到这个申请"))
    form = form_of(found, page, request.POST)
    if not form.is_valid():
        return show_page(request, page, step=str(request_id), form=form, status=400)
    typed = form.cleaned_data
    try:
        decide_request(
            actor=request.actor, case_id=case_id, request_id=request_id, is_granted=typed["is_granted"],
            words=typed["note"], unit_id=typed.get("unit"), seen_step=typed["seen_step"], at=request.at,
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except Refusal as refusal:
        add_refusal(form, refusal)
        return show_page(request, page, step=str(request_id), form=form, refusal=refusal, status=refusal.status)
    say_done(request, _("{number} 的申请已审定").format(number=page.case.number))
    return HttpResponseRedirect(case_url(case_id))


@require_GET
@staff_page(needs="case.decide")
def show_requests(request: StaffRequest) -> HttpResponse:
    """What waits to be decided, the oldest first."""
    lines = [
        {
            "row": row, "url": f"{case_url(row.case_id)}#requests", "area": area_label(row.area_id),
            "unit": unit_label(row.unit_id),
        }
        for row in requests_to_decide(actor=request.actor)
    ]  # fmt: skip
    return render(request, "workbench/cases/requests.html", {"lines": lines})
