"""The phone app and its server. In Chromium at 390 px, the processor slowed down six times and the line that of Fast 3G
(1.44 Mbit/s, 562 ms): from signing in on an empty phone to the whole grid of 300 households on it, sealed; saving a
visit; opening the list of 1,000 households. From Python against two web processes: 100 phones that copy a grid of 100
households at the same moment, and pulls that bring nothing. The rows are made up and stand in the ledger as phones get
them. Published figures stand beside it and are **not like for like**: other data, other devices, other lines. CHT:
first copy from 251 to 18 s; OpenSRP: 39:19 min for 1,025 households."""

import gzip
import http.client
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4, uuid5

from bench.create_case import PORT
from bench.world import TOWN_CODE, cpu_seconds, installation, percentile, postmaster

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

TITLE = "The phone: first copy, saving, lists, many phones at once"
PASSWORD = "bench correct horse"
PHONES = 100
EMPTY_PULLS = 1000
FAST_3G = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
NAMES = ("张大力", "李秀兰", "王建国", "赵小梅", "杨志强", "马玉兰", "陈桂英", "刘永红")
NAMESPACE = uuid5(UUID(int=0), "bench phone")
NOW = datetime.now(UTC)
START = """async ([name, password]) => {
  const began = performance.now();
  await wangge.signIn(name, password);
  const entered = performance.now();
  while (!wangge.sync.value.lastAt) await new Promise((done) => setTimeout(done, 20));
  await wangge.ready("household");
  const shown = performance.now() - began;
  return { entered: entered - began, shown, rows: wangge.rows("household").value.length };
}"""
SAVE = """async ([scope, household]) => {
  const times = [];
  for (let n = 0; n < 40; n++) {
    const began = performance.now();
    const data = { household, kind: "routine", met: [], checks: { power: true }, words: "老人身体好，水电都查过了" };
    await wangge.act({ kind: "visit", scope, data });
    times.push(performance.now() - began);
  }
  return times;
}"""


def run() -> list[dict[str, object]]:
    with installation():
        middle, tokens = _world()
        with _web_processes() as web:
            before = cpu_seconds(web), cpu_seconds(postmaster())
            at_once, first_bytes = _all_at_once(tokens)
            web_ms, database_ms = (
                (cpu_seconds(root) - was) * 1e3 / PHONES for root, was in zip((web, postmaster()), before, strict=True)
            )
            empty, asked = _empty_pulls(tokens), _rounds_without_news(tokens)
            with _Chromium() as phone:
                first = phone.first_copy("bench-middle", households=300)
                saves = phone.saves(middle)
                lists = phone.list_of("bench-large", households=1000)
    return [
        _row("first copy of 300 households: signed in, s", first["entered"] / 1e3),
        _row("first copy of 300 households: on the phone and shown, s (middle of 3)", first["shown"] / 1e3, goal=5),
        _row("first copy of 300 households: the page's own thread busy, s", first["busy"]),
        _row("saving a visit, 6× slower processor, p50 ms", percentile(saves, 0.5)),
        _row("saving a visit, 6× slower processor, p95 ms", percentile(saves, 0.95), goal=50),
        *(_row(what, value, goal=goal) for what, value, goal in lists),
        _row("100 phones copy 100 households each at once, p95 s", percentile(at_once, 0.95), goal=5),
        _row("the same, kB gzip a phone", first_bytes / 1000),
        _row("the same, CPU ms a phone: web processes", web_ms),
        _row("the same, CPU ms a phone: database", database_ms),
        _row("pull that brings nothing, 8 at a time, p50 ms", percentile(empty, 0.5) * 1e3),
        _row("pull that brings nothing, 8 at a time, p95 ms", percentile(empty, 0.95) * 1e3, goal=300),
        _row("round without news: one question for all scopes, 8 at a time, p50 ms", percentile(asked, 0.5) * 1e3),
        _row("CHT, as published: first copy before and after, s (not like for like)", "251 → 18"),
        _row("OpenSRP, as published: 1,025 households, min (not like for like)", "39:19"),
    ]


