"""Lists and the case page of a town with 100,000 cases, in one process through Django's test client: middleware,
session, grants, query, template of 50 rows. Some 10,000 cases are open and wait for the person who looks."""

import time
from datetime import datetime

from bench.world import CASES, fill, installation, percentile

TITLE = "Lists at 100,000 cases"
ROUNDS = 40
GOAL_MS = 20


def run() -> list[dict[str, object]]:
    with installation():
        fill(CASES)
        return _pages() + _deep_pages()


def _client():
    from django.conf import settings
    from django.test import Client

    from wangge.faces.demo.worlds.builder import PASSWORD

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    answer = client.post("/sign-in/", {"login_name": "qp-officer1", "password": PASSWORD})
    assert answer.status_code == 302, answer.status_code
    return client


def timed(visit) -> dict[str, object]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    import config.wsgi  # noqa: F401 - the garbage collector as `wangge web` has it

    visit()
    statements = []
    for _ in range(3):  # now and then a request asks whether what is kept in memory is still true
        with CaptureQueriesContext(connection) as seen:
            visit()
        statements.append(len(seen))
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        visit()
        times.append((time.perf_counter() - began) * 1e3)
    return {
        "statements": min(statements),
        "p50 ms": round(percentile(times, 0.5), 1),
        "p95 ms": round(percentile(times, 0.95), 1),
    }


def _pages() -> list[dict[str, object]]:
    from wangge.core.cases.models import Case

    client = _client()
    newest = Case.objects.everywhere("one case to open").order_by("-reported_at").values_list("pk", flat=True)[0]
    pages = {
        "what waits for me": "/todo/",
        "case list, newest": "/cases/",
        "case list, by deadline": "/cases/?sort=due&state=open",
        "case list, two-character word": "/cases/?q=路灯",
        "one case": f"/cases/{newest}/",
    }
    rows = []
    for name, address in pages.items():
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        found = timed(lambda address=address: client.get(address))
        rows.append({"what": name, **found, "goal p50 ms": GOAL_MS, "ratio": round(found["p50 ms"] / GOAL_MS, 2)})
    return rows


def _deep_pages() -> list[dict[str, object]]:
    """Page 1 and page 1,000 of the newest-first list, the query alone."""
    from wangge.core.areas.scope import Scope
    from wangge.core.cases.queries import CaseFilter, case_list
    from wangge.ground.foundation.calendar.days import ZONE

    at, scope = datetime.now(ZONE), Scope(("/621123/109/",))

    def page(cursor: str):
        return case_list(scope=scope, where=CaseFilter(), at=at, cursor=cursor)

    cursor = ""
    for _ in range(999):
        cursor = page(cursor).next_cursor
    first, deep = timed(lambda: page("")), timed(lambda: page(cursor))
    return [
        {"what": "query of page 1", **first},
        {"what": "query of page 1,000", **deep, "ratio": round(deep["p50 ms"] / max(first["p50 ms"], 0.1), 2)},
    ]
