"""The styleguide: every component in its states and six pages with invented content. In development only."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from wangge.faces.shell import samples, views
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal, TooMany

PAGES = {
    "todo": "待办",
    "list": "事项列表",
    "case": "事项页",
    "areas": "网格树与地图",
    "portal-grid": "网格首页",
    "portal-report": "我要反映",
    "portal-sent": "已收到",
    "portal-track": "查进度",
    "login": "登录",
    "poster": "海报",
}
REFUSALS: dict[str, Callable[[], Refusal]] = {
    "refusal": lambda: Refusal("退回已满 1 次，不能再退。", next="请在 今天 17:30 前签收，或请求审定。"),
    "conflict": lambda: Conflict(
        "李建国刚刚签收了这件事，您看到的已经不是现在的样子。",
        changed=["状态：已派遣 → 已签收"],
        url="/",
        label="看现在的样子",
    ),
    "forbidden": lambda: NotAllowed("核查不能由处置人自己做。"),
    "missing": lambda: NotFound("没有这件事。"),
    "too-many": lambda: TooMany("这里一小时内收到了很多件，请过 10 分钟再交。急事请打电话。", retry_after=600),
}


def show_index(request: HttpRequest) -> HttpResponse:
    context = samples.components(request, timezone.now()) | {"pages": PAGES.items(), "refusals": REFUSALS}
    return render(request, "shell/styleguide/index.html", context)


def show_page(request: HttpRequest, page: str) -> HttpResponse:
    if page in REFUSALS:
        raise REFUSALS[page]()
    if page not in PAGES:
        raise Http404
    context = samples.page(page, request, timezone.now())
    return render(request, f"shell/styleguide/{page.replace('-', '_')}.html", context)


def show_error(request: HttpRequest, status: int) -> HttpResponse:
    """Look at an error page without causing the error."""
    if status == 500:
        return views.server_error(request)
    pages = {400: views.bad_request, 403: views.forbidden, 404: views.not_found}
    if status not in pages:
        raise Http404
    return pages[status](request)


def send_areas(request: HttpRequest) -> JsonResponse:
    return JsonResponse(samples.areas())
