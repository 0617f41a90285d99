"""The list of disputes, what has to be seen to first; counts and rates of a period with their cases; the file."""

import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import xlsxwriter
from django.http import FileResponse, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.cases.operations.disputes_file import export_disputes
from wangge.core.cases.queries.dispute_figures import DisputeFigures, Tally, dispute_figures
from wangge.core.cases.queries.disputes import (
    DisputeDuty,
    DisputeFilter,
    DisputeResult,
    DisputeRow,
    Performance,
    dispute_duties,
    dispute_list,
)
from wangge.core.places.queries import places_in_force
from wangge.core.teams.units import units
from wangge.faces.shell.addresses import address_of
from wangge.faces.shell.parts import Chip, Words, build_chip, build_filter_bar
from wangge.faces.shell.templatetags.shell import when
from wangge.faces.workbench.administration.asking import Asked, NoFields, ask, posted
from wangge.faces.workbench.administration.listing import area_chip, chosen_area, pager_behind, read_day, read_uuid
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.cases.export import XLSX, stamp_of
from wangge.faces.workbench.labels import area_label, category_label, rules_at, unit_label
from wangge.faces.workbench.links import case_url
from wangge.faces.workbench.matters.parts import Cell, Line
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.calendar.days import midnight
from wangge.ground.foundation.text import mask_within
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import UnknownCode

from .words import DUTIES, NOTE, PERFORMANCES, RESULTS, TABS, step_label

NOTHING = "-"  # in an address: those that have no grade, no venue, no level yet
BY: dict[str, Words] = {
    "category": gettext_lazy("按类别"),
    "grade": gettext_lazy("按难度"),
    "venue": gettext_lazy("按场所"),
    "unit": gettext_lazy("按调解单位"),
    "level": gettext_lazy("按化解在哪一级"),
}
COUNTS: tuple[tuple[str, Words, dict[str, str]], ...] = (
    ("total", gettext_lazy("纠纷"), {}),
    ("unrecorded", gettext_lazy("还没登记"), {"result": "unrecorded"}),
    ("open", gettext_lazy("调解中"), {"result": "open"}),
    ("closed", gettext_lazy("已了结"), {"result": "closed"}),
    ("agreed", gettext_lazy("达成协议"), {"result": "agreed"}),
    ("kept", gettext_lazy("已履行"), {"performance": "kept"}),
    ("late", gettext_lazy("过期没有回访"), {"performance": "late"}),
)

EMPTY: dict[str, Words] = {
    "grade": gettext_lazy("没有定级"),
    "venue": gettext_lazy("没有记调解"),
    "level": gettext_lazy("还没有办结果"),
}


def filter_of(query: QueryDict, scope: Scope) -> DisputeFilter:
    """What an address narrows the disputes to. Raises NotFound for an area outside the scope."""
    area = chosen_area(query, scope)
    since, until = read_day(query.get("from", "")), read_day(query.get("to", ""))
    return DisputeFilter(
        area_path=area.path if area else "",
        category=query.get("category", ""),
        grade=_optional(query, "grade"),
        venue=_optional(query, "venue"),
        unit_id=read_uuid(query.get("unit", "")),
        level=_optional(query, "level"),
        result=query.get("result", ""),
        performance=query.get("performance", ""),
        reported_from=midnight(since) if since else None,
        reported_before=midnight(until + timedelta(days=1)) if until else None,
    )


def _optional(query: QueryDict, name: str) -> str | None:
    found = query.get(name, "")
    return None if not found else "" if found == NOTHING else found


def rules_near(scope: Scope, area_path: str = "") -> list[Rulebook]:
    """The rules of where somebody looks, so that each place reads its own words; then all others."""
    known = units().by_id
    paths = [area_path] if area_path else [*scope.roots, *(known[u].area_path for u in scope.units if u in known)]
    rows = [areas_in_memory().by_path.get(path) for path in paths]
    near = [rules for row in rows if row is not None and (rules := rules_at(row.id)) is not None]
    return [*near, *(found.rules for found in places_in_force().values())]


def categories(rules: Sequence[Rulebook]) -> list[tuple[str, str]]:
    """The categories of disputes of the nearest place that has any, as it calls them."""
    for one in rules:
        found = [(kind.category, one.category(kind.category).label) for kind in one.mediation.disputes]
        if found:
            return found
    return []


