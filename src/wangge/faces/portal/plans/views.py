"""网格调整公示: plans under notice, for everybody: the grids to come, until when, what was said and answered."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wangge.core.areas.queries import areas_in_memory
from wangge.faces.portal.doors import Door, asked_from, door_by_code, door_of
from wangge.faces.portal.plans.forms import CommentForm
from wangge.faces.portal.report.limiting import refuse_flood
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.practice.gridplans.operations import say_comment
from wangge.practice.gridplans.queries import PublicNotice, public_map, public_notice, public_notices


@require_safe
def show_notices(request: HttpRequest, code: str) -> HttpResponse:
    """The plans of an area that are shown now. Raises NotFound."""
    door = door_by_code(code)
    notices = public_notices(path=door.area.path, at=timezone.now())
    return render(request, "portal/plans.html", {"door": door, "notices": notices, "phone": door.phone})


@require_http_methods(["GET", "HEAD", "POST"])
def show_notice(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """One plan, and the form to say something to it. Raises NotFound."""
    at = timezone.now()
    notice = public_notice(plan_id=plan_id, at=at)
    door = _door(notice)
    if request.method != "POST":
        return _page(request, notice, door, CommentForm(initial={"form_id": uuid4()}))
    form = CommentForm(request.POST)
    flood = refuse_flood(door, address=asked_from(request), text=request.POST.get("words", ""), at=at)
    if flood is not None or not form.is_valid():
        return _page(request, notice, door, form, flood)
    told = form.cleaned_data
    try:
        say_comment(
            plan_id=plan_id, words=told["words"], name=told["name"], phone=told["phone"],
            source_ref=f"portal:{told['form_id']}", at=at,
        )  # fmt: skip
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, notice, door, form, refusal)
    messages.success(request, _("收到了。答复会写在这一页的意见下面。"))
    return HttpResponseRedirect(reverse("portal:plan", args=[plan_id]) + "?sent=1")


def _door(notice: PublicNotice) -> Door:
    area = areas_in_memory().by_id.get(notice.area_id)
    if area is None:
        raise NotFound(_("没有这个公示，或者已经结束"))
    return door_of(area)


def _page(
    request: HttpRequest, notice: PublicNotice, door: Door, form: CommentForm, refusal: Refusal | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "door": door,
        "notice": notice,
        "form": form,
        "is_sent": "sent" in request.GET,
        "refusal": refusal,
        "map_url": reverse("portal:plan-map", args=[notice.plan_id]),
        "phone": door.phone,
    }
    status = refusal.status if refusal else 400 if form.is_bound else 200
    return render(request, "portal/plan.html", context, status=status)


@require_safe
def send_map(request: HttpRequest, plan_id: UUID) -> JsonResponse:
    """The grids to come as GeoJSON: names and households, no persons. Raises NotFound."""
    found = public_map(plan_id=plan_id)
    for feature in found["features"]:
        said = feature["properties"]
        words = _("{count} 户").format(count=said["households"])
        feature["properties"] = {"name": said["name"], "note": words, "weight": 0}
    return JsonResponse(found, content_type="application/geo+json")