def _row(what: str, value: float | str, *, goal: float | str = "") -> dict[str, object]:
    return {"what": what, "value": round(value, 2) if isinstance(value, float) else value, "goal": goal}


# ---- who and what there is ---------------------------------------------------------------------------------------


def _world() -> tuple[UUID, list[str]]:
    """Grids of 100, 300 and 1,000 households, an account for each of the larger; the middle one, tokens of phones."""
    from wangge.core.areas.queries import areas_in_memory
    from wangge.ground.sync.devices import enrol_device

    town = areas_in_memory().by_code[TOWN_CODE]
    grids = [(row.id, row.path) for row in areas_in_memory().below(town.path) if row.level == "grid"]
    for grid, households in ((grids[0], 100), (grids[1], 300), (grids[2], 1000)):
        _fill(grid[0], town.id, households)
    _account("bench-middle", grids[1][1])
    _account("bench-large", grids[2][1])
    tokens = []
    for number in range(PHONES):
        account = _account(f"bench-phone-{number}", grids[0][1])
        device = enrol_device(device_id=uuid4(), account_id=account, town_id=town.id, at=datetime.now(UTC))
        tokens.append(device.token)
    return grids[1][0], tokens


def _account(login_name: str, path: str) -> UUID:
    from wangge.core.access.models import Account, Grant

    found = Account.objects.filter(login_name=login_name).first()
    if found is None:
        found = Account(login_name=login_name, name=login_name, home_path=path, created_at=NOW)
        found.set_password(PASSWORD)
        found.save(force_insert=True)
        Grant.objects.create(account=found, role="grid_leader", place="qingping", area_path=path,
                             valid_from=NOW - timedelta(days=1), granted_by="bench")  # fmt: skip
    return found.pk


def _fill(scope: UUID, town: UUID, households: int) -> None:
    """What a grid of so many households is on a phone after eight weeks of work."""
    from wangge.ground.sync.models import SyncRow
    from wangge.ground.sync.rows import NewRow, put_rows

    SyncRow.objects.filter(scope=scope).delete()
    rows = []
    for number in range(households):
        home = _id(scope, "household", number)
        rows.append(NewRow(scope, "household", home, town, _household(number)))
        for n in range(3 + (number % 4 == 0)):
            rows.append(NewRow(scope, "person", _id(scope, "person", number, n), town, _person(home, number + n)))
        for week in range(7):
            rows.append(NewRow(scope, "visit", _id(scope, "visit", number, week), town, _visit(home, week)))
        rows.append(NewRow(scope, "task", home, town, _task(home, number)))
    rows += [NewRow(scope, "case", _id(scope, "case", n), town, _case(n)) for n in range(40)]
    for start in range(0, len(rows), 1000):
        put_rows(rows[start : start + 1000], at=NOW)


def _id(scope: UUID, *words: object) -> UUID:
    return uuid5(NAMESPACE, f"{scope} {words}")


def _household(number: int) -> dict[str, Any]:
    sheet = {"water": True, "toilet": "flush", "income": "work", "land": 6.5, "car": False}
    return {"address": f"荣星村荣星小区{number // 12 + 1}幢{number % 3 + 1}单元{number % 12:02}室",
            "door": f"荣星小区|{number:05}", "head": NAMES[number % 8], "members": 3, "care": [], "hazard": False,
            "confirmed": NOW.isoformat(), "sheet": sheet}  # fmt: skip


def _person(home: UUID, number: int) -> dict[str, Any]:
    sheet = {
        "education": "middle",
        "job": "种植",
        "party": False,
        "insured": True,
        "marriage": "married",
        "health": "good",
    }
    return {"household": str(home), "name": NAMES[number % 8], "letters": "zdl", "role": "child", "sex": "male",
            "born": 1950 + number % 60, "phone": f"{number % 10000:04}", "care": [], "sheet": sheet}  # fmt: skip


