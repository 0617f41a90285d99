"""What codes and ids of a case are called: from memory, never a statement."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.places.queries import places_in_force, rulebook_of_version
from wangge.core.teams.units import units
from wangge.faces.shell.parts import Crumb
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import UnknownCode


def rules_at(area_id: UUID) -> Rulebook | None:
    """The rules in force now where an area lies."""
    found = places_in_force().get(areas_in_memory().place_of(area_id))
    return found.rules if found else None


def area_label(area_id: UUID) -> str:
    """The name of an area, with its village where the grid's own name leaves it out."""
    row = areas_in_memory().by_id.get(area_id)
    if row is None:
        return _("已撤销的区划")
    parent = areas_in_memory().by_id.get(row.parent_id) if row.parent_id else None
    if row.level in ("grid", "micro") and parent is not None and parent.name not in row.name:
        return f"{parent.name} · {row.name}"
    return row.name


def unit_label(unit_id: UUID | None) -> str:
    if unit_id is None:
        return ""
    unit = units().by_id.get(unit_id)
    return unit.name if unit else _("已撤销的单位")


def version_label(version_id: UUID | None) -> str:
    """庆坪镇第 2 版; "" for none and for one that never was."""
    if version_id is None:
        return ""
    try:
        found = rulebook_of_version(version_id=version_id)
    except NotFound:
        return ""
    return _("{place}第 {number} 版规则").format(place=found.rules.place.name, number=found.number)


def channel_label(rules: Rulebook | None, code: str) -> str:
    """A channel's name; a code that newer rules dropped stands for itself."""
    try:
        return rules.channel(code).label if rules else code
    except UnknownCode:
        return code


def category_label(rules: Rulebook | None, code: str) -> str:
    """Domain and kind: 公共设施 / 路灯."""
    try:
        category = rules.category(code) if rules else None
    except UnknownCode:
        category = None
    if rules is None or category is None:
        return code
    return f"{rules.category(category.parent).label} / {category.label}" if category.parent else category.label


def state_label(rules: Rulebook | None, state: str) -> str:
    """A place's own word for a state on Chinese pages; "" where the usual word stands."""
    own = rules.place.labels.get(f"state.{state}", "") if rules else ""
    return own if own and (get_language() or "").startswith("zh") else ""


def crumbs_of(area_id: UUID, *, url: str = "") -> list[Crumb]:
    """Where an area lies, each level linked to `url` with its code."""
    chain: Sequence[AreaRow] = areas_in_memory().above(area_id)
    return [Crumb(row.name, f"{url}?area={row.code}" if url else "") for row in chain]
