"""Starting, sharing and stopping the server on one data folder."""

import fcntl
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from wangge.ground.foundation.postgres.binaries import Binaries, find_binaries
from wangge.ground.foundation.postgres.cluster import SUPERUSER, beside, major_of, make_cluster, plain_environment
from wangge.ground.foundation.postgres.errors import PostgresFault
from wangge.ground.foundation.postgres.identity import Identity, choose_identity
from wangge.ground.foundation.postgres.sockets import PORT, make_private, socket_folder
from wangge.ground.foundation.processes import end_with_parent

READY_WITHIN = 300.0  # seconds: replaying the log after a crash may take minutes
STALE_WITHIN = 30.0  # seconds for the last children of a killed server to go
STOPPED_WITHIN = 20.0
STILL_THERE = ("lock file", "pre-existing shared memory block", "is still in use")


@dataclass
class Server:
    """A running server; `stop()` when done.

    The process that started it with `die_with_parent` stops it; a server that belongs to nobody
    is stopped by the last one that leaves.
    """

    data_dir: Path
    host: str
    database: str
    is_mine: bool
    _users: IO[str] = field(repr=False)
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def dsn(self) -> str:
        return dsn(self.host, self.database)

    @property
    def pid(self) -> int | None:
        """The process id of the running postmaster, or None."""
        return _postmaster(self.data_dir)

    @property
    def is_adopted(self) -> bool:
        """Whether it ran already when we came."""
        return self._process is None

    def is_alive(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            return False
        return self.pid is not None

    def stop(self) -> None:
        """Leave the server, and stop it when it is ours or nobody else is on it. Twice is fine."""
        if self._users.closed:
            return
        with _alone(self.data_dir):
            if self.is_mine or _is_last(self._users):
                self.shut_down()
            self._users.close()

    def shut_down(self) -> None:
        """End the server whoever uses it: fast, then harder."""
        for order in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            pid = self.pid
            if pid is None:
                break
            with suppress(ProcessLookupError):
                os.kill(pid, order)
            if _wait_until(self._is_gone, within=STOPPED_WITHIN):
                break
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=STOPPED_WITHIN)

    def _is_gone(self) -> bool:
        if self._process is not None:
            self._process.poll()  # a child that is not collected still has its id
        return self.pid is None

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(
    data_dir: Path,
    *,
    settings: Mapping[str, str] = MappingProxyType({}),
    die_with_parent: bool = True,
    database: str = "wangge",
) -> Server:
    """A server on `data_dir` with this database, made if need be; one that runs there already is shared as it is.

    With `die_with_parent` the server is ours: it ends when we call `stop()` or die (call from the main thread);
    without, it ends when the last one that uses it calls `stop()`. Raises PostgresFault.
    """
    data_dir = data_dir.absolute()
    if die_with_parent and threading.current_thread() is not threading.main_thread():
        # The kernel ties the server to the thread that started it, not to the process.
        raise ValueError("die_with_parent needs the main thread")
    with _alone(data_dir):
        users = _open(beside(data_dir, ".users"))
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            server = _adopt(data_dir, database, users)
            return server or _launch(data_dir, settings, die_with_parent, database, users)
        except BaseException:
            users.close()
            raise


def dsn(host: str, database: str) -> str:
    return f"postgresql://{SUPERUSER}@/{quote(database)}?host={quote(host, safe='')}&port={PORT}"


def _adopt(data_dir: Path, database: str, users: IO[str]) -> Server | None:
    """The server that runs on the folder already, awaited if it is just coming up; None if it is not or goes down."""
    host = str(socket_folder(data_dir))

    def settled() -> bool:
        return _postmaster(data_dir) is None or _answers(host)

    while _postmaster(data_dir) is not None:
        if not _wait_until(settled, within=READY_WITHIN):
            raise PostgresFault(f"{data_dir} 上的数据库正在运行但连接不上：请查看 {beside(data_dir, '.log')}。")
        with suppress(psycopg.OperationalError):  # it may answer once more while it goes down
            _create_database(host, database)
            return Server(data_dir, host, database, is_mine=False, _users=users)
    return None


def _launch(data_dir: Path, settings: Mapping[str, str], is_mine: bool, database: str, users: IO[str]) -> Server:
    major = major_of(data_dir)
    binaries = find_binaries(major=major)
    identity = choose_identity(data_dir, binaries)
    if major is None:
        is_durable = settings.get("fsync", "on") != "off"
        make_cluster(data_dir, binaries=binaries, identity=identity, is_durable=is_durable)
    host = socket_folder(data_dir)
    if host != data_dir:
        make_private(host, uid=identity.uid, gid=identity.gid)
    _sweep_stale_ids(data_dir, host)
    words = _command(data_dir, host, binaries, identity, settings)
    process = _run_until_ready(data_dir, host, words, identity, is_mine)
    server = Server(data_dir, str(host), database, is_mine=is_mine, _users=users, _process=process)
    try:
        _create_database(str(host), database)
    except BaseException:
        server.shut_down()
        raise
    return server


