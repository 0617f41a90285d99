"""Repeats looked up among a million tickets (WANGGE_BENCH_TICKETS takes another number): 500 communities, a year, a
third of the tickets in planted groups of one community, each sentence used again in many other places; the sentences
are those of real messages where the folder shared/data is at hand. The look-up is the product's own: the nearest of the
community within 90 days, the rarest pairs everywhere, then an exact comparison. Beside it, on the same tickets and
questions, pg_trgm, MinHash bands and rapidfuzz. p50 and p95 are CPU milliseconds of the database process, those of
Python stand apart; «found» is the share of a planted group that is among the ten shown."""

import csv
import itertools
import os
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.repeats_quality import MESSAGES
from bench.world import fill, installation, percentile

TITLE = "Repeats among many tickets"
TICKETS = int(os.environ.get("WANGGE_BENCH_TICKETS", "1000000"))
COMMUNITIES, GROUPED = 500, 0.18
QUESTIONS, FEW = 200, 10
GOAL_P50, GOAL_P95, GOAL_INGEST, GOAL_MB = 4.0, 12.0, 0.5, 450
START = datetime.fromisoformat("2025-01-01T00:00:00+08:00")
NAMES = "东西南北新老大小金银龙凤华兴福安康宁和平阳光明月春秋江湖河山林竹梅兰桂松柏云石泉溪丰盛嘉益锦绣翠碧玉景"
ENDINGS = ("小区", "花园", "家园", "公寓", "新城", "路", "街", "大道")
WHO = ("", "居民反映", "来电人称", "您好，", "市民来电，", "业主反映")
WHAT = (
    "楼下", "旁边的", "门口的", "附近", "北门外", "一楼", "二期", "后面", "对面", "地下车库里",
    "烧烤店", "搅拌站", "建筑工地", "棋牌室", "垃圾站", "广场舞", "停车场", "水泵房", "变电箱", "快递点",
    "夜里施工到两点", "油烟直接排到窗口", "噪音很大睡不着", "污水流到路上", "堵住消防通道", "灯坏了一个月没人修",
    "电梯经常困人", "墙面开裂漏水", "乱收停车费", "晚上放音响扰民", "垃圾成堆没有清运", "路面塌了一块很危险",
    "物业一直不管", "找过社区没有结果", "老人和孩子受影响", "已经投诉三次", "希望尽快解决", "请有关部门核查",
    "租户在门前私搭雨棚", "下水道返味严重", "树枝压到电线", "充电桩坏了不能用", "外墙瓷砖往下掉", "监控坏了丢了电瓶车",
    "工资拖欠三个月", "退款一直没有到账", "公交改线不方便", "幼儿园收费太高", "补贴没有发放", "房产证办不下来",
    "水费突然涨了两倍", "暖气一直不热", "流浪狗咬人", "蚊蝇太多", "健身器材断了", "围挡占了人行道",
    "红绿灯时间太短", "井盖松动有响声", "宽带被一家垄断", "开发商承诺没有兑现",
)  # fmt: skip
TYPOS = "的了在是有我不人他这们中来上个国地到说时要就出会可也你对生能"


@dataclass(frozen=True)
class Ticket:
    """One made ticket; `group` is what it repeats."""

    id: UUID
    community: int
    at: datetime
    text: str
    group: int


def tickets(count: int, *, seed: int = 7) -> list[Ticket]:
    """Tickets in the order of time; a repeat has most of the words of its matter, with slips and other words around."""
    chance = random.Random(seed)
    what = _sentences()
    places = [[_place(chance) for _ in range(14)] for _ in range(COMMUNITIES)]
    step = timedelta(days=365) / count
    recent: list[tuple[int, int, str, list[str]]] = []
    made = []
    for number in range(count):
        if recent and chance.random() < GROUPED:
            group, community, place, said = recent[-1 - int(min(len(recent) - 1, chance.expovariate(20 / len(recent))))]
        else:
            community = chance.randrange(COMMUNITIES)
            group, place, said = number, chance.choice(places[community]), _matter(chance, what)
            recent.append((group, community, place, said))
            if len(recent) > 60_000:
                del recent[:20_000]
        text = _told(chance, place, said, what)
        made.append(Ticket(UUID(int=(1 << 124) + number), community, START + number * step, text, group))
    return made


