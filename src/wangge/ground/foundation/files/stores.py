"""Where the bytes lie: files named by their SHA-256, on disk or in an S3-compatible store."""

import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import NotFound, Refusal

from .s3 import S3Store, connect

KEEP_FREE = 100 << 20  # the database may live on the same disk
_KEY = re.compile(r"[0-9a-f]{64}")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StorageFull(Refusal):
    """There is no room for the file; nothing of it was kept (507)."""

    status = 507


class Store(Protocol):
    """What a store of files can do; a key is the SHA-256 of the content in hex."""

    def put(self, key: str, content: bytes) -> None:
        """Keep the content, or mark it as used again when it is there. Raises StorageFull."""

    def get(self, key: str) -> bytes:
        """The content. Raises NotFound."""

    def exists(self, key: str) -> bool:
        """Whether the content is there."""

    def delete(self, key: str) -> None:
        """Remove the content; nothing happens when it is not there."""

    def older_than(self, moment: datetime) -> Iterator[str]:
        """The keys last put before `moment`."""


class DiskStore:
    """Files under root/ab/cd/abcd…, each written beside its place, synced, and moved there whole."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, content: bytes) -> None:
        path = self._path(key)
        try:
            if path.exists():
                os.utime(path)
            else:
                self._write(path, content)
        except OSError as error:
            if error.errno in _FULL:
                raise StorageFull(_("服务器存储空间已满，照片没有存下，请稍后再试或先不带照片上报")) from error
            raise

    def get(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise NotFound(_("文件已不存在")) from error

    def exists(self, key: str) -> bool:
        return self._path(key).exists()

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> Iterator[str]:
        """As the contract says; drafts that a crash left behind are removed on the way."""
        for path in sorted(self.root.glob("??/??/*")):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) >= moment:
                continue
            if _KEY.fullmatch(path.name):
                yield path.name
            elif path.name.startswith(".draft-"):
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a key of a file: {key}")
        return self.root / key[:2] / key[2:4] / key

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.root).free < len(content) + KEEP_FREE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        draft = path.with_name(f".draft-{secrets.token_hex(8)}")
        try:
            with draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        for folder in (path.parent, path.parent.parent, self.root):
            _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def current_store() -> Store:
    """The store the settings name: a bucket when one is set, else the folder."""
    return _store(str(settings.FILES_ROOT), settings.FILES_S3_BUCKET, settings.FILES_S3_ENDPOINT)


@lru_cache(maxsize=4)
def _store(root: str, bucket: str, endpoint: str) -> Store:
    return S3Store(connect(endpoint), bucket) if bucket else DiskStore(Path(root))
