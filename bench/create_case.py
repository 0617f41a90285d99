"""Reports through HTTP as a phone sends them: the portal's form posted by 8 clients to `wangge web` with two processes.
Each report is rate-limited, placed on its grid, numbered, given an owner and a clock, and written with its steps, fact
and job in one transaction on disk. Beside it, in the same run: bare one-row inserts into a table of five columns by
pgbench with 8 clients, the most this database takes on this machine. Signalen 2.50 on a like machine took 49 a second
as shipped and 87 with persistent connections."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from uuid import uuid4

from bench.world import TOWN_CODE, WORDS, cpu_seconds, installation, percentile, postmaster

TITLE = "Creating cases through HTTP"
CLIENTS = 8
SECONDS = 20
WORKERS = 2


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PORT = _free_port()
GOAL_A_SECOND, GOAL_P95_MS = 600, 30
SIGNALEN, SIGNALEN_PERSISTENT = 49, 87


def run() -> list[dict[str, object]]:
    with installation():
        from wangge.core.areas.queries import areas_in_memory

        town = areas_in_memory().by_code[TOWN_CODE]
        grids = [row.code for row in areas_in_memory().below(town.path) if row.level == "grid"]
        raw = _raw_inserts()
        with _web() as web:
            asyncio.run(_load(grids, seconds=3))
            before = cpu_seconds(web), cpu_seconds(postmaster()), time.process_time()
            times, wrong, seconds = asyncio.run(_load(grids, seconds=SECONDS))
            after = cpu_seconds(web), cpu_seconds(postmaster()), time.process_time()
    web_ms, database_ms, client_ms = ((b - a) * 1e3 / len(times) for a, b in zip(before, after, strict=True))
    rate = len(times) / seconds
    p50, p95 = (round(percentile(times, share) * 1e3, 1) for share in (0.5, 0.95))
    return [
        _row("reports a second, 8 clients", round(rate), goal=GOAL_A_SECOND, ratio=rate / GOAL_A_SECOND),
        _row("p50 ms", p50),
        _row("p95 ms", p95, goal=GOAL_P95_MS, ratio=p95 / GOAL_P95_MS),
        _row("answers other than «received»", wrong, goal=0),
        _row("CPU ms a report: web processes", round(web_ms, 2)),
        _row("CPU ms a report: database", round(database_ms, 2)),
        _row("CPU ms a report: load generator", round(client_ms, 2)),
        _row("bare inserts a second (pgbench, same run)", round(raw), ratio=rate / raw),
        _row("Signalen as shipped (another run)", SIGNALEN, ratio=rate / SIGNALEN),
        _row("Signalen, persistent connections (another run)", SIGNALEN_PERSISTENT, ratio=rate / SIGNALEN_PERSISTENT),
    ]


def _row(what: str, value: float, *, goal: float | str = "", ratio: float | str = "") -> dict[str, object]:
    return {"what": what, "value": value, "goal": goal, "ratio": round(ratio, 3) if isinstance(ratio, float) else ratio}


class _web:
    """`wangge web` on this database, until the block ends."""

    def __enter__(self) -> int:
        environment = os.environ | {"WANGGE_ALLOWED_HOSTS": "127.0.0.1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "config.cli", "web", "--port", str(PORT), "--workers", str(WORKERS)], env=environment
        )
        for _ in range(300):
            if _listening() >= WORKERS:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=5).read()
                return self._process.pid
            time.sleep(0.1)
        self.__exit__()
        raise RuntimeError("the web processes did not come up")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)


def _listening() -> int:
    """How many processes take connections: the first that is there would get all of those that come too early."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    return sum(row[1].endswith(f":{PORT:04X}") and row[3] == "0A" for row in rows)


async def _load(grids: list[str], *, seconds: float) -> tuple[list[float], int, float]:
    times: list[float] = []
    wrong = [0]
    began = time.perf_counter()
    until = began + seconds
    await asyncio.gather(*(_client(n, grids, until, times, wrong) for n in range(CLIENTS)))
    return times, wrong[0], time.perf_counter() - began


async def _client(n: int, grids: list[str], until: float, times: list[float], wrong: list[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    path = f"/report/{grids[n]}/"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    head, body = await _answer(reader)
    cookie = re.search(r"csrftoken=([^;]+)", head)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
    assert cookie is not None, head[:500]
    assert token is not None, body[:500]
    number = n
    while time.perf_counter() < until:
        number += CLIENTS
        request = _post(f"/report/{grids[number % len(grids)]}/", cookie[1], token[1], number)
        began = time.perf_counter()
        writer.write(request)
        head, _body = await asyncio.wait_for(_answer(reader), 20)
        times.append(time.perf_counter() - began)
        wrong[0] += not head.startswith("HTTP/1.1 302")
    writer.close()


def _post(path: str, cookie: str, token: str, number: int) -> bytes:
    boundary = "wangge-bench"
    fields = {
        "csrfmiddlewaretoken": token, "form_id": str(uuid4()), "body": f"{WORDS[number % len(WORDS)]},第 {number} 次",
        "where_words": "村委会旁边", "name": "李某", "phone": f"1380000{number % 10000:04d}",
    }  # fmt: skip
    body = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()
    )
    data = f"{body}--{boundary}--\r\n".encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\nCookie: csrftoken={cookie}\r\n"
        f"Content-Type: multipart/form-data; boundary={boundary}\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


async def _answer(reader: asyncio.StreamReader) -> tuple[str, str]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
    body = await reader.readexactly(int(length[1])) if length else b""
    return head, body.decode("utf8", "replace")


def _raw_inserts() -> float:
    """One-row inserts a second by pgbench with 8 clients, prepared."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_row")
        cursor.execute("CREATE TABLE bench_row (id uuid PRIMARY KEY, at timestamptz, a text, b text, n int)")
    settings = connection.settings_dict
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "insert.sql"
        script.write_text(
            "INSERT INTO bench_row VALUES (gen_random_uuid(), now(), '路灯坏了', 'reported', 1);\n", "utf8"
        )
        out = subprocess.run(
            [_pgbench(), "-h", settings["HOST"], "-U", settings["USER"], "-n", "-M", "prepared", "-c", str(CLIENTS),
             "-j", "2", "-T", "5", "-f", str(script), settings["NAME"]],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", out)
    assert found, out
    return float(found[1])


def _pgbench() -> str:
    from wangge.ground.foundation.postgres.binaries import find_binaries

    beside = Path(find_binaries().folder) / "pgbench"
    return str(beside) if beside.exists() else shutil.which("pgbench") or "pgbench"
