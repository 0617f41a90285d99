"""我要反映、投诉与建议: one form, one operation, and on to the page with the number."""

import hashlib
import json
import logging
from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wangge.core.access.queries import system_actor
from wangge.core.areas.queries import NamedPlaceRow, areas_in_memory, centre_of, named_places
from wangge.core.cases.operations import report_case
from wangge.core.cases.reports import CaseReport, Reported
from wangge.core.cases.texts import fallback_category
from wangge.faces.portal.doors import Door, asked_from, door_by_code
from wangge.faces.portal.report.examples import examples_of
from wangge.faces.portal.report.forms import ReportForm
from wangge.faces.portal.report.limiting import refuse_flood
from wangge.faces.portal.report.photos import Photos, take_photos
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.rulebook.schema.channels import Channel

log = logging.getLogger(__name__)
VIEW_DEGREES = 0.012  # how much of the land the map shows at first: about a kilometre each way


@dataclass(frozen=True)
class Desk:
    """An area's form and what it is for."""

    door: Door
    is_complaint: bool = False

    def channel(self, via: str) -> Channel:
        """The public way in that was used: the code of a poster, else the portal. Raises NotFound."""
        ways = {channel.kind: channel for channel in reversed(self.door.rules.channels) if channel.public}
        found = ways.get("qr" if via == "qr" else "portal") or next(iter(ways.values()), None)
        if found is None or not self.door.takes_reports:
            raise NotFound(_("这里不能在网上反映，请打电话"))
        return found


@require_http_methods(["GET", "HEAD", "POST"])
def show_report(request: HttpRequest, code: str) -> HttpResponse:
    """The report form of an area; without login, name or telephone."""
    return _answer(request, Desk(door_by_code(code)))


@require_http_methods(["GET", "HEAD", "POST"])
def show_complaint(request: HttpRequest, code: str) -> HttpResponse:
    """Complaints about the service and suggestions: the same form, to the town."""
    return _answer(request, Desk(door_by_code(code), is_complaint=True))


class Unavailable(Refusal):
    """The database does not answer; nothing was written (503)."""

    status = 503


def _answer(request: HttpRequest, desk: Desk) -> HttpResponse:
    if request.method == "POST":
        try:
            return _take(request, desk)
        except (OperationalError, InterfaceError) as fault:
            log.exception("a report could not be written")
            raise Unavailable(_("系统这会儿没有接通，您的事还没有登记上。请过几分钟再提交，急事请打电话。")) from fault
    rules, via = desk.door.rules, request.GET.get("via", "")
    initial = {"form_id": uuid4(), "via": via, "body": request.GET.get("what", "")[: rules.limits.words_max]}
    form = ReportForm(initial=initial, limits=rules.limits, needs_phone=desk.channel(via).contact_required)
    return _page(request, desk, form, Photos())


def _take(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Count, check, take the pictures in, report: whatever is refused, everything typed comes back."""
    at, rules = timezone.now(), desk.door.rules
    channel = desk.channel(request.POST.get("via", ""))
    form = ReportForm(request.POST, limits=rules.limits, needs_phone=channel.contact_required)
    uploads, tokens = request.FILES.getlist("photos"), request.POST.getlist("kept")
    most, megabytes = rules.limits.photos_max, rules.limits.photo_mb_max
    flood = refuse_flood(desk.door, address=asked_from(request), text=request.POST.get("body", ""), at=at)
    photos = take_photos([] if flood else uploads, tokens, most=most, megabytes=megabytes)
    refusal = flood or photos.refusal
    if refusal is not None or not form.is_valid():
        return _page(request, desk, form, photos, refusal=refusal or Refusal(""), lost=len(uploads) if flood else 0)
    try:
        reported = report_case(report=_report(desk, form, photos, channel), actor=system_actor(name=""), at=at)
    except Refusal as refused:
        if refused.field in form.fields:
            form.add_error(refused.field, refused.message)
        return _page(request, desk, form, photos, refusal=refused)
    return _onward(request, reported)


def _report(desk: Desk, form: ReportForm, photos: Photos, channel: Channel) -> CaseReport:
    told, point = form.cleaned_data, form.point
    return CaseReport(
        area_id=desk.door.area.id,
        channel=channel.code,
        category=fallback_category(desk.door.rules) if desk.is_complaint else "",
        body=told["body"],
        source_ref=_source_ref(form, photos),
        where_words=form.where,
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        name=told["name"],
        phone=told["phone"],
        is_confidential=told["is_confidential"],
        photos=tuple(photos.taken),
    )


def _source_ref(form: ReportForm, photos: Photos) -> str:
    """The form and what it says: sent again it is the same case, changed after «back» it is a new one."""
    told = {name: str(value) for name, value in sorted(form.cleaned_data.items())}
    content = json.dumps([told, [image.sha256 for image in photos.taken]], ensure_ascii=False)
    return f"form:{told['form_id']}:{hashlib.sha256(content.encode()).hexdigest()[:16]}"


def _onward(request: HttpRequest, reported: Reported) -> HttpResponse:
    for warning in reported.warnings:
        messages.warning(request, _("{warning}。不影响办理，需要时会有人跟您核对地点。").format(warning=warning))
    if not reported.is_new:
        messages.info(request, _("这件事刚才已经收到了，没有重复登记。"))
    return HttpResponseRedirect(reverse("portal:sent", args=[reported.number, reported.tracking_code]))


def _page(
    request: HttpRequest, desk: Desk, form: ReportForm, photos: Photos, *, refusal: Refusal | None = None, lost: int = 0
) -> HttpResponse:
    form.offer_spots(_spots(desk.door))
    context = {
        "desk": desk,
        "door": desk.door,
        "form": form,
        "limits": desk.door.rules.limits,
        "kept": photos.kept,
        "lost": lost,
        "refusal": refusal if refusal is not None and refusal.message and refusal.field not in form.errors else None,
        "examples": examples_of(desk.door.rules),
        "bounds": _bounds(desk.door),
        "phone": desk.door.phone,
    }
    response = render(request, "portal/report.html", context, status=refusal.status if refusal is not None else 200)
    wait = refusal.detail.get("retry_after") if refusal is not None else None
    if isinstance(wait, int):
        response["Retry-After"] = str(wait)
    return response


def _spots(door: Door) -> list[NamedPlaceRow]:
    """The places people name here, else in the village around."""
    area = door.area
    found = named_places(path=area.path)
    village = areas_in_memory().by_id.get(area.parent_id) if area.parent_id else None
    if not found and village is not None and village.level in ("village", "grid"):
        found = named_places(path=village.path)
    return found


def _bounds(door: Door) -> str:
    """Where the map begins; empty where nobody knows."""
    centre = centre_of(area_id=door.area.id)
    if centre is None:
        return ""
    (lon, lat), wide = centre, VIEW_DEGREES * (1 if door.area.level in ("grid", "micro") else 3)
    return f"{lon - wide:.5f},{lat - wide:.5f},{lon + wide:.5f},{lat + wide:.5f}"
