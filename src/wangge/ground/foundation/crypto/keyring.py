"""The installation's keys: data keys wrapped by a key-encryption key, in one file of its owner.

`settings.KEY_FILE` is made at first use, with mode 0600. It holds the data keys wrapped (AES key wrap,
RFC 3394) and the key that wraps them, unless `settings.KEK` (64 hex digits) keeps that one elsewhere.
Whoever loses this file loses every encrypted field: it belongs into the backup, apart from the database.
"""

import base64
import fcntl
import json
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from django.conf import settings
from django.utils.translation import gettext as _

Algorithm = Literal["aes-256-gcm", "sm4-gcm"]
KEY_BYTES: Mapping[Algorithm, int] = {"aes-256-gcm": 32, "sm4-gcm": 16}
KEY_ID_BYTES = 4


class KeyFileFault(Exception):
    """The key file cannot be read or does not fit its key-encryption key; the operator must mend it."""


@dataclass(frozen=True, eq=False)
class DataKey:
    """A key of one algorithm; its id stands before everything encrypted with it."""

    id: bytes
    algorithm: Algorithm
    secret: bytes

    def __repr__(self) -> str:
        return f"<DataKey {self.id.hex()} {self.algorithm}>"


@dataclass(frozen=True)
class Keyring:
    """All keys of the installation; new values are encrypted with `active`, old keys still decrypt."""

    active: DataKey
    keys: Mapping[bytes, DataKey]
    index_secret: bytes

    def __repr__(self) -> str:
        return f"<Keyring of {len(self.keys)}>"


def keyring() -> Keyring:
    """The keys of this installation, read once; the file is made when there is none. Raises KeyFileFault."""
    return _read(str(settings.KEY_FILE))


def forget_keyring() -> None:
    """Read the file again at next use: another process has added a key."""
    _read.cache_clear()


def add_key(*, algorithm: Algorithm) -> DataKey:
    """Make a new key and encrypt with it from now on (密钥轮换); what older keys encrypted stays readable."""
    path = Path(settings.KEY_FILE)
    keyring()
    with _locked(path):
        content = _content(path)
        key = _new_key(algorithm)
        content["keys"][key.id.hex()] = _wrapped(key, _kek(content))
        content["active"] = key.id.hex()
        _replace(path, content)
    forget_keyring()
    return key


def key_file_faults() -> list[str]:
    """What an operator must mend about the key file, in words; nothing when all is well."""
    path = Path(settings.KEY_FILE)
    if not path.exists():
        return [_("密钥文件 {path} 不存在").format(path=path)]
    faults = []
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        faults.append(_("密钥文件 {path} 对其他用户可读，请执行 chmod 600").format(path=path))
    forget_keyring()
    try:
        keyring()
    except KeyFileFault as fault:
        faults.append(str(fault))
    return faults


@lru_cache(maxsize=4)
def _read(file: str) -> Keyring:
    path = Path(file)
    if not path.exists():
        _make(path)
    content = _content(path)
    kek = _kek(content)
    try:
        keys = {bytes.fromhex(id): _unwrapped(bytes.fromhex(id), entry, kek) for id, entry in content["keys"].items()}
        index_secret = aes_key_unwrap(kek, base64.b64decode(content["index"]))
        return Keyring(keys[bytes.fromhex(content["active"])], keys, index_secret)
    except InvalidUnwrap as error:
        raise KeyFileFault(_("密钥文件 {path} 与主密钥不符").format(path=path)) from error
    except (KeyError, ValueError, TypeError) as error:
        raise KeyFileFault(_("密钥文件 {path} 已损坏").format(path=path)) from error


def _make(path: Path) -> None:
    """Write a first keyring; when another process was faster, its file stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path):
        if path.exists():
            return
        content: dict[str, Any] = {} if settings.KEK else {"kek": secrets.token_hex(32)}
        kek, key = _kek(content), _new_key("aes-256-gcm")
        content["active"] = key.id.hex()
        content["keys"] = {key.id.hex(): _wrapped(key, kek)}
        content["index"] = _base64(aes_key_wrap(kek, secrets.token_bytes(32)))
        _replace(path, content)


def _kek(content: Mapping[str, Any]) -> bytes:
    words = content.get("kek") or settings.KEK
    try:
        kek = bytes.fromhex(words)
    except (TypeError, ValueError) as error:
        raise KeyFileFault(_("主密钥须为 64 位十六进制数")) from error
    if len(kek) != 32:
        raise KeyFileFault(_("主密钥须为 64 位十六进制数"))
    return kek


def _new_key(algorithm: Algorithm) -> DataKey:
    return DataKey(secrets.token_bytes(KEY_ID_BYTES), algorithm, secrets.token_bytes(KEY_BYTES[algorithm]))


def _wrapped(key: DataKey, kek: bytes) -> dict[str, str]:
    return {"algorithm": key.algorithm, "wrapped": _base64(aes_key_wrap(kek, key.secret))}


def _unwrapped(key_id: bytes, entry: Mapping[str, str], kek: bytes) -> DataKey:
    for algorithm in get_args(Algorithm):
        if entry["algorithm"] == algorithm:
            return DataKey(key_id, algorithm, aes_key_unwrap(kek, base64.b64decode(entry["wrapped"])))
    raise ValueError(entry["algorithm"])


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise KeyFileFault(_("密钥文件 {path} 读不出来：{error}").format(path=path, error=error)) from error
    if not isinstance(content, dict):
        raise KeyFileFault(_("密钥文件 {path} 已损坏").format(path=path))
    return content


def _replace(path: Path, content: Mapping[str, Any]) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = os.open(path.with_name(f".{path.name}.lock"), os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
