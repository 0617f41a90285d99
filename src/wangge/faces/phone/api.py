"""The requests of a phone: sign in, what may I have, is there news, pull, push; see docs/phone-contract.md.

A copy that cannot be carried on is answered 412 with `{"reset": …}`: the status 205 of the first draft may carry no
body, and a browser hides it. What waits in the phone's queue is never part of a reset.
"""

import gzip
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from wangge.core.access.operations import CodeNeeded, sign_in
from wangge.core.access.queries import Actor, actor_of
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.notices.carried import notices_of
from wangge.core.people.carried import ROSTER, masked
from wangge.core.teams.units import units
from wangge.faces.shell.addresses import address_of
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.jobs import enqueue
from wangge.ground.foundation.limits import Limit, refuse_excess
from wangge.ground.sync.clock import PhoneClock
from wangge.ground.sync.devices import OPENS_FOR, enrol_device, note_pull
from wangge.ground.sync.ops import EARLIEST, LATEST, MOST_BYTES, MOST_MS
from wangge.ground.sync.pulling import MOST, Cursor, Line, MustReset, Page, pull, read_cursor, scopes_with_news
from wangge.ground.sync.pushing import push
from wangge.ground.sync.rows import put_rows, read_payload
from wangge.practice.visits.jobs import refresh_grids

from .doors import Caller, count_of, grids_of, json_of, phone_call, refused, rights, standing_of
from .forms import keep_forms

TRIES, TRIES_SECONDS = 60, 600
PUSHES, PUSHES_SECONDS = 300, 60  # fifty ops each; no queue is that long
WORTH_ZIPPING = 1000
MOST_SCOPES = 100


@csrf_exempt
@never_cache
@sensitive_post_parameters()
@require_POST
def sign_in_phone(request: HttpRequest) -> HttpResponse:
    """`{login_name, password, code, device, label}` → token, secret, grids; the token goes with all that follows."""
    at = timezone.now()
    try:
        given = json_of(request)
        refuse_excess([Limit(f"phone.sign_in:{address_of(request)}", TRIES, TRIES_SECONDS)], at=at)
        account = sign_in(
            login_name=_line(given, "login_name"), password=_line(given, "password"), code=_line(given, "code"),
            address=address_of(request), at=at,
        )  # fmt: skip
        if account.must_change_password:
            raise Refusal(_("请先在电脑上改掉初始密码，再用手机登录"), field="must_change_password")
        grids = grids_of(actor_of(account=account, at=at))
        if not grids or grids[0].town_id is None:
            raise Refusal(_("你的岗位没有可以随身带的网格，请用电脑登录工作台"), field="no_grid")
        enrolled = enrol_device(
            device_id=_uuid(given.get("device")), account_id=account.pk, town_id=grids[0].town_id,
            label=_line(given, "label"), at=at,
        )  # fmt: skip
    except CodeNeeded as needed:
        return refused(needed, status=401, why="code")
    except Refusal as refusal:
        return refused(refusal)
    caller = Caller(enrolled.device, account, at)
    put_rows(notices_of(account_id=account.pk, at=at), at=at)
    enqueue(refresh_grids, areas=[str(row.id) for row in grids])
    return JsonResponse({**_about(caller), "token": enrolled.token, "secret": enrolled.secret})


