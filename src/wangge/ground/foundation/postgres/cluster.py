"""The data folder: made once by initdb, and known by its face when it is half-made."""

import os
import shutil
import subprocess
from pathlib import Path

from wangge.ground.foundation.postgres.binaries import Binaries
from wangge.ground.foundation.postgres.errors import PostgresFault
from wangge.ground.foundation.postgres.identity import Identity

SUPERUSER = "postgres"


def beside(data_dir: Path, ending: str) -> Path:
    """A file of ours next to the data folder (initdb wants the folder for itself)."""
    return data_dir.with_name(data_dir.name + ending)


def major_of(data_dir: Path) -> int | None:
    """The PostgreSQL version that made the folder; None for a folder still to be made. Raises PostgresFault."""
    try:
        if not data_dir.exists() or not any(data_dir.iterdir()):
            return None
        return int((data_dir / "PG_VERSION").read_text().split(".")[0])
    except PermissionError:
        raise PostgresFault(f"没有读取数据目录 {data_dir} 的权限：请用建立它的用户或 root 启动。") from None
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise PostgresFault(
            f"目录 {data_dir} 里有文件，但不是完整的数据库：请把它移到别处，再启动就会新建；"
            "有备份时随后用 wangge restore 恢复。"
        ) from None


def make_cluster(data_dir: Path, *, binaries: Binaries, identity: Identity, is_durable: bool) -> None:
    """Run initdb in a sibling folder and rename it into place, so that a folder of this name is always whole."""
    making = beside(data_dir, ".making")
    shutil.rmtree(making, ignore_errors=True)
    try:
        making.mkdir(mode=0o700)
        os.chown(making, identity.uid, identity.gid)
        _initdb(making, binaries=binaries, identity=identity, is_durable=is_durable)
        making.rename(data_dir)
    except OSError as fault:
        raise PostgresFault(f"不能在 {data_dir.parent} 建立数据库：{fault.strerror}。") from fault


def _initdb(folder: Path, *, binaries: Binaries, identity: Identity, is_durable: bool) -> None:
    words = identity.command(
        binaries.program("initdb"),
        f"--pgdata={folder}",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        *binaries.locale_options,
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
        "--data-checksums",
        *([] if is_durable else ["--no-sync"]),
    )
    answer = subprocess.run(  # type: ignore[call-overload]  # noqa: S603 - programs found by find_binaries
        words, capture_output=True, text=True, cwd="/", env=plain_environment(), check=False, **identity.switch
    )
    if answer.returncode != 0:
        last = (answer.stderr.strip().splitlines() or ["initdb"])[-1]
        raise PostgresFault(f"新建数据库失败（{folder.parent}）：{last}")


def plain_environment() -> dict[str, str]:
    """The environment without PG* settings, and with messages in English so that they can be recognised."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANGUAGE"))}
    return kept | {"LC_ALL": "C", "LANG": "C"}
