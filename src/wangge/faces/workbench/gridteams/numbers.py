"""网格数 by each way of counting and on any day; the town's lists (十联 …) with what stands in their slots."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wangge.core.areas.levels import Kind, Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.faces.shell.parts import build_filter_bar
from wangge.faces.workbench.administration.asking import Asked, ask, posted
from wangge.faces.workbench.administration.listing import area_code, read_day, roots_of
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.labels import area_label, rules_at
from wangge.faces.workbench.matters.parts import Cell, Line, category_words
from wangge.faces.workbench.notes import say_done
from wangge.faces.workbench.staff import StaffRequest, staff_page
from wangge.ground.foundation.calendar.days import midnight
from wangge.ground.foundation.errors import NotFound
from wangge.practice.gridteams.operations import fill_list
from wangge.practice.gridteams.queries import (
    DutyCount,
    GridNumber,
    door_services,
    duty_counts,
    grid_numbers,
    kinds_on,
    lists_of_town,
    matters_by_grid,
)

from .parts import TABS, seen_by

YEAR = timedelta(days=365)
SHOWN = 60


@require_GET
@staff_page(needs="team.see")
def show_numbers(request: StaffRequest) -> HttpResponse:
    """How many grids there were on a day, by each way of counting. Raises NotFound."""
    seen = seen_by(request)
    on = read_day(request.GET.get("on", "")) or localdate(request.at)
    root = seen.root
    place = areas_in_memory().place_of(root.id) if root else ""
    place = place or next((row.place for row in areas_in_memory().rows if row.place and seen.here.covers(row.path)), "")
    kinds = kinds_on(scope=seen.here, place=place, on=on)
    rules = rules_at(root.id) if root else None
    labels: dict[str, str] = {rule.level: rule.label for rule in rules.place.levels} if rules else {}
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "bar": build_filter_bar(request.GET, [seen.chip(request)], has_words=False),
        "on": on,
        "area": seen.area,
        "matters": _matters(request, root) if root and request.actor.may("case.see") else [],
        "numbers": [_number(one, labels) for one in grid_numbers(scope=seen.here, place=place, on=on)],
        "kinds": [
            Line(
                labels.get(level, Level(level).label),
                [Cell(_("种类"), Kind(kind).label if kind else "—"), Cell(_("个数"), str(count), is_number=True)],
            )
            for (level, kind), count in sorted(kinds.items())
            if level in (Level.GRID, Level.MICRO)
        ],
    }
    return render(request, "workbench/gridteams/numbers.html", context)


def _matters(request: StaffRequest, root: AreaRow) -> list[Line]:
    """How many kinds of matters each grid carried in a year, the first grids only."""
    scope = request.actor.scope("case.see")
    found = matters_by_grid(scope=scope, path=root.path, since=request.at - YEAR, until=request.at)
    return [
        Line(
            area_label(one.area_id),
            [
                Cell(_("事项"), str(one.matters), is_number=True),
                Cell(_("几类"), str(len(one.kinds)), is_number=True),
                Cell(_("各类"), category_words(root, one.kinds)),
            ],
            url=f"{reverse('workbench:cases')}?area={area_code(one.area_id)}",
        )
        for one in found[:SHOWN]
    ]


def _number(one: GridNumber, levels: Mapping[str, str]) -> Line:
    reported = (
        "—" if one.reported is None else _("{count}余").format(count=one.reported) if one.about else str(one.reported)
    )
    return Line(
        one.label,
        [
            Cell(_("系统里"), str(one.counted), is_number=True),
            Cell(_("文件上"), reported, is_number=True),
            Cell(_("对得上吗"), _difference(one), tag=True),
            Cell(_("截至"), one.on.isoformat(), tag=True),
        ],
        below=" · ".join([*_parts(one, levels), _("文件：{source}").format(source=one.source)]),
    )


def _parts(one: GridNumber, levels: Mapping[str, str]) -> Iterator[str]:
    """全科网格 693 ＋ 微网格 708: what one number is made of."""
    if one.parts:
        yield " ＋ ".join(f"{levels.get(level, level)} {count}" for level, count in one.parts)


def _difference(one: GridNumber) -> str:
    if one.difference is None:
        return "—"
    if one.agrees:
        return _("对得上")
    return (
        _("多 {count}").format(count=one.difference)
        if one.difference > 0
        else _("少 {count}").format(count=-one.difference)
    )


def _town(request: StaffRequest) -> AreaRow:
    """The town an address is about, else the first the person sees something of. Raises NotFound."""
    seen = seen_by(request)
    index = areas_in_memory()
    rows = [row for row in index.rows if row.level == Level.TOWN]
    near = [
        row
        for row in rows
        if seen.scope.covers(row.path) or any(r.path.startswith(row.path) for r in roots_of(seen.scope))
    ]
    wanted = seen.area.town_id if seen.area else None
    found = next((row for row in near if wanted in (None, row.id)), None)
    if found is None:
        raise NotFound(_("没有这个乡镇（街道），或者它不在你的范围内"))
    return found


@require_GET
@staff_page(needs="team.see")
def show_lists(request: StaffRequest) -> HttpResponse:
    """The lists whose names promise a number of items, with the slots that are filled. Raises NotFound."""
    seen, town = seen_by(request), _town(request)
    context = {
        "tabs": tabs_of(TABS, request.actor, here=request.path),
        "bar": build_filter_bar(request.GET, [seen.chip(request)], has_words=False),
        "town": town,
        "lists": lists_of_town(scope=seen.scope, town_id=town.id),
        "services": door_services(area_path=town.path),
        "duties": [one for one in _duties(request, seen.here, town) if one.code or one.done],
        "may_keep": request.actor.can("team.keep", at_path=town.path),
    }
    return render(request, "workbench/gridteams/lists.html", context)


def _duties(request: StaffRequest, here: Scope, town: AreaRow) -> tuple[DutyCount, ...]:
    """What was done at doors this month, by duty."""
    first = midnight(localdate(request.at).replace(day=1))
    return duty_counts(scope=here, place=areas_in_memory().place_of(town.id), since=first, until=request.at)


class SlotForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("内容"), max_length=200, required=False, help_text=gettext_lazy("清空就是拿掉")
    )


@require_http_methods(["GET", "POST"])
@staff_page(needs="team.keep")
def fill(request: StaffRequest, list_code: str, slot: int) -> HttpResponseBase:
    """Write what stands in an empty slot of a town's list. Raises NotFound, NotAllowed."""
    town = _town(request)
    scope = Scope(request.actor.scope("team.see").roots)
    found = next((one for one in lists_of_town(scope=scope, town_id=town.id) if one.code == list_code), None)
    if found is None:
        raise NotFound(_("没有这份名单"))
    words = next((one.words for one in found.slots if one.number == slot), "")
    back = f"{reverse('workbench:town-lists')}?area={town.code}"

    def act(given: dict[str, Any]) -> HttpResponseBase:
        fill_list(
            actor=request.actor, town_id=town.id, list_code=list_code, slot=slot, words=given["words"], at=request.at
        )
        say_done(request, _("写好了"))
        return HttpResponseRedirect(back)

    heading = _("{name}第 {slot} 条").format(name=found.name, slot=slot)
    return ask(request, SlotForm(posted(request), initial={"words": words}), Asked(heading, _("保存"), back), act)
