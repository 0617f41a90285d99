"""A city platform for tests: it lists tickets page by page, takes results, and fails on demand."""

import csv
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.cases.town import Town
from tests.world import MONDAY, make_account, make_actor
from wangge.core.access.models import Grant
from wangge.core.access.queries import Actor, actor_of
from wangge.core.cases.models import CaseUpstream
from wangge.faces.exchange.models import Contact, UpstreamSystem
from wangge.faces.exchange.operations.systems import Agreement, add_system
from wangge.faces.exchange.statuses import presets

HEAD = (
    "工单编号", "来电时间", "工单标题", "反映内容", "一级类别", "二级类别", "三级类别", "四级类别", "五级类别",
    "办理方式", "是否保密", "办理期限", "工单状态", "来电人", "联系电话",
)  # fmt: skip


class City(ThreadingHTTPServer):
    """The state of the platform; `faults` are answered first, one a request: a status, or "slow", or "cut"."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        self.pages: list[list[dict[str, Any]]] = []
        self.list: list[dict[str, Any]] = []
        self.results: list[tuple[dict[str, Any], dict[str, str]]] = []
        self.faults: list[object] = []
        self.asked: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Desk(BaseHTTPRequestHandler):
    server: City

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        cursor = int(parse_qs(parts.query).get("cursor", ["0"])[0])
        self.server.asked.append((self.path, self.headers.get("Authorization", "")))
        if self._is_faulty():
            return
        if parts.path == "/list":
            self._say({"tickets": self.server.list})
            return
        page = self.server.pages[cursor] if cursor < len(self.server.pages) else []
        self._say({"tickets": page, "next": str(cursor + 1) if page else ""})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self._is_faulty():
            return
        self.server.results.append((json.loads(body), dict(self.headers)))
        self._say({})

    def _is_faulty(self) -> bool:
        if not self.server.faults:
            return False
        fault = self.server.faults.pop(0)
        if fault == "slow":
            time.sleep(1.0)
            return True
        if fault == "cut":
            self._send(200, b'{"tickets": [')
            return True
        self._send(int(str(fault)), b"{}")
        return True

    def _say(self, content: dict[str, Any]) -> None:
        self._send(200, json.dumps(content).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def city() -> Iterator[City]:
    server = City()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def system_admin(town: Town) -> Actor:
    account = make_account("系统管理员", at=town.area)
    account.is_demonstration = True
    account.save()
    Grant.objects.create(
        account=account, role="system_admin", area_path=town.area.path, valid_from=MONDAY - timedelta(days=1),
        granted_by="测试",
    )  # fmt: skip
    return actor_of(account=account, at=MONDAY)


def operator(town: Town) -> Actor:
    """Somebody of the centre who may take files in."""
    return make_actor("town_desk", at=town.area, unit=town.centre, name="热线专员")


def agreement(**given: Any) -> Agreement:
    values: dict[str, Any] = {
        "label": "市 12345", "channel": "hotline", "statuses": presets()["hotline"][1],
        "categories": {"路灯": "safety"}, "token": "our-token",
    }  # fmt: skip
    return Agreement(**(values | given))


def connect(town: Town, server: City | None = None, *, code: str = "city", **given: Any) -> UpstreamSystem:
    """The town's agreement with a city platform."""
    if server is not None:
        given = {
            "pull_url": f"{server.url}/tickets", "list_url": f"{server.url}/list",
            "return_url": f"{server.url}/results", "returns_by": "call",
        } | given  # fmt: skip
    system, _secret = add_system(
        actor=system_admin(town), town_id=town.area.pk, code=code, agreed=agreement(**given), at=MONDAY
    )
    return system


def record(number: int, **given: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": f"GD-{number}", "reported_at": "2026-03-02T08:00:00+08:00", "title": f"路灯坏了 {number}",
        "content": "村口路灯坏了三天，晚上看不见路", "categories": ["城乡建设", "市政", "路灯"], "role": "主办",
        "confidential": False, "status": "派单", "due_at": "2026-03-09T17:30:00+08:00",
        "changed_at": "2026-03-02T08:30:00+08:00", "name": "王五", "phone": "13800000001", "address": "村口",
    }  # fmt: skip
    return values | given


def line(number: int, **given: str) -> list[str]:
    values = dict(
        zip(
            HEAD,
            (
                f"GD-{number}", "2026-03-02 08:00", f"路灯坏了 {number}", "村口路灯坏了三天", "城乡建设", "市政",
                "路灯", "乡村路灯", "不亮", "协办", "是", "2026-03-09 17:30", "派单", "王五", "13800000001",
            ),
            strict=True,
        )
    )  # fmt: skip
    return [(values | given)[name] for name in HEAD]


def write_csv(path: Path, rows: list[list[str]], *, head: tuple[str, ...] = HEAD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def tickets() -> list[CaseUpstream]:
    return list(CaseUpstream.objects.everywhere("a test looks").order_by("upstream_id"))


def sound() -> list[bool]:
    return list(Contact.objects.everywhere("a test looks").order_by("id").values_list("is_sound", flat=True))


def fresh(system: UpstreamSystem) -> UpstreamSystem:
    return UpstreamSystem.objects.everywhere("a test looks").get(pk=system.pk)
