"""A day's numbers of a phone's own work: whether it gets through, never where or when its person was."""

import json
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.errors import Refusal
from wangge.ground.sync.telemetry import keep_telemetry

from .doors import Caller, json_of, phone_call

MOST_BYTES = 8 << 10
NUL = "\\u0000"  # which no column of JSON takes
KEPT = frozenset(
    {"app", "browser", "webview", "pull", "push", "save", "open", "outbox", "files", "storage", "clock_offset",
     "evictions", "errors"}
)  # fmt: skip


@never_cache
@require_POST
@phone_call
def keep_numbers(request: HttpRequest, caller: Caller) -> HttpResponse:
    """`{day, …}` → 204; what is not known by name is not kept. Raises Refusal."""
    wrong = Refusal(_("送来的内容不完整"), field="json")
    if len(request.body) > MOST_BYTES:
        raise wrong
    given = json_of(request)
    today = day_of(caller.at)
    try:
        on = parse_date(str(given.get("day", "")))
        numbers = json.dumps({name: value for name, value in given.items() if name in KEPT}, ensure_ascii=False)
        numbers.encode()
    except ValueError as fault:
        raise wrong from fault
    if on is None or not today - timedelta(days=7) <= on <= today + timedelta(days=1) or NUL in numbers:
        raise wrong
    keep_telemetry(device=caller.device, on=on, numbers=numbers, at=caller.at)
    return HttpResponse(status=204)