def _place(chance: random.Random) -> str:
    return "".join(chance.sample(NAMES, chance.randint(2, 3))) + chance.choice(ENDINGS)


def _sentences() -> Sequence[str]:
    """What is said in tickets: sentences of real messages, else made-up ones."""
    if not MESSAGES.exists():
        return WHAT
    with MESSAGES.open(encoding="utf8") as file:
        bodies = [row["body"] for row in csv.DictReader(file)]
    return [s for body in bodies for s in re.split(r"[。！？!?；;，,\s]+", body) if 6 <= len(s) <= 40]


def _matter(chance: random.Random, what: Sequence[str]) -> list[str]:
    said = chance.sample(what, chance.randint(4, 8))
    return [*said, *(_odd(chance) for _ in range(chance.randint(1, 3)))]


def _odd(chance: random.Random) -> str:
    """Words that few others use: a shop, a person, a number of a house."""
    return "".join(chance.choices(NAMES, k=chance.randint(2, 4))) + chance.choice(
        ("超市", "饭店", "公司", "师傅", "栋")
    )


def _told(chance: random.Random, place: str, said: list[str], what: Sequence[str]) -> str:
    words = [word for word in said if chance.random() > 0.15] or said[:1]
    if chance.random() < 0.3:
        words.append(chance.choice(what))
    text = list(f"{chance.choice(WHO)}{place}{words[0]}。" + "，".join(words[1:]))
    for _ in range(int(len(text) * chance.uniform(0, 0.05))):
        text[chance.randrange(len(text))] = chance.choice(TYPOS)
    return "".join(text)


def run() -> list[dict[str, object]]:
    made = tickets(TICKETS)
    with installation():
        from django.db import connection

        from wangge.core.cases.models import Case

        fill(FEW)
        example = Case.objects.everywhere("a case to write others like it").order_by("id")[0]
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS bench_repeats CASCADE; CREATE SCHEMA bench_repeats")
            cursor.execute("CREATE TABLE bench_repeats.cases_case (LIKE public.cases_case INCLUDING DEFAULTS)")
            cursor.execute("CREATE TABLE bench_repeats.cases_words (LIKE public.cases_words INCLUDING DEFAULTS)")
            cursor.execute("CREATE TABLE bench_repeats.cases_pair (LIKE public.cases_pair INCLUDING ALL)")
            cursor.execute("SET search_path TO bench_repeats, public")
        try:
            return list(_measured(made, example))
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET search_path TO public; DROP SCHEMA bench_repeats CASCADE")


def _measured(made: list[Ticket], example: Any) -> Iterator[dict[str, object]]:
    load_seconds, ingest = _load(made, example)
    asked = _questions(made)
    groups = defaultdict(set)
    for ticket in made:
        groups[ticket.group].add(ticket.id)
    size = _index_mb("words_near", "words_pairs_all")
    yield {"what": "tickets", "value": f"{len(made):,}, written in {load_seconds:.0f} s"}
    yield {"what": "a new ticket made findable, CPU ms (Python, database)", **ingest, "goal p50": GOAL_INGEST}
    yield {
        "what": "index MB for a million (near and pairs)",
        "value": round(size * 1e6 / len(made)),
        "goal p50": GOAL_MB,
    }
    yield _asked("this look-up", _ours, asked, groups) | {"goal p50": GOAL_P50, "goal p95": GOAL_P95}
    yield from _trigrams(asked, groups)
    yield from _minhash(made, asked, groups)
    yield _asked("rapidfuzz ratio over all texts", _fuzzy(made), asked[:FEW], groups)


def _questions(made: list[Ticket]) -> list[Ticket]:
    counts = Counter(ticket.group for ticket in made)
    repeats = [ticket for ticket in made if counts[ticket.group] > 1]
    return random.Random(3).sample(repeats, min(QUESTIONS, len(repeats)))