def _command(
    data_dir: Path, host: Path, binaries: Binaries, identity: Identity, settings: Mapping[str, str]
) -> list[str]:
    ours = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": f'"{host}"',
        "unix_socket_permissions": "0700",
    }
    options = [word for name, value in {**settings, **ours}.items() for word in ("-c", f"{name}={value}")]
    return identity.command(binaries.program("postgres"), "-D", data_dir, *options)


def _run_until_ready(
    data_dir: Path, host: Path, words: list[str], identity: Identity, is_mine: bool
) -> "subprocess.Popen[bytes]":
    """Start the server and wait until it answers; tried again while a killed one's children linger."""
    log = beside(data_dir, ".log")
    deadline = time.monotonic() + STALE_WITHIN
    while True:
        begun = log.stat().st_size if log.exists() else 0
        process = _spawn(words, log, identity, is_mine)

        def settled(child: "subprocess.Popen[bytes]" = process) -> bool:
            return child.poll() is not None or _answers(str(host))

        if not _wait_until(settled, within=READY_WITHIN):
            process.send_signal(signal.SIGINT)
            raise PostgresFault(f"数据库启动后 {READY_WITHIN:.0f} 秒仍连接不上：请查看 {log}。")
        if process.poll() is None:
            return process
        said = _said_since(log, begun)
        if not any(words in said for words in STILL_THERE) or time.monotonic() > deadline:
            raise PostgresFault(f"数据库没有启动（{data_dir}）：{_reason(said)} 详见 {log}。")
        time.sleep(0.1)


def _spawn(words: list[str], log: Path, identity: Identity, is_mine: bool) -> "subprocess.Popen[bytes]":
    with log.open("ab") as out:
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # noqa: S603 - programs found by find_binaries
            words,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd="/",
            env=plain_environment(),
            start_new_session=True,  # Ctrl-C in a terminal is for us; we stop the server in order
            preexec_fn=end_with_parent(signal.SIGINT) if is_mine else None,  # a fast shutdown
            **identity.switch,
        )


def _create_database(host: str, database: str) -> None:
    with psycopg.connect(dsn(host, "postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(database)))


def _answers(host: str) -> bool:
    with suppress(psycopg.OperationalError), psycopg.connect(dsn(host, "postgres"), connect_timeout=5):
        return True
    return False


def _postmaster(data_dir: Path) -> int | None:
    """The id in postmaster.pid, if a process of this folder really has it."""
    try:
        pid = int((data_dir / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if _works_in(pid, data_dir) else None


def _works_in(pid: int, folder: Path) -> bool:
    # Ids come round again, above all in containers; a PostgreSQL process has its data folder as working folder.
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", folder)
    except PermissionError:  # root of a container may not look there, but at the command line
        pass
    except OSError:
        return False
    try:
        return os.fsencode(folder) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False


def _sweep_stale_ids(data_dir: Path, host: Path) -> None:
    """Remove id files of a server that is gone: PostgreSQL refuses to start if their id belongs to anybody by now."""
    if _postmaster(data_dir) is None:
        for left in (data_dir / "postmaster.pid", host / f".s.PGSQL.{PORT}.lock"):
            left.unlink(missing_ok=True)


def _said_since(log: Path, begun: int) -> str:
    with log.open("rb") as text:
        text.seek(begun)
        return text.read().decode(errors="replace")


def _reason(said: str) -> str:
    faults = [line.split(":", 1)[1].strip() for line in said.splitlines() if line.startswith(("FATAL:", "PANIC:"))]
    stamped = [line.split("FATAL:")[-1].strip() for line in said.splitlines() if "FATAL:" in line]
    return (faults or stamped or [said.strip()[-200:] or "没有留下原因"])[-1].rstrip(".") + "。"


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(users, fcntl.LOCK_SH)
        return False
    return True


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """One start or stop on this folder at a time, over all processes."""
    try:
        data_dir.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise PostgresFault(f"不能建立目录 {data_dir.parent}：{fault.strerror}。") from fault
    with _open(beside(data_dir, ".lock")) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _open(path: Path) -> IO[str]:
    try:
        return path.open("a+")
    except OSError as fault:
        raise PostgresFault(f"没有写 {path} 的权限（{fault.strerror}）：请用建立它的用户启动。") from fault


def _wait_until(is_so: Callable[[], bool], *, within: float) -> bool:
    deadline = time.monotonic() + within
    pause = 0.005
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)
    return True
