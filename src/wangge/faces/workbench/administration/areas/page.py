"""网格: the tree and the map side by side, one selection, and what is known of it."""

from dataclasses import dataclass

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from wangge.core.areas.queries import AreaRow, area_by_code, areas_in_memory, areas_like, boundaries_geojson
from wangge.core.cases.queries import OpenCount, open_counts
from wangge.core.teams.queries import AreaPosts, holder_of, posts_of_areas
from wangge.faces.shell.parts import Crumb
from wangge.faces.workbench.administration.listing import roots_of
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .branches import area_url, branches, note_of
from .card import card_of

TOLERANCE = 0.00002  # degrees, about two metres
MOST_FOUND = 50


@dataclass(frozen=True)
class Shown:
    """What the map of an area shows: what lies right below it, else its neighbours and itself."""

    rows: tuple[AreaRow, ...]
    bounds: str


@require_GET
@staff_page(needs="area.see")
def show_area(request: StaffRequest, code: str = "") -> HttpResponse:
    """One area of the tree; without a code the first the person works in. Raises NotFound."""
    scope = request.actor.scope("area.see")
    roots = roots_of(scope)
    if not roots:
        return render(request, "workbench/administration/areas/none.html")
    area = area_by_code(code=code, scope=scope) if code else roots[0]
    context = {
        "area": area,
        "crumbs": _crumbs(area, roots),
        "branches": branches(roots, area),
        "card": card_of(request, area),
        "bounds": _shown(area).bounds,
        "may_edit": request.actor.can("area.edit", at_path=area.path),
        "may_appoint": request.actor.can("team.edit", at_path=area.path),
        "sees_teams": request.actor.can("team.see", at_path=area.path),
    }
    return render(request, "workbench/administration/areas/area.html", context)


def _crumbs(area: AreaRow, roots: list[AreaRow]) -> list[Crumb]:
    """The way to the area, linked as far up as the person may go."""
    paths = tuple(root.path for root in roots)
    chain = areas_in_memory().above(area.id)
    return [Crumb(row.name, area_url(row) if row.path.startswith(paths) and row != area else "") for row in chain]


def _shown(area: AreaRow) -> Shown:
    index = areas_in_memory()
    rows = index.tiles(area.id)
    if not any(row.id in index.outlines for row in rows):
        rows = index.tiles(area.parent_id) if area.parent_id else [area]
        rows = rows if area in rows else [*rows, area]
    shapes = [index.outlines[row.id].shape.bounds for row in rows if row.id in index.outlines]
    if not shapes:
        return Shown((), "")
    corners = [
        min(s[0] for s in shapes),
        min(s[1] for s in shapes),
        max(s[2] for s in shapes),
        max(s[3] for s in shapes),
    ]
    return Shown(tuple(rows), ",".join(f"{corner:.5f}" for corner in corners))


@require_GET
@staff_page(needs="area.see")
def send_map(request: StaffRequest, code: str) -> HttpResponse:
    """What the map of an area shows, as GeoJSON; tinted by how many matters are open. Raises NotFound."""
    area = area_by_code(code=code, scope=request.actor.scope("area.see"))
    rows = {str(row.id): row for row in _shown(area).rows}
    parent = areas_in_memory().by_id.get(area.parent_id) if area.parent_id else None
    path = parent.path if parent is not None and area in rows.values() else area.path
    counts = open_counts(
        scope=request.actor.scope("case.see"), path=path, parts=[row.path for row in rows.values()], at=request.at
    )
    most = max((count.total for count in counts.values()), default=0)
    scope = request.actor.scope("area.see")
    features = []
    for level in {row.level for row in rows.values()}:
        found = boundaries_geojson(path=path, level=level, tolerance=TOLERANCE)
        features += [feature for feature in found["features"] if feature["id"] in rows]
    for feature in features:
        row = rows[feature["id"]]
        count = counts.get(row.path, OpenCount())
        feature["properties"] = {
            "name": row.name,
            "note": note_of(row),
            "url": area_url(row) if scope.covers(row.path) else "",
            "weight": count.total / most if most else 0,
            "is_current": row.id == area.id,
        }
    response = JsonResponse({"type": "FeatureCollection", "features": features}, content_type="application/geo+json")
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


@dataclass(frozen=True)
class Found:
    """An area that fits the words, with where it lies and who holds its posts."""

    name: str
    where: str
    code: str
    url: str
    posts: AreaPosts | None


@require_GET
@staff_page(needs="area.see")
def find(request: StaffRequest) -> HttpResponse:
    """Look an area up by name or code (荣星村第二网格, also with a post behind it) and say who holds its posts."""
    words = request.GET.get("q", "").strip()[:60]
    scope, teams, today = request.actor.scope("area.see"), request.actor.scope("team.see"), localdate(request.at)
    rows = areas_like(words=words, scope=scope, limit=MOST_FOUND)
    if rows:
        held = posts_of_areas(area_ids=[row.id for row in rows if teams.covers(row.path)], on=today)
    else:
        held = holder_of(name=words, on=today, scope=teams) if words else []
        rows = [areas_in_memory().by_id[posts.area_id] for posts in held if scope.covers(posts.area_path)]
    named = {posts.area_id: posts for posts in held}
    context = {
        "words": words,
        "found": [
            Found(
                row.name, area_label(row.parent_id) if row.parent_id else "", row.code, area_url(row), named.get(row.id)
            )
            for row in rows
        ],
        "most": MOST_FOUND,
        "areas_url": reverse("workbench:areas"),
    }
    return render(request, "workbench/administration/areas/found.html", context)
