"""`wangge serve` as a person uses it: real processes, a home of its own, a free port."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from config.cli.preparation import is_prepared
from wangge.ground.foundation.postgres import Server, start

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


class Installation:
    """A home folder and the commands run on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.running: list[subprocess.Popen[bytes]] = []
        self.log = home.with_name("serve.log")

    def command(self, *words: str) -> "subprocess.Popen[bytes]":
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("WANGGE_", "PG"))}
        surroundings |= {"WANGGE_HOME": str(self.home), "PYTHONPATH": str(ROOT / "src"), "WANGGE_MAKE_ENGINES": "0"}
        with self.log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.cli", *words], env=surroundings, stdout=out, stderr=out
            )
        self.running.append(process)
        return process

    def serve(self) -> "subprocess.Popen[bytes]":
        process = self.command("serve", "--port", str(self.port), "--workers", "1", "--threads", "2")
        assert eventually(lambda: self.is_whole(process.pid) or process.poll() is not None, within=3 * PATIENCE)
        assert process.poll() is None, self.log.read_text()
        return process

    def is_whole(self, supervisor: int) -> bool:
        return self.answers() and bool(children(supervisor, "config.cli worker"))

    def stop(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=PATIENCE)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def ask(self, question: str) -> object:
        server = start(self.home / "pg", die_with_parent=False)
        try:
            return ask(server, question)
        finally:
            server.stop()

    def postmaster(self) -> int:
        return int((self.home / "pg" / "postmaster.pid").read_text().split()[0])


def ask(server: Server, question: str) -> object:
    with psycopg.connect(server.dsn) as connection:
        answer = connection.execute(question)  # type: ignore[call-overload]  # the tests write the questions
        row = answer.fetchone() if answer.description else None
        return row[0] if row else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(is_so: Callable[[], bool], within: float = PATIENCE) -> bool:
    deadline = time.monotonic() + within
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_so()


