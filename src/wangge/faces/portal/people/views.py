"""公示与核验: who answers where, and whether a paper holds."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.teams.queries import appointment_by_token, public_directory
from wangge.faces.portal.doors import area_url, door_by_code, town_phones
from wangge.faces.portal.grids.area_page import group_posts
from wangge.ground.foundation.errors import NotFound
from wangge.practice.gridteams.queries import public_card

OWN_PAGE = ("grid", "micro")


@require_safe
def show_directory(request: HttpRequest, code: str) -> HttpResponse:
    """Names, posts, areas and duty phones of a town with its villages, or of a village with its grids (公示)."""
    door = door_by_code(code)
    if door.area.level in OWN_PAGE:
        return HttpResponseRedirect(door.url)
    rows = _listed(door.area)
    people = public_directory(area_ids=[row.id for row in rows], on=timezone.localtime().date())
    found = {name: group_posts(list(same)) for name, same in groupby(people, key=lambda person: person.area_name)}
    sections = [(row, _more(row, door.area), found[row.name]) for row in rows if row.name in found]
    context = {"door": door, "sections": sections, "phone": door.phone}
    return render(request, "portal/people.html", context)


def _listed(area: AreaRow) -> list[AreaRow]:
    """The area and those right below it; a sector's villages too."""
    index = areas_in_memory()
    rows = [area]
    for row in index.children(area.id):
        rows.append(row)
        if row.level == "sector":
            rows.extend(index.children(row.id))
    return rows


def _more(row: AreaRow, here: AreaRow) -> str:
    """Where the list goes on below a row."""
    if row.id == here.id:
        return ""
    return area_url(row) if row.level in OWN_PAGE else reverse("portal:people", args=[row.code])


@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a work card or a letter of appointment holds (扫码核验)."""
    try:
        found = appointment_by_token(token=token, at=timezone.now())
    except NotFound as refusal:
        return _verification(request, {"refusal": refusal, "phones": town_phones()}, status=404)
    shown = public_card(member_ids=[found.member_id], place=found.place) if found.state == "valid" else {}
    card = [slot for slot in shown.get(found.member_id, ()) if slot.words]
    return _verification(request, {"found": found, "card": card}, status=200)


def _verification(request: HttpRequest, context: dict[str, object], *, status: int) -> HttpResponse:
    response = render(request, "portal/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
