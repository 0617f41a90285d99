"""What a phone could not send comes as a file: opened with the server's half of its key, taken as if it was sent."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.access.queries import active_account
from wangge.ground.foundation.crypto import CannotDecrypt, open_derived
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.sync.clock import PhoneClock
from wangge.ground.sync.files import NewFile, begin_file, take_piece
from wangge.ground.sync.lifecycle import FileState
from wangge.ground.sync.models import SyncDevice
from wangge.ground.sync.ops import MOST_OPS
from wangge.ground.sync.pushing import Result, push

from .doors import Caller, standing_of

FORMAT, PURPOSE = "wangge-queue-1", "wangge-export"


@dataclass(frozen=True)
class HandedIn:
    """What became of the ops of a file, and how many photos came with it."""

    results: list[Result]
    photos: int


def hand_in(*, content: bytes, at: datetime) -> HandedIn:
    """Take the ops and photos of a file (docs/phone-contract.md); handed in twice they count once. Raises Refusal."""
    head, _newline, sealed = content.partition(b"\n")
    device, salt = _device_of(head)
    inside = _opened(device, salt, sealed)
    caller = Caller(device, active_account(account_id=device.account_id), at)
    now = PhoneClock(at, 0, "")  # how far the phone's clock was off is not known any more
    ops, results = inside["ops"], []
    for start in range(0, len(ops), MOST_OPS):
        batch = ops[start : start + MOST_OPS]
        results += push(standing=standing_of(caller), device=device, sending=now, ops=batch, at=at)
    return HandedIn(results, _take_photos(device, inside, at=at))


def _device_of(head: bytes) -> tuple[SyncDevice, bytes]:
    try:
        told = json.loads(head)
        found = told["format"] == FORMAT, UUID(told["device"]), UUID(told["account"]), base64.b64decode(told["salt"])
    except (ValueError, KeyError, TypeError) as fault:
        raise Refusal(_("这不是手机导出的文件")) from fault
    is_ours, device_id, account_id, salt = found
    device = SyncDevice.objects.filter(pk=device_id, account_id=account_id).first()
    if not is_ours or device is None or not device.secret:
        raise NotFound(_("没有登记过这部手机"))
    return device, salt


def _opened(device: SyncDevice, salt: bytes, sealed: bytes) -> dict[str, Any]:
    try:
        plain = open_derived(sealed=sealed, secret=device.secret, salt=salt, purpose=PURPOSE, aad=FORMAT)
    except CannotDecrypt as fault:
        raise Refusal(_("文件打不开：内容坏了，或不是这部手机的")) from fault
    inside: dict[str, Any] = json.loads(plain)
    return inside


def _take_photos(device: SyncDevice, inside: Mapping[str, Any], *, at: datetime) -> int:
    """The photos that are whole by now."""
    bytes_of = {one["id"]: base64.b64decode(one["bytes"]) for one in inside["files"]}
    stored = 0
    for op in inside["ops"]:
        for ref in _refs(op["data"]):
            content = bytes_of.get(ref["id"])
            if content is None:
                continue
            new = NewFile(UUID(ref["id"]), UUID(op["op"]), ref["sha256"], len(content), ref["mime"])
            row = begin_file(device=device, new=new, at=at)
            if row.state == FileState.AWAITED:
                rest = content[row.got :]
                row = take_piece(device=device, file_id=row.pk, start=row.got, content=rest, at=at)
            stored += row.state == FileState.STORED
    return stored


def _refs(value: Any) -> Iterator[Mapping[str, Any]]:
    """Photos named anywhere in what was typed."""
    if isinstance(value, dict):
        if {"id", "sha256", "bytes", "mime"} <= value.keys():
            yield value
        for one in value.values():
            yield from _refs(one)
    if isinstance(value, list):
        for one in value:
            yield from _refs(one)
