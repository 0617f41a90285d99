"""Switches at the foot of the page, and the pages for what went wrong."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wangge.faces.shell.context import ELDER_COOKIE, shell_of
from wangge.faces.shell.refusals import back_url, is_htmx, is_stranger, not_found_page, written
from wangge.ground.foundation.errors import Conflict, NotFound

ONE_YEAR = 365 * 24 * 3600


# Another site that forged this could only change the language or the size of type; without a token
# a public page stays the same for everybody and can be answered from the browser's own copy.
@csrf_exempt
@require_POST
def set_preferences(request: HttpRequest) -> HttpResponse:
    """Keep the language and the elder edition (长辈版) in cookies and go back to where the person was."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    if request.POST.get("elder") in {"0", "1"}:
        _keep(response, ELDER_COOKIE, request.POST["elder"])
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    secure = bool(getattr(settings, "SESSION_COOKIE_SECURE", False))
    response.set_cookie(name, value, max_age=ONE_YEAR, samesite="Lax", secure=secure, httponly=True)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404."""
    if is_htmx(request):
        return _part(request, NotFound(_("没有找到您要的内容。")), 404)
    return not_found_page(request)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403: a stranger is told that there is nothing."""
    if is_stranger(request):
        return not_found(request)
    return render(request, "403.html", {"back_url": back_url(request)}, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400."""
    return render(request, "400.html", {"back_url": back_url(request)}, status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: drawn without the request's context, which may be what failed."""
    return HttpResponse(render_to_string("500.html", {"shell": shell_of(request)}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: the page was open for too long, or cookies are off."""
    refusal = Conflict(_("这一页开得太久了，请返回、刷新后再提交。写过的内容还在。"))
    if is_htmx(request):
        return _part(request, refusal, 403)
    context = {"refusal": refusal, "back_url": back_url(request), "written": written(request)}
    return render(request, "shell/refusal.html", context, status=403)


def _part(request: HttpRequest, refusal: NotFound | Conflict, status: int) -> HttpResponse:
    return render(request, "shell/components/refusal.html", {"refusal": refusal}, status=status)
