"""Ten thousand open clocks that are all late climb the first rung of the ladder: found, urged, written in the history,
their cases marked, their facts and jobs written, in transactions of 2,000. The clocks are put back afterwards."""

import time
from datetime import datetime

from bench.world import CASES, fill, installation

TITLE = "Escalating late matters"
CLOCKS = 10_000
GOAL_S = 2


def run() -> list[dict[str, object]]:
    with installation():
        fill(CASES)
        from django.db import connection, transaction
        from django.db.models import BooleanField, ExpressionWrapper, Q

        from wangge.core.cases.lifecycle import ClockKind
        from wangge.core.cases.models import CaseClock, CaseEscalation
        from wangge.core.cases.operations import escalate_late
        from wangge.ground.foundation.calendar.days import ZONE

        at = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)  # a Friday, in working hours
        with transaction.atomic():
            closing = ExpressionWrapper(Q(kind=ClockKind.CLOSE), BooleanField())
            running = (
                CaseClock.objects.filter(stopped_at=None, party_id=None)
                .order_by("case", closing.desc())
                .distinct("case")
            )
            chosen = CaseClock.objects.filter(pk__in=running.values("pk")[:CLOCKS])
            late = chosen.update(kind=ClockKind.CLOSE, rung=0, next_rung_at=at)  # whose ladder every place has
            CaseClock.objects.filter(stopped_at=None).exclude(next_rung_at=at).update(next_rung_at=None)
            CaseEscalation.objects.filter(clock__next_rung_at=at).delete()  # those the filling time brought
            began, cpu = time.perf_counter(), time.process_time()
            climbed = escalate_late(at=at)
            seconds, used = time.perf_counter() - began, time.process_time() - cpu
            again = escalate_late(at=at)
            transaction.set_rollback(True)
        connection.close()
    return [
        {"what": "clocks that were late", "value": late},
        {"what": "clocks that climbed", "value": climbed},
        {"what": "clocks that climbed a second time", "value": again, "goal": 0},
        {"what": "seconds", "value": round(seconds, 2), "goal": GOAL_S, "ratio": round(seconds / GOAL_S, 2)},
        {"what": "of these CPU in the client", "value": round(used, 2)},
    ]
