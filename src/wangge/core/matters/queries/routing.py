"""What may not be sent where, and who may be called: from memory, no statement a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.areas.levels import LEVELS
from wangge.core.areas.levels import Level as AreaLevel
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.matters.lifecycle import Duty
from wangge.core.matters.memory import MatterRow, PowerRow, lists_of, valid_at
from wangge.core.places.queries import places_in_force
from wangge.core.teams.units import Unit, units
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.categories import Category, chain

RowT = TypeVar("RowT", MatterRow, PowerRow)


@dataclass(frozen=True)
class Holder:
    """A power with the units that hold it, the nearest to the area first."""

    power: PowerRow
    level_label: str
    kind_label: str
    units: tuple[Unit, ...]

    @property
    def words(self) -> str:
        """The units, or the kind of unit where none is set up."""
        return "、".join(unit.name for unit in self.units) or f"{self.level_label}{self.kind_label}"


def why_not_dispatch(*, town_id: UUID, category: str, level: str, at: datetime) -> str | None:
    """Why a case of this category may not be given to a unit of this level; None where nothing forbids it.

    A category that is only on matters taken back (收回) stays at the level that holds it; where the
    power list (事权清单) names holders, levels below the lowest of them lack the power. The lists that
    name the kind itself come before those that name its domain. Emergencies are never held up.
    """
    town, rules, found = _known(town_id, category)
    if town is None or rules is None or found is None or found.emergency:
        return None
    return _taken_back(rules, town_id, found, level, at) or _lacks_power(rules, town, found, level, at)


def _taken_back(rules: Rulebook, town_id: UUID, category: Category, level: str, at: datetime) -> str | None:
    covering = _covering(valid_at(lists_of(town_id).matters, at), category)
    if not covering or any(row.duty != Duty.TAKEN_BACK for row in covering):
        return None
    barring = [row for row in covering if _is_below(level, row.holder_level)]
    if len(barring) < len(covering):
        return None
    return _("“{matter}”是上级收回的事项，由{holder}承担，不能派到{level}").format(
        matter=barring[0].name, holder=barring[0].holder, level=_level_label(rules, level)
    )


def _lacks_power(rules: Rulebook, town: AreaRow, category: Category, level: str, at: datetime) -> str | None:
    powers = _covering(valid_at(lists_of(town.id).powers, at), category)
    if not powers or any(not _is_below(level, power.level) for power in powers):
        return None
    holders = _holders(rules, town, category, town.path, at)
    return _("{level}没有办“{category}”的权限；有权的是{holders}").format(
        level=_level_label(rules, level), category=category.label, holders="、".join(h.words for h in holders)
    )


def units_with_power(*, town_id: UUID, category: str, area_path: str = "", at: datetime) -> list[Holder]:
    """Who has the power (管得了的) for a category: each power with its units, for whom to call.

    With an area only the units that answer for it, nearest first; else all of the town and above it.
    """
    town, rules, found = _known(town_id, category)
    if town is None or rules is None or found is None:
        return []
    return _holders(rules, town, found, area_path or town.path, at)


def _holders(rules: Rulebook, town: AreaRow, category: Category, path: str, at: datetime) -> list[Holder]:
    return [
        Holder(power, _level_label(rules, power.level), _kind_label(rules, power), _units_of(power, town, path))
        for power in _covering(valid_at(lists_of(town.id).powers, at), category)
    ]


def _units_of(power: PowerRow, town: AreaRow, path: str) -> tuple[Unit, ...]:
    place = areas_in_memory().place_of(town.id)
    of_kind = [
        unit
        for unit in units().by_id.values()
        if unit.place == place and unit.unit_kind == power.unit_kind and power.unit_code in ("", unit.code)
    ]
    near = [u for u in of_kind if path.startswith(u.area_path) or (path == town.path and u.area_path.startswith(path))]
    return tuple(sorted(near, key=lambda u: (-len(u.area_path), u.area_path, u.name)))


def _known(town_id: UUID, code: str) -> tuple[AreaRow | None, Rulebook | None, Category | None]:
    index = areas_in_memory()
    town = index.by_id.get(town_id)
    current = places_in_force().get(index.place_of(town_id)) if town else None
    if current is None:
        return town, None, None
    try:
        return town, current.rules, current.rules.category(code)
    except UnknownCode:
        return town, current.rules, None


def _covering(rows: Iterable[RowT], category: Category) -> list[RowT]:
    """The lines that name the kind, else those that name its domain."""
    rows = list(rows)
    for code in chain(category):
        found = [row for row in rows if code in row.categories]
        if found:
            return found
    return []


def _is_below(level: str, other: str) -> bool:
    return LEVELS.index(level) > LEVELS.index(other)


def _level_label(rules: Rulebook, level: str) -> str:
    for rule in rules.place.levels:
        if rule.level == level:
            return rule.label
    return str(AreaLevel(level).label)


def _kind_label(rules: Rulebook, power: PowerRow) -> str:
    named = next((unit.name for unit in rules.units.named if power.unit_code and unit.code == power.unit_code), "")
    if named:
        return named.replace("{area}", "")
    try:
        return rules.unit_kind(power.unit_kind).label
    except UnknownCode:
        return power.unit_kind
