"""A backup: one tar file with the database (pg_dump's own format) and the uploaded files."""

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from config import environment
from wangge.core.people.restored import BEFORE_RESTORE, ROLE_STANDS
from wangge.ground.foundation.postgres.binaries import Binaries, find_binaries
from wangge.ground.foundation.postgres.cluster import SUPERUSER
from wangge.ground.foundation.postgres.errors import PostgresFault
from wangge.ground.foundation.postgres.sockets import PORT
from wangge.ground.sync.restored import AFTER_RESTORE

DUMP = "database.dump"
FILES = "files"
VARIABLES = {"dbname": "DATABASE"}  # where libpq's variable is not PG plus the keyword
NEWER_SETTING = b"SET transaction_timeout = 0;\n"
KNOWS_TRANSACTION_TIMEOUT = 17
# As initdb makes it: so that a restored database is dumped again without a difference.
EMPTY = (
    "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner;"
    " GRANT USAGE ON SCHEMA public TO PUBLIC; COMMENT ON SCHEMA public IS 'standard public schema';"
)


class ArchiveFault(Exception):
    """The backup cannot be made or used; the text is fit for the person."""


def write_archive(target: Path) -> None:
    """Put database and files into `target`, which appears only when it is whole. Raises ArchiveFault."""
    draft = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".wangge-") as folder:
            dump = Path(folder) / DUMP
            _tool("pg_dump", "--format=custom", "--no-owner", f"--file={dump}")
            with tarfile.open(draft, "w") as tar:
                os.chmod(draft, 0o600)
                tar.add(dump, DUMP)
                if files_root().is_dir():
                    tar.add(files_root(), FILES)
        draft.replace(target)
    except OSError as fault:
        raise ArchiveFault(f"不能写备份 {target}：{fault.strerror}。") from fault
    finally:
        draft.unlink(missing_ok=True)


def read_archive(source: Path) -> None:
    """Replace database and files by those of `source`, the database all or nothing. Raises ArchiveFault."""
    home = environment.home()
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as folder:
        unpacked = Path(folder)
        with _opened(source) as tar:
            _unpack(tar, unpacked)
        if not (unpacked / DUMP).is_file():
            raise ArchiveFault(f"{source} 不是 wangge backup 写的备份。")
        _load(unpacked / DUMP)
        _swap_files(unpacked / FILES)


def is_empty() -> bool:
    return _ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


def others_connected() -> int:
    """How many of our own processes are on the database now."""
    return _ask(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'wangge'"
    )


def files_root() -> Path:
    return environment.home() / FILES


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source) as tar:
            yield tar
    except (OSError, tarfile.TarError) as fault:
        reason = getattr(fault, "strerror", None) or "不是备份文件"
        raise ArchiveFault(f"不能读备份 {source}：{reason}。") from fault


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Only plain files and folders, only inside `folder`: a backup may have passed through other hands."""
    tar.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11.4 and newer have it
    for member in tar:
        parts = Path(member.name).parts
        if not (member.isfile() or member.isdir()) or ".." in parts or parts[:1] not in ((DUMP,), (FILES,)):
            raise ArchiveFault(f"备份里有不该有的内容（{member.name}）：没有恢复。")
        tar.extract(member, folder)


def _load(dump: Path) -> None:
    script = dump.with_suffix(".sql")
    _tool("psql", "--no-psqlrc", "--quiet", "--command", BEFORE_RESTORE)
    grants = [] if _ask(ROLE_STANDS) else ["--no-privileges"]
    _tool("pg_restore", "--no-owner", *grants, f"--file={script}", str(dump))
    if _server_major() < KNOWS_TRANSACTION_TIMEOUT:
        _drop_newer_setting(script)
    words = ["--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    _tool("psql", *words, "--command", EMPTY, f"--file={script}", "--command", AFTER_RESTORE)


def _drop_newer_setting(script: Path) -> None:
    """A newer pg_dump sets what an older server does not know; the line means "no limit", the default."""
    older = script.with_suffix(".older.sql")
    with script.open("rb") as lines, older.open("wb") as out:
        out.writelines(line for line in lines if line != NEWER_SETTING)
    older.replace(script)


def _swap_files(new: Path) -> None:
    root = files_root()
    if root.is_dir():
        root.rename(new.with_name("replaced"))  # goes with the temporary folder
    if new.is_dir():
        new.rename(root)


def _tool(name: str, *words: str) -> str:
    """Run a program of PostgreSQL on our database; the password goes by the environment, out of others' sight."""
    folder = _binaries(name).folder
    program = folder / name if (folder / name).exists() else shutil.which(name)
    if program is None:
        raise ArchiveFault(f"没有找到程序 {name}：请安装 postgresql-client，或设置 WANGGE_PG_BIN。")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    quiet = {"PGAPPNAME": "wangge-backup", "PGOPTIONS": "-c client_min_messages=warning", "LC_ALL": "C.UTF-8"}
    place = {f"PG{VARIABLES.get(name, name.upper())}": value for name, value in _place().items()}
    answer = subprocess.run([program, *words], capture_output=True, text=True, env=plain | quiet | place, check=False)
    if answer.returncode != 0:
        raise ArchiveFault(f"{name} 没有成功：{answer.stderr.strip()[-500:]}")
    return answer.stdout


def _binaries(name: str) -> Binaries:
    """A dump is written by the server's own version where there is one, and read by ours, which knows older formats."""
    if name == "pg_dump":
        with suppress(PostgresFault):
            return find_binaries(major=_server_major())
    return find_binaries()


def _server_major() -> int:
    with _connected() as connection:
        return connection.info.server_version // 10000


def _ask(question: LiteralString) -> int:
    with _connected() as connection:
        row = connection.execute(question).fetchone()
    return int(row[0]) if row else 0


def _connected() -> psycopg.Connection[TupleRow]:
    try:
        return psycopg.connect(**_place(), application_name="wangge-backup")  # type: ignore[arg-type]  # words only
    except psycopg.OperationalError as fault:
        raise ArchiveFault(f"连接不上数据库：{str(fault).splitlines()[0]}") from fault


def _place() -> dict[str, str]:
    """Where the database is, in libpq's words."""
    url = os.environ.get("WANGGE_DATABASE_URL")
    if not url:
        return {"host": os.environ["WANGGE_PG_HOST"], "port": str(PORT), "user": SUPERUSER, "dbname": "wangge"}
    try:
        return {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError as fault:
        raise ArchiveFault(f"WANGGE_DATABASE_URL 写得不对：{fault}") from fault
