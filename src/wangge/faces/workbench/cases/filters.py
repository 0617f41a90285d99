"""A list's address read into a filter, and the filter said as a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow, area_by_code, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.cases.lifecycle import State
from wangge.core.cases.queries import CaseFilter
from wangge.core.cases.queries.lists import Deadline, Sort
from wangge.core.places.queries import places_in_force
from wangge.core.teams.units import units
from wangge.faces.shell.states import look_of
from wangge.faces.workbench.labels import unit_label, version_label
from wangge.ground.rulebook.permissions import Permission
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.categories import Category

from .words import DEADLINES

OPEN, FINISHED = "open", "finished"
MAX_WORDS = 60


@dataclass(frozen=True)
class Surroundings:
    """What the lists of one person are about: the areas to choose from and the rules that hold there."""

    roots: tuple[AreaRow, ...]
    rules: tuple[Rulebook, ...]

    @property
    def categories(self) -> list[Category]:
        """Domains each followed by its kinds; a code that several places have is listed once."""
        known = {c.code: c for rules in reversed(self.rules) for c in rules.categories}
        domains = [c for c in known.values() if c.parent is None]
        return [c for domain in domains for c in (domain, *(k for k in known.values() if k.parent == domain.code))]

    @property
    def channels(self) -> list[tuple[str, str]]:
        return list({c.code: c.label for rules in reversed(self.rules) for c in rules.channels}.items())


def surroundings_of(actor: Actor, permission: Permission = "case.see") -> Surroundings:
    """The areas a person works in (for a unit without an area of its own: its town) and their rules."""
    index, scope = areas_in_memory(), actor.scope(permission)
    towns = (units().by_id[u] for u in scope.units if u in units().by_id)
    paths = Scope((*scope.roots, *(_town_path(unit.area_path) for unit in towns))).roots
    everything = index.children(None) if "/" in paths else []
    roots = everything or [index.by_path[path] for path in paths if path in index.by_path]
    codes = {row.place for root in roots for row in (*index.above(root.id), *index.below(root.path)) if row.place}
    return Surroundings(tuple(roots), tuple(p.rules for code, p in places_in_force().items() if code in codes))


def _town_path(path: str) -> str:
    parts = path.strip("/").split("/")[:2]
    return f"/{'/'.join(parts)}/" if parts[0] else "/"


@dataclass(frozen=True)
class ListQuery:
    """One list as its address names it."""

    where: CaseFilter
    sort: Sort
    area: AreaRow | None
    is_mine: bool

    def scope(self, actor: Actor, permission: Permission = "case.see") -> Scope:
        """Where the rows may come from: all the person may see, or only what the person's units have."""
        whole = actor.scope(permission)
        return Scope((), tuple(u for u in actor.units if u in whole.units)) if self.is_mine else whole


def read_query(query: QueryDict, around: Surroundings) -> ListQuery:
    """Unknown values filter nothing. Raises NotFound for an area that is none of the person's."""
    area = _area(query.get("area", ""), around)
    state = query.get("state", "")
    deadline = query.get("due", "")
    category = query.get("category", "")
    sort: Sort = "due" if query.get("sort") == "due" else "newest"
    where = CaseFilter(
        states=(state,) if state in State.values else (),
        is_open={OPEN: True, FINISHED: False}.get(state, True if sort == "due" else None),  # what is closed is not due
        area_path=area.path if area else "",
        categories=tuple(c.code for c in around.categories if category and category in (c.code, c.parent)),
        channel=next((code for code, _label in around.channels if code == query.get("channel")), ""),
        deadline=cast(Deadline, deadline if deadline in DEADLINES else ""),
        words=query.get("q", "").strip()[:MAX_WORDS],
        owner_unit=_id(query.get("unit", "")),
        rulebook_version=_id(query.get("rules", "")),
    )
    return ListQuery(where, sort, area, is_mine=query.get("mine") == "1")


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _area(code: str, around: Surroundings) -> AreaRow | None:
    if not code:
        return None
    return area_by_code(code=code, scope=Scope(tuple(root.path for root in around.roots)))


def state_words() -> list[tuple[str, str]]:
    """What the chip of states offers: all open ones, each state, all finished ones."""
    return [(OPEN, _("在办的")), *((s.value, str(look_of(s.value).label)) for s in State), (FINISHED, _("办完的"))]


def sentence(query: QueryDict, found: ListQuery, around: Surroundings) -> str:
    """What a list was narrowed to, in words, for the first lines of a file."""
    labels = {c.code: c.label for c in around.categories}
    parts: Iterable[tuple[str, str]] = (
        (_("状态"), dict(state_words()).get(query.get("state", ""), "")),
        (_("地方"), found.area.name if found.area else "、".join(root.name for root in around.roots)),
        (_("类别"), labels.get(query.get("category", ""), "")),
        (_("来源"), dict(around.channels).get(found.where.channel, "")),
        (_("期限"), str(DEADLINES.get(found.where.deadline, ""))),
        (_("字词"), found.where.words),
        (_("范围"), _("我单位的") if found.is_mine else ""),
        (_("责任单位"), unit_label(found.where.owner_unit)),
        (_("规则"), version_label(found.where.rulebook_version)),
    )
    return _("；").join(_("{name}：{value}").format(name=name, value=value) for name, value in parts if value)