def _path(community: int) -> str:
    return f"/621123/109/{200 + community}/"


def _load(made: list[Ticket], example: Any) -> tuple[float, dict[str, object]]:
    """All tickets into the tables by COPY, their indexes, the counts; and how long one more takes."""
    from django.db import connection

    from wangge.core.cases.models import Case
    from wangge.core.cases.nightly import count_pairs
    from wangge.core.cases.wording import COLUMNS, words_of

    began = time.monotonic()
    with connection.cursor() as cursor:
        columns = [f.column for f in Case._meta.concrete_fields]
        fixed = {f.column: getattr(example, f.attname) for f in Case._meta.concrete_fields}
        with cursor.copy(f"COPY cases_case ({', '.join(columns)}) FROM STDIN") as copy:
            for number, ticket in enumerate(made):
                copy.write_row([_value(column, fixed, ticket, number) for column in columns])
        with cursor.copy(f"COPY cases_words ({COLUMNS}) FROM STDIN") as copy:
            for ticket in made:
                copy.write_row(words_of(_case(ticket, example.town_id)))
        for line in (
            "ALTER TABLE cases_case ADD PRIMARY KEY (id)", "ALTER TABLE cases_words ADD PRIMARY KEY (case_id)",
            "CREATE INDEX words_near ON cases_words (community, reported_at) INCLUDE (case_id, signature)",
            "CREATE INDEX words_pairs_all ON cases_words USING gin (pairs) WITH (gin_pending_list_limit = 256)",
        ):  # fmt: skip
            cursor.execute(line)
        cursor.execute("VACUUM ANALYZE cases_words")
        cursor.execute("VACUUM ANALYZE cases_case")
        count_pairs()
        cursor.execute("VACUUM ANALYZE cases_pair")
    return time.monotonic() - began, _ingest(made, example.town_id)


def _value(column: str, fixed: dict[str, object], ticket: Ticket, number: int) -> object:
    own = {
        "id": ticket.id, "number": f"B{number}", "source_ref": "", "title": ticket.text.split("。")[0][:120],
        "body": ticket.text, "where_words": "", "area_path": _path(ticket.community), "reported_at": ticket.at,
    }  # fmt: skip
    return own.get(column, fixed[column])


def _case(ticket: Ticket, town_id: UUID):
    from wangge.core.cases.models import Case

    return Case(
        pk=ticket.id, town_id=town_id, area_path=_path(ticket.community), reported_at=ticket.at,
        title=ticket.text.split("。")[0][:120], body=ticket.text,
    )  # fmt: skip


def _ingest(made: list[Ticket], town_id: UUID) -> dict[str, object]:
    """New tickets, 100 a batch as the listener gets them."""
    from django.db import transaction

    from wangge.core.cases.models import CaseWords
    from wangge.core.cases.wording import keep_words

    fresh = [_case(t, town_id) for t in tickets(500, seed=99)]
    for number, case in enumerate(fresh):
        case.pk = UUID(int=(1 << 125) + number)
    python, database = time.process_time(), backend_cpu()
    for start in range(0, len(fresh), 100):
        with transaction.atomic():
            keep_words(fresh[start : start + 100])
    python, database = (time.process_time() - python) * 1e3, backend_cpu() - database
    CaseWords.objects.filter(pk__in=[case.pk for case in fresh]).delete()
    each = len(fresh)
    return {"p50": round((python + database) / each, 3), "value": f"{python / each:.3f} + {database / each:.3f}"}


