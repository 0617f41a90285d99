"""Where the server's socket lies: in the data folder, unless its path cannot name a socket."""

import hashlib
import os
from pathlib import Path

from wangge.ground.foundation.postgres.errors import PostgresFault

PORT = 5432
LONGEST = 107  # bytes: sun_path of Linux without its closing zero
SHORT_ROOT = Path("/tmp")  # noqa: S108 - short on every machine; the folder below is private and checked


def socket_folder(data_dir: Path) -> Path:
    """The folder of the socket of the server on `data_dir`; the same answer in every process."""
    data_dir = data_dir.absolute()
    spelt = os.fsencode(data_dir / f".s.PGSQL.{PORT}")
    # libpq reads a comma as the start of another host, and the server a quote as the end of the name.
    if len(spelt) <= LONGEST and not set(str(data_dir)) & set(",\"'"):
        return data_dir
    return SHORT_ROOT / f"wangge-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]}"


def make_private(folder: Path, *, uid: int, gid: int) -> None:
    """Make the short folder, for its owner only. Raises PostgresFault when somebody else made it."""
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, uid, gid)
    except FileExistsError:
        pass
    seen = folder.lstat()
    if folder.is_symlink() or seen.st_uid != uid or seen.st_mode & 0o077:
        raise PostgresFault(f"目录 {folder} 不是本程序建立的，不能放数据库的套接字：请删除它后再启动。")
