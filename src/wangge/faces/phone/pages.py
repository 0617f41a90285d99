"""The one page of the app, and what a browser needs to keep it: the web manifest and the worker's script."""

import hashlib
import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.faces.shell import manifest
from wangge.faces.shell.context import shell_of

ENTRY, WORKER = "phone", "phone-worker"
COLOUR = "#1b5c9e"


@require_GET
def show_app(request: HttpRequest) -> HttpResponse:
    """The empty page that the app fills; the same for everybody, nobody need be signed in."""
    return render(request, "phone/app.html")


@require_GET
def send_webmanifest(request: HttpRequest) -> HttpResponse:
    """Name and sign for a phone's home screen."""
    page, name = reverse("phone:app"), shell_of(request).site_name
    icon = {"src": static("shell/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    told = {
        "id": page, "start_url": page, "scope": page, "name": _("{site} · 网格手机端").format(site=name),
        "short_name": name[:12], "display": "standalone", "theme_color": COLOUR, "background_color": "#ffffff",
        "icons": [icon],
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json")


@require_GET
def send_worker(request: HttpRequest) -> HttpResponse:
    """The built worker with the names of the files it keeps; new names make a new worker. Raises AssetsMissing."""
    styles, scripts = manifest.files_of(ENTRY)
    files = [static(f"dist/{name}") for name in (*styles, *scripts)] + [static("shell/icon.svg")]
    script = (manifest.FOLDER / manifest.files_of(WORKER)[1][-1]).read_text("utf8")
    version = hashlib.sha256(" ".join([*files, script]).encode()).hexdigest()[:12]
    shell = json.dumps({"version": version, "page": reverse("phone:app"), "files": files})
    return HttpResponse(
        f"self.SHELL = {shell};\n{script}", content_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )
