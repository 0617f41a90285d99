"""What a shift with faults left behind, told from the database alone."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

WHY = "what faults left is looked for everywhere"
DELIVERED_TOGETHER = 200


def let_time_pass() -> None:
    """What the minutes after the faults bring: dead workers are noticed, pauses before another try are over."""
    from django.db import connection

    from wangge.ground.foundation import jobs

    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
        jobs.take_up_stalled()
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo' AND attempts > 0")
    jobs.run_waiting()


def findings(*, reports: Mapping[str, str], steps: Sequence[tuple[str, str, str]], since: datetime) -> dict[str, int]:
    """What is wrong with what was written `since`, and with any clock or job: each a number that has to be 0."""
    return _of_reports(reports) | _of_steps(steps) | _of_facts(since) | _of_clocks() | _of_jobs()


def _of_reports(reports: Mapping[str, str]) -> dict[str, int]:
    from wangge.core.cases.models import Case

    rows = Case.objects.everywhere(WHY).order_by()
    taken = rows.filter(source_ref__startswith="form:").values_list("source_ref", "number")
    numbers: dict[str, list[str]] = defaultdict(list)
    for ref, number in taken:
        numbers[ref.split(":")[1]].append(number)
    every = Counter(rows.values_list("town_id", "number"))
    return {
        "reports answered as received that are not there exactly once": sum(
            len(numbers[form]) != 1 for form in reports
        ),
        "reports whose number is not the one that was told": sum(
            number not in address for form, address in reports.items() for number in numbers[form]
        ),
        "reports there twice": sum(len(found) > 1 for found in numbers.values()),
        "numbers given twice": sum(count > 1 for count in every.values()),
    }


def _of_steps(steps: Sequence[tuple[str, str, str]]) -> dict[str, int]:
    from django.db import connection

    from wangge.core.cases.models import CaseStep

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM cases_case c WHERE c.state <> (SELECT s.state_after FROM cases_step s"
            " WHERE s.case_id = c.id ORDER BY s.id DESC LIMIT 1)"
        )
        torn = cursor.fetchone()[0]
    taken = Counter(CaseStep.objects.filter(actor_id__isnull=False).values_list("case_id", "action"))
    by_case = Counter(str(case_id) for case_id, action in taken.elements() if action != "report")
    told = Counter(case_id for case_id, _action, _mark in steps)
    words = "\n".join(f"{note} {public}" for note, public in CaseStep.objects.values_list("note", "public_note"))
    marks = [mark for _case_id, _action, mark in steps if mark]
    found = {mark: words.count(mark) for mark in marks}
    return {
        "steps answered as taken that the history lacks": sum((told - by_case).values()),
        "marked steps that the history lacks": sum(count == 0 for count in found.values()),
        "cases whose state is not that of their last step": torn,
    }


def _of_facts(since: datetime) -> dict[str, int]:
    """Every fact is delivered once more: what that adds was not handled before."""
    from wangge.core.notices.models import Notice
    from wangge.ground.foundation import jobs, outbox
    from wangge.ground.foundation.models import Fact

    before = _effects()
    ids = [str(pk) for pk in Fact.objects.filter(happened_at__gte=since).order_by("id").values_list("pk", flat=True)]
    for start in range(0, len(ids), DELIVERED_TOGETHER):
        outbox.carry(facts=ids[start : start + DELIVERED_TOGETHER])
    jobs.run_waiting()
    after = _effects()
    told = Counter(Notice.objects.values_list("town_id", "account_id", "dedupe_key"))
    return {f"{name} missing until told again": after[name] - before[name] for name in before} | {
        "notices there twice": sum(count > 1 for count in told.values()),
        "groups that miscount their cases": _miscounted(),
    }


def _effects() -> dict[str, int]:
    """What facts lead to, counted."""
    from wangge.core.cases.models import CaseVisit, CaseWords, ClusterCase
    from wangge.core.notices.models import Delivery, Notice

    return {
        "words": CaseWords.objects.count(),
        "notices": Notice.objects.count(),
        "deliveries": Delivery.objects.everywhere(WHY).count(),
        "return visits": CaseVisit.objects.count(),
        "cases in groups": ClusterCase.objects.count(),
    }


def _miscounted() -> int:
    from wangge.core.cases.models import CaseCluster, ClusterCase

    have = Counter(ClusterCase.objects.exclude(cluster=None).values_list("cluster_id", flat=True))
    return sum(have[pk] != size for pk, size in CaseCluster.objects.everywhere(WHY).values_list("pk", "size"))


def _of_clocks() -> dict[str, int]:
    """Every clock is reckoned anew from its start; a case is due when the first of its own running clocks is."""
    from wangge.core.cases.deadlines import recounted
    from wangge.core.cases.models import Case, CaseClock
    from wangge.core.places.queries import rulebook_of_version

    wrong, running, first = 0, Counter(), {}
    for clock in CaseClock.objects.order_by("due_at"):
        place = rulebook_of_version(version_id=clock.rulebook_version_id)
        wrong += recounted(place=place, derivation=clock.derivation).due_at != clock.due_at
        if clock.stopped_at is None and clock.party_id is None:
            running[clock.case_id, clock.kind] += 1
            if clock.paused_at is None:
                first.setdefault(clock.case_id, clock.due_at)
    dues = Case.objects.everywhere(WHY).values_list("pk", "due_at")
    return {
        "clocks that end at another moment when reckoned anew": wrong,
        "clocks of one kind running twice": sum(count > 1 for count in running.values()),
        "cases due at another moment than their first clock": sum(first.get(pk) != due for pk, due in dues),
    }


def _of_jobs() -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status IN ('todo', 'doing') AND coalesce(scheduled_at, now()) <= now()),"
            " count(*) FILTER (WHERE status = 'failed' AND queue_name = 'facts') FROM procrastinate_jobs"
        )
        left, failed = cursor.fetchone()
    return {"jobs left behind": left, "facts given up": failed}
