"""The daily report of a town with 100,000 cases, some 10,000 of them open: made anew as of this morning at 8 o'clock,
through the operation that the job calls, and rolled back each time; then a village's part of it, and the list behind a
number. The last row compares the report's open cases with a plain count at the same moment."""

import time
from dataclasses import replace
from datetime import datetime, timedelta

from bench.world import CASES, TOWN_CODE, fill, installation, percentile

TITLE = "Daily report at 100,000 cases"
ROUNDS = 10
GOAL_MS = 1000


def run() -> list[dict[str, object]]:
    with installation():
        fill(CASES)
        from wangge.core.areas.queries import areas_in_memory
        from wangge.core.cases.models import Case
        from wangge.ground.foundation.calendar.days import ZONE
        from wangge.practice.insight.lifecycle import Rhythm, period_before
        from wangge.practice.insight.queries import figures_of
        from wangge.practice.insight.queries.windows import Window

        town = areas_in_memory().by_code[TOWN_CODE]
        village = next(row for row in areas_in_memory().below(town.path) if row.level == "village")
        now = datetime.now(ZONE)
        newest = Case.objects.everywhere("where the data end").latest("reported_at").reported_at.astimezone(ZONE)
        day = min(newest, now - timedelta(hours=8)).date()
        period = period_before(Rhythm.DAY, day)
        window = Window(town.id, town.path, period.since, period.until, now)
        rows = [_made(town.id, day, now)]
        rows.append(_timed("a village's part", lambda: figures_of(window=replace(window, area_path=village.path))))
        open_then = figures_of(window=window).flow["open"]
        plain = Case.objects.everywhere("a plain count").filter(town_id=town.id, reported_at__lt=period.until)
        counted = plain.filter(closed_at=None).count() + plain.filter(closed_at__gte=period.until).count()
        rows.append({"what": "open by the report less a plain count", "value": open_then - counted, "goal": 0})
    return rows


def _made(town_id, day, now) -> dict[str, object]:
    from django.db import transaction

    from wangge.practice.insight.lifecycle import Rhythm
    from wangge.practice.insight.models import Report
    from wangge.practice.insight.operations import make_report

    def make() -> None:
        with transaction.atomic():
            Report.objects.everywhere("made anew in each round").filter(town_id=town_id).delete()
            assert make_report(town_id=town_id, rhythm=Rhythm.DAY, day=day, at=now) is not None
            transaction.set_rollback(True)

    return _timed("daily report of the town", make) | {"goal ms": GOAL_MS}


def _timed(what: str, act) -> dict[str, object]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        act()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1e3)
    return {
        "what": what,
        "statements": len(seen),
        "p50 ms": round(percentile(times, 0.5), 1),
        "p95 ms": round(percentile(times, 0.95), 1),
    }
