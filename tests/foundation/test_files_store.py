"""Where the bytes lie: whole or not at all, once for equal content, gone when nobody names them."""

import errno
import hashlib
import io
import os
import resource
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from wangge.ground.foundation import files
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.files import s3
from wangge.ground.foundation.files.stores import DiskStore, StorageFull, Store, current_store
from wangge.ground.foundation.models import StoredFile

from .pictures import camera_exif, picture

AT = datetime(2026, 3, 5, 4, tzinfo=UTC)
TOWN = uuid4()


class FakeBucket:
    """Answers like boto3's client, from memory."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[bytes, datetime]] = {}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes) -> None:
        self.kept[Key] = (Body, datetime.now(UTC))

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        return {"Body": io.BytesIO(self._of(Key, "NoSuchKey"))}

    def head_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        return {"ContentLength": len(self._of(Key, "404"))}

    def delete_object(self, *, Bucket: str, Key: str) -> None:
        self.kept.pop(Key, None)

    def get_paginator(self, name: str) -> "FakeBucket":
        assert name == "list_objects_v2"
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> list[dict[str, Any]]:
        found = [{"Key": key, "LastModified": at} for key, (_, at) in self.kept.items() if key.startswith(Prefix)]
        return [{"Contents": found[:1]}, {"Contents": found[1:]}, {}]

    def _of(self, key: str, code: str) -> bytes:
        if key not in self.kept:
            error = RuntimeError("an error of the client")
            error.response = {"Error": {"Code": code}}  # type: ignore[attr-defined]
            raise error
        return self.kept[key][0]


@pytest.fixture(params=["disk", "s3"])
def store(request, tmp_path: Path) -> Store:
    return DiskStore(tmp_path / "files") if request.param == "disk" else s3.S3Store(FakeBucket(), "bucket")


@pytest.fixture(autouse=True)
def root(settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def key_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def files_in(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_store_keeps_gives_and_deletes(store: Store):
    content = b"content"
    key = key_of(content)
    assert not store.exists(key)

    store.put(key, content)
    store.put(key, content)

    assert store.exists(key)
    assert store.get(key) == content
    assert list(store.older_than(datetime.now(UTC) + timedelta(hours=1))) == [key]
    assert list(store.older_than(datetime.now(UTC) - timedelta(hours=1))) == []
    store.delete(key)
    store.delete(key)
    assert not store.exists(key)
    with pytest.raises(NotFound):
        store.get(key)


def test_an_error_of_the_bucket_rises():
    class Broken(FakeBucket):
        def get_object(self, **_: Any) -> dict[str, Any]:
            raise ConnectionError("no route")

        head_object = get_object

    broken = s3.S3Store(Broken(), "bucket")
    for read in (broken.get, broken.exists):
        with pytest.raises(ConnectionError):
            read(key_of(b""))


def test_a_bucket_without_its_package_is_told(settings, monkeypatch):
    settings.FILES_S3_BUCKET = "bucket"
    monkeypatch.setattr(s3, "boto3", None)

    with pytest.raises(ImproperlyConfigured, match="boto3"):
        current_store()


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_a_key_that_is_no_hash_never_becomes_a_path(root: Path, key: str):
    with pytest.raises(ValueError, match="not a key"):
        DiskStore(root).get(key)


def test_files_lie_under_their_hash_and_are_written_once(root: Path):
    disk, key = DiskStore(root), key_of(b"content")
    disk.put(key, b"content")
    path = root / key[:2] / key[2:4] / key
    os.utime(path, (0, 0))
    before = path.stat().st_ino

    disk.put(key, b"content")

    assert files_in(root) == [path]
    assert path.stat().st_ino == before
    assert path.stat().st_mtime > 0  # used again: the sweep leaves it alone


def test_a_full_disk_is_told_in_words_and_leaves_nothing(root: Path, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(StorageFull, match="存储空间已满") as refused:
        files.receive_image(picture())

    assert refused.value.status == 507
    assert files_in(root) == []


def test_a_write_that_stops_half_way_leaves_nothing(root: Path):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(StorageFull):
            DiskStore(root).put(key_of(b"x" * 5000), b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert files_in(root) == []


def test_the_last_room_is_left_to_the_database(root: Path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(10**12, 10**12 - 10**6, 10**6))

    with pytest.raises(StorageFull):
        DiskStore(root).put(key_of(b"x"), b"x")


def test_a_fault_of_the_machine_is_not_hidden(root: Path, monkeypatch):
    def forbidden(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", forbidden)

    with pytest.raises(OSError, match="Input/output"):
        DiskStore(root).put(key_of(b"x"), b"x")


def test_drafts_of_a_crash_are_removed(root: Path):
    folder = root / "ab" / "cd"
    folder.mkdir(parents=True)
    (folder / ".draft-1").write_bytes(b"half")
    (folder / "notes.txt").write_bytes(b"somebody's")

    assert list(DiskStore(root).older_than(datetime.now(UTC) + timedelta(hours=1))) == []
    assert files_in(root) == [folder / "notes.txt"]


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (b"", "空的"),
        (io.BytesIO(b""), "空的"),
        (b"\xff\xd8\xff" + bytes(50 << 20), "不能超过 20 MB"),
        (io.BytesIO(b"\xff\xd8\xff" + bytes(21 << 20)), "不能超过 20 MB"),
    ],
    ids=["empty", "empty file", "50 MB", "file of 21 MB"],
)
def test_uploads_of_impossible_size_are_refused(root: Path, upload: Any, words: str):
    with pytest.raises(Refusal, match=words):
        files.receive_image(upload)

    assert files_in(root) == []


def test_a_file_that_says_it_is_too_large_is_not_read():
    class Huge:
        size = 50 << 20

        def read(self, size: int = -1) -> bytes:
            raise AssertionError("it was read")

    with pytest.raises(Refusal, match="不能超过 20 MB"):
        files.receive_image(Huge())


@pytest.mark.django_db
def test_a_picture_is_received_kept_and_opened(django_assert_num_queries):
    prepared = files.receive_image(io.BytesIO(picture(exif=camera_exif())))

    with django_assert_num_queries(1):
        stored = files.keep(prepared, town_id=TOWN, purpose="case.report", at=AT)

    row = StoredFile.objects.get()
    assert (row.town_id, row.purpose, row.mime, row.created_at) == (TOWN, "case.report", "image/jpeg", AT)
    assert (row.width, row.height, row.lon, row.lat) == (800, 600, 103.5, 35.25)
    assert row.taken_at == datetime(2026, 3, 5, 2, 11, 12, tzinfo=UTC)
    full, thumb = files.open_file(stored).read(), files.open_file(row, size="thumb").read()
    assert (key_of(full), key_of(thumb), len(full)) == (row.sha256, row.thumb_sha256, row.bytes)


@pytest.mark.django_db
def test_equal_pictures_share_their_bytes_but_not_their_row(root: Path):
    first, second = (files.store_image(picture(), town_id=TOWN, purpose="case.report", at=AT) for _ in range(2))

    assert first.pk != second.pk
    assert first.sha256 == second.sha256
    assert len(files_in(root)) == 2  # the picture and its thumbnail


@pytest.mark.django_db
@pytest.mark.parametrize("taken", ["1999:12:31 10:00:00", "2026:03:07 10:00:00"])
def test_an_impossible_time_of_taking_is_left_out(taken: str):
    upload = picture(exif=camera_exif(taken=taken))

    assert files.store_image(upload, town_id=TOWN, purpose="case.report", at=AT).taken_at is None


@pytest.mark.django_db
def test_bytes_without_a_row_are_swept_after_a_day(root: Path):
    kept = files.store_image(picture(), town_id=TOWN, purpose="case.report", at=AT)
    orphan = files.receive_image(picture(size=(700, 500)))
    fresh = datetime.now(UTC)

    too_early = files.sweep_orphans(at=fresh)
    swept = files.sweep_orphans(at=fresh + timedelta(days=2))

    assert (too_early, swept) == (0, 2)
    assert {path.name for path in files_in(root)} == {kept.sha256, kept.thumb_sha256}
    assert not current_store().exists(orphan.sha256)


@pytest.mark.django_db
def test_a_picture_that_the_store_has_lost_is_not_found():
    stored = files.store_image(picture(), town_id=TOWN, purpose="case.report", at=AT)
    current_store().delete(stored.sha256)

    with pytest.raises(NotFound, match="文件已不存在"):
        files.open_file(stored)
