"""One installation of its own under var/bench: the demonstration town with 100,000 cases, made once and kept."""

import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / "var" / "bench"
TOWN_CODE = "621123109000"
CASES = 100_000
BATCH = 1000
WORDS = (
    "村口的路灯坏了好几天,晚上走路看不见", "自来水管漏水,巷子里全是泥", "垃圾箱满了没人清运", "邻居家盖房占了过道",
    "养老保险怎么补缴", "村道被大车压坏了",
    "山坡上有落石,孩子上学害怕", "低保申请交了两个月没有消息", "停电两天没有说法",
    "有人在河边倒建筑垃圾", "危房漏雨,老人一个人住", "想问医保异地报销要什么材料",
)  # fmt: skip


@contextmanager
def installation(home: Path = HOME, *, with_town: bool = True) -> Iterator[None]:
    """Django on the bench's own database, with the demonstration town built unless told otherwise."""
    os.environ["WANGGE_HOME"] = str(home)
    os.environ.pop("WANGGE_DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    home.mkdir(parents=True, exist_ok=True)
    from config.cli.installation import django_at_hand

    with django_at_hand():
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        if with_town:
            _build_town()
            raise_the_limits()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()


def _build_town() -> None:
    from django.core.management import call_command

    from wangge.core.areas.queries import areas_in_memory

    if TOWN_CODE not in areas_in_memory().by_code:
        for place in ("qingping", "jiaozuo"):
            call_command("rulebook", "apply", place)
        call_command("demo", "qingping")


def raise_the_limits() -> None:
    """A load test comes from one address: the rulebook of today, with wide limits."""
    from wangge.core.places.operations import apply_rulebook
    from wangge.core.places.queries import in_force
    from wangge.ground.foundation.calendar.days import ZONE
    from wangge.ground.rulebook.document import from_document, to_document
    from wangge.ground.rulebook.load import load, shipped_places

    document = to_document(load(shipped_places()["qingping"]))
    for limit in ("report_per_address", "report_per_grid", "track_per_address"):
        document["limits"][limit]["count"] = 10**7
    if to_document(in_force(place="qingping").rules) != document:
        apply_rulebook(rulebook=from_document(document), applied_by="bench", note="load test", at=datetime.now(ZONE))


def fill(cases: int = CASES) -> None:
    """Bring the town to that many cases through the operation in bulk, nine of ten with their answer."""
    from wangge.core.access.queries import system_actor
    from wangge.core.areas.queries import areas_in_memory
    from wangge.core.cases.models import Case
    from wangge.core.cases.nightly import count_pairs_when_grown
    from wangge.core.cases.operations import report_cases
    from wangge.core.cases.reports import CaseReport, PastAnswer
    from wangge.core.cases.wording import keep_words
    from wangge.ground.engines.hot import WITHIN
    from wangge.ground.foundation.calendar.days import ZONE
    from wangge.ground.foundation.jobs import run_waiting

    held = Case.objects.everywhere("how many the bench has").count()
    town = areas_in_memory().by_code[TOWN_CODE]
    grids = [row for row in areas_in_memory().below(town.path) if row.level == "grid"]
    chance = random.Random(held)
    now = datetime.now(ZONE)
    for start in range(held, cases, BATCH):
        reports = []
        for number in range(start, min(start + BATCH, cases)):
            when = now - timedelta(minutes=chance.randrange(60 * 24 * 700))
            answer = PastAnswer("已经办好,请放心", when + timedelta(days=3)) if chance.random() < 0.9 else None
            reports.append(
                CaseReport(
                    area_id=chance.choice(grids).id,
                    channel=chance.choice(("portal", "hotline", "window")),
                    body=f"{chance.choice(WORDS)},门牌 {chance.randrange(400)} 号",
                    source_ref=f"bench:{number}",
                    phone=f"1380000{chance.randrange(10000):04d}",
                    reported_at=when,
                    past_answer=answer,
                )
            )
        reported = report_cases(reports=reports, actor=system_actor(name="bench"), at=now)
        keep_words(Case.objects.everywhere("cases of the bench").filter(pk__in=[one.case_id for one in reported]))
        if start // BATCH % 10 == 0:
            print(f"  {start + BATCH:,} cases", file=sys.stderr, flush=True)
    count_pairs_when_grown()
    _group_alike(since=now - WITHIN)
    _bundle_facts()
    run_waiting()
    count_pairs_when_grown()
    if held < cases:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _group_alike(*, since: datetime) -> None:
    """Put what says the same in one community into one group: the jobs would look for each case by itself, 40 ms."""
    from wangge.core.cases.clustering import _join, _open, refresh
    from wangge.core.cases.models import Case, ClusterCase, ClusterKind
    from wangge.core.cases.wording import community_of

    recent = Case.objects.everywhere("cases of the bench").filter(reported_at__gte=since)
    grouped = dict(ClusterCase.objects.filter(case__in=recent.values("pk")).values_list("case_id", "cluster_id"))
    loose, groups = defaultdict(list), {}
    for case in recent.order_by("reported_at"):
        words = community_of(case.area_path), case.body.rpartition(",")[0]
        if case.pk not in grouped:
            loose[words].append(case)
        elif grouped[case.pk]:
            groups[words] = grouped[case.pk]
    refresh(
        {
            _join(groups[words], cases) if words in groups else _open(ClusterKind.PLACE, cases)
            for words, cases in loose.items()
            if words[1] and (words in groups or len(cases) > 1)
        }
    )


def _bundle_facts() -> None:
    """Facts that wait one by one, as `create_case` leaves them, are carried as those of a fill are, many at a time."""
    from django.db import connection, transaction

    from wangge.ground.foundation.jobs import enqueue_many
    from wangge.ground.foundation.outbox import CARRIED_TOGETHER, carry

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND task_name = %s AND args->>'handler' IS NULL"
            " AND scheduled_at IS NULL RETURNING args->'facts'",
            [carry.name],
        )
        facts = sorted(fact for (some,) in cursor.fetchall() for fact in json.loads(some))
        pieces = range(0, len(facts), CARRIED_TOGETHER)
        enqueue_many(carry, [{"facts": facts[start : start + CARRIED_TOGETHER]} for start in pieces])


def cpu_seconds(root: int) -> float:
    """CPU time used so far by a process and all below it (Linux)."""
    parents, used = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf8").rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        parents[pid], used[pid] = int(fields[1]), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(used.get(pid, 0.0) for pid in family)


def postmaster() -> int:
    """The process of the bench's database server."""
    return int((HOME / "pg" / "postmaster.pid").read_text("utf8").split()[0])


def percentile(times: list[float], share: float) -> float:
    """The time that this share of all stayed under."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
