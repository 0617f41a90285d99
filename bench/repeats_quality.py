"""Repeats and hot issues on real messages labelled by hand: how well the likeness of two messages tells the same issue
(average precision over pairs; hard pairs are those of different persons without copies), beside a plain comparison of
words as rapidfuzz does it, and how whole and pure the two big issues come out when the messages arrive one by one. The
counts of words are those of the whole file. Weighted: each pair counts as many times as it was drawn from."""

import csv
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from datetime import datetime
from heapq import nlargest

from bench.world import ROOT

TITLE = "Repeats and hot issues: quality"
SHARED = ROOT.parent / "shared" / "data"
PAIRS, ISSUES, MESSAGES = (SHARED / f"{n}.csv" for n in ("repeat_pairs", "hot_issues", "messages_stream"))
COPIES = 17.94  # the weight of the stratum of copies
GOAL_ALL, GOAL_HARD, GOAL_WHOLE, GOAL_PURE, GOAL_MS = 0.95, 0.89, 0.90, 0.85, 20
NEAREST = 20


def run() -> list[dict[str, object]]:
    missing = [path.name for path in (PAIRS, ISSUES, MESSAGES) if not path.exists()]
    if missing:
        return [{"what": f"skipped: {', '.join(missing)} not at hand (the folder shared/data)"}]
    messages = _messages()
    return _pair_rows(messages) + _issue_rows(messages)


