"""As whom the server runs: PostgreSQL refuses root, so root lends it another name."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from wangge.ground.foundation.postgres.binaries import Binaries
from wangge.ground.foundation.postgres.errors import PostgresFault

LENDERS = ("postgres", "nobody")
MAPPED = ("unshare", "--user", "--map-user=1000", "--")


@dataclass(frozen=True)
class Identity:
    """Who owns the data folder (`uid`, `gid`) and what stands before each command."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    def command(self, *words: str | Path) -> list[str]:
        return [*self.prefix, *map(str, words)]

    @property
    def is_lent(self) -> bool:
        return self.uid != os.geteuid()

    @property
    def switch(self) -> dict[str, object]:
        """The arguments of subprocess that change to this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_lent else {}


def choose_identity(data_dir: Path, binaries: Binaries) -> Identity:
    """The user to run the server as; a folder that has an owner keeps it. Raises PostgresFault."""
    owner = data_dir.stat() if (data_dir / "PG_VERSION").exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner.st_uid != os.geteuid():
            raise PostgresFault(f"数据目录 {data_dir} 属于用户 {_name(owner.st_uid)}：请用该用户或 root 启动。")
        return Identity(os.geteuid(), os.getegid())
    if owner is not None and owner.st_uid != 0:
        one = Identity(owner.st_uid, owner.st_gid)
        if _can_work(one, data_dir.parent, binaries):
            return one
        raise PostgresFault(
            f"数据目录属于用户 {_name(owner.st_uid)}，但该用户进不了 {data_dir.parent} 或 {binaries.folder}："
            "请为这些目录及其上级目录加上进入权限（chmod a+x）。"
        )
    lent = [] if owner is not None else [_lent(name) for name in LENDERS]
    for one in [*filter(None, lent), Identity(0, 0, MAPPED)]:
        if _can_work(one, data_dir.parent, binaries):
            return one
    raise PostgresFault(
        f"PostgreSQL 不能以 root 运行，而用户 postgres 和 nobody 进不了 {data_dir.parent} 或 {binaries.folder}，"
        "unshare 也不可用：请改用普通用户启动，或为这些目录及其上级目录加上进入权限（chmod a+x）。"
    )


def _lent(name: str) -> Identity | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Identity(entry.pw_uid, entry.pw_gid)


def _can_work(one: Identity, folder: Path, binaries: Binaries) -> bool:
    """Whether this user can reach the folder and run the programs: tried, not guessed from mode bits."""
    if one.prefix and shutil.which(one.prefix[0]) is None:
        return False
    probe = 'test -x "$1" && exec "$2" --version'
    words = one.command("/bin/sh", "-c", probe, "probe", folder, binaries.program("initdb"))
    try:
        answer = subprocess.run(words, capture_output=True, cwd="/", timeout=20, check=False, **one.switch)  # type: ignore[call-overload]  # noqa: S603 - `switch` is a plain dict
    except (OSError, subprocess.SubprocessError):
        return False
    return bool(answer.returncode == 0)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
