"""Taking pictures in: the costly part before a transaction, the row inside it."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import Refusal
from wangge.ground.foundation.models import StoredFile

from .images import MIME, encode
from .stores import current_store

EARLIEST_YEAR = 2000
ORPHAN_AFTER = timedelta(days=1)
SWEPT_AT_ONCE = 500


class Upload(Protocol):
    """An open file, as Django's UploadedFile."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True)
class PreparedImage:
    """A picture that lies in the store and waits for its row."""

    sha256: str
    thumb_sha256: str
    bytes: int
    width: int
    height: int
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


def receive_image(upload: bytes | Upload) -> PreparedImage:
    """Check a picture, encode it anew and lay it into the store; call it before the transaction.

    When no row follows, `sweep_orphans` removes the bytes. Raises Refusal with the reason, StorageFull.
    """
    image = encode(_read(upload))
    sha256, thumb_sha256 = (hashlib.sha256(content).hexdigest() for content in (image.content, image.thumb))
    store = current_store()
    store.put(thumb_sha256, image.thumb)
    store.put(sha256, image.content)
    origin = image.origin
    return PreparedImage(
        sha256=sha256,
        thumb_sha256=thumb_sha256,
        bytes=len(image.content),
        width=image.width,
        height=image.height,
        taken_at=origin.taken_at,
        lon=origin.lon,
        lat=origin.lat,
    )


def keep(prepared: PreparedImage, *, town_id: UUID, purpose: str, at: datetime) -> StoredFile:
    """Write the row of a received picture (one statement); an impossible time of taking is left out."""
    taken_at = prepared.taken_at
    if taken_at is not None and not (taken_at.year >= EARLIEST_YEAR and taken_at <= at + timedelta(days=1)):
        taken_at = None
    return StoredFile.objects.create(
        town_id=town_id,
        purpose=purpose,
        sha256=prepared.sha256,
        thumb_sha256=prepared.thumb_sha256,
        mime=MIME,
        bytes=prepared.bytes,
        width=prepared.width,
        height=prepared.height,
        taken_at=taken_at,
        lon=prepared.lon,
        lat=prepared.lat,
        created_at=at,
    )


def store_image(upload: bytes | Upload, *, town_id: UUID, purpose: str, at: datetime) -> StoredFile:
    """Receive and keep in one go, where no transaction is open. Raises Refusal, StorageFull."""
    return keep(receive_image(upload), town_id=town_id, purpose=purpose, at=at)


def forget(*, files: Collection[UUID], purpose: str) -> None:
    """Delete the rows of pictures that nothing points to; `sweep_orphans` removes the bytes (one statement)."""
    StoredFile.objects.filter(pk__in=files, purpose=purpose).delete()


def sweep_orphans(*, at: datetime) -> int:
    """Delete stored bytes that no row names and nobody put for a day; returns how many."""
    store = current_store()
    keys, swept = store.older_than(at - ORPHAN_AFTER), 0
    while batch := set(islice(keys, SWEPT_AT_ONCE)):
        for key in batch - set(_named_among(batch)):
            store.delete(key)
            swept += 1
    return swept


def _named_among(keys: set[str]) -> Iterator[str]:
    rows = StoredFile.objects.filter(Q(sha256__in=keys) | Q(thumb_sha256__in=keys))
    for pair in rows.values_list("sha256", "thumb_sha256"):
        yield from pair


def _read(upload: bytes | Upload) -> bytes:
    limit: int = settings.MAX_UPLOAD_BYTES
    size = len(upload) if isinstance(upload, bytes) else getattr(upload, "size", None)
    content = b""
    if size is None or size <= limit:
        content = upload if isinstance(upload, bytes) else upload.read(limit + 1)
        size = len(content)
    if size > limit:
        raise Refusal(_("照片不能超过 {limit} MB").format(limit=limit >> 20))
    if not content:
        raise Refusal(_("文件是空的"))
    return content