@never_cache
@require_GET
@phone_call
def show_me(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Who I am, which grids I have, until when my store opens without the server."""
    return _wipe() if caller.is_closed else JsonResponse(_about(caller))


@never_cache
@require_POST
@phone_call
def tell_news(request: HttpRequest, caller: Caller) -> HttpResponse:
    """`{epoch, cursors: {scope: cursor}}` → `{scopes, epoch, server_time}`: those that are worth a pull.

    Most rounds of most phones end here: one request, whatever number of grids a person has.
    """
    if caller.is_closed:
        return _wipe()
    given = json_of(request)
    cursors = given.get("cursors")
    if not isinstance(cursors, dict) or len(cursors) > MOST_SCOPES:
        raise Refusal(_("送来的内容不完整"), field="cursors")
    if given.get("epoch") != caller.epoch:
        return _reset("epoch", caller)
    keep_forms(town_id=caller.town_id, at=caller.at)
    known, unclear = _read_cursors(cursors, caller)
    without = [(scope, kind) for scope in known for kind in caller.unseen(scope)]
    found = {str(scope) for scope in scopes_with_news(cursors=known, without=without)}
    note_pull(device=caller.device, at=caller.at)
    told = {"scopes": sorted({*found, *unclear}), "epoch": caller.epoch, "server_time": caller.at.isoformat()}
    return JsonResponse(told)


def _read_cursors(given: dict[str, object], caller: Caller) -> tuple[dict[UUID, Cursor], list[str]]:
    """Cursors of scopes the person has; and those of which only a pull can say more."""
    mine = {str(scope): scope for scope in caller.scopes}
    known, unclear = {}, []
    for word, written in given.items():
        try:
            cursor = read_cursor(str(written))
        except MustReset:
            cursor = None
        if word in mine and cursor is not None:
            known[mine[word]] = cursor
        else:
            unclear.append(word[:40])
    return known, unclear


@never_cache
@require_GET
@phone_call
def pull_rows(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """`?scope=&cursor=&epoch=&limit=` → lines of JSON, the first `{cursor, more, n, epoch, server_time}`, then rows.

    Scopes are the person's grids, the town and the person's account. Raises NotFound.
    """
    if caller.is_closed:
        return _wipe()
    scope = _uuid(request.GET.get("scope"))
    if scope not in caller.scopes:
        raise NotFound(_("没有找到，或者不在你的范围内"), field="scope")
    if request.GET.get("epoch", "") != caller.epoch:
        return _reset("epoch", caller)
    limit = request.GET.get("limit", "")
    try:
        page = pull(scope=scope, cursor=read_cursor(request.GET.get("cursor", "")),
                    limit=count_of(limit) or MOST, without=caller.unseen(scope))  # fmt: skip
    except MustReset:
        return _reset("horizon", caller)
    note_pull(device=caller.device, at=caller.at)
    if not caller.names_whole(scope):
        page = replace(page, lines=[_masked(line) for line in page.lines])
    return _lines(request, page, caller)


def _masked(line: Line) -> Line:
    if line.is_deleted or line.kind not in ROSTER:
        return line
    return line._replace(payload=json.dumps(masked(line.kind, read_payload(line.payload)), ensure_ascii=False))


@never_cache
@require_POST
@phone_call
def push_ops(request: HttpRequest, caller: Caller) -> HttpResponse:
    """`{epoch, now, mono, boot, ops}` → `{results, server_time}`; a closed phone may still send, then wipes."""
    if len(request.body) > MOST_BYTES:
        raise Refusal(_("一次送得太多，请分几次"), field="size")
    given = json_of(request)
    ops = given.get("ops")
    if not isinstance(ops, list) or not all(isinstance(op, dict) for op in ops):
        raise Refusal(_("送来的内容不完整"), field="ops")
    refuse_excess([Limit(f"phone.push:{caller.device.pk}", PUSHES, PUSHES_SECONDS)], at=caller.at)
    sending = _clock(given, caller.at)
    results = push(standing=standing_of(caller), device=caller.device, sending=sending, ops=ops, at=caller.at)
    answer = {"results": [result.as_json() for result in results], "server_time": caller.at.isoformat()}
    return JsonResponse({**answer, "epoch": caller.epoch, "wipe": caller.is_closed})


def _about(caller: Caller) -> dict[str, object]:
    assert caller.actor is not None
    keep_forms(town_id=caller.town_id, at=caller.at)
    town = areas_in_memory().by_id.get(caller.town_id)
    return {
        "account": str(caller.device.account_id),
        "name": caller.actor.name,
        "town": {"id": str(caller.town_id), "name": town.name if town else ""},
        "grids": [_grid(caller.actor, row) for row in caller.grids],
        "units": [
            {"id": str(unit.id), "name": unit.name, "can": rights(caller.actor, for_unit=unit.id)}
            for pk in caller.actor.units
            if (unit := units().by_id.get(pk)) is not None
        ],
        "scopes": [{"id": str(scope), "kind": kind} for scope, kind in caller.scopes.items()],
        "epoch": caller.epoch,
        "opens_until": (caller.at + OPENS_FOR).isoformat(),
        "server_time": caller.at.isoformat(),
    }


def _grid(actor: Actor, row: AreaRow) -> dict[str, object]:
    return {"id": str(row.id), "name": row.name, "code": row.code, "can": rights(actor, at_path=row.path)}


def _lines(request: HttpRequest, page: Page, caller: Caller) -> HttpResponse:
    head = {
        "cursor": str(page.cursor), "more": page.has_more, "n": len(page.lines), "epoch": caller.epoch,
        "server_time": caller.at.isoformat(),
    }  # fmt: skip
    body = _joined([json.dumps(head), *map(str, page.lines)])
    response = HttpResponse(content_type="application/x-ndjson")
    if len(body) > WORTH_ZIPPING and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = gzip.compress(body, compresslevel=5, mtime=0)
        response["Content-Encoding"] = "gzip"
    response.content = body
    response["Vary"] = "Accept-Encoding, Authorization"
    return response


def _joined(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _reset(why: str, caller: Caller) -> JsonResponse:
    return JsonResponse({"reset": why, "epoch": caller.epoch}, status=412)


def _wipe() -> JsonResponse:
    return JsonResponse({"wipe": True, "msg": _("这部手机已经停用，资料会清除；没发出去的请先发送")}, status=410)


def _line(given: dict[str, object], name: str) -> str:
    return str(given.get(name, "")).replace("\0", "")


def _uuid(word: object) -> UUID:
    try:
        return UUID(str(word))
    except ValueError as fault:
        raise NotFound(_("没有找到，或者不在你的范围内"), field="id") from fault


def _clock(given: dict[str, object], at: datetime) -> PhoneClock:
    """What the phone's clocks show; one that shows what no clock can is taken to be right."""
    try:
        shown = parse_datetime(str(given.get("now", ""))) or at
    except ValueError:
        shown = at
    if shown.tzinfo is None:
        shown = shown.replace(tzinfo=at.tzinfo)
    mono, boot = given.get("mono"), str(given.get("boot", ""))[:40]
    if not isinstance(mono, int) or not 0 <= mono <= MOST_MS:
        mono, boot = 0, ""
    return PhoneClock(shown if EARLIEST <= shown <= LATEST else at, mono, boot)
