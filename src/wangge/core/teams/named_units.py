"""The units that a place's rulebook gives to every area of a level, and which of them are still missing."""

from dataclasses import dataclass
from uuid import UUID

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.places.queries import in_force
from wangge.ground.foundation.ids import uuid7
from wangge.ground.rulebook.schema.base import LEVELS
from wangge.ground.rulebook.schema.units import NamedUnit

from .units import units


@dataclass(frozen=True)
class MissingUnit:
    """A named unit that an area should have; `part_of` may be another missing one, listed before it."""

    id: UUID
    area_id: UUID
    unit_kind: str
    code: str
    name: str
    part_of: UUID | None


def missing_named_units(*, place: str) -> list[MissingUnit]:
    """What the rulebook gives the areas of a place and is not there, from the top down. Raises NotFound."""
    rules = in_force(place=place).rules
    known = {(unit.area_path, unit.code): unit.id for unit in units().by_id.values() if unit.code}
    taken = {(unit.area_id, unit.unit_kind, unit.name) for unit in units().by_id.values()}
    areas = _areas_by_level(place)
    missing: list[MissingUnit] = []
    for named in _from_the_top({one.code: one for one in rules.units.named}):
        kind = rules.unit_kind(named.unit_kind)
        for area in areas.get(kind.level, []):
            name = named.name_in(area.name)
            if (area.path, named.code) in known or (area.id, kind.code, name) in taken:
                continue
            part_of = _nearest(known, area.path, named.part_of) if named.part_of else None
            one = MissingUnit(uuid7(), area.id, kind.code, named.code, name, part_of)
            known[area.path, named.code] = one.id
            missing.append(one)
    return missing


def _areas_by_level(place: str) -> dict[str, list[AreaRow]]:
    index = areas_in_memory()
    found: dict[str, list[AreaRow]] = {level: [] for level in LEVELS}
    for area in index.rows:
        if index.place_of(area.id) == place:
            found[area.level].append(area)
    return found


def _from_the_top(named: dict[str, NamedUnit]) -> list[NamedUnit]:
    """In an order in which a unit comes after the one it is part of."""
    done: dict[str, NamedUnit] = {}

    def add(one: NamedUnit) -> None:
        if one.part_of is not None and one.part_of not in done:
            add(named[one.part_of])
        done.setdefault(one.code, one)

    for one in named.values():
        add(one)
    return list(done.values())


def _nearest(known: dict[tuple[str, str], UUID], path: str, code: str) -> UUID | None:
    while len(path) > 1:
        if (path, code) in known:
            return known[path, code]
        path = path[: path.rstrip("/").rfind("/") + 1]
    return None
