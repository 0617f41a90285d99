"""What files that come in by a page have in common: kept encrypted, opened while they are read, cleared."""

import base64
import binascii
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wangge.ground.foundation.crypto import Sealed
from wangge.ground.foundation.errors import Conflict, Refusal

from .lifecycle import FileState
from .models import ArrivingFile
from .tables import SUFFIXES

UNFINISHED = (FileState.WAITING, FileState.QUEUED, FileState.RUNNING)


def put_in(file: ArrivingFile, *, name: str, content: bytes, largest: int) -> None:
    """Let a new row hold an upload. Raises Refusal when it is too large or no table."""
    if len(content) > largest:
        raise Refusal(_("文件太大，不能在网页上导入，请系统管理员用命令行导入"), field="file")
    if Path(name).suffix.lower() not in SUFFIXES:
        raise Refusal(_("请选 Excel 或者 CSV 文件"), field="file")
    file.name, file.content = Path(name).name[-120:], base64.b64encode(content).decode()
    file.state = FileState.WAITING


@contextmanager
def opened(*, file: ArrivingFile) -> Iterator[Path]:
    """The file as it was sent, for as long as it is read. Raises Conflict when it is gone."""
    try:
        content = base64.b64decode(file.content, validate=True)
    except binascii.Error as error:
        raise Conflict(_("文件已经清除，请重新上传")) from error
    if not content:
        raise Conflict(_("文件已经导入过，内容不再保留；要再导入请重新上传"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{Path(file.name).suffix.lower()}"
        path.write_bytes(content)
        yield path


def forget(files: QuerySet[ArrivingFile], *, before: datetime, at: datetime) -> int:
    """Clear those not taken in since (they hold names and telephones); returns how many.

    A file whose job died is one of them.
    """
    rows = files.filter(state__in=UNFINISHED, sent_at__lt=before)
    return rows.update(state=FileState.FAILED, content=Sealed(b""), words=_("七天没有导入，内容已清除"), ended_at=at)
