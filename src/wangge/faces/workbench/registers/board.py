"""句号管理: what is open since when, by area or unit, how the rest ended; 清零 only where nothing is open or late."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.cases.queries.registers import (
    FullStop,
    Register,
    full_stops_by_area,
    full_stops_by_unit,
    register_counts,
)
from wangge.faces.shell.parts import build_chip, build_filter_bar, changed_query
from wangge.faces.workbench.labels import unit_label
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.staff import StaffRequest, staff_page

from .parts import CHECKS, Seen, age_words, month_of, register_url, seen_by, tabs

BY_UNIT = "unit"


@require_GET
@staff_page(needs="case.see")
def show_board(request: StaffRequest) -> HttpResponse:
    """The board of full stops of a month. Raises NotFound."""
    seen, month, query = seen_by(request), month_of(request), request.GET
    period: dict[str, Any] = {"since": month.since, "before": month.before, "at": request.at}
    by_unit = query.get("by") == BY_UNIT
    found = _by_unit(seen, period) if by_unit else _by_area(seen, period)
    total = sum((line for _name, line, _more in found), FullStop())
    chips = [
        seen.chip(request, lead=_("看")),
        build_chip(query, "by", [(BY_UNIT, _("按单位"))], anything=_("按地方")),
    ]
    counts = register_counts(scope=seen.scope, registers=CHECKS, area_path=seen.path)
    context = {
        "tabs": tabs(here="registers"),
        "bar": build_filter_bar(query, chips, has_words=False),
        "month": month.first,
        "earlier_url": changed_query(query, {"month": month.earlier}),
        "later_url": changed_query(query, {"month": month.later}),
        "total": total,
        "lines": [_line(name, line, more, at=request.at) for name, line, more in found],
        "checks": [(one.label, counts[one], _list_url(one, seen)) for one in CHECKS],
    }
    return render(request, "workbench/registers/board.html", context)


def _list_url(register: Register, seen: Seen) -> str:
    return register_url(register, f"?area={seen.area.code}" if seen.area else "")


Found = list[tuple[str, FullStop, str]]


def _by_area(seen: Seen, period: dict[str, Any]) -> Found:
    rows = _parts(seen)
    stops = full_stops_by_area(scope=seen.scope, parts=[row.path for row in rows], **period)
    return [(row.name, stops[row.path], f"?area={row.code}") for row in rows]


def _parts(seen: Seen) -> list[AreaRow]:
    """The areas right below the one looked at; itself where it has none."""
    index = areas_in_memory()
    roots = [seen.area] if seen.area else list(seen.around.roots)
    below = index.children(roots[0].id) if len(roots) == 1 else roots
    return list(below) or roots


def _by_unit(seen: Seen, period: dict[str, Any]) -> Found:
    stops = full_stops_by_unit(scope=seen.scope, area_path=seen.path, **period)
    rows = [(unit_label(unit), line, _unit_query(unit, seen)) for unit, line in stops.items()]
    return sorted(rows, key=lambda row: row[0])


def _unit_query(unit: UUID, seen: Seen) -> str:
    return f"?unit={unit}" + (f"&area={seen.area.code}" if seen.area else "")


def _line(name: str, line: FullStop, more: str, *, at: datetime) -> Line:
    open_url = register_url(Register.OPEN, more)
    late_url = f"{open_url}&late=1"
    cells = [
        Cell(_("句号"), _("已清零") if line.is_cleared else _("未清零"), tag=True),
        Cell(_("没办完"), str(line.open), open_url if line.open else "", is_number=True),
        Cell(_("超期"), str(line.overdue), late_url if line.overdue else "", is_number=True),
        Cell(_("最早的一件"), age_words(line.oldest, at) if line.oldest else "—"),
        Cell(_("群众评价结案"), str(line.ended.by_asker), is_number=True),
        Cell(_("核实结案"), str(line.ended.by_check), is_number=True),
        Cell(_("其他了结"), str(line.ended.otherwise), is_number=True),
    ]
    return Line(
        name, cells, url=reverse("workbench:registers") + more if "area=" in more and "unit=" not in more else ""
    )