def _messages() -> dict[str, dict[str, str]]:
    with MESSAGES.open(encoding="utf8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def wording_of(message: dict[str, str]):
    from wangge.ground.engines.likeness import Wording
    from wangge.ground.engines.naming import place_stems
    from wangge.ground.foundation.text import pairs_of

    title = message["title"]
    names = tuple(pairs_of(stem) for stem in place_stems(title))
    return Wording(pairs_of(f"{title}\n{message['body']}"), pairs_of(title), names)


def rarities(wordings: Iterable):
    """The rarity for a wording, with the counts of all."""
    from wangge.ground.engines.likeness import Rarity

    wordings = list(wordings)
    counts = Counter(gram for one in wordings for gram in one.whole)
    return lambda one: Rarity(one.whole, cases=len(wordings), counts=counts)


def _pair_rows(messages: dict[str, dict[str, str]]) -> list[dict[str, object]]:
    from rapidfuzz import fuzz

    from wangge.ground.engines.likeness import likeness

    with PAIRS.open(encoding="utf8") as file:
        pairs = [p for p in csv.DictReader(file) if p["label"] != "-1"]
    wordings = {key: wording_of(message) for key, message in messages.items()}
    rarity_of = rarities(wordings.values())

    def ours(a: str, b: str) -> float:
        return likeness(wordings[a], wordings[b], rarity_of(wordings[a]))

    def plain(a: str, b: str) -> float:
        return fuzz.token_set_ratio(*(f"{messages[k]['title']} {messages[k]['body']}" for k in (a, b)))

    return [_pair_row("likeness", ours, pairs), _pair_row("rapidfuzz token_set_ratio", plain, pairs)]


def _pair_row(what: str, score: Callable[[str, str], float], pairs: list[dict[str, str]]) -> dict[str, object]:
    scored = [(score(p["id_a"], p["id_b"]), p["label"] == "2", float(p["weight"]), p["same_user"]) for p in pairs]
    hard = [row for row in scored if row[3] == "False" and abs(row[2] - COPIES) > 0.1]
    found, found_hard = (average_precision([(s, y, 1.0) for s, y, *_ in rows]) for rows in (scored, hard))
    return {
        "what": f"pairs: {what}",
        "average precision": round(found, 3),
        "goal": GOAL_ALL,
        "hard pairs": round(found_hard, 3),
        "goal of these": GOAL_HARD,
        "weighted": round(average_precision([(s, y, w) for s, y, w, _ in scored]), 3),
        "n": f"{len(scored)} / {len(hard)}",
    }


def average_precision(scored: list[tuple[float, bool, float]]) -> float:
    """The mean precision at each true pair, the best score first."""
    right = total = area = 0.0
    for _score, is_true, weight in sorted(scored, key=lambda row: -row[0]):
        total += weight
        if is_true:
            right += weight
            area += weight * right / total
    return area / right


def _issue_rows(messages: dict[str, dict[str, str]]) -> list[dict[str, object]]:
    group, sizes, times = grouped(messages)
    with ISSUES.open(encoding="utf8") as file:
        issue = {row["id"]: row["issue"] for row in csv.DictReader(file) if row["kind"] == "cluster"}
    rows = []
    for name, count in Counter(issue.values()).most_common(5):
        best, found = Counter(group[key] for key, of in issue.items() if of == name).most_common(1)[0]
        is_big = count > 30
        rows.append(
            {
                "what": f"issue: {name}",
                "whole": round(found / count, 3),
                "goal": GOAL_WHOLE if is_big else "",
                "pure": round(found / sizes[best], 3),
                "goal of these": GOAL_PURE if is_big else "",
                "n": f"{found} of {count}, group of {sizes[best]}",
            }
        )
    ordered = sorted(times)
    rows.append(
        {
            "what": "a message joins or opens a group, p95 CPU ms (in memory)",
            "value": round(ordered[int(0.95 * len(ordered))] * 1e3, 2),
            "goal": GOAL_MS,
        }
    )
    return rows


def grouped(messages: dict[str, dict[str, str]]) -> tuple[dict[str, int], Counter[int], list[float]]:
    """The group of each message as they come in by time, the sizes, and the CPU seconds of each."""
    from wangge.ground.engines.hot import WITHIN, group_of
    from wangge.ground.engines.likeness import likeness, signature

    wordings = {key: wording_of(message) for key, message in messages.items()}
    rarity_of = rarities(wordings.values())
    moments = {key: datetime.fromisoformat(_iso(message["time"])) for key, message in messages.items()}
    having: dict[int, list[str]] = {}
    near: deque[str] = deque()
    signatures = {key: int(signature(one.whole), 2) for key, one in wordings.items()}
    titles = {key: int(signature(one.title), 2) for key, one in wordings.items()}
    group: dict[str, int] = {}
    sizes: Counter[int] = Counter()
    times = []
    for key in sorted(messages, key=lambda k: (moments[k], k)):
        began, one = time.process_time(), wordings[key]
        rarity = rarity_of(one)
        while near and moments[key] - moments[near[0]] > WITHIN:
            near.popleft()
        found = _nearest(titles[key], signatures[key], {other: signatures[other] for other in near})
        far = Counter(other for gram in rarity.rarest(most=12, postings=4000) for other in having.get(gram, ()))
        found |= {other for other, _n in far.most_common(NEAREST) if moments[key] - moments[other] <= WITHIN}
        links: dict[int, list[float]] = {}
        for other in found:
            links.setdefault(group[other], []).append(likeness(one, wordings[other], rarity))
        chosen = group_of(links, sizes=sizes)
        group[key] = len(group) if chosen is None else chosen
        sizes[group[key]] += 1
        near.append(key)
        for gram in one.whole:
            having.setdefault(gram, []).append(key)
        times.append(time.process_time() - began)
    return group, sizes, times


def _nearest(title: int, whole: int, near: dict[str, int]) -> set[str]:
    """The nearest by signature, as the look-up in the database takes them."""
    by_title = nlargest(NEAREST, near, key=lambda k: (title & near[k]).bit_count() / (near[k].bit_count() + 40) ** 0.5)
    by_whole = nlargest(NEAREST, near, key=lambda k: (whole & near[k]).bit_count() / (whole | near[k]).bit_count())
    return {*by_title, *by_whole}


def _iso(text: str) -> str:
    day, _space, clock = text.replace("/", "-").partition(" ")
    year, month, number = day.split("-")
    return f"{year}-{month:0>2}-{number:0>2} {clock:0>8}"
