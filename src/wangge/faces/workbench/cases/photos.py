"""Pictures of a case, for whoever may see the case."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponseBase, HttpResponseNotModified
from django.views.decorators.http import require_safe

from wangge.core.cases.queries import photo_of_case
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.files import open_file

ONE_DAY = 24 * 3600


@require_safe
@staff_page(needs="case.see")
def send_photo(request: StaffRequest, case_id: UUID, photo_id: UUID, size: str) -> HttpResponseBase:
    """A picture (`full`) or its thumbnail (`thumb`). Raises NotFound alike for missing and forbidden."""
    if size not in ("full", "thumb"):
        raise Http404
    stored = photo_of_case(actor=request.actor, case_id=case_id, photo_id=photo_id).file
    tag = f'"{stored.sha256 if size == "full" else stored.thumb_sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return _kept_private(HttpResponseNotModified(), tag)
    content = open_file(stored, size="full" if size == "full" else "thumb")
    response = FileResponse(content, content_type=stored.mime, filename=f"{photo_id}.jpg")
    return _kept_private(response, tag)


def _kept_private(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response.headers["Cache-Control"] = f"private, max-age={ONE_DAY}, immutable"
    response.headers["ETag"] = tag
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
