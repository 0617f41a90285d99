"""Where an upstream platform pushes its tickets: signed or with its secret, bounded in size and in how often."""

import hmac
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wangge.core.notices.channels.webhook import SIGNATURE_HEADER, TIMESTAMP_HEADER, signature
from wangge.ground.foundation.errors import Refusal, TooMany
from wangge.ground.foundation.limits import Limit, refuse_excess

from .lifecycle import ContactKind
from .models import UpstreamSystem
from .operations.files import note_contact
from .pulling import take_records
from .queries import active_system
from .speaking import BadAnswer, read_json, records_in

LARGEST = 1 << 20
LONGEST_STAMP = 12  # digits
MOST_RECORDS = 500
FRESH_FOR = 300  # seconds
BY_ADDRESS = 240  # a minute, right or wrong
BY_SYSTEM = 120


@csrf_exempt
@require_POST
def take_push(request: HttpRequest, system_id: UUID) -> JsonResponse:
    """Take pushed tickets in: {"tickets": [...]} → how many were taken, and why others were not."""
    at = timezone.now()
    try:
        refuse_excess([Limit(f"exchange.push:{request.META.get('REMOTE_ADDR', '')}", BY_ADDRESS, 60)], at=at)
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            return _no(413, _("一次最多 1 MB"))
        system = active_system(system_id=system_id)
        if system is None or not _is_theirs(request, system, at=at):
            return _no(401, _("签名或者密钥不对"))
        refuse_excess([Limit(f"exchange.push:{system.pk}", BY_SYSTEM, 60)], at=at)
        return _taken(request, system, at=at)
    except TooMany as refusal:
        response = _no(429, refusal.message)
        response["Retry-After"] = str(refusal.detail.get("retry_after", 60))
        return response


def _is_theirs(request: HttpRequest, system: UpstreamSystem, *, at: datetime) -> bool:
    """Whether the body was signed lately with the system's secret, or the secret itself came with it."""
    if not system.push_secret:
        return False
    sealed = request.headers.get(SIGNATURE_HEADER, "")
    if not sealed:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), system.push_secret.encode())
    timestamp = request.headers.get(TIMESTAMP_HEADER, "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= LONGEST_STAMP):
        return False
    if abs(int(timestamp) - at.timestamp()) > FRESH_FOR:
        return False
    expected = f"sha256={signature(secret=system.push_secret, timestamp=timestamp, body=request.body)}"
    return hmac.compare_digest(sealed.encode(), expected.encode())


def _taken(request: HttpRequest, system: UpstreamSystem, *, at: datetime) -> JsonResponse:
    try:
        records = records_in(read_json(request.body))
        if len(records) > MOST_RECORDS:
            return _no(413, _("一次最多 {most} 条工单").format(most=MOST_RECORDS))
        tally = take_records(system=system, records=records, at=at)
    except (BadAnswer, Refusal) as wrong:
        words = wrong.words if isinstance(wrong, BadAnswer) else wrong.message
        note_contact(system=system, kind=ContactKind.PUSH, is_sound=False, words=words, at=at)
        return _no(400, words)
    note_contact(system=system, kind=ContactKind.PUSH, tally=tally, at=at)
    return JsonResponse(
        {
            "rows": tally.rows,
            "accepted": tally.accepted,
            "repeated": tally.repeated,
            "changed": tally.changed,
            "refused": [{"row": f.row, "id": f.id, "reason": f.reason} for f in tally.refused],
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _no(status: int, words: str) -> JsonResponse:
    return JsonResponse({"error": words}, status=status, json_dumps_params={"ensure_ascii": False})
