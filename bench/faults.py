"""A shift in which the job worker, the web server, one of its processes and the database are killed (kill -9) at
seeded random moments, under `wangge serve` as a small town runs it. Residents send a report again until it is answered,
officers send a step again as a browser does. Afterwards, on the database alone: is everything that was answered there
once, was every fact handled once in effect, is every clock right, is any job lost. One seed, one order of kills."""

import argparse
import html
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import uuid4

from bench.aftermath import findings, let_time_pass
from bench.create_case import _free_port
from bench.shift import WORDS, _first_step, _session, _token
from bench.world import HOME, installation, raise_the_limits

TITLE = "A shift with faults"
FAULTS_HOME = HOME.with_name("bench-faults")
REPORTS, KILLS, SEED = 600, 12, 20261122
RESIDENTS, OFFICERS = 4, 6
KINDS = ("worker", "web", "web process", "database")
UP_WITHIN = 90.0
TRIES, PAUSE = 120, 0.25


@dataclass
class Seen:
    """What the clients were told, and what was killed."""

    reports: dict[str, str] = field(default_factory=dict)  # form → the address it was answered with
    changed: int = 0  # reports answered twice with two addresses
    unanswered: int = 0
    steps: list[tuple[str, str, str]] = field(default_factory=list)  # case, action, mark
    sent_again: int = 0
    overtaken: int = 0
    faults: dict[int, int] = field(default_factory=dict)
    killed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_over: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Plan:
    """Who works, where, until how many reports were answered, and what is killed meanwhile."""

    sessions: list[str]
    grids: list[str]
    reports: int
    kills: int
    seed: int


def run() -> list[dict[str, object]]:
    with installation(FAULTS_HOME):
        pass
    found = storm(FAULTS_HOME, reports=REPORTS, kills=KILLS, seed=SEED)
    return [{"what": name, "value": value, **({"goal": 0} if goal else {})} for name, (value, goal) in found.items()]


