"""Citizens' messages from a file become cases through the operation the portal uses.

Each row is checked by itself: a faulty one is reported with its reason and never stops the rest;
one imported before (same source and id) is skipped.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.operations import report_cases
from wangge.core.cases.reports import CaseReport, PastAnswer, Reported
from wangge.ground.foundation.errors import NotFound, Refusal

from .tables import Row, headings, read_rows

ZONE = ZoneInfo("Asia/Shanghai")
BATCH = 500
KNOWN_AS: dict[str, tuple[str, ...]] = {
    "id": ("id", "编号", "留言编号", "工单编号", "序号"),
    "time": ("time", "时间", "留言时间", "反映时间", "来电时间"),
    "title": ("title", "标题", "主题", "留言主题"),
    "body": ("body", "内容", "详情", "留言详情", "反映内容"),
    "reply": ("reply", "答复", "答复意见", "办理结果"),
    "reply_time": ("reply_time", "答复时间", "办结时间"),
    "user": ("user", "用户", "留言用户", "账号"),
    "name": ("name", "姓名", "联系人", "来电人"),
    "phone": ("phone", "电话", "手机", "联系电话", "来电号码"),
    "where": ("where", "地址", "地点", "位置"),
    "category": ("category", "类别代码"),
}
MOMENT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?")


def map_columns(names: list[str], given: Mapping[str, str]) -> dict[str, str]:
    """Which column holds what: as given, else by its usual names. Raises Refusal when text or id is nowhere."""
    unknown = [f"{k}={v}" for k, v in given.items() if k not in KNOWN_AS or v not in names]
    if unknown:
        raise Refusal(_("对不上的列：{which}").format(which="、".join(unknown)))
    by_lower = {name.lower(): name for name in names}
    found = {f: by_lower[w] for f, words in KNOWN_AS.items() for w in reversed(words) if w in by_lower}
    mapped = found | dict(given)
    missing = [f for f in ("id", "body") if f not in mapped and not (f == "body" and "title" in mapped)]
    if missing:
        raise Refusal(_("文件里没有这些列：{which}；用 --map 指明").format(which="、".join(missing)))
    return mapped


def read_moment(text: str) -> datetime | None:
    """A moment in any of the usual ways of writing it, in China's time; None when it cannot be read."""
    found = MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return datetime(*(int(part or 0) for part in found.groups()), tzinfo=ZONE)  # type: ignore[misc, arg-type]  # six numbers
    except ValueError:
        return None


@dataclass(frozen=True)
class Fault:
    """Why a row was refused."""

    row: int
    id: str
    reason: str


@dataclass
class Tally:
    """How an import went; accepted + repeated + refused = rows, always."""

    rows: int = 0
    accepted: int = 0
    answered: int = 0
    repeated: int = 0
    refused: list[Fault] = field(default_factory=list)

    @property
    def reconciles(self) -> bool:
        return self.accepted + self.repeated + len(self.refused) == self.rows


@dataclass(frozen=True)
class Import:
    """A file on its way in: where to, under which name of its source, through which channel."""

    path: Path
    area_id: UUID
    source: str
    channel: str
    columns: dict[str, str]

    @classmethod
    def of(cls, *, path: Path, area_code: str, source: str, channel: str, given: Mapping[str, str]) -> "Import":
        """Raises Refusal, NotFound."""
        area = areas_in_memory().by_code.get(area_code)
        if area is None or area.town_id is None:
            raise NotFound(_("没有代码为 {code} 的乡镇、村或网格").format(code=area_code))
        return cls(path, area.id, source or path.stem, channel, map_columns(headings(path), given))


def reports_of(load: Import) -> Iterator[tuple[int, str, CaseReport | Refusal]]:
    """Each row with its line number and its id, as a report or the reason why not."""
    for number, row in enumerate(read_rows(load.path), start=2):
        given = {f: row.get(column, "") for f, column in load.columns.items()}
        try:
            yield number, given["id"], _report(load, given)
        except Refusal as refusal:
            yield number, given["id"], refusal


def _report(load: Import, given: Row) -> CaseReport:
    if not given["id"]:
        raise Refusal(_("没有编号"))
    reported_at = _moment(given, "time")
    answer = None
    if given.get("reply"):
        answered_at = _moment(given, "reply_time") or reported_at
        if answered_at is None:
            raise Refusal(_("有答复却没有时间"))
        answer = PastAnswer(given["reply"], answered_at)
    return CaseReport(
        area_id=load.area_id,
        channel=load.channel,
        source_ref=f"{load.source}:{given['id']}",
        title=given.get("title", ""),
        body=given.get("body", ""),
        category=given.get("category", ""),
        where_words=given.get("where", ""),
        name=given.get("name", "") or given.get("user", ""),
        phone=given.get("phone", ""),
        reported_at=reported_at,
        past_answer=answer,
    )


def _moment(given: Row, name: str) -> datetime | None:
    text = given.get(name, "")
    if not text:
        return None
    found = read_moment(text)
    if found is None:
        raise Refusal(_("时间看不懂：{text}").format(text=text[:40]))
    return found


def run_import(load: Import, *, actor: Actor, at: datetime, dry_run: bool, progress: Callable[[Tally], None]) -> Tally:
    """Bring the file in, some hundred rows a transaction; a dry run writes nothing and finds the same faults."""
    tally = Tally()
    rows = reports_of(load)
    while batch := list(islice(rows, BATCH)):
        sound = [report for _, _, report in batch if isinstance(report, CaseReport)]
        results = iter(report_cases(reports=sound, actor=actor, at=at, dry_run=dry_run))
        for number, key, report in batch:
            tally.rows += 1
            outcome = report if isinstance(report, Refusal) else next(results)
            _count(tally, number, key, report, outcome)
        progress(tally)
    return tally


def _count(tally: Tally, number: int, key: str, report: CaseReport | Refusal, outcome: Reported | Refusal) -> None:
    if isinstance(outcome, Refusal):
        tally.refused.append(Fault(number, key, outcome.message))
    elif outcome.is_new:
        tally.accepted += 1
        tally.answered += isinstance(report, CaseReport) and report.past_answer is not None
    else:
        tally.repeated += 1
