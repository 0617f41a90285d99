"""One place where a refusal becomes a page, or a part of one, in the person's own words."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal

SECRET_WORDS = ("password", "code", "token", "secret")
WORTH_KEEPING = 8


class RefusalMiddleware:
    """Turns a Refusal that a view let rise into the answer with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, Refusal) else None


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a refusal: a part for htmx, else a whole page. To a stranger, forbidden looks like missing."""
    if isinstance(refusal, NotAllowed) and is_stranger(request):
        refusal = NotFound(_("没有找到您要的内容。"))
    if is_htmx(request):
        response = render(request, "shell/components/refusal.html", {"refusal": refusal}, status=refusal.status)
    elif isinstance(refusal, NotFound):
        return not_found_page(request)
    else:
        context = {"refusal": refusal, "back_url": back_url(request), "written": written(request)}
        response = render(request, "shell/refusal.html", context, status=refusal.status)
    wait = refusal.detail.get("retry_after")
    if isinstance(wait, int):
        response["Retry-After"] = str(wait)
    return response


def not_found_page(request: HttpRequest) -> HttpResponse:
    """The one page for what is not there and for what a stranger may not know of."""
    return render(request, "404.html", {"back_url": back_url(request)}, status=404)


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def is_stranger(request: HttpRequest) -> bool:
    """Nobody is logged in (or the fault came before anybody could be)."""
    user = getattr(request, "user", None)
    return user is None or not user.is_authenticated


def back_url(request: HttpRequest) -> str:
    """The page the person came from when it is one of ours, else the start."""
    referer = request.headers.get("Referer", "")
    if referer and url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(referer)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return "/"


def written(request: HttpRequest) -> list[str]:
    """The longer texts the person had typed, so that a refusal loses none of them. Never passwords or codes."""
    if request.method != "POST":
        return []
    return [
        str(value)
        for name, value in request.POST.items()
        if len(str(value)) >= WORTH_KEEPING
        and name != "csrfmiddlewaretoken"
        and not any(word in name.lower() for word in SECRET_WORDS)
    ]
