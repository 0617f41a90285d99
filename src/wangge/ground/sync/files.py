"""Photos of ops: announced by the op, sent in pieces afterwards, checked when they are whole.

The pieces lie in the database until then, so that a piece and how far the photo is are one transaction and any web
process may take the next one.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.files import PreparedImage, forget, keep, receive_image

from .lifecycle import FileState
from .models import SyncDevice, SyncFile, SyncFilePart, SyncOp
from .ops import Awaited

LARGEST = 10 << 20
LARGEST_PIECE = 512 << 10
KEPT_FOR = timedelta(days=30)  # so long a photo may come after its op, or wait for one
MOST_UNASKED = 300  # photos of a phone that nothing shows: of held ops, or of none
PURPOSE = "phone"


@dataclass(frozen=True)
class KeptPhoto:
    """A photo that is here, and where it belongs."""

    file_id: UUID
    town_id: UUID
    about_id: UUID
    made_id: UUID | None


Keeper = Callable[[KeptPhoto], None]
_keepers: dict[str, Keeper] = {}


def register_keepers(keepers: Mapping[str, Keeper]) -> None:
    """Who puts photos where they belong; said once, in the wiring."""
    _keepers.clear()
    _keepers.update(keepers)


def await_files(op: SyncOp, awaited: Collection[Awaited], *, at: datetime) -> None:
    """Note the photos an op announced; one that is here already is put where it belongs."""
    assert op.town_id is not None
    here = {row.pk: row for row in SyncFile.objects.select_for_update().filter(pk__in=[one.id for one in awaited])}
    new = []
    for one in awaited:
        row = here.get(one.id)
        if row is None:
            new.append(_announced(op, one, at=at))
        elif row.device_id == op.device_id and row.about_id is None:
            row.op_id, row.keeper, row.about_id, row.made_id = op.pk, one.keeper, one.about, one.made
            row.save(update_fields=["op_id", "keeper", "about_id", "made_id"])
            _hand_over(row)
    SyncFile.objects.bulk_create(new)


def _announced(op: SyncOp, one: Awaited, *, at: datetime) -> SyncFile:
    assert op.town_id is not None
    return SyncFile(
        id=one.id, town_id=op.town_id, device_id=op.device_id, account_id=op.author_id, op_id=op.pk, sha256=one.sha256,
        mime=one.mime, bytes=min(one.bytes, LARGEST), keeper=one.keeper, about_id=one.about, made_id=one.made,
        announced_at=at,
    )  # fmt: skip


@dataclass(frozen=True)
class NewFile:
    """A photo a phone begins to send."""

    id: UUID
    op_id: UUID
    sha256: str
    bytes: int
    mime: str


@transaction.atomic
def begin_file(*, device: SyncDevice, new: NewFile, at: datetime) -> SyncFile:
    """Make room for a photo, or find what is here of it. Raises Refusal for a large one, Conflict for another's id."""
    if not 0 < new.bytes <= LARGEST:
        raise Refusal(_("照片不能超过 {limit} MB").format(limit=LARGEST >> 20), field="size")
    row = SyncFile.objects.select_for_update().filter(pk=new.id).first()
    if row is None:
        if SyncFile.objects.filter(device_id=device.pk, about_id=None).count() >= MOST_UNASKED:
            raise Refusal(_("先等文字送达，再发照片"), field="many")
        row = SyncFile(
            id=new.id, town_id=device.town_id, device_id=device.pk, account_id=device.account_id, op_id=new.op_id,
            sha256=new.sha256, mime=new.mime, bytes=new.bytes, announced_at=at,
        )  # fmt: skip
        row.save(force_insert=True)
        return row
    if row.device_id != device.pk or row.sha256 != new.sha256:
        raise Conflict(_("编号用过了，内容却不一样"))
    if row.state == FileState.BAD:
        _start_again(row)
    if row.got == 0 and row.bytes != new.bytes:
        row.bytes = new.bytes
        row.save(update_fields=["bytes"])
    return row


def _start_again(row: SyncFile) -> None:
    row.state, row.why, row.got = FileState.AWAITED, "", 0
    row.save(update_fields=["state", "why", "got"])


def file_of(*, device: SyncDevice, file_id: UUID) -> SyncFile:
    """A photo of this phone. Raises NotFound."""
    row = SyncFile.objects.filter(pk=file_id, device_id=device.pk).first()
    if row is None:
        raise NotFound(_("没有这张照片"))
    return row


