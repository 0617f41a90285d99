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
# Where a container forbids unshare: another user who may pass closed folders as root may.
PASSING = (
    "setpriv",
    "--pdeathsig=keep",
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    "--securebits=+no_setuid_fixup",  # else access(2), by which initdb looks for postgres, would forget the right
)


@dataclass(frozen=True)
class Identity:
    """Who owns the data folder (`uid`, `gid`) and what stands before each command."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    def command(self, *words: str | Path) -> list[str]:
        return [*self.prefix, *map(str, words)]

    @property
    def switch(self) -> dict[str, object]:
        """The arguments of subprocess that change to this user, where the command does not do so itself."""
        if self.prefix or self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def passing(self) -> "Identity":
        """The same user with the right to pass closed folders."""
        return Identity(self.uid, self.gid, (*PASSING, f"--reuid={self.uid}", f"--regid={self.gid}", "--"))


def choose_identity(data_dir: Path, binaries: Binaries) -> Identity:
    """The user to run the server as; a folder that has an owner keeps it. Raises PostgresFault."""
    owner = data_dir.stat() if (data_dir / "PG_VERSION").exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner.st_uid != os.geteuid():
            raise PostgresFault(f"数据目录 {data_dir} 属于用户 {_name(owner.st_uid)}：请用该用户或 root 启动。")
        return Identity(os.geteuid(), os.getegid())
    for one in _candidates(owner):
        if _can_work(one, data_dir.parent, binaries):
            return one
    raise PostgresFault(
        f"PostgreSQL 不能以 root 运行，而用户 {_name(owner.st_uid) if owner else ' 和 '.join(LENDERS)} "
        f"进不了 {data_dir.parent} 或 {binaries.folder}："
        "请改用普通用户启动，或为这些目录及其上级目录加上进入权限（chmod a+x）。"
    )


def _candidates(owner: os.stat_result | None) -> list[Identity]:
    """Whom root may run the server as, the least powerful first; the owner of the data where there is one."""
    mapped = Identity(0, 0, MAPPED)
    if owner is not None:
        one = Identity(owner.st_uid, owner.st_gid)
        return [one, one.passing()] if owner.st_uid != 0 else [mapped]
    lent = [one for one in map(_lent, LENDERS) if one is not None]
    return [*lent, mapped, *(one.passing() for one in lent)]


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