def _visit(home: UUID, week: int) -> dict[str, Any]:
    return {"household": str(home), "at": (NOW - timedelta(weeks=week)).isoformat(), "kind": "routine", "met": [],
            "checks": ["power", "fire"], "words": "老人身体好，水电都查过了，没有别的事", "by": "网格员", "unmet": "",
            "unchanged": True, "people": None, "did": ["关爱探访"], "follows": []}  # fmt: skip


def _task(home: UUID, number: int) -> dict[str, Any]:
    return {"household": str(home), "kind": "visit", "title": "每周走访", "why": "一周没去了", "rank": 5 + number % 2,
            "due": NOW.date().isoformat(), "ref": str(home), "label": ""}  # fmt: skip


def _case(number: int) -> dict[str, Any]:
    history = [{"at": NOW.isoformat(), "what": "已受理", "who": "镇综治中心", "words": "请尽快处理"}] * 3
    return {"number": f"QP{number:06}", "title": "村口路灯坏了三天", "words": "村口路灯坏了三天，晚上看不见",
            "state": "dispatched", "state_words": "已派遣", "category": "light", "category_words": "路灯",
            "owner": "镇综合服务中心", "owner_id": str(uuid5(NAMESPACE, "unit")), "where": "村口", "lat": None,
            "lon": None, "due_at": NOW.isoformat(), "is_urgent": False, "reported_at": NOW.isoformat(), "step": "",
            "photos": 0, "can": [], "history": history}  # fmt: skip


# ---- many phones -------------------------------------------------------------------------------------------------


@contextmanager
def _web_processes() -> Iterator[int]:
    """Two web processes on this database, as a small town has them."""
    command = [sys.executable, "-m", "config.cli", "web", "--port", str(PORT), "--workers", "2"]
    process = subprocess.Popen(command, env=os.environ | {"WANGGE_ALLOWED_HOSTS": "127.0.0.1"})
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


class _Phone:
    """The requests of one phone, over one connection."""

    def __init__(self, token: str) -> None:
        self._token, self._line = token, http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        about = json.loads(_asked(self._line, token, "/phone/api/me/")[0])
        self._epoch = about["epoch"]
        self._cursors = {scope["id"]: "" for scope in about["scopes"]}

    def pull(self) -> tuple[float, int]:
        """Seconds and bytes until all scopes are up to date."""
        began, size = time.perf_counter(), 0
        for scope in self._cursors:
            more = True
            while more:
                query = f"scope={scope}&cursor={self._cursors[scope]}&epoch={self._epoch}&limit=2000"
                body, sent = _asked(self._line, self._token, f"/phone/api/pull/?{query}")
                head = json.loads(body.partition(b"\n")[0])
                self._cursors[scope], more, size = head["cursor"], head["more"], size + sent
        return time.perf_counter() - began, size

    def pull_nothing(self) -> list[float]:
        """Seconds of each single pull that brings nothing."""
        self.pull()
        times = []
        for _ in range(EMPTY_PULLS // 8 // len(self._cursors)):
            for scope, cursor in self._cursors.items():
                began = time.perf_counter()
                query = f"scope={scope}&cursor={cursor}&epoch={self._epoch}&limit=2000"
                _asked(self._line, self._token, f"/phone/api/pull/?{query}")
                times.append(time.perf_counter() - began)
        return times

    def rounds_without_news(self) -> list[float]:
        """Seconds of each question whether there is anything new in any scope."""
        self.pull()
        words = json.dumps({"epoch": self._epoch, "cursors": self._cursors})
        times = []
        for _ in range(EMPTY_PULLS // 8):
            began = time.perf_counter()
            _asked(self._line, self._token, "/phone/api/news/", words)
            times.append(time.perf_counter() - began)
        return times


def _all_at_once(tokens: list[str]) -> tuple[list[float], int]:
    """Seconds each of the phones took for everything it may have, all beginning together; bytes of one of them."""
    ready = Barrier(len(tokens))

    def copy(token: str) -> tuple[float, int]:
        phone = _Phone(token)
        ready.wait()
        return phone.pull()

    with ThreadPoolExecutor(len(tokens)) as pool:
        found = list(pool.map(copy, tokens))
    return [seconds for seconds, _size in found], found[0][1]


def _empty_pulls(tokens: list[str]) -> list[float]:
    with ThreadPoolExecutor(8) as pool:
        return [
            seconds for times in pool.map(lambda token: _Phone(token).pull_nothing(), tokens[:8]) for seconds in times
        ]


def _rounds_without_news(tokens: list[str]) -> list[float]:
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda token: _Phone(token).rounds_without_news(), tokens[:8])
        return [seconds for times in found for seconds in times]


def _asked(line: http.client.HTTPConnection, token: str, path: str, words: str = "") -> tuple[bytes, int]:
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "gzip", "Content-Type": "application/json"}
    line.request("POST" if words else "GET", path, words or None, headers)
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status} {path}: {body[:200]!r}")
    return (gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body), len(body)


