"""类别纠正: how often the suggested category stood, and what clerks made of it when it did not."""

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import xlsxwriter
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.cases.operations.exporting import record_export
from wangge.core.cases.queries.corrections import (
    CorrectedPair,
    CorrectionFilter,
    CorrectionReport,
    LearnedModel,
    Share,
    corrections,
    learned,
)
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.parts import Fact, build_chip, build_filter_bar
from wangge.faces.workbench.administration.listing import area_chip, chosen_area
from wangge.faces.workbench.cases.export import XLSX, stamp_of
from wangge.faces.workbench.labels import area_label, category_label, rules_at
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.rulebook.permissions import Permission

PERIODS = (
    ("30", gettext_lazy("近 30 天上报的")),
    ("90", gettext_lazy("近 90 天上报的")),
    ("365", gettext_lazy("近一年上报的")),
)
MOST_EXPORTED = 5_000
FIRST_ROW = 4


@dataclass(frozen=True)
class PairLine:
    """One line of the table, in words."""

    where: str
    suggested: str
    chosen: str
    cases: int
    of: int
    share: str


@dataclass(frozen=True)
class Read:
    """What an address asks for."""

    scope: Scope
    area: AreaRow | None
    where: CorrectionFilter
    words: str


def _read(request: StaffRequest, permission: Permission) -> Read:
    """Raises NotFound for an area outside the scope."""
    scope = request.actor.scope(permission)
    area, days = chosen_area(request.GET, scope), request.GET.get("days", "")
    periods = dict(PERIODS)
    since = request.at - timedelta(days=int(days)) if days in periods else None
    words = _("、").join(
        [area_label(area.id) if area else _("全部地方"), str(periods[days]) if days in periods else _("不论时间")]
    )
    return Read(scope, area, CorrectionFilter(area_path=area.path if area else "", since=since), words)


@require_GET
@staff_page(needs="case.see")
def show_corrections(request: StaffRequest) -> HttpResponse:
    """The report. Raises NotFound for an area outside the person's."""
    read = _read(request, "case.see")
    chips = [
        area_chip(request.GET, read.scope, read.area, lead=_("看")),
        build_chip(request.GET, "days", list(PERIODS), anything=_("不论时间")),
    ]
    report = corrections(scope=read.scope, where=read.where)
    context = {
        "bar": build_filter_bar(request.GET, chips, has_words=False),
        "report": report,
        "facts": _facts(report),
        "lines": _lines(report.pairs),
        "models": [_model_facts(one) for one in learned(town_ids=_towns(read))],
        "export_url": _export_url(request) if request.actor.may("case.export") else "",
    }
    return render(request, "workbench/corrections/report.html", context)


def _export_url(request: StaffRequest) -> str:
    kept = {name: request.GET[name] for name in ("area", "days") if request.GET.get(name)}
    return f"{reverse('workbench:corrections-export')}?{urlencode(kept)}"


def _towns(read: Read) -> list[Any]:
    """The towns the person sees, of those chosen."""
    path = read.area.path if read.area else "/"
    rows = [row for row in areas_in_memory().rows if row.level == "town" and read.scope.covers(row.path)]
    return [row.id for row in rows if row.path.startswith(path) or path.startswith(row.path)]


def _facts(report: CorrectionReport) -> list[Fact]:
    facts = [
        Fact(_("第一个建议就对"), _words_of(report.first)),
        Fact(_("前两个里有对的"), _words_of(report.two)),
        Fact(_("学到的模型建议的，第一个就对"), _words_of(report.by_model)),
        Fact(_("识别用语建议的，第一个就对"), _words_of(report.by_words)),
        Fact(_("把握够大直接采用的，后来没有改"), _words_of(report.settled)),
        Fact(_("不计入"), _left_out(report)),
    ]
    return [fact for fact in facts if fact.value]


def _left_out(report: CorrectionReport) -> str:
    parts = []
    if report.waiting:
        parts.append(_("还没受理的 {count} 件").format(count=report.waiting))
    if report.unsuggested:
        parts.append(_("没有建议的 {count} 件").format(count=report.unsuggested))
    return _("、").join(parts)


def _words_of(share: Share) -> str:
    """87.50%（7/8）; "" where there is nothing to divide by."""
    if share.value is None:
        return ""
    return _("{percent}（{part}/{whole}）").format(percent=f"{share.value:.2%}", part=share.part, whole=share.whole)


def _lines(pairs: tuple[CorrectedPair, ...]) -> list[PairLine]:
    return [
        PairLine(
            area_label(pair.town_id),
            category_label(rules_at(pair.town_id), pair.suggested),
            category_label(rules_at(pair.town_id), pair.chosen),
            pair.cases,
            pair.of,
            f"{pair.cases / pair.of:.1%}",
        )
        for pair in pairs
    ]


def _model_facts(one: LearnedModel) -> dict[str, Any]:
    return {
        "where": area_label(one.town_id),
        "on": f"{localdate(one.learned_at):%Y-%m-%d}",
        "cases": one.cases,
        "corrected": one.corrected,
        "first": _words_of(Share(one.right, one.cases)),
        "two": _words_of(Share(one.right_in_two, one.cases)),
        "by_words": _words_of(Share(one.right_by_words, one.cases)),
        "f1": f"{one.macro_f1:.3f}",
    }


@require_POST
@staff_page(needs="case.export")
def export_corrections(request: StaffRequest) -> HttpResponseBase:
    """The report as an Excel file; the making is audited. Raises NotFound, NotAllowed."""
    read = _read(request, "case.export")
    narrowed = Scope((read.area.path,)) if read.area else read.scope
    record_export(
        actor=request.actor, scope=narrowed, what=_("类别纠正"), words=read.words, cap=MOST_EXPORTED,
        address=address_of(request), at=request.at,
    )  # fmt: skip
    report = corrections(scope=read.scope, where=read.where)
    stamp = stamp_of(request.actor, login_name=request.account.login_name, at=request.at)
    file = io.BytesIO(_workbook(report, stamp=stamp, words=read.words))
    name = _("类别纠正 {day}.xlsx").format(day=timezone.localtime(request.at).strftime("%Y-%m-%d %H%M"))
    response = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _workbook(report: CorrectionReport, *, stamp: str, words: str) -> bytes:
    """One sheet: who, when, which filter; the shares; a line for each pair."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet(_("类别纠正"))
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.set_column(0, 2, 28)
    sheet.write_string(0, 0, stamp)
    sheet.write_string(1, 0, _("筛选：{words}").format(words=words))
    sheet.write_string(2, 0, _("；").join(f"{fact.label} {fact.value}" for fact in _facts(report)))
    for column, label in enumerate((_("地方"), _("建议的"), _("改成的"), _("件数"), _("建议过的件数"), _("占比"))):
        sheet.write_string(FIRST_ROW - 1, column, label, bold)
    for row, line in enumerate(_lines(report.pairs)[:MOST_EXPORTED], FIRST_ROW):
        for column, text in enumerate((line.where, line.suggested, line.chosen)):
            sheet.write_string(row, column, text)
        sheet.write_number(row, 3, line.cases)
        sheet.write_number(row, 4, line.of)
        sheet.write_string(row, 5, line.share)
    book.close()
    return file.getvalue()
