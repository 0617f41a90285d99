"""办理情况: shares and medians of a month, each number leading to what it counts."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, get_args

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.core.cases.queries.figures import (
    MEDIANS,
    Figure,
    GridLine,
    Median,
    Part,
    Period,
    Share,
    Timed,
    by_grid,
    cases_of_figure,
    cases_of_median,
    figures,
    medians,
    shares,
)
from wangge.core.cases.queries.registers import Register, RegisterPage
from wangge.faces.shell.parts import Words, build_chip, build_filter_bar, changed_query
from wangge.faces.workbench.administration.listing import pager_behind, read_key, written_key
from wangge.faces.workbench.labels import area_label
from wangge.faces.workbench.matters.parts import Cell, Empty, Line
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.errors import NotFound

from .columns import line_of
from .parts import Month, Seen, month_of, seen_by, share_words, tabs

DISPUTE = "dispute"  # how the shipped rulebooks call the domain of contradictions
OWN_KINDS = ("patrol", "visit")
PHONE_KINDS = ("phone_hotline",)
WINDOW_KINDS = ("window",)


@require_GET
@staff_page(needs="case.see")
def show_figures(request: StaffRequest) -> HttpResponse:
    """The figures of a month. Raises NotFound."""
    seen, month, query = seen_by(request), month_of(request), request.GET
    period = _period(month, seen)
    counted = figures(scope=seen.scope, period=period, wanted=_shares(seen))
    middles = medians(scope=seen.scope, period=period, phone_channels=_channels(seen, PHONE_KINDS))
    grids = by_grid(
        scope=seen.scope, period=period, own_channels=_channels(seen, OWN_KINDS), dispute_categories=_disputes(seen)
    )
    context = {
        "tabs": tabs(here="figures"),
        "month": month.first,
        "earlier_url": changed_query(query, {"month": month.earlier}),
        "later_url": changed_query(query, {"month": month.later}),
        "bar": build_filter_bar(query, [seen.chip(request, lead=_("看"))], has_words=False),
        "medians": [_median(one, query) for one in middles],
        "shares": [_share(one, query) for one in counted],
        "lines": [_grid(one) for one in grids],
    }
    return render(request, "workbench/registers/figures.html", context)


def _period(month: Month, seen: Seen) -> Period:
    return Period(month.since, month.before, seen.path)


def _shares(seen: Seen) -> list[Share]:
    return shares(dispute_categories=_disputes(seen), window_channels=_windows(seen))


def _windows(seen: Seen) -> list[str]:
    """Where people stand at a window; letters and visits to complain are another matter."""
    letters = {code for rules in seen.around.rules if rules.rights.petition for code in rules.rights.petition.channels}
    return [code for code in _channels(seen, WINDOW_KINDS) if code not in letters]


def _disputes(seen: Seen) -> list[str]:
    return [one.code for one in seen.around.categories if DISPUTE in (one.code, one.parent)]


def _channels(seen: Seen, kinds: tuple[str, ...]) -> list[str]:
    return [one.code for rules in seen.around.rules for one in rules.channels if one.kind in kinds]


def _median(one: Median, query: QueryDict) -> Line:
    def url(part: Timed, count: int) -> str:
        more = changed_query(query, {"part": part})
        return reverse("workbench:median", args=[one.code]) + more if count else ""

    counted = url("counted", one.counted)
    cells = [
        Cell(_("中位数"), span_words(one.middle), counted, is_number=True),
        Cell(_("算了多少件"), str(one.counted), counted, is_number=True),
        Cell(_("没有算的"), str(one.left_out), url("left_out", one.left_out), is_number=True),
    ]
    return Line(one.label, cells)


def span_words(span: timedelta | None) -> str:
    """3 天 4 小时, 25 分钟; a dash where nothing was measured."""
    if span is None:
        return "—"
    minutes = round(span.total_seconds() / 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return _("{days} 天 {hours} 小时").format(days=days, hours=hours)
    if hours:
        return _("{hours} 小时 {minutes} 分钟").format(hours=hours, minutes=minutes % 60)
    return _("{minutes} 分钟").format(minutes=minutes)


def _share(one: Figure, query: QueryDict) -> Line:
    def url(part: Part, count: int) -> str:
        more = changed_query(query, {"part": part})
        return reverse("workbench:figure", args=[one.share.code]) + more if count else ""

    cells = [
        Cell(_("比例"), f"{one.percent}%" if one.percent else "—", is_number=True),
        Cell(_("分子"), str(one.part), url("part", one.part), is_number=True),
        Cell(_("分母"), str(one.whole), url("whole", one.whole), is_number=True),
        Cell(_("没有算进分母的"), str(one.left_out), url("left_out", one.left_out), is_number=True),
    ]
    return Line(one.share.label, cells, below=_below(one.share))


def _below(share: Share) -> Words:
    said = [_("不算：{words}").format(words=share.left_out)] if share.left_out else []
    return "；".join([*said, *([str(share.goal)] if share.goal else [])])


def _grid(one: GridLine) -> Line:
    cells = [
        Cell(_("民情在网格掌握"), share_words(one.found, one.reported)),
        Cell(_("服务在网格开展"), share_words(one.served, one.handled)),
        Cell(_("问题在网格解决"), share_words(one.solved, one.closed)),
        Cell(_("矛盾在网格化解"), share_words(one.settled, one.disputes)),
    ]
    return Line(area_label(one.area_id), cells)


@dataclass(frozen=True)
class Counted:
    """The cases behind a number: who looks, where, and of which month."""

    request: StaffRequest
    seen: Seen
    month: Month

    @property
    def period(self) -> Period:
        return _period(self.month, self.seen)

    @property
    def after(self) -> Any:
        return read_key(self.request.GET.get("after", ""))


@require_GET
@staff_page(needs="case.see")
def show_counted(request: StaffRequest, code: str) -> HttpResponse:
    """What one number of a share counts. Raises NotFound."""
    asked = Counted(request, seen_by(request), month_of(request))
    share = next((one for one in _shares(asked.seen) if one.code == code), None)
    if share is None:
        raise NotFound(_("没有这个指标"))
    part: Part = next((one for one in get_args(Part) if one == request.GET.get("part")), "part")
    page = cases_of_figure(scope=asked.seen.scope, period=asked.period, share=share, part=part, after=asked.after)
    return _show_cases(
        asked, share.label, {"part": _("分子"), "whole": _("分母"), "left_out": _("没有算进分母的")}, page
    )


@require_GET
@staff_page(needs="case.see")
def show_timed(request: StaffRequest, code: str) -> HttpResponse:
    """The cases a median counts, or leaves out. Raises NotFound."""
    asked = Counted(request, seen_by(request), month_of(request))
    if code not in MEDIANS:
        raise NotFound(_("没有这个指标"))
    part: Timed = "left_out" if request.GET.get("part") == "left_out" else "counted"
    page = cases_of_median(
        scope=asked.seen.scope, period=asked.period, code=code, part=part,
        phone_channels=_channels(asked.seen, PHONE_KINDS), after=asked.after,
    )  # fmt: skip
    return _show_cases(asked, MEDIANS[code], {"counted": _("算了的"), "left_out": _("没有算的")}, page)


def _show_cases(asked: Counted, heading: Words, parts: dict[str, str], page: RegisterPage) -> HttpResponse:
    """The list; `parts` are the numbers one may change between, the usual one first."""
    request, query, month = asked.request, asked.request.GET, asked.month
    usual, *others = parts.items()
    chips = [
        build_chip(query, "part", others, anything=usual[1], lead=_("看")),
        asked.seen.chip(request, lead=_("，在")),
    ]
    context = {
        "tabs": tabs(here="figures"),
        "heading": heading,
        "note": _("{year} 年 {month} 月上报的事项").format(year=month.first.year, month=month.first.month),
        "bar": build_filter_bar(query, chips, has_words=False),
        "lines": [line_of(Register.OPEN, row, at=request.at) for row in page.rows],
        "pager": pager_behind(query, after=written_key(*page.after) if page.after else "", shown=len(page.rows)),
        "empty": Empty(_("没有符合的"), sign="check"),
        "back_url": reverse("workbench:figures") + changed_query(query, {"part": None}),
    }
    return render(request, "workbench/registers/list.html", context)