@require_GET
@staff_page(needs="case.see")
def show_disputes(request: StaffRequest) -> HttpResponse:
    """What falls due or is late first, then all disputes, the newest first. Raises NotFound."""
    query, scope, today = request.GET, request.actor.scope("case.see"), localdate(request.at)
    where = filter_of(query, scope)
    page = dispute_list(scope=scope, where=where, today=today, after=read_uuid(query.get("after", "")))
    is_plain, rules = not any(query.values()), rules_near(scope, where.area_path)
    chips = [
        area_chip(query, scope, chosen_area(query, scope), lead=_("看")),
        build_chip(query, "category", categories(rules), anything=_("各类纠纷")),
        build_chip(query, "result", RESULTS, anything=_("不论结果")),
        build_chip(query, "performance", PERFORMANCES, anything=_("不论履行")),
        *_more_chips(query, rules),
    ]
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "duties": [_duty(one, today) for one in dispute_duties(scope=scope, today=today)] if is_plain else [],
        "bar": build_filter_bar(query, chips, has_words=False),
        "lines": [_line(row) for row in page.rows],
        "pager": pager_behind(query, after=str(page.after or ""), shown=len(page.rows)),
    }
    return render(request, "workbench/disputes/list.html", context)


def _more_chips(query: QueryDict, rules: Sequence[Rulebook]) -> list[Chip]:
    """What a number of the figures was narrowed to, to be taken away one by one."""
    chips = []
    for name in ("grade", "venue", "unit", "level"):
        value = query.get(name, "")
        if value:
            key = read_uuid(value) if name == "unit" else "" if value == NOTHING else value
            chips.append(build_chip(query, name, [(value, label_of(name, key, rules))], anything=_("不限")))
    for name, words in (("from", _("从 {day}")), ("to", _("到 {day}"))):
        if query.get(name):
            day = query.get(name, "")
            options = [(day, words.format(day=day))]
            chips.append(build_chip(query, name, options, anything=_("不限")))
    return chips


def _duty(one: DisputeDuty, today: date) -> Line:
    late = _("超期 {days} 天").format(days=(today - one.due_on).days) if one.due_on < today else when(one.due_on)
    cells = [
        Cell(_("要做什么"), DUTIES[one.what], tag=True),
        Cell(_("期限"), late),
        Cell(_("调解单位"), unit_label(one.unit_id)),
    ]
    return Line(f"{one.number} {mask_within(one.title)}", cells, url=case_url(one.case_id))


def _line(row: DisputeRow) -> Line:
    rules = rules_at(row.area_id)
    result: Words = DisputeResult(row.result).label if row.code else _("还没登记")
    step = step_label(rules.mediation, row.step) if rules and row.step else "—"
    cells = [
        Cell(_("结果"), result, tag=True),
        Cell(_("类别"), category_label(rules, row.category)),
        Cell(_("步骤"), f"{step} {when(row.step_at)}" if row.step_at else step),
        Cell(_("调解单位"), unit_label(row.unit_id) or "—"),
        Cell(_("履行"), Performance(row.performance).label if row.performance is not None else "—"),
        Cell(_("上报"), when(row.reported_at)),
    ]
    risk = _("已标注风险") if row.has_risk else ""
    below = " · ".join(str(part) for part in (area_label(row.area_id), risk) if part)
    return Line(f"{row.number} {mask_within(row.title)}", cells, url=case_url(row.id), below=below)


@require_GET
@staff_page(needs="case.see")
def show_figures(request: StaffRequest) -> HttpResponse:
    """The disputes of a period: counts and both rates, by category, difficulty, venue, office and level."""
    query, scope, today = request.GET, request.actor.scope("case.see"), localdate(request.at)
    where = filter_of(query, scope)
    figures, rules = dispute_figures(scope=scope, where=where, today=today), rules_near(scope, where.area_path)
    kept = {name: query[name] for name in ("area", "from", "to") if query.get(name)}
    chips = [area_chip(query, scope, chosen_area(query, scope), lead=_("看"))]
    export_url = f"{reverse('workbench:dispute-export')}?{urlencode(kept)}" if request.actor.may("case.export") else ""
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "bar": build_filter_bar(query, chips, has_words=False),
        "since": query.get("from", ""),
        "until": query.get("to", ""),
        "area": query.get("area", ""),
        "total": [_tally(_("合计"), figures.total, kept)],
        "has_any": figures.total.total > 0,
        "parts": [(label, _part(figures, name, kept, rules)) for name, label in BY.items()],
        "note": NOTE,
        "export_url": export_url,
    }
    return render(request, "workbench/disputes/figures.html", context)


def _part(figures: DisputeFigures, name: str, kept: dict[str, str], rules: Sequence[Rulebook]) -> list[Line]:
    return [_tally(label_of(name, one.key, rules), one, kept | _key(name, one)) for one in figures.by[name]]


