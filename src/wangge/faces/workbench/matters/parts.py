"""What the pages of matters share: the town they are about, their tabs, and lists drawn by one template."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.teams.units import units
from wangge.faces.shell.parts import NavItem, Words
from wangge.faces.workbench.administration.sections import tabs_of
from wangge.faces.workbench.labels import area_label, rules_at
from wangge.faces.workbench.navigation import Work
from wangge.faces.workbench.staff import StaffRequest
from wangge.ground.rulebook.schema.base import UnknownCode

MATTERS: tuple[Work, ...] = (
    Work(_("事项清单"), "list-check", "workbench:matters", ("matter.see",)),
    Work(_("事权"), "key", "workbench:powers", ("matter.see",)),
    Work(_("已有信息"), "database", "workbench:held-fields", ("matter.see",)),
    Work(_("报表台账"), "file-text", "workbench:required-reports", ("matter.see",)),
    Work(_("准入"), "login", "workbench:admissions", ("matter.see",)),
    Work(_("下派任务"), "send", "workbench:demands", ("matter.see",)),
    Work(_("减负账"), "chart-bar", "workbench:burden", ("matter.see",)),
)


@dataclass(frozen=True)
class Cell:
    """One cell of a list; the label stands before it on a phone."""

    label: Words
    words: Words
    url: str = ""
    is_number: bool = False
    tag: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a list: what it is called, where it leads, a word below, its cells, what may be done."""

    name: Words
    cells: Sequence[Cell]
    url: str = ""
    below: Words = ""
    actions: Sequence[tuple[Words, str]] = ()

    @property
    def shape(self) -> Hashable:
        """What the partial asks of a line."""
        cells = tuple((cell.is_number, cell.tag, bool(cell.url)) for cell in self.cells)
        return bool(self.url), bool(self.below), cells, len(self.actions)

    @property
    def words(self) -> list[Words]:
        """What the partial prints of a line."""
        found = [self.name, self.url, self.below]
        for cell in self.cells:
            found += (cell.label, cell.words, cell.url)
        for label, url in self.actions:
            found += (label, url)
        return found

    def saying(self, words: Callable[[], Words]) -> Self:
        """A line of this shape with other words; see `filling`."""

        def instead(old: Words) -> Any:
            new = words()
            return new if old else ""

        name, url, below = words(), instead(self.url), instead(self.below)
        cells = [Cell(words(), words(), instead(cell.url), cell.is_number, cell.tag) for cell in self.cells]
        return type(self)(name, cells, url, below, [(words(), str(words())) for _action in self.actions])


@dataclass(frozen=True)
class Empty:
    """What a list without lines says."""

    title: Words
    text: Words = ""
    url: str = ""
    label: Words = ""
    sign: str = "list-check"


def tabs(request: StaffRequest) -> list[NavItem]:
    """The tabs, each keeping the town."""
    chosen = request.GET.get("town", "")
    kept = f"?town={chosen}" if chosen else ""
    found = tabs_of(MATTERS, request.actor, here=request.path)
    return [NavItem(tab.label, tab.url + kept, tab.icon, tab.is_current) for tab in found]


def url_of(name: str, *args: object, town: AreaRow | None = None, **more: str) -> str:
    """An address of these pages that keeps the town."""
    query = QueryDict(mutable=True)
    query.update({**({"town": town.code} if town else {}), **more})
    return reverse(f"workbench:{name}", args=args) + (f"?{query.urlencode()}" if query else "")


def category_words(town: AreaRow, codes: Iterable[str]) -> str:
    """What the place calls some categories; a code that newer rules dropped stands for itself."""
    rules, found = rules_at(town.id), []
    for code in codes:
        try:
            found.append(rules.category(code).label if rules else code)
        except UnknownCode:
            found.append(code)
    return "、".join(found)


def category_choices(town: AreaRow) -> list[tuple[str, str]]:
    """The categories of the place, each kind below its domain."""
    rules = rules_at(town.id)
    if rules is None:
        return []
    domains = [one for one in rules.categories if one.parent is None]
    return [
        choice
        for domain in domains
        for choice in [
            (domain.code, domain.label),
            *((kind.code, f"{domain.label} / {kind.label}") for kind in rules.kinds_within(domain.code)),
        ]
    ]


def level_choices(town: AreaRow) -> list[tuple[str, str]]:
    """The levels as the place calls them; the county's own where the rules begin with the town."""
    rules = rules_at(town.id)
    own: dict[str, str] = {rule.level: rule.label for rule in rules.place.levels} if rules else {}
    return [(level.value, own.get(level.value, str(level.label))) for level in Level]


def level_words(town: AreaRow, level: str) -> str:
    """What the place calls one level."""
    return dict(level_choices(town)).get(level, level)


def part_choices(town: AreaRow) -> list[tuple[str, str]]:
    """The villages, communities and other areas that lie side by side in a town, to send something to."""
    index = areas_in_memory()
    inside = [row for row in index.below(town.path) if row.level in (Level.VILLAGE, Level.GRID)]
    rows = [row for row in inside if row.level == Level.VILLAGE or not _lies_in_village(row)]
    return [(str(row.id), row.name) for row in rows]


def _lies_in_village(row: AreaRow) -> bool:
    parent = areas_in_memory().by_id.get(row.parent_id) if row.parent_id else None
    return parent is not None and parent.level == Level.VILLAGE


def places_words(paths: Iterable[str]) -> str:
    """What some areas are called."""
    index = areas_in_memory().by_path
    return "、".join(area_label(index[path].id) for path in paths if path in index)


def asking_units(request: StaffRequest, town: AreaRow) -> list[tuple[str, str]]:
    """The units for which a person may ask something of a town: one's own first."""
    scope = request.actor.scope("matter.request")
    own = [u for u in units().by_id.values() if u.id in request.actor.units]
    held = [u for u in own if request.actor.can("matter.request", at_path=u.area_path, for_unit=u.id)]
    near = held or units().within(scope=scope)
    fitting = [u for u in near if town.path.startswith(u.area_path) or u.area_path == town.path]
    return [(str(u.id), u.name) for u in fitting]


def split_words(text: str) -> tuple[str, ...]:
    """Names written one a line, or with commas between them."""
    for mark in "、,，;；":
        text = text.replace(mark, "\n")
    return tuple(one.strip() for one in text.splitlines() if one.strip())
