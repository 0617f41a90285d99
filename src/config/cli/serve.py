"""`wangge serve`: database, pages and jobs under one supervisor, for the small town."""

import argparse
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

from config import environment
from config.cli.installation import make_engines_ready, start_database, uses_embedded_database
from config.cli.preparation import ACCOUNTS, is_prepared
from config.cli.supervision import STOPPED_WITHIN, Child, say, start_command
from config.cli.web import THREADS, add_address, why_unusable
from wangge.ground.foundation.postgres import PostgresFault, Server

TICK = 0.2
UP_WITHIN = 60.0
PROBE_PAUSE = 0.05


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_address(parser)
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 2), help="网页服务的进程数")
    parser.add_argument("--threads", type=int, default=THREADS, help="每个进程的线程数")
    parser.add_argument("--demo", action="store_true", help="数据库为空时建立演示地点")


def run(options: argparse.Namespace) -> int:
    fault = why_unusable(options.host, options.port)
    if fault:
        print(fault, file=sys.stderr)
        return 1
    if options.demo:
        os.environ["WANGGE_DEMO"] = "1"  # the pages say so
    supervisor = Supervisor(options)
    os.environ.setdefault("WANGGE_PUBLIC_URL", supervisor.address)
    make_engines_ready()  # while the database is being prepared
    for order in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(order, lambda *_: supervisor.stop())
    return supervisor.run()


@dataclass
class Supervisor:
    """Brings everything up, watches it, and takes it down in order."""

    options: argparse.Namespace
    server: Server | None = None
    children: list[Child] = field(default_factory=list)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _next_try: float = 0.0

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> int:
        try:
            if uses_embedded_database():
                say("启动数据库 …")
                self.server = start_database(die_with_parent=True)
            if not self._prepare():
                return 0 if self._stopping.is_set() else 1
            self._bring_up()
            while not self._stopping.wait(TICK):
                self._watch_database()
                for child in self.children:
                    child.watch()
            return 0
        finally:
            self._take_down()

    def _prepare(self) -> bool:
        """Bring the tables and the shipped rulebooks up to date in a process that gives its memory back."""
        if self._stopping.is_set():
            return False
        if is_prepared(os.environ.get("WANGGE_DATABASE_URL") or self._own_dsn, demo=self.options.demo):
            return True
        words = ["migrate", *(["--demo"] if self.options.demo else [])]
        process = start_command(words)
        while process.poll() is None:
            if self._stopping.wait(PROBE_PAUSE):
                process.terminate()
                process.wait()
                return False
        if process.returncode != 0:
            say("准备没有成功，服务没有启动（原因见上）。")
        return process.returncode == 0

    def _bring_up(self) -> None:
        options = self.options
        web = ["web", "--host", options.host, "--port", str(options.port)]
        web += ["--workers", str(options.workers), "--threads", str(options.threads)]
        self.children = [Child("网页服务", web), Child("后台任务", ["worker"])]
        self.children[0].start()  # the other follows when pages are there: people wait for these
        if self._until(self._answers, within=UP_WITHIN):
            say(f"网格已在 {self.address} 上服务。按 Ctrl-C 停止。")
            self._tell_accounts()
        elif not self._stopping.is_set():
            say(f"网页服务 {UP_WITHIN:.0f} 秒内没有应答：继续尝试；请看上面的原因，或运行 wangge doctor。")

    def _tell_accounts(self) -> None:
        accounts = environment.home() / ACCOUNTS
        if self.options.demo and accounts.exists():
            print(accounts.read_text("utf-8"), end="", flush=True)

    @property
    def _own_dsn(self) -> str:
        return self.server.dsn if self.server else ""

    @property
    def address(self) -> str:
        host = "127.0.0.1" if self.options.host in {"0.0.0.0", "::"} else self.options.host  # noqa: S104 - compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.options.port}"

    def _answers(self) -> bool:
        self.children[0].watch()
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):  # noqa: S310 - our own address
                return True
        except urllib.error.HTTPError:
            return True  # it answers; what it says is the business of `wangge doctor`
        except OSError:
            return False

    def _until(self, is_so: Callable[[], bool], *, within: float) -> bool:
        deadline = time.monotonic() + within
        while not self._stopping.is_set() and time.monotonic() < deadline:
            if is_so():
                return True
            self._stopping.wait(PROBE_PAUSE)
        return False

    def _watch_database(self) -> None:
        if self.server is None or self.server.is_alive() or time.monotonic() < self._next_try:
            return
        say("数据库停了，重新启动。")
        self._next_try = time.monotonic() + 5
        try:
            self.server.stop()
            self.server = start_database(die_with_parent=True)
        except PostgresFault as fault:
            say(f"{fault}（5 秒后再试）")

    def _take_down(self) -> None:
        if self.children:
            say("正在停止 …")
        for child in self.children:
            child.stop()
        deadline = time.monotonic() + STOPPED_WITHIN
        for child in self.children:
            child.wait(until=deadline)
        if self.server is not None:
            self.server.stop()
        say("已停止。")
