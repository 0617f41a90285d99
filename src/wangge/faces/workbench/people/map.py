"""网格一张图: people, houses, matters and things of an area on one map and as a list, each only to who may see it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from wangge.core.areas.queries import AreaRow, areas_in_memory, boundaries_geojson
from wangge.core.cases.queries import CaseFilter, map_points
from wangge.core.people.lifecycle import EnterpriseKind
from wangge.core.people.queries import counts_by_grid, map_buildings
from wangge.core.people.queries.dossiers import enterprise_points, living_in
from wangge.faces.shell.parts import NavItem, Words, build_filter_bar
from wangge.faces.shell.states import look_of
from wangge.faces.workbench.administration.listing import area_chip, roots_of
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.links import case_url, thing_url
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.text import mask_within
from wangge.ground.rulebook.permissions import Permission

from .lists import Shown, shown_of
from .words import NOTHING, TABS

LISTED = 100
TOLERANCE = 0.00002  # degrees, about two metres
LAYERS: dict[str, tuple[Words, Permission]] = {
    "people": (gettext_lazy("人"), "people.see"),
    "houses": (gettext_lazy("房"), "people.see"),
    "matters": (gettext_lazy("事"), "case.see"),
    "things": (gettext_lazy("物"), "people.see"),
}
NOTES: dict[str, Words] = {
    "people": gettext_lazy("有人住的楼栋：几户几人；红的有要关爱的人。点一栋看它的住户。"),
    "houses": gettext_lazy("登记的楼栋：户室、出租；红的有隐患或者地势低洼。"),
    "matters": gettext_lazy("没办完的事项；红的超期。"),
    "things": gettext_lazy("企业、商铺、摊位和单位。"),
}


@require_GET
@staff_page(needs="people.see")
def show_map(request: StaffRequest) -> HttpResponse:
    """One area: a layer of the map, and the same as a list. Raises NotFound."""
    shown = shown_of(request)
    area = shown.area or next(iter(roots_of(shown.sight.scope)), None)
    if area is None:
        return render(request, "workbench/administration/areas/none.html")
    layer = layer_of(request, area)
    query = request.GET.copy()
    views = []
    for code, (label, permission) in LAYERS.items():
        if request.actor.can(permission, at_path=area.path):
            query["layer"] = code
            views.append(NavItem(label, f"?{query.urlencode()}", "", code == layer))
    about = urlencode({"area": area.code, "layer": layer})
    features = POINTS[layer](request, shown, area.path)
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "bar": build_filter_bar(request.GET, [area_chip(request.GET, shown.sight.scope, shown.area, lead=_("看"))],
                                has_words=False),
        "area": area,
        "views": views,
        "note": NOTES[layer],
        "bounds": _bounds(area),
        "areas_url": f"{reverse('workbench:grid-map-areas')}?{about}",
        "points_url": f"{reverse('workbench:grid-map-points')}?{about}",
        "parts": _parts(shown, area),
        "lines": [_line(one) for one in features[:LISTED]],
        "count": len(features),
        "is_cut": len(features) > LISTED,
        "dossier_url": f"{reverse('workbench:dossiers')}?area={area.code}",
    }  # fmt: skip
    return render(request, "workbench/people/map.html", context)


def layer_of(request: StaffRequest, area: AreaRow) -> str:
    """The layer an address names where the person may see it, else the people."""
    code = request.GET.get("layer", "")
    return code if code in LAYERS and request.actor.can(LAYERS[code][1], at_path=area.path) else "people"


def _bounds(area: AreaRow) -> str:
    index = areas_in_memory()
    rows = [*index.tiles(area.id), area]
    shapes = [index.outlines[row.id].shape.bounds for row in rows if row.id in index.outlines]
    if not shapes:
        return ""
    corners = (*(min(s[i] for s in shapes) for i in (0, 1)), *(max(s[i] for s in shapes) for i in (2, 3)))
    return ",".join(f"{corner:.5f}" for corner in corners)


def _parts(shown: Shown, area: AreaRow) -> list[Line]:
    """What each area right below holds, with all that lies under it."""
    counts = counts_by_grid(sight=shown.sight, path=area.path)
    index, lines = areas_in_memory(), []
    for part in index.children(area.id):
        inside = [counts[row.id] for row in index.below(part.path) if row.id in counts]
        cells = [
            Cell(label, str(sum(getattr(one, name) for one in inside)), is_number=True)
            for name, label in (
                ("households", _("户")), ("persons", _("人")), ("care", _("关爱")), ("hazards", _("隐患")),
                ("enterprises", _("企业商铺")),
            )
        ]  # fmt: skip
        if shown.sight.scope.covers(part.path):
            lines.append(Line(part.name, cells, url=f"{reverse('workbench:grid-map')}?area={part.code}"))
    return lines


Feature = dict[str, Any]


def _feature(name: str, note: str, url: str, place: tuple[float, float], *, is_over: bool = False) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": list(place)},
        "properties": {"name": name, "note": note, "url": url, "is_over": is_over},
    }


def _line(one: Feature) -> Line:
    said = one["properties"]
    state = _("要留意") if said["is_over"] else NOTHING
    return Line(said["name"], [Cell(_("情况"), said["note"] or NOTHING), Cell(_("标记"), state)], url=said["url"])


def _people(request: StaffRequest, shown: Shown, path: str) -> list[Feature]:
    buildings = {one.id: one for one in map_buildings(sight=shown.sight, path=path, with_doors=False)}
    found = []
    words, cared_for = _("{households} 户 {persons} 人"), _("，关爱 {count}")
    for pk, living in living_in(sight=shown.sight, path=path, building_ids=list(buildings)).items():
        one = buildings[pk]
        note = words.format(households=living.households, persons=living.persons)
        care = cared_for.format(count=living.care) if living.care else ""
        url = thing_url("workbench:building", pk)
        found.append(_feature(one.name, note + care, url, (one.lon, one.lat), is_over=bool(living.care)))
    return sorted(found, key=lambda feature: str(feature["properties"]["name"]))


def _houses(request: StaffRequest, shown: Shown, path: str) -> list[Feature]:
    found = []
    rooms, rented, hazards, low = _("{count} 室"), _("出租 {count}"), _("隐患 {count}"), _("地势低洼")
    for one in map_buildings(sight=shown.sight, path=path):
        parts = [rooms.format(count=one.dwellings)]
        parts += [rented.format(count=one.rented)] if one.rented else []
        parts += [hazards.format(count=one.hazards)] if one.hazards else []
        parts += [low] if one.lies_low else []
        over = bool(one.hazards or one.lies_low)
        url = thing_url("workbench:building", one.id)
        found.append(_feature(one.name, "，".join(parts), url, (one.lon, one.lat), is_over=over))
    return found


def _matters(request: StaffRequest, shown: Shown, path: str) -> list[Feature]:
    where = CaseFilter(area_path=path, is_open=True)
    points = map_points(scope=request.actor.scope("case.see"), where=where, at=request.at)
    return [
        _feature(
            f"{one.number} {mask_within(one.title)}", str(look_of(one.state).label), case_url(one.id),
            (one.lon, one.lat), is_over=one.due_at is not None and one.due_at < request.at,
        )
        for one in points
    ]  # fmt: skip


def _things(request: StaffRequest, shown: Shown, path: str) -> list[Feature]:
    return [
        _feature(name, str(EnterpriseKind(kind).label), thing_url("workbench:enterprise", pk), (lon, lat))
        for pk, name, kind, lon, lat in enterprise_points(sight=shown.sight, path=path)
    ]


POINTS: dict[str, Callable[[StaffRequest, Shown, str], list[Feature]]] = {
    "people": _people,
    "houses": _houses,
    "matters": _matters,
    "things": _things,
}


@never_cache
@require_GET
@staff_page(needs="people.see")
def send_points(request: StaffRequest) -> JsonResponse:
    """The points of a layer, as GeoJSON. Raises NotFound."""
    shown = shown_of(request)
    area = shown.area or next(iter(roots_of(shown.sight.scope)), None)
    features = POINTS[layer_of(request, area)](request, shown, area.path) if area else []
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")


@never_cache
@require_GET
@staff_page(needs="people.see")
def send_areas(request: StaffRequest) -> JsonResponse:
    """The outlines right below an area, tinted by how many live there, as GeoJSON. Raises NotFound."""
    shown = shown_of(request)
    area = shown.area or next(iter(roots_of(shown.sight.scope)), None)
    features: list[Feature] = []
    if area is not None:
        index = areas_in_memory()
        tiles = {str(row.id): row for row in index.tiles(area.id) or [area]}
        counts = counts_by_grid(sight=shown.sight, path=area.path)
        weights = {
            pk: sum(counts[one.id].persons for one in index.below(row.path) if one.id in counts)
            for pk, row in tiles.items()
        }
        most = max(weights.values(), default=0) or 1
        for level in {row.level for row in tiles.values()}:
            found = boundaries_geojson(path=area.path, level=level, tolerance=TOLERANCE)["features"]
            features += [feature for feature in found if feature["id"] in tiles]
        for feature in features:
            row = tiles[feature["id"]]
            url = f"{reverse('workbench:grid-map')}?{urlencode({'area': row.code, 'layer': layer_of(request, row)})}"
            seen = shown.sight.scope.covers(row.path) and row.id != area.id
            feature["properties"] = {
                "name": row.name, "note": "", "url": url if seen else "",
                "weight": 0 if row.id == area.id else weights[feature["id"]] / most,
                "is_current": row.id == area.id,
            }  # fmt: skip
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")
