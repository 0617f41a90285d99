"""The figures of a period: what came, what went, what is open, what is late, and what looks like a risk."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from wangge.core.areas.scope import Scope
from wangge.core.cases.lifecycle import FINAL, UNFINISHED, State
from wangge.core.cases.models import CaseAsker
from wangge.core.cases.queries.clusters import LATELY, SHOWN, ClusterFilter, cluster_list
from wangge.ground.foundation.text import mask_phone

from .windows import KNOWN, Window, fetched

RULES = {
    "hot": gettext_lazy("同一问题 7 天内来了 3 件以上，而且比再前 7 天多"),
    "caller": gettext_lazy("同一电话 30 天内反映 3 件以上，其中有本期新件"),
    "overdue": gettext_lazy("一个单位超期 5 件以上"),
    "urgent": gettext_lazy("紧急、重大事项到截止时还没有签收"),
    "unhappy": gettext_lazy("本期评价不满意或很不满意"),
    "bounced": gettext_lazy("退回、核查不通过或重办共 2 次以上，还没有办结"),
    "red": gettext_lazy("已到红色督办或领导督办，还没有办结"),
}
HOT_FROM, CALLS_FROM, OVERDUE_FROM = 3, 3, 5

COUNTED = f"""
WITH {KNOWN}
SELECT 'flow', k.channel, k.category, coalesce(k.state_before, ''), k.state_now, k.is_new::int, count(*), NULL::uuid[]
FROM known k GROUP BY 2, 3, 4, 5, 6
UNION ALL SELECT 'overdue', late.unit_id::text, '', '', '', 0, count(*), NULL FROM late
WHERE late.due_at < %(until)s GROUP BY 2
UNION ALL SELECT 'repeat', '', '', '', '', 0, count(*), array_agg(k.id ORDER BY k.id) FROM known k
JOIN cases_cluster_case m ON m.case_id = k.id JOIN cases_cluster g ON g.id = m.cluster_id AND g.size >= 2
WHERE k.is_new
UNION ALL SELECT 'urgent', '', '', '', '', 0, count(*), array_agg(k.id ORDER BY k.id) FROM known k
WHERE k.urgency IN ('urgent', 'major') AND k.state_now IN ('reported', 'accepted', 'dispatched')
UNION ALL SELECT 'red', '', '', '', '', 0, count(*), array_agg(k.id ORDER BY k.id) FROM known k
WHERE k.supervision >= 3 AND k.state_now = ANY(%(open)s)
UNION ALL SELECT 'unhappy', '', '', '', '', 0, count(DISTINCT c.id), array_agg(DISTINCT c.id) FROM cases_rating r
JOIN cases_case c ON c.id = r.case_id AND c.town_id = %(town_id)s AND c.area_path LIKE %(below)s
WHERE r.score <= 2 AND r.at >= %(since)s AND r.at < %(until)s AND r.at <= %(known_at)s
UNION ALL SELECT 'bounced', '', '', '', '', 0, count(*), array_agg(b.id) FROM (
  SELECT k.id FROM known k JOIN cases_step s ON s.case_id = k.id AND s.at < %(until)s
    AND s.recorded_at <= %(known_at)s AND s.action IN ('return', 'send_back', 'reopen')
  WHERE k.state_now = ANY(%(open)s) AND k.state_now <> 'reported' GROUP BY k.id HAVING count(*) >= 2) b
UNION ALL SELECT 'caller', '', '', '', '', 0, count(*), array_agg(c.id ORDER BY c.id) FROM (
  SELECT DISTINCT a.phone_index FROM known k JOIN cases_asker a ON a.case_id = k.id
  WHERE k.is_new AND a.phone_index IS NOT NULL AND NOT a.is_confidential) p