def backend_cpu() -> float:
    """CPU milliseconds that this connection's database process has used (Linux)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[0]) / 1e6


Look = Callable[[Ticket], list[UUID]]


def _asked(what: str, look: Look, asked: list[Ticket], groups: dict[int, set[UUID]]) -> dict[str, object]:
    database, python, found = [], [], []
    for ticket in asked:
        own, theirs = time.process_time(), backend_cpu()
        ids = look(ticket)
        python.append((time.process_time() - own) * 1e3)
        database.append(backend_cpu() - theirs)
        others = groups[ticket.group] - {ticket.id}
        found.append(len(set(ids[:10]) & others) / min(10, len(others)))
    return {
        "what": what,
        "p50": round(percentile(database, 0.5), 2),
        "p95": round(percentile(database, 0.95), 2),
        "Python p50": round(percentile(python, 0.5), 2),
        "Python p95": round(percentile(python, 0.95), 2),
        "found": round(sum(found) / len(found), 3),
        "n": len(asked),
    }


def _ours(ticket: Ticket) -> list[UUID]:
    from wangge.core.areas.scope import EVERYWHERE
    from wangge.core.cases.queries.repeats import likely_repeats

    path, text = _path(ticket.community), f"{ticket.text.split('。')[0]}\n{ticket.text}"
    found = likely_repeats(scope=EVERYWHERE, area_path=path, text=text, at=ticket.at, but_not=ticket.id)
    return [one.id for one in found]


def _trigrams(asked: list[Ticket], groups: dict[int, set[UUID]]) -> Iterator[dict[str, object]]:
    from django.db import connection
    from django.db.utils import Error

    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute("SELECT cardinality(show_trgm('噪音'))")
            if not cursor.fetchone()[0]:
                yield {"what": "pg_trgm left out: this database's lc_ctype makes no trigrams of Chinese"}
                return
            cursor.execute("CREATE INDEX bench_trgm ON cases_case USING gin (body gin_trgm_ops)")
            cursor.execute("SET pg_trgm.similarity_threshold = 0.3")
    except Error as error:
        yield {"what": f"pg_trgm left out: {str(error).splitlines()[0]}"}
        return

    def look(ticket: Ticket) -> list[UUID]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM cases_case WHERE body %% %s AND id <> %s ORDER BY similarity(body, %s) DESC LIMIT 10",
                [ticket.text, ticket.id, ticket.text],
            )
            return [row[0] for row in cursor.fetchall()]

    yield _asked("pg_trgm, GIN, threshold 0.3", look, asked[: 3 * FEW], groups) | {
        "value": f"{_index_mb('bench_trgm'):.0f} MB"
    }


def _minhash(made: list[Ticket], asked: list[Ticket], groups: dict[int, set[UUID]]) -> Iterator[dict[str, object]]:
    """32 bands of 3 in memory over the pairs; the ten that share the most bands."""
    import numpy as np

    from wangge.ground.foundation.text import pairs_of

    draws = np.random.default_rng(5)
    prime = (1 << 31) - 1
    factors, offsets = draws.integers(1, prime, 96), draws.integers(0, prime, 96)

    def bands(text: str) -> list[int]:
        grams = np.fromiter(pairs_of(text), dtype=np.int64)
        least = ((grams[:, None] * factors + offsets) % prime).min(axis=0)
        return [hash((band, *three)) for band, three in enumerate(least.reshape(32, 3).tolist())]

    held: dict[int, list[UUID]] = defaultdict(list)
    began = time.process_time()
    for ticket in made:
        for band in bands(ticket.text):
            held[band].append(ticket.id)
    each = (time.process_time() - began) / len(made) * 1e3

    def look(ticket: Ticket) -> list[UUID]:
        shared = Counter(itertools.chain.from_iterable(held.get(band, ()) for band in bands(ticket.text)))
        return [key for key, _n in shared.most_common(11) if key != ticket.id]

    yield _asked("MinHash, 32 bands of 3, in memory", look, asked, groups) | {"value": f"ingest {each:.3f} ms"}


def _fuzzy(made: list[Ticket]) -> Look:
    from rapidfuzz import fuzz, process

    texts = [ticket.text for ticket in made]

    def look(ticket: Ticket) -> list[UUID]:
        best = process.extract(ticket.text, texts, scorer=fuzz.ratio, limit=11)
        return [made[place].id for _text, _score, place in best if made[place].id != ticket.id]

    return look


def _index_mb(*names: str) -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(pg_relation_size(n::regclass)) FROM unnest(%s::text[]) n", [list(names)])
        return float(cursor.fetchone()[0]) / 1e6
