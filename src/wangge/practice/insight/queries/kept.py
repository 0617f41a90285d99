"""Reports that were made, their figures for one of their areas, and the cases behind each number."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.ground.foundation.errors import NotFound
from wangge.practice.insight.doors import area_to, town_scope
from wangge.practice.insight.kpi import Total
from wangge.practice.insight.lifecycle import Period, Rhythm, month_before, year_before
from wangge.practice.insight.models import Report

from .figures import Figures, figures_from, figures_of
from .rates import rates_of
from .rising import rising_of
from .windows import KNOWN, PARTS, Window, fetched

PAGE_SIZE = 50


@dataclass(frozen=True)
class ReportRow:
    """One line of the list of reports."""

    id: UUID
    rhythm: str
    since: datetime
    until: datetime
    made_at: datetime
    made_by: str
    flow: dict[str, int]
    hints: int


@dataclass(frozen=True)
class ReportPage:
    """A report as one person reads it: of the town, or of the part of it that the person chose."""

    id: UUID
    rhythm: Rhythm
    town: AreaRow
    area: AreaRow
    window: Window
    made_by: str
    figures: Figures

    @property
    def is_of_town(self) -> bool:
        return self.area == self.town

    @property
    def totals(self) -> list[Total]:
        """The sums of the report, each as it adds up or does not."""
        flow, figures = self.figures.flow, self.figures
        came = (flow["brought"], flow["new"], flow["reopened"], -flow["closed"])
        found = [
            Total(_("上期结转＋新增＋重办－办结＝在办"), came, flow["open"]),
            Total(_("各环节在办合计"), tuple(figures.by_state.values()), flow["open"]),
            Total(_("各来源新增合计"), tuple(one["new"] for one in figures.by_channel.values()), flow["new"]),
            Total(_("各类别新增合计"), tuple(one["new"] for one in figures.by_category.values()), flow["new"]),
        ]
        if figures.previous_open is not None:
            found.append(Total(_("上一份报告的在办＝本期结转"), (figures.previous_open,), flow["brought"]))
        return found


@dataclass(frozen=True)
class CaseLine:
    """A case behind a number; `state` is how it stood at the end of the period."""

    id: UUID
    number: str
    title: str
    state: str
    category: str
    channel: str
    area_id: UUID
    unit_id: UUID
    reported_at: datetime


@dataclass(frozen=True)
class CasesBehind:
    """One page of the cases that a number counts, and how many they are."""

    rows: tuple[CaseLine, ...]
    total: int
    after: UUID | None


@dataclass(frozen=True)
class Chosen:
    """Which number: the part, and what it is narrowed to."""

    part: str
    value: str = ""  # of a unit, or of a kept list
    channel: str = ""
    category: str = ""
    state: str = ""
    place: str = ""  # the path of an area


def report_list(*, actor: Actor, town: AreaRow, rhythm: Rhythm, size: int = 40) -> list[ReportRow]:
    """The newest reports of a town; one statement."""
    rows = (
        Report.objects.within(town_scope(actor, "report.see")).filter(town_id=town.id, rhythm=rhythm).order_by("-until")
    )
    names = ("id", "rhythm", "since", "until", "made_at", "made_by", "figures__flow", "figures__hints")
    return [
        ReportRow(pk, kind, since, until, made_at, made_by, flow, len(hints))
        for pk, kind, since, until, made_at, made_by, flow, hints in rows.values_list(*names)[:size]
    ]


def report_page(*, actor: Actor, report_id: UUID, area_code: str = "") -> ReportPage:
    """One report; of a part of its town it is counted as of the same moments. Raises NotFound."""
    row = Report.objects.within(town_scope(actor, "report.see")).filter(pk=report_id).first()
    if row is None:
        raise NotFound(_("没有这份报告，或者它不在你的范围内"))
    town = areas_in_memory().by_id[row.town_id]
    area = area_to(actor, town, area_code)
    window = Window(row.town_id, area.path, row.since, row.until, row.made_at)
    figures = figures_from(row.figures) if area == town else counted(window=window, rhythm=Rhythm(row.rhythm))
    return ReportPage(row.pk, Rhythm(row.rhythm), town, area, window, row.made_by, figures)


def counted(*, window: Window, rhythm: Rhythm) -> Figures:
    """The figures of a rhythm: a week adds what rose, a month its rates beside the month and the year before."""
    figures = figures_of(window=window)
    if rhythm == Rhythm.WEEK:
        figures.rising = rising_of(window=window)
    if rhythm == Rhythm.MONTH:
        now = Period(window.since, window.until)
        periods = {"now": now, "month": month_before(now), "year": year_before(now)}
        figures.rates = {
            name: rates_of(window=replace(window, since=one.since, until=one.until)) for name, one in periods.items()
        }
    return figures


def cases_behind(*, page: ReportPage, chosen: Chosen, after: UUID | None = None, size: int = PAGE_SIZE) -> CasesBehind:
    """The cases a number of a report counts, the newest first. Raises NotFound for an unknown number."""
    if chosen.part == "listed":
        if chosen.value not in page.figures.lists:
            raise NotFound(_("报告里没有这一项"))
        ids = page.figures.lists[chosen.value]
        return _listed(page.window, [UUID(pk) for pk in ids], after=after, size=size)
    if chosen.part not in PARTS:
        raise NotFound(_("报告里没有这一项"))
    values = page.window.values(
        unit=_unit(chosen), channel=chosen.channel, category=chosen.category, state=chosen.state,
        place=f"{chosen.place}%", after=after, size=size + 1,
    )  # fmt: skip
    condition = f"""{PARTS[chosen.part]} AND (%(channel)s = '' OR k.channel = %(channel)s)
      AND (%(category)s = '' OR k.category = %(category)s) AND (%(state)s = '' OR k.state_now = %(state)s)
      AND k.area_path LIKE %(place)s"""
    sql = f"""WITH {KNOWN}, chosen AS MATERIALIZED (SELECT k.id, k.state_now FROM known k WHERE {condition})
      SELECT c.id, c.number, c.title, chosen.state_now, c.category, c.channel, c.area_id, c.owner_unit_id,
        c.reported_at, (SELECT count(*) FROM chosen)
      FROM chosen JOIN cases_case c ON c.id = chosen.id WHERE %(after)s::uuid IS NULL OR c.id < %(after)s
      ORDER BY c.id DESC LIMIT %(size)s"""  # noqa: S608  # conditions of our own
    return _page(fetched(sql, values), size)


def _unit(chosen: Chosen) -> UUID | None:
    try:
        return UUID(chosen.value) if chosen.part == "overdue" and chosen.value else None
    except ValueError as error:
        raise NotFound(_("报告里没有这一项")) from error


def _listed(window: Window, ids: list[UUID], *, after: UUID | None, size: int) -> CasesBehind:
    sql = """SELECT c.id, c.number, c.title, coalesce(latest.state_after, 'reported'), c.category, c.channel,
        c.area_id, c.owner_unit_id, c.reported_at, %(total)s
      FROM cases_case c LEFT JOIN LATERAL (SELECT s.state_after FROM cases_step s WHERE s.case_id = c.id
        AND s.at < %(until)s AND s.recorded_at <= %(known_at)s ORDER BY s.id DESC LIMIT 1) latest ON true
      WHERE c.id = ANY(%(ids)s) AND c.town_id = %(town_id)s AND c.area_path LIKE %(below)s
        AND (%(after)s::uuid IS NULL OR c.id < %(after)s) ORDER BY c.id DESC LIMIT %(size)s"""
    return _page(fetched(sql, window.values(ids=ids, total=len(ids), after=after, size=size + 1)), size)


def _page(rows: list[tuple[Any, ...]], size: int) -> CasesBehind:
    lines = tuple(CaseLine(*row[:-1]) for row in rows[:size])
    return CasesBehind(lines, rows[0][-1] if rows else 0, lines[-1].id if len(rows) > size else None)
