from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("phone/", include("wangge.faces.phone.urls")),  # first: phones ask more often than anybody
    path("", include("wangge.faces.shell.urls")),
    path("", include("wangge.faces.portal.urls")),
    path("", include("wangge.faces.workbench.urls")),
    path("", include("wangge.faces.exchange.urls")),
]

handler400 = "wangge.faces.shell.views.bad_request"
handler403 = "wangge.faces.shell.views.forbidden"
handler404 = "wangge.faces.shell.views.not_found"
handler500 = "wangge.faces.shell.views.server_error"