def children(pid: int, words: str) -> list[int]:
    """The child processes whose command line has these words."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
            line = status.with_name("cmdline").read_bytes().decode().replace("\0", " ")
        except (OSError, IndexError):
            continue
        if parent == pid and words in line:
            found.append(int(status.parent.name))
    return found


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(scope="session")
def _prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was prepared and is stopped, made by whichever worker comes first; never used, only copied."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    home = shared / "prepared" / "home"
    home.parent.mkdir(exist_ok=True)
    with (home.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home.parent / "is-whole").exists():
            made = Installation(home)
            assert made.command("migrate").wait(timeout=5 * PATIENCE) == 0, made.log.read_text()
            (home.parent / "is-whole").touch()
    return home


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Installation]:
    here = Installation(tmp_path / "home")
    yield here
    here.stop()


@pytest.fixture
def installation(empty: Installation, _prepared_home: Path) -> Installation:
    shutil.copytree(_prepared_home, empty.home, symlinks=True)
    return empty


def test_serve_comes_up_stops_whole_and_finds_its_data_again(empty):
    first = empty.serve()
    parts = [
        empty.postmaster(),
        *children(first.pid, "config.cli web"),
        *children(first.pid, "config.cli worker"),
    ]
    empty.ask("CREATE TABLE kept AS SELECT 7 AS number")

    first.terminate()
    code = first.wait(timeout=PATIENCE)

    assert code == 0, empty.log.read_text()
    assert len(parts) == 3
    assert [pid for pid in parts if is_running(pid)] == []
    assert not empty.answers()
    empty.serve()
    assert empty.ask("SELECT number FROM kept") == 7


def test_fallen_web_and_worker_come_back(installation):
    process = installation.serve()
    (web,) = children(process.pid, "config.cli web")
    (worker,) = children(process.pid, "config.cli worker")

    os.kill(web, signal.SIGKILL)
    os.kill(worker, signal.SIGKILL)

    assert eventually(lambda: not is_running(web) and not is_running(worker))
    assert eventually(lambda: bool(children(process.pid, "config.cli web")) and installation.answers())
    assert eventually(lambda: bool(children(process.pid, "config.cli worker")))


def test_killed_database_comes_back_under_the_pages(installation):
    process = installation.serve()
    before = installation.postmaster()

    os.kill(before, signal.SIGKILL)

    assert eventually(
        lambda: (installation.home / "pg" / "postmaster.pid").exists() and installation.postmaster() != before
    )
    assert process.poll() is None
    assert installation.ask("SELECT count(*) FROM django_migrations") != 0


def test_killed_supervisor_leaves_nothing_behind(installation):
    process = installation.serve()
    parts = [
        installation.postmaster(),
        *children(process.pid, "config.cli web"),
        *children(process.pid, "config.cli worker"),
    ]

    process.kill()
    process.wait()

    assert eventually(lambda: not any(is_running(pid) for pid in parts))
    installation.serve()


def test_start_skips_the_preparation_only_where_nothing_is_missing(installation, monkeypatch):
    monkeypatch.setenv("WANGGE_HOME", str(installation.home))
    with start(installation.home / "pg", die_with_parent=False) as server:
        ask(server, "CREATE SCHEMA away; ALTER TABLE django_migrations SET SCHEMA away")
        empty = is_prepared(server.dsn, demo=False)
        ask(server, "ALTER TABLE away.django_migrations SET SCHEMA public")
        current = is_prepared(server.dsn, demo=False)
        without_demonstration = is_prepared(server.dsn, demo=True)
        ask(server, "DELETE FROM django_migrations WHERE app = 'sessions'")
        older = is_prepared(server.dsn, demo=False)
        assert installation.command("manage", "migrate", "--fake").wait(timeout=PATIENCE) == 0
        mended = is_prepared(server.dsn, demo=False)
        ask(server, "DELETE FROM places_rulebook_version WHERE place = 'jiaozuo'")
        without_rules = is_prepared(server.dsn, demo=False)

    assert (empty, current, without_demonstration) == (False, True, False)
    assert (older, mended, without_rules) == (False, True, False)


def test_port_in_use_is_one_clear_sentence(empty):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", empty.port))
        taken.listen()

        code = empty.command("serve", "--port", str(empty.port)).wait(timeout=PATIENCE)

    assert code == 1
    assert "--port" in empty.log.read_text()
    assert not (empty.home / "pg").exists()


def test_unusable_data_folder_is_one_clear_sentence(empty):
    (empty.home / "pg").mkdir(parents=True)
    (empty.home / "pg" / "letter.txt").write_text("mine")

    code = empty.command("serve", "--port", str(empty.port)).wait(timeout=PATIENCE)

    said = empty.log.read_text()
    assert code == 1
    assert "不是完整的数据库" in said
    assert "Traceback" not in said


def test_backup_comes_back_whole_into_another_home(installation, tmp_path):
    archive = tmp_path / "all.tar"
    other = Installation(tmp_path / "other")
    installation.ask("CREATE TABLE kept AS SELECT 7 AS number")
    (installation.home / "files" / "ab").mkdir(parents=True)
    (installation.home / "files" / "ab" / "photo").write_bytes(b"picture")

    assert installation.command("backup", str(archive)).wait(timeout=PATIENCE) == 0
    assert other.command("restore", str(archive)).wait(timeout=PATIENCE) == 0

    assert other.ask("SELECT number FROM kept") == 7
    assert other.ask("SELECT has_table_privilege('wangge_scoped', 'people_person', 'SELECT')") is True
    assert (other.home / "files" / "ab" / "photo").read_bytes() == b"picture"
    assert archive.stat().st_mode & 0o077 == 0


def test_restore_does_not_overwrite_unasked_and_replaces_when_asked(installation, tmp_path):
    archive = tmp_path / "all.tar"
    installation.command("backup", str(archive)).wait(timeout=PATIENCE)
    installation.ask("CREATE TABLE later AS SELECT 1 AS number")

    refused = installation.command("restore", str(archive)).wait(timeout=PATIENCE)
    replaced = installation.command("restore", "--replace", str(archive)).wait(timeout=PATIENCE)

    assert (refused, replaced) == (1, 0), installation.log.read_text()
    assert "--replace" in installation.log.read_text()
    assert installation.ask("SELECT to_regclass('later')") is None


def test_restore_of_something_else_keeps_what_is_there(installation, tmp_path):
    (tmp_path / "letter.tar").write_text("no archive")

    code = installation.command("restore", "--replace", str(tmp_path / "letter.tar")).wait(timeout=PATIENCE)

    assert code == 1
    assert installation.ask("SELECT count(*) > 0 FROM django_migrations") is True


def test_restore_is_refused_while_the_service_runs(installation, tmp_path):
    installation.serve()

    code = installation.command("restore", "--replace", str(tmp_path / "any.tar")).wait(timeout=PATIENCE)

    assert code == 1
    assert "请先停止" in installation.log.read_text()
