"""Citizens' messages from a file become cases through the operation the portal uses.

Each row is checked by itself: a faulty one is reported with its reason and never stops the rest;
one imported before (same source and id) is skipped.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.operations import report_cases
from wangge.core.cases.reports import CaseReport, Reported
from wangge.ground.foundation.errors import NotFound, Refusal

from .columns import answer_of, map_columns, moment_of
from .tables import Row, headings, read_rows
from .tally import Fault, Tally

BATCH = 500


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
    reported_at = moment_of(given, "time")
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
        past_answer=answer_of(given, reported_at),
    )


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
