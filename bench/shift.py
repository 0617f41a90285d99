"""A shift: 200 officers signed in at once look at what waits, open a case and take its next step, with some seconds
between two clicks, while residents report five matters a second; `wangge web` with two processes and one worker.
Afterwards the database is asked whether anything was lost, doubled or answered with a server fault."""

import asyncio
import html
import os
import random
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from bench.create_case import PORT, _answer, _post, _web
from bench.world import TOWN_CODE, installation, percentile

TITLE = "A shift of 200 officers"
OFFICERS = 200
SECONDS = int(os.environ.get("WANGGE_BENCH_SECONDS", "60"))
THINKING = (8.0, 20.0)  # seconds between two clicks
REPORTS_A_SECOND = 5
GOAL_P95_MS = 300
ROLES = ("qp-officer1", "qp-lead", "qp-g", "qp-police", "qp-enforcement", "qp-v")
WORDS = {"note": "已到现场看过", "no_evidence_reason": "电话里讲清楚的", "answer": "已经办好，谢谢您反映"}


@dataclass
class Tally:
    """What the clients saw."""

    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    steps: int = 0
    overtaken: int = 0
    reported: int = 0

    def add(self, status: int, seconds: float) -> None:
        self.times.append(seconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1


def run() -> list[dict[str, object]]:
    with installation():
        from wangge.core.access.models import Account
        from wangge.core.areas.queries import areas_in_memory

        accounts = [a for a in Account.objects.order_by("login_name") if a.login_name.startswith(ROLES)]
        sessions = [_session(accounts[n % len(accounts)]) for n in range(OFFICERS)]  # signing in is limited
        town = areas_in_memory().by_code[TOWN_CODE]
        grids = [row.code for row in areas_in_memory().below(town.path) if row.level == "grid"]
        before = _counts()
        tally = Tally()
        with _web(), _worker():
            asyncio.run(_shift(sessions, grids, tally))
        after = _counts()
        return _rows(tally, before, after)


def _session(account) -> str:
    """The key of a session of this person, as the sign-in page makes it."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest
    from django.utils import timezone

    from wangge.faces.workbench.staff import begin_session

    request = HttpRequest()
    request.session = SessionStore()
    begin_session(request, account, at=timezone.now())
    request.session.save()
    return str(request.session.session_key)


class _worker:
    def __enter__(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", "config.cli", "worker"])

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)


def _counts() -> dict[str, int]:
    from django.db import connection

    asked = {
        "cases": "SELECT count(*) FROM cases_case",
        "numbers": "SELECT count(DISTINCT (town_id, number)) FROM cases_case",
        "reports": "SELECT count(*) FROM cases_step WHERE action = 'report'",
        "steps": "SELECT count(*) FROM cases_step WHERE actor_id IS NOT NULL AND action <> 'report'",
        "double": "SELECT count(*) FROM (SELECT 1 FROM cases_clock WHERE stopped_at IS NULL AND party_id IS NULL"
        " GROUP BY case_id, kind HAVING count(*) > 1) AS twice",
        "torn": "SELECT count(*) FROM cases_case c WHERE c.state <> (SELECT s.state_after FROM cases_step s"
        " WHERE s.case_id = c.id ORDER BY s.id DESC LIMIT 1)",
    }
    with connection.cursor() as cursor:
        found = {}
        for name, statement in asked.items():
            cursor.execute(statement)
            found[name] = cursor.fetchone()[0]
    return found


def _rows(tally: Tally, before: dict[str, int], after: dict[str, int]) -> list[dict[str, object]]:
    p50, p95 = (round(percentile(tally.times, share) * 1e3, 1) for share in (0.5, 0.95))
    faults = sum(count for status, count in tally.statuses.items() if status >= 500)
    new = {name: after[name] - before[name] for name in before}
    return [
        {"what": f"pages and steps in {SECONDS} s", "value": len(tally.times)},
        {"what": "p50 ms", "value": p50},
        {"what": "p95 ms", "value": p95, "goal": GOAL_P95_MS, "ratio": round(p95 / GOAL_P95_MS, 2)},
        {"what": "steps taken", "value": tally.steps},
        {"what": "steps overtaken by a colleague (told, nothing lost)", "value": tally.overtaken},
        {"what": "answers of 500 and above", "value": faults, "goal": 0},
        {"what": "reports accepted minus new cases", "value": tally.reported - new["cases"], "goal": 0},
        {"what": "steps accepted minus steps in the history", "value": tally.steps - new["steps"], "goal": 0},
        {"what": "numbers given twice", "value": after["cases"] - after["numbers"], "goal": 0},
        {"what": "clocks of one kind running twice", "value": after["double"], "goal": 0},
        {"what": "cases whose state is not that of their last step", "value": after["torn"], "goal": 0},
    ]


async def _shift(sessions: list[str], grids: list[str], tally: Tally) -> None:
    until = time.perf_counter() + SECONDS
    officers = [_officer(key, random.Random(n), until, tally) for n, key in enumerate(sessions)]
    await asyncio.gather(*officers, _residents(grids, until, tally))


class _Browser:
    """One signed-in session over one connection."""

    def __init__(self, tally: Tally) -> None:
        self.cookies: dict[str, str] = {}
        self.tally = tally

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", PORT)

    async def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        body = urlencode(form).encode() if form is not None else b""
        head = [f"{'POST' if form is not None else 'GET'} {path} HTTP/1.1", "Host: 127.0.0.1"]
        if self.cookies:
            head.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if form is not None:
            head += [
                "Origin: http://127.0.0.1", "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]  # fmt: skip
        began = time.perf_counter()
        self.writer.write(("\r\n".join(head) + "\r\n\r\n").encode() + body)
        answer, text = await asyncio.wait_for(_answer(self.reader), 60)
        status = int(answer.split(" ", 2)[1])
        self.tally.add(status, time.perf_counter() - began)
        for name, value in re.findall(r"[Ss]et-[Cc]ookie: *([^= ]+)=([^;\r\n]*)", answer):
            self.cookies[name] = value
        where = re.search(r"\r\n[Ll]ocation: *([^\r\n]+)", answer)
        return status, text, where[1] if where else ""


def _token(text: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    return found[1] if found else ""


async def _officer(session: str, rng: random.Random, until: float, tally: Tally) -> None:
    browser = _Browser(tally)
    browser.cookies["sessionid"] = session
    await browser.open()
    while time.perf_counter() < until:
        await asyncio.sleep(rng.uniform(*THINKING))
        _status, text, _where = await browser.ask("/todo/")
        links = re.findall(r'href="(/cases/[0-9a-f-]{36}/)', text)
        if not links or time.perf_counter() > until:
            continue
        await asyncio.sleep(rng.uniform(*THINKING))
        _status, page, _where = await browser.ask(rng.choice(links))
        step = _first_step(page, rng)
        if step is None or rng.random() < 0.3:
            continue
        await asyncio.sleep(rng.uniform(*THINKING))
        status, _text, _where = await browser.ask(*step)
        tally.steps += status == 302
        tally.overtaken += status == 409


def _first_step(page: str, rng: random.Random) -> tuple[str, dict[str, str]] | None:
    """The first form of the page, filled as somebody in a hurry would."""
    found = re.search(r'<form method="post" action="(/cases/[^"]+/[a-z_-]+/)"(.*?)</form>', page, re.S)
    if found is None:
        return None
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)"(?: id="[^"]*")? ?(?:value="([^"]*)")?', found[2]))
    form |= dict(re.findall(r'name="(seen_step)" value="([^"]+)"', found[2]))
    form["csrfmiddlewaretoken"] = _token(page)
    for name in re.findall(r'<textarea name="([^"]+)"', found[2]):
        form[name] = WORDS.get(name, WORDS["note"])
    for name in re.findall(r'<input type="text" name="([^"]+)"', found[2]):
        form.setdefault(name, WORDS.get(name, ""))
    for name in set(re.findall(r'type="radio" name="([^"]+)"', found[2])):
        values = re.findall(rf'type="radio" name="{name}" value="([^"]+)"', found[2])
        form[name] = rng.choice(values)
    for name, options in re.findall(r'<select name="([^"]+)"(.*?)</select>', found[2], re.S):
        chosen = re.search(r'value="([^"]+)" selected', options)
        form[name] = chosen[1] if chosen else ""
    return found[1], {name: html.unescape(value) for name, value in form.items()}


async def _residents(grids: list[str], until: float, tally: Tally) -> None:
    browser = _Browser(Tally())
    await browser.open()
    _status, text, _where = await browser.ask(f"/report/{quote(grids[0])}/")
    number = 0
    while time.perf_counter() < until:
        await asyncio.sleep(1 / REPORTS_A_SECOND)
        number += 1
        request = _post(f"/report/{grids[number % len(grids)]}/", browser.cookies["csrftoken"], _token(text), number)
        began = time.perf_counter()
        browser.writer.write(request)
        answer, _text = await asyncio.wait_for(_answer(browser.reader), 60)
        status = int(answer.split(" ", 2)[1])
        tally.add(status, time.perf_counter() - began)
        tally.reported += status == 302
