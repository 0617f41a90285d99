"""Citizens' messages through the operation the portal uses, 500 a transaction: placed, numbered, owned, on the clock,
with their facts and jobs. The first row is a file made here; the others are the real files, where they are at hand."""

import csv
import tempfile
import time
from datetime import datetime
from pathlib import Path

from bench.world import ROOT, TOWN_CODE, WORDS, installation

TITLE = "Import of messages"
SHARED = ROOT.parent / "shared" / "data"
MADE = 5000
GOAL = 1000


def run() -> list[dict[str, object]]:
    with installation(), tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.csv"
        with made.open("w", encoding="utf8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["id", "time", "title", "body"])
            for number in range(MADE):
                words = WORDS[number % len(WORDS)]
                rows.writerow([number, f"2025-03-{1 + number % 28:02d} 10:{number % 60:02d}:00", "", words * 4])
        files = [made, SHARED / "messages_stream.csv", SHARED / "messages_replied.csv"]
        return [_measured(path) for path in files if path.exists()]


def _measured(path: Path) -> dict[str, object]:
    from wangge.core.access.queries import system_actor
    from wangge.faces.exchange.messages import Import, run_import
    from wangge.ground.foundation.calendar.days import ZONE

    now = datetime.now(ZONE)
    load = Import.of(
        path=path, area_code=TOWN_CODE, source=f"{path.stem}:{now.timestamp()}", channel="online", given={}
    )
    began, cpu = time.perf_counter(), time.process_time()
    tally = run_import(load, actor=system_actor(name="bench"), at=now, dry_run=False, progress=lambda _tally: None)
    seconds, busy = time.perf_counter() - began, time.process_time() - cpu
    return {
        "file": path.stem,
        "rows": tally.rows,
        "accepted": tally.accepted,
        "answered": tally.answered,
        "refused": len(tally.refused),
        "reconciles": tally.reconciles,
        "messages a second": round(tally.rows / seconds),
        "goal": GOAL,
        "ratio": round(tally.rows / seconds / GOAL, 2),
        "client CPU ms each": round(busy / tally.rows * 1e3, 3),
    }
