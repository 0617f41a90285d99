"""A kept picture as an answer; whoever calls has checked who may see it."""

from django.http import FileResponse, Http404, HttpResponseBase, HttpResponseNotModified

from wangge.faces.workbench.staff import StaffRequest
from wangge.ground.foundation.files import open_file
from wangge.ground.foundation.models import StoredFile

ONE_DAY = 24 * 3600


def send_picture(request: StaffRequest, stored: StoredFile, *, size: str, name: str) -> HttpResponseBase:
    """A picture (`full`) or its thumbnail (`thumb`), kept by this browser alone. Raises Http404 for another size."""
    if size not in ("full", "thumb"):
        raise Http404
    tag = f'"{stored.sha256 if size == "full" else stored.thumb_sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return _kept_private(HttpResponseNotModified(), tag)
    content = open_file(stored, size="full" if size == "full" else "thumb")
    return _kept_private(FileResponse(content, content_type=stored.mime, filename=name), tag)


def _kept_private(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    response.headers["Cache-Control"] = f"private, max-age={ONE_DAY}, immutable"
    response.headers["ETag"] = tag
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