class WrongOffset(Exception):
    """A piece that does not begin where the photo ends so far."""


def take_piece(*, device: SyncDevice, file_id: UUID, start: int, content: bytes, at: datetime) -> SyncFile:
    """Take the next piece; after the last one the photo is checked and kept. Raises NotFound, WrongOffset, Refusal."""
    with transaction.atomic():
        row = SyncFile.objects.select_for_update().filter(pk=file_id, device_id=device.pk).first()
        if row is None:
            raise NotFound(_("没有这张照片"))
        if row.state != FileState.AWAITED or start != row.got:
            raise WrongOffset
        if start + len(content) > row.bytes:
            raise Refusal(_("照片比说好的大"), field="size")
        if content:
            SyncFilePart(file=row, town_id=row.town_id, start=start, content=content).save(force_insert=True)
            row.got += len(content)
            row.save(update_fields=["got"])
    return _finish(row, at=at) if row.got == row.bytes else row


def _finish(row: SyncFile, *, at: datetime) -> SyncFile:
    """The photo is whole: its hash and its kind decide; the costly part lies outside the transaction."""
    whole = b"".join(bytes(part.content) for part in row.parts.order_by("start"))
    image, why = _checked(whole, row.sha256)
    with transaction.atomic():
        row = SyncFile.objects.select_for_update().get(pk=row.pk)
        row.parts.all().delete()
        if image is None:
            row.state, row.why = FileState.BAD, why
            row.save(update_fields=["state", "why"])
            return row
        row.file = keep(image, town_id=row.town_id, purpose=PURPOSE, at=at)
        row.state, row.stored_at = FileState.STORED, at
        row.save(update_fields=["state", "stored_at", "file"])
        _hand_over(row)
    return row


def _checked(content: bytes, sha256: str) -> tuple[PreparedImage | None, str]:
    if hashlib.sha256(content).hexdigest() != sha256.lower():
        return None, "hash"
    try:
        return receive_image(content), ""
    except Refusal:
        return None, "type"


def _hand_over(row: SyncFile) -> None:
    if row.state == FileState.STORED and row.about_id is not None and row.keeper in _keepers:
        assert row.file_id is not None
        _keepers[row.keeper](KeptPhoto(row.file_id, row.town_id, row.about_id, row.made_id))


@transaction.atomic
def drop_file(*, device: SyncDevice, file_id: UUID) -> None:
    """Forget a photo that is not whole yet. Raises NotFound, Conflict for one that is kept."""
    row = file_of(device=device, file_id=file_id)
    if row.state == FileState.STORED:
        raise Conflict(_("照片已经收到，不能撤回"))
    row.parts.all().delete()
    _start_again(row) if row.about_id else row.delete()


def files_of_device(*, device: SyncDevice, at: datetime) -> list[SyncFile]:
    """The photos of a phone of the last thirty days; one statement."""
    rows = SyncFile.objects.filter(device_id=device.pk, announced_at__gt=at - KEPT_FOR)
    return list(rows.order_by("announced_at", "id"))


def photos_on_their_way(about: Iterable[UUID]) -> dict[UUID, int]:
    """How many photos each thing still waits for (照片在途); whoever asks checks the right over it."""
    found: dict[UUID, int] = {}
    rows = SyncFile.objects.filter(about_id__in=list(about)).exclude(state=FileState.STORED)
    for about_id in rows.values_list("about_id", flat=True):
        assert about_id is not None
        found[about_id] = found.get(about_id, 0) + 1
    return found


def photos_about(about: Iterable[UUID]) -> list[SyncFile]:
    """The photos of things that are here, oldest first; whoever asks checks the right over it."""
    rows = SyncFile.objects.filter(about_id__in=list(about), state=FileState.STORED)
    return list(rows.select_related("file").order_by("announced_at", "id"))


@transaction.atomic
def forget_orphans(*, at: datetime) -> int:
    """Delete what no op came for in thirty days, and pieces of photos that never became whole."""
    old = SyncFile.objects.filter(announced_at__lt=at - KEPT_FOR)
    SyncFilePart.objects.filter(file__in=old).delete()
    orphans = list(old.filter(about_id=None).values_list("pk", "file_id"))
    SyncFile.objects.filter(pk__in=[pk for pk, _file in orphans]).delete()
    forget(files=[file for _pk, file in orphans if file], purpose=PURPOSE)
    return len(orphans)