def storm(home: Path, *, reports: int, kills: int, seed: int) -> dict[str, tuple[int | str, bool]]:
    """The whole of it on a prepared installation; for each finding its number and whether it has to be 0."""
    os.environ["WANGGE_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.cli.installation import django_at_hand

    with django_at_hand():
        raise_the_limits()
        sessions, grids, since = _people(seed), _grids(), datetime.now(UTC)
        _close()
    seen = Seen()
    _serve_and_kill(home, seen, Plan(sessions, grids, reports, kills, seed))
    with django_at_hand():
        let_time_pass()
        found = findings(reports=seen.reports, steps=seen.steps, since=since)
        _close()
    told: dict[str, tuple[int | str, bool]] = {
        "killed": ("、".join(f"{kind} {seen.killed.count(kind)}" for kind in KINDS), False),
        "reports answered as received": (len(seen.reports), False),
        "steps answered as taken": (len(seen.steps), False),
        "requests sent again after a fault": (seen.sent_again, False),
        "steps overtaken (told, nothing lost)": (seen.overtaken, False),
        "answers of 500 and above while something was down": (sum(seen.faults.values()), False),
        "reports given up by their senders": (seen.unanswered, False),
        "reports answered twice with two numbers": (seen.changed, True),
    }
    return told | {name: (value, True) for name, value in found.items()}


def _people(seed: int) -> list[str]:
    """Sessions of some who act for units."""
    from wangge.core.access.models import Account, Grant

    acting = Grant.objects.filter(unit_id__isnull=False).values("account_id")
    accounts = list(Account.objects.filter(pk__in=acting).order_by("login_name"))
    return [_session(account) for account in random.Random(seed).sample(accounts, min(OFFICERS, len(accounts)))]


def _grids() -> list[str]:
    from wangge.core.areas.queries import areas_in_memory

    index = areas_in_memory()
    return [row.code for row in index.rows if row.level == "grid" and index.place_of(row.id) == "qingping"]


def _close() -> None:
    from django.db import connections

    connections.close_all()


def _serve_and_kill(home: Path, seen: Seen, plan: Plan) -> None:
    port = _free_port()
    words = ["serve", "--port", str(port), "--workers", "2", "--threads", "2"]
    environment = os.environ | {"WANGGE_ALLOWED_HOSTS": "127.0.0.1"}
    with (home / "faults.log").open("wb") as log:
        serve = subprocess.Popen(
            [sys.executable, "-m", "config.cli", *words], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _until_whole(serve.pid, port)
        clients = [threading.Thread(target=_officer, args=(key, port, seen)) for key in plan.sessions]
        clients += [threading.Thread(target=_resident, args=(n, plan.grids, port, seen)) for n in range(RESIDENTS)]
        for client in clients:
            client.start()
        try:
            _kill_now_and_then(home, serve.pid, seen, plan)
        finally:
            seen.is_over.set()
            for client in clients:
                client.join()
        _kill(home, serve.pid, "worker", seen)  # at the end once more, in the middle of what it does
    finally:
        serve.terminate()
        serve.wait(60)


def _until_whole(supervisor: int, port: int) -> None:
    deadline = time.monotonic() + UP_WITHIN
    while time.monotonic() < deadline:
        with suppress(OSError, http.client.HTTPException):
            if _Browser(port).ask("/healthz")[0] == 200 and _children(supervisor, "config.cli worker"):
                return
        time.sleep(0.1)
    raise RuntimeError("wangge serve did not come up")


# Killing


def _kill_now_and_then(home: Path, supervisor: int, seen: Seen, plan: Plan) -> None:
    """Every kind at least once where there are enough kills; the order and the moments come from the seed.

    A moment is when so many reports were answered, and a little later: in the middle of the work, however slow it is.
    """
    rng = random.Random(plan.seed)
    order = rng.sample(KINDS, len(KINDS)) + rng.choices(KINDS, k=plan.kills)
    moments = sorted(rng.randrange(5, plan.reports * 9 // 10) for _ in range(plan.kills))
    for kind, moment in zip(order[: plan.kills], moments, strict=True):
        _until_answered(seen, moment)
        time.sleep(rng.uniform(0.0, 0.3))
        _kill(home, supervisor, kind, seen)
    _until_answered(seen, plan.reports)


def _until_answered(seen: Seen, reports: int) -> None:
    deadline = time.monotonic() + UP_WITHIN
    before = -1
    while len(seen.reports) < reports:
        if len(seen.reports) != before:
            before, deadline = len(seen.reports), time.monotonic() + UP_WITHIN
        elif time.monotonic() > deadline:
            raise RuntimeError("nothing is answered any more")
        time.sleep(0.02)


def _kill(home: Path, supervisor: int, kind: str, seen: Seen) -> None:
    """One process of this kind, as soon as there is one: what was killed before may still be coming up."""
    deadline = time.monotonic() + UP_WITHIN
    while time.monotonic() < deadline:
        for pid in _running(home, supervisor, kind)[:1]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                seen.killed.append(kind)
                return
        time.sleep(0.05)
    raise RuntimeError(f"no {kind} came up to be killed")


def _running(home: Path, supervisor: int, kind: str) -> list[int]:
    if kind == "database":
        with suppress(OSError, IndexError):
            return [_postmaster(home)]
        return []
    if kind == "worker":
        return _children(supervisor, "config.cli worker")
    web = _children(supervisor, "config.cli web")
    return web if kind == "web" else [pid for one in web for pid in _children(one, "")]


def _children(pid: int, words: str) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError, ValueError):
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
            line = status.with_name("cmdline").read_bytes().decode().replace("\0", " ")
            if parent == pid and words in line and "resource_tracker" not in line:
                found.append(int(status.parent.name))
    return sorted(found)


def _postmaster(home: Path) -> int:
    return int((home / "pg" / "postmaster.pid").read_text("utf8").split()[0])


# Clients


class _Browser:
    """Cookies, and one connection a request: what a fault cuts off is asked for anew."""

    def __init__(self, port: int, **cookies: str) -> None:
        self.port, self.cookies = port, dict(cookies)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = {"Origin": f"http://127.0.0.1:{self.port}", "Content-Type": "application/x-www-form-urlencoded"}
        headers |= {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if self.cookies else {}
        body = urlencode(form) if form is not None else None
        try:
            connection.request("GET" if form is None else "POST", path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf8", "replace")
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text, answer.headers.get("Location", "")

    def insist(self, path: str, form: dict[str, str] | None, seen: Seen) -> tuple[int, str, str] | None:
        """Ask until there is an answer that is no fault; None when that takes too long, or to look when all is over."""
        for attempt in range(TRIES):
            if attempt:
                with seen.lock:
                    seen.sent_again += form is not None
                time.sleep(PAUSE)
            if form is None and seen.is_over.is_set():
                return None
            with suppress(OSError, http.client.HTTPException):
                found = self.ask(path, form)
                if found[0] < 500:
                    return found
                with seen.lock:
                    seen.faults[found[0]] = seen.faults.get(found[0], 0) + 1
        return None


def _resident(number: int, grids: list[str], port: int, seen: Seen) -> None:
    rng = random.Random(number)
    while not seen.is_over.is_set():
        browser, path = _Browser(port), f"/report/{quote(rng.choice(grids))}/"
        page = browser.insist(path, None, seen)
        if page is None:
            continue
        for _ in range(5):
            form = {
                "csrfmiddlewaretoken": _token(page[1]), "form_id": str(uuid4()), "name": "李某", "where_words": "村口",
                "body": f"{rng.choice(TOLD)}，门牌 {rng.randrange(60)} 号", "phone": f"1380000{rng.randrange(500):04d}",
            }  # fmt: skip
            _report(browser, path, form, seen, again=rng.random() < 0.2)
            if seen.is_over.is_set():
                return
            time.sleep(rng.uniform(0.02, 0.2))


TOLD = ("村口的路灯坏了好几天", "自来水管漏水，巷子里全是泥", "垃圾箱满了没人清运", "村道被大车压坏了")


def _report(browser: _Browser, path: str, form: dict[str, str], seen: Seen, *, again: bool) -> None:
    found = browser.insist(path, form, seen)
    second = browser.insist(path, form, seen) if again else None
    with seen.lock:
        if found is None or found[0] != 302:
            seen.unanswered += 1
            return
        seen.reports[form["form_id"]] = found[2]
        seen.changed += second is not None and second[0] == 302 and second[2] != found[2]


def _officer(session: str, port: int, seen: Seen) -> None:
    rng, browser = random.Random(session), _Browser(port, sessionid=session)
    while not seen.is_over.is_set():
        time.sleep(rng.uniform(0.05, 0.4))
        todo = browser.insist("/todo/", None, seen)
        links = re.findall(r'href="(/cases/[0-9a-f-]{36}/)', todo[1]) if todo else []
        page = browser.insist(rng.choice(links), None, seen) if links else None
        step = _first_step(page[1], rng) if page else None
        if step is None:
            continue
        path, form = step
        mark = uuid4().hex
        texts = [name for name in form if name in WORDS]
        form |= {name: f"{form[name]} {mark}" for name in texts}
        found = browser.insist(html.unescape(path), form, seen)
        with seen.lock:
            if found is not None and found[0] == 302:
                case_id, action = path.strip("/").split("/")[1:3]
                seen.steps.append((case_id, action, mark if texts else ""))
            elif found is not None and found[0] == 409:
                seen.overtaken += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path, help="a prepared installation")
    parser.add_argument("--reports", type=int, default=REPORTS, help="after how many answered ones it ends")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    found = storm(options.home, reports=options.reports, kills=options.kills, seed=options.seed)
    print(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
