"""The filter bar of the list of cases: chips that read as a sentence."""

from collections.abc import Iterator
from dataclasses import replace

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.faces.shell.parts import Chip, FilterBar, build_chip, build_filter_bar
from wangge.faces.workbench.labels import unit_label, version_label

from .filters import ListQuery, Surroundings, state_words
from .words import DEADLINES

INDENT = "\u3000"


def bar_of(query: QueryDict, found: ListQuery, around: Surroundings, *, may_export: bool) -> FilterBar:
    """看〔在办的〕事项，在〔荣星村〕，属于〔道路〕，从〔扫网格码〕来，〔三天内到期〕."""
    export = f"{reverse('workbench:export')}?{query.urlencode()}" if may_export else ""
    chips = [
        build_chip(query, "state", state_words(), anything=_("全部状态"), lead=_("看")),
        _area_chip(query, found, around),
        _flat(build_chip(query, "category", _categories(around), anything=_("各类"), lead=_("，属于"))),
        build_chip(query, "channel", around.channels, anything=_("各种来源"), lead=_("，来自")),
        build_chip(query, "due", list(DEADLINES.items()), anything=_("不论期限"), lead=_("，")),
        *_led_here(query, found),
    ]
    return build_filter_bar(query, chips, export_url=export)


def _led_here(query: QueryDict, found: ListQuery) -> Iterator[Chip]:
    """Filters that only a number on another page sets: a unit's cases, the cases decided under one version."""
    for name, label, anything, lead in (
        ("unit", unit_label(found.where.owner_unit), _("各单位"), _("，责任单位是")),
        ("rules", version_label(found.where.rulebook_version), _("各版规则"), _("，办理依据是")),
    ):
        if label:
            yield build_chip(query, name, [(query.get(name, ""), label)], anything=anything, lead=lead)


def _area_chip(query: QueryDict, found: ListQuery, around: Surroundings) -> Chip:
    anything = around.roots[0].name if len(around.roots) == 1 else _("全部地方")
    options = [(row.code, INDENT * depth + row.name) for row, depth in _areas(found.area, around.roots)]
    return _flat(build_chip(query, "area", options, anything=anything, lead=_("的事项，在")))


def _flat(chip: Chip) -> Chip:
    """Choices are indented like a tree, the chosen one in the sentence is not."""
    return replace(chip, label=str(chip.label).strip())


def _areas(chosen: AreaRow | None, roots: tuple[AreaRow, ...]) -> Iterator[tuple[AreaRow, int]]:
    """The areas right below, opened only along the way to the chosen one."""
    index = areas_in_memory()
    if len(roots) == 1:
        yield from _opened(index.children(roots[0].id), chosen, 0)
        return
    yield from _opened(list(roots), chosen, 0)


def _opened(rows: list[AreaRow], chosen: AreaRow | None, depth: int) -> Iterator[tuple[AreaRow, int]]:
    for row in rows:
        yield row, depth
        if chosen is not None and chosen.path.startswith(row.path):
            yield from _opened(areas_in_memory().children(row.id), chosen, depth + 1)


def _categories(around: Surroundings) -> list[tuple[str, str]]:
    return [(c.code, INDENT + c.label if c.parent else c.label) for c in around.categories]
