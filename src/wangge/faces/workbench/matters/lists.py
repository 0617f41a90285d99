"""The four lists of a town: matters, powers, fields that are held, reports that are asked."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from wangge.core.areas.queries import AreaRow
from wangge.core.matters.lifecycle import About, Duty, Frequency
from wangge.core.matters.queries import (
    HeldFieldRow,
    MatterRow,
    PowerRow,
    ReportRow,
    duty_counts,
    held_fields,
    matters,
    overlap,
    powers,
    reports,
    units_with_power,
)
from wangge.faces.shell.parts import Chip, Words, build_chip, build_filter_bar, changed_query
from wangge.faces.workbench.administration.listing import page_of, pager_behind
from wangge.faces.workbench.labels import unit_label
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.faces.workbench.towns import town_chips, town_of

from .parts import (
    Cell,
    Empty,
    Line,
    category_choices,
    category_words,
    level_words,
    tabs,
    url_of,
)

A_PAGE = 60


def _shown(
    request: StaffRequest, town: AreaRow, lines: list[Line], *, kind: str, chips: list[Chip], empty: Empty,
    **more: object,
) -> HttpResponse:  # fmt: skip
    may_edit = request.actor.can("matter.edit", at_path=town.path)
    keys = [str(number) for number in range(len(lines))]
    shown, after = page_of(lines, keys, after=request.GET.get("after", ""), size=A_PAGE)
    context = {
        "tabs": tabs(request),
        "town": town,
        "bar": build_filter_bar(request.GET, [*town_chips(request, town, "matter.see"), *chips]),
        "lines": shown,
        "pager": pager_behind(request.GET, after=after, shown=len(shown)),
        "add_url": url_of("line-add", kind, town=town) if may_edit else "",
        "empty": empty,
        **more,
    }
    return render(request, "workbench/matters/list.html", context)


def _actions(request: StaffRequest, town: AreaRow, kind: str, code: str) -> list[tuple[Words, str]]:
    if not request.actor.can("matter.edit", at_path=town.path):
        return []
    return [
        (_("修改"), url_of("line-change", kind, code, town=town)),
        (_("停用"), url_of("line-end", kind, code, town=town)),
    ]


def _below(row: MatterRow | PowerRow | HeldFieldRow | ReportRow) -> str:
    return _("{code} · 演示数据").format(code=row.code) if row.is_demonstration else row.code


@require_GET
@staff_page(needs="matter.see")
def show_matters(request: StaffRequest) -> HttpResponse:
    """The catalogue of a town with the three duty lists. Raises NotFound."""
    town, query = town_of(request, "matter.see"), request.GET
    category, duty = query.get("category", ""), query.get("duty", "")
    rows = matters(
        town_id=town.id,
        at=request.at,
        duty=duty,
        categories=(category,) if category else (),
        words=query.get("q", ""),
    )
    counts = duty_counts(town_id=town.id, at=request.at)
    figures = [(getattr(counts, one.value), changed_query(query, {"duty": one.value}), one.label) for one in Duty]
    chips = [
        build_chip(query, "duty", Duty.choices, anything=_("各种履职"), lead=_("看")),
        build_chip(query, "category", category_choices(town), anything=_("各种类别"), lead=_("的事项，属于")),
    ]
    may_edit = request.actor.can("matter.edit", at_path=town.path)
    links = [(_("导出"), url_of("matters-export", town=town), "download")]
    if may_edit:
        links.append((_("导入"), url_of("matters-import", town=town), "upload"))
    return _shown(
        request,
        town,
        [_matter(request, town, row) for row in rows],
        kind="matter",
        chips=chips,
        empty=Empty(_("清单里还没有事项"), _("列进清单、经过准入的事，才能下派给网格。")),
        figures=figures,
        links=links,
        add_label=_("列入事项"),
    )


def _matter(request: StaffRequest, town: AreaRow, row: MatterRow) -> Line:
    cells = [
        Cell(_("履职方式"), Duty(row.duty).label, tag=True),
        Cell(_("类别"), category_words(town, row.categories) or "—"),
        Cell(_("依据"), row.legal_basis),
        Cell(_("承担单位"), row.holder or "—"),
    ]
    return Line(row.name, cells, below=_below(row), actions=_actions(request, town, "matter", row.code))


@require_GET
@staff_page(needs="matter.see")
def show_powers(request: StaffRequest) -> HttpResponse:
    """The power list; with a category whom to call for it. Raises NotFound."""
    town, query = town_of(request, "matter.see"), request.GET
    category = query.get("category", "")
    rows = powers(town_id=town.id, at=request.at, words=query.get("q", ""))
    holders = units_with_power(town_id=town.id, category=category, at=request.at) if category else []
    if category:
        rows = [row for row in rows if row.id in {one.power.id for one in holders}]
    lines = [_power(request, town, row) for row in rows]
    chips = [build_chip(query, "category", category_choices(town), anything=_("全部事权"), lead=_("谁能管"))]
    return _shown(
        request,
        town,
        lines,
        kind="power",
        chips=chips,
        empty=Empty(_("没有写明谁有权"), _("事权清单没有写到的类别，按规则派单，不受限制。"), sign="key"),
        holders=holders,
        asks_category=category_words(town, [category]) if category else "",
        add_label=_("列入事权"),
    )


def _power(request: StaffRequest, town: AreaRow, row: PowerRow) -> Line:
    found = units_with_power(town_id=town.id, category=row.categories[0], at=request.at)
    holder = next((one for one in found if one.power.id == row.id), None)
    given = _("由{level}下放").format(level=level_words(town, row.handed_down_from)) if row.handed_down_from else "—"
    cells = [
        Cell(_("管的类别"), category_words(town, row.categories)),
        Cell(_("在哪一级"), level_words(town, row.level), tag=True),
        Cell(_("谁有权"), holder.words if holder else row.unit_kind),
        Cell(_("下放"), given),
        Cell(_("依据"), row.legal_basis),
    ]
    return Line(row.name, cells, below=_below(row), actions=_actions(request, town, "power", row.code))


@require_GET
@staff_page(needs="matter.see")
def show_fields(request: StaffRequest) -> HttpResponse:
    """What is held already and is not asked again. Raises NotFound."""
    town, query = town_of(request, "matter.see"), request.GET
    about = query.get("about", "")
    rows = held_fields(town_id=town.id, at=request.at, words=query.get("q", ""))
    lines = [_field(request, town, row) for row in rows if about in ("", row.about)]
    chips = [build_chip(query, "about", About.choices, anything=_("各种"), lead=_("看关于"), tail=_("的信息"))]
    empty = Empty(_("还没有登记已有信息"), _("登记以后，已经有的信息就不再向网格要。"), sign="database")
    return _shown(
        request, town, lines, kind="field", chips=chips, empty=empty, add_label=_("登记已有信息")
    )  # fmt: skip


def _field(request: StaffRequest, town: AreaRow, row: HeldFieldRow) -> Line:
    cells = [
        Cell(_("关于"), About(row.about).label, tag=True),
        Cell(_("也叫"), "、".join(row.aliases) or "—"),
        Cell(_("在哪里"), row.where_held),
        Cell(_("掌握单位"), unit_label(row.holder_unit_id) or "—"),
    ]
    return Line(row.name, cells, below=_below(row), actions=_actions(request, town, "field", row.code))


@require_GET
@staff_page(needs="matter.see")
def show_reports(request: StaffRequest) -> HttpResponse:
    """The reports asked of grids, and how much of each is filled by itself. Raises NotFound."""
    town, query = town_of(request, "matter.see"), request.GET
    with_ended = query.get("ended") == "1"
    rows = reports(town_id=town.id, at=request.at, words=query.get("q", ""), with_ended=with_ended)
    chips = [build_chip(query, "ended", [("1", _("连同停报的"))], anything=_("只看还在报的"), lead=_("看"))]
    empty = Empty(_("没有要网格报的表"), sign="file-text")
    lines = [_report(request, town, row) for row in rows]
    return _shown(
        request, town, lines, kind="report", chips=chips, empty=empty, add_label=_("登记报表")
    )  # fmt: skip


def _report(request: StaffRequest, town: AreaRow, row: ReportRow) -> Line:
    share = overlap(town_id=town.id, fields=row.fields, at=request.at)
    words = _("{held} / {asked} 项，{percent}%").format(held=share.held, asked=share.asked, percent=share.percent)
    ended = row.valid_to is not None
    cells = [
        Cell(_("谁要的"), row.asked_by),
        Cell(_("多久一次"), Frequency(row.frequency).label, tag=True),
        Cell(_("依据"), row.legal_basis or _("没有写明")),
        Cell(_("不用填的"), words),
        Cell(_("现在"), row.ended_because or _("停报") if ended else _("在报")),
    ]
    actions = [] if ended else _actions(request, town, "report", row.code)
    return Line(row.name, cells, below=_below(row), actions=actions)