def _key(name: str, one: Tally) -> dict[str, str]:
    if one.key is None:
        return {"result": "unrecorded"}
    return {name: str(one.key) or NOTHING}


def _tally(label: Words, one: Tally, kept: dict[str, str]) -> Line:
    cells = [_count(words, getattr(one, name), kept | more) for name, words, more in COUNTS]
    cells.append(Cell(_("调解成功率"), share(*one.success), is_number=True))
    cells.append(Cell(_("履行率"), share(*one.performance), is_number=True))
    return Line(label, cells)


def _count(words: Words, count: int, kept: dict[str, str]) -> Cell:
    return Cell(words, str(count), url=_counted(kept) if count else "", is_number=True)


def _counted(kept: dict[str, str]) -> str:
    return f"{reverse('workbench:disputes')}?{urlencode(kept or {'result': ''})}"


def share(part: int, whole: int) -> str:
    """3 / 4，75.00%; a dash where there is no denominator."""
    if not whole:
        return "—"
    return _("{part} / {whole}，{percent}%").format(part=part, whole=whole, percent=f"{100 * part / whole:.2f}")


def label_of(name: str, key: str | UUID | None, rules: Sequence[Rulebook]) -> Words:
    """What a key of the counts is called where somebody looks from."""
    if key is None:
        return _("还没登记成纠纷")
    if isinstance(key, UUID):
        return unit_label(key)
    if not key:
        return EMPTY[name]
    return next((label for one in rules if (label := _own_label(name, key, one))), key)


def _own_label(name: str, key: str, rules: Rulebook) -> str:
    """A place's own word; "" where it has none."""
    try:
        if name == "category":
            return rules.category(key).label
        if name == "grade":
            return rules.grading.grade(key).label
        if name == "venue":
            return rules.mediation.venue(key).label
        return next((rule.label for rule in rules.place.levels if rule.level == key), "")
    except UnknownCode:
        return ""


@require_http_methods(["GET", "POST"])
@staff_page(needs="case.export")
def export_figures(request: StaffRequest) -> HttpResponseBase:
    """Say what the file holds; on POST make it: counts and the cases counted, without anybody's name. Audited."""
    scope, today = request.actor.scope("case.export"), localdate(request.at)
    where = filter_of(request.GET, scope)
    period = f"{request.GET.get('from', '')} — {request.GET.get('to', '')}"

    def done(given: dict[str, Any]) -> HttpResponseBase:
        rows = export_disputes(
            actor=request.actor, where=where, words=period, address=address_of(request), today=today, at=request.at
        )
        stamp = stamp_of(request.actor, login_name=request.account.login_name, at=request.at)
        figures, rules = dispute_figures(scope=scope, where=where, today=today), rules_near(scope, where.area_path)
        return _file(figures, rows, (stamp, period), rules, request.at)

    asked = Asked(
        _("导出调解情况"), _("生成文件"), f"{reverse('workbench:dispute-figures')}?{request.GET.urlencode()}",
        _("两张表：数字，和数进去的事项；没有当事人姓名。导出会记入审计。"),
    )  # fmt: skip
    return ask(request, NoFields(posted(request)), asked, done)


def _file(
    figures: DisputeFigures, rows: list[DisputeRow], head: tuple[str, str], rules: Sequence[Rulebook], at: datetime
) -> HttpResponseBase:
    file = tempfile.SpooledTemporaryFile(max_size=4 << 20)  # noqa: SIM115  # the response closes it
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    heads = [_("项目"), *(str(words) for _name, words, _more in COUNTS), _("调解成功率"), _("履行率")]
    counts = [_cells(_tally(_("合计"), figures.total, {}))]
    for name, label in BY.items():
        counts += [[str(label)], *(_cells(line) for line in _part(figures, name, {}, rules))]
    _sheet(book, _("数字"), [*([one] for one in head), heads, *counts])
    lines = [_line(row) for row in rows]
    labels = [_("事项"), *(str(cell.label) for cell in lines[0].cells)] if lines else []
    _sheet(book, _("事项"), [*([one] for one in head), labels, *map(_cells, lines)])
    book.close()
    file.seek(0)
    name = _("调解情况 {day}.xlsx").format(day=localtime(at).strftime("%Y-%m-%d %H%M"))
    response = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _cells(line: Line) -> list[str]:
    return [str(line.name), *(str(cell.words) for cell in line.cells)]


def _sheet(book: Any, title: str, rows: list[list[str]]) -> None:
    sheet = book.add_worksheet(title)
    sheet.set_column(0, 0, 40)
    for number, row in enumerate(rows):
        for column, words in enumerate(row):
            sheet.write_string(number, column, words)
