"""Photos in pieces, so that a broken line costs one piece: a subset of tus 1.0.0 (creation, termination, checksum…)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.sync.files import (
    KEPT_FOR,
    LARGEST,
    LARGEST_PIECE,
    NewFile,
    WrongOffset,
    begin_file,
    drop_file,
    file_of,
    files_of_device,
    take_piece,
)
from wangge.ground.sync.lifecycle import FileState
from wangge.ground.sync.models import SyncFile

from .doors import Caller, count_of, phone_call, refused

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
SUMS: dict[str, Callable[[bytes], bytes]] = {
    "sha256": lambda content: hashlib.sha256(content).digest(),
    "sha1": lambda content: hashlib.sha1(content, usedforsecurity=False).digest(),
}
WRONG_SUM = 460
SHA256 = re.compile(r"[0-9a-f]{64}")


def resumable(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Every answer names the version of the protocol; what a server can do is told to anybody."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def speaking(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        answer = _abilities() if request.method == "OPTIONS" else view(request, *args, **kwargs)
        answer["Tus-Resumable"] = VERSION
        return answer

    return speaking


def _abilities() -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["Tus-Version"], answer["Tus-Max-Size"] = VERSION, str(LARGEST)
    answer["Tus-Extension"] = "creation,termination,expiration,checksum"
    answer["Tus-Checksum-Algorithm"] = ",".join(SUMS)
    return answer


@resumable
@require_http_methods(["GET", "POST", "OPTIONS"])
@phone_call
def photos(request: HttpRequest, caller: Caller) -> HttpResponse:
    """POST begins a photo; GET tells how far those of this phone are."""
    if request.method == "GET":
        rows = files_of_device(device=caller.device, at=caller.at)
        return JsonResponse({"files": [_told(row) for row in rows]})
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    length = count_of(request.headers.get("Upload-Length", ""))
    if length is None:
        raise Refusal(_("送来的内容不完整"), field="size")
    if length > LARGEST:
        return refused(Refusal(_("照片不能超过 {limit} MB").format(limit=LARGEST >> 20)), status=413, why="size")
    sha256 = told.get("sha256", "").lower()
    if not SHA256.fullmatch(sha256):
        raise Refusal(_("送来的内容不完整"), field="sha256")
    new = NewFile(_id(told.get("id")), _id(told.get("op")), sha256, length, told.get("mime", "").replace("\0", "")[:40])
    row = begin_file(device=caller.device, new=new, at=caller.at)
    answer = _told_of(row, status=201)
    answer["Location"] = reverse("phone:photo", args=[row.pk])
    return answer


@resumable
@require_http_methods(["HEAD", "PATCH", "DELETE", "OPTIONS"])
@phone_call
def photo(request: HttpRequest, caller: Caller, file_id: UUID) -> HttpResponse:
    """HEAD asks how far it is, PATCH sends the next piece, DELETE gives it up."""
    if request.method == "DELETE":
        drop_file(device=caller.device, file_id=file_id)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        return _piece(request, caller, file_id)
    row = file_of(device=caller.device, file_id=file_id)
    if row.state == FileState.AWAITED and row.announced_at < caller.at - KEPT_FOR:
        return HttpResponse(status=410)
    return _told_of(row, status=200)


def _piece(request: HttpRequest, caller: Caller, file_id: UUID) -> HttpResponse:
    if request.content_type != PIECE:
        return HttpResponse(status=415)
    offset = count_of(request.headers.get("Upload-Offset", ""))
    if offset is None:
        raise Refusal(_("送来的内容不完整"), field="offset")
    length = count_of(request.headers.get("Content-Length", "0"))
    if length is None or length > LARGEST_PIECE:
        return HttpResponse(status=413)
    content = request.body
    if not _sum_fits(request.headers.get("Upload-Checksum", ""), content):
        return HttpResponse(status=WRONG_SUM)
    try:
        row = take_piece(device=caller.device, file_id=file_id, start=offset, content=content, at=caller.at)
    except WrongOffset:
        return HttpResponse(status=409)
    if row.state == FileState.BAD:
        answer = refused(Refusal(_("照片坏了，请重新发送")), status=422, why=row.why)
        answer["File-State"] = FileState.BAD.value
        return answer
    return _told_of(row, status=204)


def _sum_fits(said: str, content: bytes) -> bool:
    """Whether a piece is what its sender says; without a word nothing is compared. Raises Refusal."""
    if not said:
        return True
    name, _space, words = said.partition(" ")
    if name not in SUMS:
        raise Refusal(_("送来的内容不完整"), field="checksum")
    return _decoded(words) == SUMS[name](content)


def _told_of(row: SyncFile, *, status: int) -> HttpResponse:
    answer = HttpResponse(status=status)
    answer["Upload-Offset"] = str(row.bytes if row.state == FileState.STORED else row.got)
    answer["Upload-Length"], answer["File-State"] = str(row.bytes), FileState(row.state).value
    answer["Upload-Expires"] = http_date((row.announced_at + KEPT_FOR).timestamp())
    return answer


def _told(row: SyncFile) -> dict[str, object]:
    return {"id": str(row.pk), "op": str(row.op_id), "state": row.state, "offset": row.got, "bytes": row.bytes}


def _metadata(words: str) -> dict[str, str]:
    """`name base64,name base64`. Raises Refusal."""
    found = {}
    for part in filter(None, (one.strip() for one in words.split(","))):
        name, _space, value = part.partition(" ")
        found[name] = _decoded(value).decode("utf-8", "replace")
    return found


def _decoded(words: str) -> bytes:
    try:
        return base64.b64decode(words, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Refusal(_("送来的内容不完整"), field="metadata") from fault


def _id(word: str | None) -> UUID:
    try:
        return UUID(word or "")
    except ValueError as fault:
        raise NotFound(_("没有找到，或者不在你的范围内"), field="id") from fault
