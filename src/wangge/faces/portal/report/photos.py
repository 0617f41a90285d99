"""Pictures of a form: taken in once, and kept over a refusal without being sent again."""

import base64
import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.files import PreparedImage, receive_image
from wangge.ground.foundation.files.stores import current_store

SALT = "portal.photo"
KEPT_FOR = 12 * 3600  # the store drops what no row names after a day


@dataclass
class Photos:
    """What could be taken in; `refusal` says what could not."""

    taken: list[PreparedImage] = field(default_factory=list)
    refusal: Refusal | None = None

    @property
    def kept(self) -> list["KeptPhoto"]:
        return [KeptPhoto(_sign(image), image.thumb_sha256) for image in self.taken]


@dataclass(frozen=True)
class KeptPhoto:
    """A picture that lies in the store, as the form carries it."""

    token: str
    thumb_sha256: str

    @property
    def thumb(self) -> str:
        """The small picture within the page: before it is sent it has no address."""
        try:
            content = current_store().get(self.thumb_sha256)
        except NotFound:
            return ""
        return f"data:image/jpeg;base64,{base64.b64encode(content).decode()}"


def take_photos(uploads: Sequence[UploadedFile], tokens: Iterable[str], *, most: int, megabytes: int) -> Photos:
    """The pictures kept from before and the new ones, at most `most`; the first fault is told, the rest is kept."""
    photos = Photos([image for token in tokens if (image := _unsign(token)) is not None][:most])
    for upload in uploads:
        if len(photos.taken) >= most:
            words = _("最多 {most} 张照片，多出来的没有放上。看过后请再提交一次").format(most=most)
            photos.refusal = photos.refusal or Refusal(words, field="photos")
            break
        try:
            photos.taken.append(_taken(upload, megabytes))
        except Refusal as refusal:
            words = _("照片“{name}”没有放上：{why}").format(name=str(upload.name)[-40:], why=refusal.message)
            photos.refusal = photos.refusal or _same_kind(refusal, words)
    return photos


def _taken(upload: UploadedFile, megabytes: int) -> PreparedImage:
    if (upload.size or 0) > megabytes << 20:
        raise Refusal(_("照片不能超过 {limit} MB").format(limit=megabytes))
    return receive_image(upload)


def _same_kind(refusal: Refusal, words: str) -> Refusal:
    named = Refusal(words, field="photos")
    named.status = refusal.status
    return named


def _sign(image: PreparedImage) -> str:
    values = dataclasses.asdict(image)
    values["taken_at"] = image.taken_at.isoformat() if image.taken_at else None
    return signing.dumps(values, salt=SALT, compress=True)


def _unsign(token: str) -> PreparedImage | None:
    """A picture of ours; None for a token that is old or was not made here."""
    try:
        values = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    taken_at = values.pop("taken_at")
    return PreparedImage(**values, taken_at=datetime.fromisoformat(taken_at) if taken_at else None)
