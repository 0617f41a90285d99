"""The rules between server and phones (`tests/sync/contract.py`), driven by random sequences of up to 25 steps against
the real endpoints on a real database: answers lost after the commit, batches sent twice, clocks that go wrong,
households and grants that move, tombstones cleared away. What must hold: no op lost, none done twice, nothing
overwritten silently, every phone shows what the server has. Then the same with one fault built in at a time: each must
be found."""

import logging
import multiprocessing
import os
import random
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

TITLE = "The contract between server and phones"
EXAMPLES, AT_ONCE, PROCESSES = int(os.environ.get("BENCH_SYNC_EXAMPLES", "20000")), 250, 2
MOST_FOR_A_MUTANT = 3000
SEED = 20261122
FAULTS = (
    *("no idempotency", "server renames ids", "last write wins"),
    *("queue wiped on reset", "move without tombstone", "no start in the cursor"),
    "news of one scope at most",
)
HOME = Path(__file__).resolve().parents[1] / "var" / "bench-sync"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}
TABLES = "sync_row, sync_op, sync_conflict, sync_horizon, sync_device, access_grant"
STATES = ("applied", "merged", "conflict", "held", "rejected")

_place: Any = None


def run() -> list[dict[str, Any]]:
    from tests.template import migrated_template
    from wangge.ground.foundation import postgres

    HOME.mkdir(parents=True, exist_ok=True)
    server = postgres.start(HOME / "pg", settings=FAST)
    try:
        template = migrated_template(server, HOME)
        return _driven(server.host, template)
    finally:
        server.stop()


def _driven(host: str, template: str) -> list[dict[str, Any]]:
    context = multiprocessing.get_context("spawn")
    began = time.monotonic()
    told: Counter[str] = Counter()
    with ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=_prepare, initargs=(host, template)) as pool:
        for part in pool.map(_examples, range(SEED, SEED + -(-EXAMPLES // AT_ONCE))):
            told.update(part)
        rows = [_row("as it is", told, "nothing", time.monotonic() - began)]
        for name, found in zip(FAULTS, pool.map(_mutant, FAULTS), strict=True):
            words, after, seconds = found
            rows.append(_row(name, Counter(examples=after), words or "NOT FOUND", seconds))
    return rows


def _row(name: str, told: Counter[str], found: str, seconds: float) -> dict[str, Any]:
    counts = {state: told[state] for state in STATES} if told["ops"] else {}
    return {"the server": name, "examples": told["examples"], "found": found, "ops": told["ops"] or "", **counts,
            "s": round(seconds)}  # fmt: skip


def _prepare(host: str, template: str) -> None:
    """A database of its own for each process."""
    import psycopg

    from wangge.ground.foundation.postgres.server import dsn

    name = f"wangge_contract_{os.getpid()}"
    with psycopg.connect(dsn(host, "postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # a name of ours
    os.environ["WANGGE_DATABASE_URL"] = f"postgresql://postgres@/{name}?host={host}"
    os.environ["WANGGE_HOME"] = str(HOME)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    _make_place()


def _make_place() -> None:
    global _place  # one a process
    import pytest

    from tests.sync.contract import Place
    from tests.sync.phones import ignore_others
    from tests.world import MONDAY, shipped_rulebook
    from wangge.core.places.operations import apply_rulebook
    from wangge.ground.foundation import revisions

    apply_rulebook(rulebook=shipped_rulebook("qingping"), applied_by="bench", at=MONDAY)
    revisions.forget_all()
    ignore_others(pytest.MonkeyPatch())
    _place = Place()


def _examples(seed: int) -> Counter[str]:
    """Some examples of one seed; raises what it finds."""
    from tests.sync.contract import Contract, run

    _tidy()
    random.seed(seed)
    Contract.told.clear()
    run(examples=AT_ONCE, place=_place, shrinks=False)
    return Counter(Contract.told)


def _mutant(name: str) -> tuple[str, int, float]:
    """What a fault is found by, after how many examples."""
    from tests.sync.contract import Contract, run
    from tests.sync.mutants import mutated

    _tidy()
    random.seed(SEED)
    Contract.told.clear()
    began = time.monotonic()
    with mutated(name) as phone:
        try:
            run(examples=MOST_FOR_A_MUTANT, place=_place, phone=phone, shrinks=False)
        except AssertionError as fault:
            words = str(fault).splitlines()[0] or "an assertion"
            return words[:60], Contract.told["examples"] + 1, time.monotonic() - began
    return "", Contract.told["examples"], time.monotonic() - began


def _tidy() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM {TABLES}")
