"""The outlines of the grids around a case, for its map."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from wangge.core.areas.queries import area_by_code, areas_in_memory, boundaries_geojson
from wangge.core.areas.scope import Scope
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .filters import surroundings_of

TOLERANCE = 0.00002  # degrees, about two metres


@require_GET
@staff_page(needs="case.see")
def send_outlines(request: StaffRequest) -> HttpResponse:
    """What lies right below an area the person works in, as GeoJSON with names. Raises NotFound."""
    around = surroundings_of(request.actor)
    scope = Scope(tuple(root.path for root in around.roots))
    area = area_by_code(code=request.GET.get("area", ""), scope=scope)
    below = areas_in_memory().children(area.id)
    found = boundaries_geojson(path=area.path, level=below[0].level if below else area.level, tolerance=TOLERANCE)
    response = JsonResponse(found, content_type="application/geo+json")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