JOIN cases_asker o ON o.town_id = %(town_id)s AND o.phone_index = p.phone_index AND NOT o.is_confidential
JOIN cases_case c ON c.id = o.case_id AND c.town_id = %(town_id)s
  AND c.reported_at >= %(until)s - interval '30 days' AND c.reported_at < %(until)s
  AND c.recorded_at <= %(known_at)s AND c.area_path LIKE %(below)s
GROUP BY p.phone_index HAVING count(*) >= {CALLS_FROM}"""  # noqa: S608  # names of our own tables


@dataclass
class Hint:
    """风险提示: which rule fired, for what, and the list of the cases behind it (`part` and `value` open it)."""

    rule: str
    subject: str
    count: int
    part: str
    value: str

    @property
    def ref(self) -> str:
        """What names this hint within its report."""
        return f"{self.rule}:{self.value}"[:80]


@dataclass
class Figures:
    """What a report says, as plain values that can be kept as JSON."""

    flow: dict[str, int] = field(default_factory=dict)
    by_state: dict[str, int] = field(default_factory=dict)
    by_channel: dict[str, dict[str, int]] = field(default_factory=dict)
    by_category: dict[str, dict[str, int]] = field(default_factory=dict)
    overdue: dict[str, int] = field(default_factory=dict)  # by unit
    repeats: int = 0
    hot: list[dict[str, Any]] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    lists: dict[str, list[str]] = field(default_factory=dict)  # the cases behind what no condition names later
    previous_open: int | None = None  # what the report before said was open
    rising: list[dict[str, Any]] = field(default_factory=list)
    callers: list[dict[str, Any]] = field(default_factory=list)
    rates: dict[str, dict[str, list[int]]] = field(default_factory=dict)  # period → code → the three numbers

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def figures_from(kept: dict[str, Any]) -> Figures:
    """The figures of a kept report."""
    return Figures(**(kept | {"hints": [Hint(**hint) for hint in kept["hints"]]}))


def figures_of(*, window: Window) -> Figures:
    """The figures of a period in at most six statements, whatever the number of cases."""
    found = Figures()
    rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for what, *row in fetched(COUNTED, window.values()):
        rows[what].append(tuple(row))
    _add_flow(found, rows["flow"])
    found.overdue = {row[0]: row[5] for row in sorted(rows["overdue"], key=lambda row: -row[5])}
    for what in ("repeat", "urgent", "red", "unhappy", "bounced"):
        ids = [str(pk) for row in rows[what] for pk in row[6] or ()]
        found.lists |= {what: ids} if ids else {}
    found.repeats = len(found.lists.get("repeat", ()))
    _add_callers(found, [row[6] for row in rows["caller"]])
    _add_hot(found, window)
    _add_hints(found)
    return found


def _add_flow(found: Figures, rows: list[tuple[Any, ...]]) -> None:
    flow: Counter[str] = Counter(brought=0, new=0, reopened=0, closed=0, open=0)
    states: Counter[str] = Counter()
    channels: dict[str, Counter[str]] = defaultdict(lambda: Counter(new=0, closed=0, open=0))
    categories: dict[str, Counter[str]] = defaultdict(lambda: Counter(new=0, closed=0, open=0))
    for channel, category, before, now, is_new, count, _ids in rows:
        for part in _parts(before, now, is_new=bool(is_new)):
            flow[part] += count
            if part in ("new", "closed", "open"):
                channels[channel][part] += count
                categories[category][part] += count
        if now in UNFINISHED:
            states[now] += count
    found.flow, found.by_state = dict(flow), {s.value: states[s] for s in State if states[s]}
    found.by_channel = {code: dict(counts) for code, counts in _most_first(channels)}
    found.by_category = {code: dict(counts) for code, counts in _most_first(categories)}


def _parts(before: str, now: str, *, is_new: bool) -> list[str]:
    """Which of the parts (`windows.PARTS`) a case with these states is in."""
    was_open, is_open = before in UNFINISHED, now in UNFINISHED
    return [
        part
        for part, holds in (
            ("brought", was_open),
            ("new", is_new),
            ("reopened", before in FINAL and is_open),
            ("closed", (is_new or was_open) and not is_open),
            ("open", is_open),
        )
        if holds
    ]


def _most_first(counts: dict[str, Counter[str]]) -> list[tuple[str, Counter[str]]]:
    kept = [(code, counter) for code, counter in counts.items() if any(counter.values())]
    return sorted(kept, key=lambda one: (-one[1]["new"], -one[1]["open"], one[0]))


def _add_callers(found: Figures, groups: list[list[UUID]]) -> None:
    """Who called again and again, masked; one statement."""
    groups = sorted(groups, key=lambda ids: (-len(ids), ids[0]))[:SHOWN]
    askers = CaseAsker.objects.filter(pk__in=[ids[0] for ids in groups]).only("phone")
    phones = {asker.pk: asker.phone for asker in askers}
    for number, ids in enumerate(groups, start=1):
        key = f"caller:{number}"
        found.lists[key] = [str(pk) for pk in ids]
        found.callers.append({"phone": mask_phone(phones.get(ids[0], "")), "count": len(ids), "key": key})


def _add_hot(found: Figures, window: Window) -> None:
    """The issues with reports of the last week, and which cases those are; two statements."""
    where = ClusterFilter(area_path=window.area_path, since=window.until - LATELY)
    groups = [g for g in cluster_list(scope=Scope((window.area_path,)), where=where, at=window.until) if g.lately]
    sql = (
        "SELECT m.cluster_id, array_agg(m.case_id) FROM cases_cluster_case m JOIN cases_case c ON c.id = m.case_id"
        " WHERE m.cluster_id = ANY(%(ids)s) AND m.reported_at > %(from)s AND m.reported_at <= %(until)s"
        " AND c.recorded_at <= %(known_at)s GROUP BY 1"
    )
    ids = dict(
        fetched(sql, window.values(**{"ids": [g.id for g in groups], "from": window.until - LATELY})) if groups else []
    )
    for group in groups:
        cases = [str(pk) for pk in ids.get(group.id, ())]
        if not cases:
            continue
        found.lists[f"hot:{group.id}"] = cases
        found.hot.append(
            {
                "id": str(group.id), "title": group.title, "lately": len(cases), "before": group.before,
                "is_new": group.first_at >= window.since, "kind": group.kind,
            }
        )  # fmt: skip


def _add_hints(found: Figures) -> None:
    """Each rule against the figures; what fires names the list of its cases."""
    for issue in found.hot:
        if issue["lately"] >= HOT_FROM and issue["lately"] > issue["before"]:
            found.hints.append(Hint("hot", issue["title"], issue["lately"], "listed", f"hot:{issue['id']}"))
    for caller in found.callers:
        found.hints.append(Hint("caller", caller["phone"], caller["count"], "listed", caller["key"]))
    for unit, count in found.overdue.items():
        if count >= OVERDUE_FROM:
            found.hints.append(Hint("overdue", unit, count, "overdue", unit))
    for rule in ("urgent", "unhappy", "bounced", "red"):
        if ids := found.lists.get(rule):
            found.hints.append(Hint(rule, "", len(ids), "listed", rule))


def late_cases(*, window: Window, unit_ids: Collection[str]) -> dict[str, list[UUID]]:
    """The cases that each of these units is late with, those that the figures count; one statement."""
    sql = f"""WITH {KNOWN} SELECT unit_id::text, array_agg(id ORDER BY id) FROM late
      WHERE due_at < %(until)s AND unit_id = ANY(%(units)s::uuid[]) GROUP BY 1"""  # noqa: S608  # names of our own tables
    return dict(fetched(sql, window.values(units=list(unit_ids)))) if unit_ids else {}


def rule_words(*, rule: str) -> str:
    """The rule a hint fired by, in words."""
    return str(RULES.get(rule, rule))
