"""Units to choose from, in groups, found by name, by initials or by kind."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wangge.core.areas.queries import areas_in_memory
from wangge.core.teams.units import Unit
from wangge.faces.shell.parts import Words
from wangge.ground.foundation.text import fold, initials


@dataclass(frozen=True)
class UnitGroup:
    label: Words
    units: tuple[Unit, ...]


def unit_groups(found: Sequence[Unit], *, area_path: str, words: str = "") -> list[UnitGroup]:
    """First who answers for the place of the case, then the town's own units, then each village's."""
    wanted = fold(words).strip()
    groups: dict[str, list[Unit]] = {}
    for unit in found:
        if wanted and wanted not in fold(unit.name) and wanted not in initials(unit.name):
            continue
        groups.setdefault(_group_of(unit, area_path), []).append(unit)
    return [UnitGroup(label, tuple(units)) for label, units in groups.items()]


def _group_of(unit: Unit, area_path: str) -> str:
    if unit.area_path == area_path or (area_path.startswith(unit.area_path) and _depth(unit.area_path) > 2):
        return _("事发地的单位")
    chain = areas_in_memory().above(unit.area_id)
    if _depth(unit.area_path) <= 2:
        return chain[-1].name if chain else _("其他单位")
    village = next((row for row in chain if row.level == "village"), chain[-1] if chain else None)
    return village.name if village else _("其他单位")


def _depth(path: str) -> int:
    return path.count("/") - 1