# ---- one phone ---------------------------------------------------------------------------------------------------


class _Chromium:
    """A phone of 390 px; each measurement has a store of its own."""

    def __enter__(self) -> "_Chromium":
        import shutil

        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        switches = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        self._browser = self._playwright.chromium.launch(executable_path=found, args=switches)
        return self

    def __exit__(self, *_: object) -> None:
        self._browser.close()
        self._playwright.stop()

    def first_copy(self, login_name: str, *, households: int) -> dict[str, float]:
        """The middle one of three; the last phone stays for what comes next."""
        copies: list[dict[str, float]] = []
        for number in range(3):
            self._page, self._line = self._open()
            self._slow()
            before = self._busy()
            found: dict[str, float] = self._page.evaluate(START, [login_name, PASSWORD])
            assert found["rows"] == households, found
            copies.append({**found, "busy": self._busy() - before})
            if number < 2:
                self._page.context.close()
        return sorted(copies, key=lambda copy: copy["shown"])[1]

    def _busy(self) -> float:
        metrics = self._line.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))

    def saves(self, scope: UUID) -> list[float]:
        """With the phone that made the first copy."""
        self._line.send("Network.emulateNetworkConditions", {**FAST_3G, "offline": True})
        times: list[float] = self._page.evaluate(SAVE, [str(scope), str(_id(scope, "household", 1))])
        self._page.context.close()
        return times

    def list_of(self, login_name: str, *, households: int) -> list[tuple[str, float, int]]:
        page, line = self._open()
        found = page.evaluate(START, [login_name, PASSWORD])
        assert found["rows"] == households, found
        page.evaluate("wangge.setPin('2580')")
        times = {}
        for rate in (1, 6):
            line.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            times[rate] = percentile([page.evaluate(OPEN_LIST) for _ in range(7)], 0.5)
        page.context.close()
        what = "opening the list of 1,000 households"
        return [(f"{what}, ms", times[1], 300), (f"{what}, 6× slower processor, ms", times[6], 300)]

    def _open(self) -> "tuple[Page, CDPSession]":
        context = self._browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{PORT}/phone/")
        page.wait_for_function("() => window.wangge !== undefined")
        return page, context.new_cdp_session(page)

    def _slow(self) -> None:
        self._line.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._line.send("Emulation.setCPUThrottlingRate", {"rate": 6})
        self._line.send("Network.enable")
        self._line.send("Network.emulateNetworkConditions", FAST_3G)


# From the touch to the frame in which the list stands there.
OPEN_LIST = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  location.hash = "#/";
  await frame();
  const began = performance.now();
  location.hash = "#/households";
  while (!document.querySelector("a.p-home")) await new Promise((done) => requestAnimationFrame(done));
  await frame();
  return performance.now() - began;
}"""
