"""办理情况: shares and medians of a month, each number leading to what it counts."""

from collections.abc import Iterator
from datetime import timedelta
from typing import get_args

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.core.cases.queries.figures import (
    Figure,
    GridLine,
    Median,
    Part,
    Period,
    Share,
    by_grid,
    cases_of_figure,
    figures,
    medians,
    shares,
)
from wangge.core.cases.queries.registers import Register
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
        "medians": [_median(one) for one in middles],
        "shares": [_share(one, query) for one in counted],
        "lines": [_grid(one) for one in grids],
    }
    return render(request, "workbench/registers/figures.html", context)


def _period(month: Month, seen: Seen) -> Period:
    return Period(month.since, month.before, seen.path)


def _shares(seen: Seen) -> list[Share]:
    return shares(dispute_categories=_disputes(seen))


def _disputes(seen: Seen) -> list[str]:
    return [one.code for one in seen.around.categories if DISPUTE in (one.code, one.parent)]


def _channels(seen: Seen, kinds: tuple[str, ...]) -> list[str]:
    return [one.code for rules in seen.around.rules for one in rules.channels if one.kind in kinds]


def _median(one: Median) -> Line:
    cells = [
        Cell(_("中位数"), span_words(one.middle), is_number=True),
        Cell(_("算了多少件"), str(one.counted), is_number=True),
        Cell(_("没有算的"), str(one.left_out), is_number=True),
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


@require_GET
@staff_page(needs="case.see")
def show_counted(request: StaffRequest, code: str) -> HttpResponse:
    """What one number of a share counts. Raises NotFound."""
    seen, month, query = seen_by(request), month_of(request), request.GET
    share = next((one for one in _shares(seen) if one.code == code), None)
    if share is None:
        raise NotFound(_("没有这个指标"))
    part: Part = next((one for one in get_args(Part) if one == query.get("part")), "part")
    page = cases_of_figure(
        scope=seen.scope, period=_period(month, seen), share=share, part=part, after=read_key(query.get("after", ""))
    )
    parts = [(name, label) for name, label in _parts() if name != "part"]
    chips = [
        build_chip(query, "part", parts, anything=dict(_parts())["part"], lead=_("看")),
        seen.chip(request, lead=_("，在")),
    ]
    context = {
        "tabs": tabs(here="figures"),
        "heading": share.label,
        "note": _("{year} 年 {month} 月上报的事项").format(year=month.first.year, month=month.first.month),
        "bar": build_filter_bar(query, chips, has_words=False),
        "lines": [line_of(Register.OPEN, row, at=request.at) for row in page.rows],
        "pager": pager_behind(query, after=written_key(*page.after) if page.after else "", shown=len(page.rows)),
        "empty": Empty(_("没有符合的"), sign="check"),
        "back_url": reverse("workbench:figures") + changed_query(query, {"part": None}),
    }
    return render(request, "workbench/registers/list.html", context)


def _parts() -> Iterator[tuple[Part, str]]:
    yield "part", _("分子")
    yield "whole", _("分母")
    yield "left_out", _("没有算进分母的")
