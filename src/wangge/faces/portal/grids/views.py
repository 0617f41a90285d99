"""The start page, the pages of areas, the codes on posters."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wangge.core.access.queries import actor_of
from wangge.core.areas.queries import areas_in_memory, boundaries_geojson, live_codes, locate, public_code
from wangge.core.areas.scope import Scope
from wangge.core.teams.printing import grid_poster_pdf
from wangge.core.teams.queries import grid_poster, standing_unit
from wangge.faces.portal.doors import Door, area_url, door_by_code, door_of, read_point, town_phones, towns
from wangge.faces.portal.grids.area_page import area_page
from wangge.faces.portal.grids.search import search_areas
from wangge.faces.shell.refusals import is_stranger
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal

OUTLINE_TOLERANCE = 0.00002  # about two metres: nobody sees it, and the file is small


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """Which place? By words, by position, or step by step; no statement but those that keep memory fresh."""
    found = towns()
    words = request.GET.get("q", "").strip()[:60]
    context = {
        "towns": found,
        "one_town": door_of(found[0]) if len(found) == 1 else None,
        "villages": areas_in_memory().children(found[0].id) if len(found) == 1 else [],
        "phone": standing_unit(area_id=found[0].id) if len(found) == 1 else None,
        "words": words,
        "hits": search_areas(words) if words else None,
    }
    return render(request, "portal/home.html", context)


@require_POST
def find_by_position(request: HttpRequest) -> HttpResponse:
    """To the grid somebody stands on; the position goes into no address and is not kept."""
    point = read_point(request.POST.get("lon", ""), request.POST.get("lat", ""))
    if point is None:
        messages.warning(request, _("没能取得您的位置，请用名称查找，或者一级一级选。"))
        return HttpResponseRedirect(reverse("portal:home"))
    placement = locate(lon=point[0], lat=point[1])
    spot = locate(lon=placement.meant[0], lat=placement.meant[1]) if placement.meant else placement
    area = areas_in_memory().by_id.get(spot.area_id) if spot.area_id else None
    if area is None or door_of(area).place is None:
        messages.warning(request, _("您现在的位置不在这里服务的地方。请用名称查找，或者一级一级选。"))
        return HttpResponseRedirect(reverse("portal:home"))
    return HttpResponseRedirect(area_url(area))


@require_safe
def show_area(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a grid, village, town or county."""
    return _area_page(request, door_by_code(code), via="")


@require_safe
def show_code(request: HttpRequest, token: str) -> HttpResponse:
    """The page a poster opens (扫码); a code that was revoked or never was says so, with whom to call."""
    try:
        area = public_code(token=token)
    except NotFound as refusal:
        return render(request, "portal/dead_code.html", {"refusal": refusal, "phones": town_phones()}, status=404)
    response = _area_page(request, door_of(area), via="qr")
    response["X-Robots-Tag"] = "noindex"
    return response


def _area_page(request: HttpRequest, door: Door, *, via: str) -> HttpResponse:
    page = area_page(door, at=timezone.now())
    report_url = reverse("portal:report", args=[door.area.code]) + (f"?via={via}" if via else "")
    context = {"door": door, "page": page, "report_url": report_url, "phone": door.phone}
    return render(request, "portal/area.html", context)


@require_safe
def send_outlines(request: HttpRequest, code: str) -> HttpResponse:
    """The outlines around an area for the map of the report form; they are public and change rarely."""
    area = door_by_code(code).area
    around = areas_in_memory().by_id.get(area.parent_id) if area.level in ("grid", "micro") and area.parent_id else area
    found = boundaries_geojson(path=around.path if around else area.path, tolerance=OUTLINE_TOLERANCE)
    for feature in found["features"]:
        feature["properties"] = {
            "name": feature["properties"]["name"],
            "is_current": feature["properties"]["code"] == area.code,
        }
    response = JsonResponse(found)
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def send_poster(request: HttpRequest, code: str) -> HttpResponse:
    """The poster of an area as PDF, for staff who may see the area. To anybody else there is none."""
    area = door_by_code(code).area
    if is_stranger(request):
        raise NotFound(_("没有找到您要的内容。"))
    at = timezone.now()
    actor = actor_of(account=request.user, at=at)  # type: ignore[arg-type]  # whoever signed in has an account
    if not actor.can("area.see", at_path=area.path):
        raise NotAllowed(_("您的岗位没有这一项权限。需要时请找本单位的管理员。"))
    codes = [one for one in live_codes(scope=Scope((area.path,)), path=area.path) if one.area_id == area.id]
    if not codes:
        raise Refusal(_("这个网格还没有二维码，请先在工作台里发一个"))
    token = codes[0].token
    url = settings.PUBLIC_URL + reverse("portal:code", args=[token])
    poster = grid_poster(area_id=area.id, page_url=url, code=token, on=timezone.localtime(at).date())
    response = HttpResponse(grid_poster_pdf(poster=poster, at=at), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{area.code}.pdf"'
    return response
