"""The migrated, empty database from which each test run copies its own: migrations take long, a copy a moment."""

import fcntl
import hashlib
import os
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg import sql

from wangge.ground.foundation.postgres import Server
from wangge.ground.foundation.postgres.server import dsn

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "wangge_template_"


def migrated_template(server: Server, scratch: Path) -> str:
    """The name of a database with today's tables on this server; made where it is missing, by one run for all."""
    name = PREFIX + _digest()
    with (
        (scratch / "test-template.lock").open("w") as lock,
        psycopg.connect(dsn(server.host, "postgres"), autocommit=True) as connection,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'wangge_t%'")}
        if name not in known:
            for old in known:
                with suppress(psycopg.errors.ObjectInUse):
                    connection.execute(_words("DROP DATABASE {}", old))
            raw = f"{name}_raw"
            connection.execute(_words("CREATE DATABASE {}", raw))
            _migrate(server.host, raw)
            connection.execute(_words("ALTER DATABASE {} RENAME TO {}", raw, name))
    return name


def _migrate(host: str, name: str) -> None:
    where = {"WANGGE_DATABASE_URL": f"postgresql://postgres@/{name}?host={host}", "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-W", "ignore", "-m", "django", "migrate", "--verbosity=0", "--settings=config.settings"]
    subprocess.run(command, env=os.environ | where, check=True)


def _digest() -> str:
    """Of everything that decides what the tables look like."""
    found = hashlib.sha256("".join(version(name) for name in ("django", "procrastinate", "psycopg")).encode())
    for path in sorted((ROOT / "src").glob("wangge/*/*/migrations/*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _words(words: str, *names: str) -> sql.Composed:
    return sql.SQL(words).format(*(sql.Identifier(name) for name in names))
