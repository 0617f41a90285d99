"""Who owns a case first, and which desk dispatches, verifies or answers it, by the place's rulebook."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from wangge.core.teams.units import Unit, units
from wangge.ground.foundation.errors import Refusal
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import Level, is_at_or_above
from wangge.ground.rulebook.schema.routing import DeskDuty


def first_owner(*, rules: Rulebook, area_path: str, level: Level, channel: str, category: str) -> Unit:
    """The unit that receives a new case (首问负责), else the desk that dispatches there. Raises Refusal."""
    kind = rules.intake_unit_kind(channel=channel, category=category, level=level)
    found = units().nearest(area_path=area_path, unit_kind=kind.code)
    return found or desk(rules=rules, area_path=area_path, duty="dispatch")


def desk(*, rules: Rulebook, area_path: str, duty: DeskDuty, giver: Unit | None = None) -> Unit:
    """The nearest desk with this duty at the area or above it; `giver`, who handed the case out, comes first.

    Raises Refusal when the place has none.
    """
    kinds = [d.unit_kind for d in rules.routing.desks if duty in d.duties]
    if giver is not None and giver.unit_kind in kinds:
        return giver
    area_path = giver.area_path if giver else area_path
    found = _standing(kinds, area_path)
    if not found and duty == "decide":  # a place that names nobody lets its highest dispatching desk decide
        return _highest(rules, area_path)
    if not found:
        raise Refusal(_("这个地方还没有设立受理中心，请联系管理员"))
    return max(found, key=lambda u: len(u.area_path))


def _standing(kinds: Iterable[str], area_path: str) -> list[Unit]:
    """The nearest unit of each kind at or above an area, where there is one."""
    return [u for kind in kinds if (u := units().nearest(area_path=area_path, unit_kind=kind)) is not None]


def _highest(rules: Rulebook, area_path: str) -> Unit:
    found = _standing([d.unit_kind for d in rules.routing.desks if "dispatch" in d.duties], area_path)
    if not found:
        raise Refusal(_("这个地方还没有设立受理中心，请联系管理员"))
    return min(found, key=lambda u: len(u.area_path))


def desk_at_level(*, rules: Rulebook, area_path: str, level: Level) -> Unit:
    """The desk of one level over an area, else the nearest above it. Raises Refusal when the place has none."""
    kinds = [d.unit_kind for d in rules.routing.desks if is_at_or_above(rules.unit_kind(d.unit_kind).level, level)]
    found = _standing(kinds, area_path)
    if not found:
        return desk(rules=rules, area_path=area_path, duty="dispatch")
    return max(found, key=lambda u: len(u.area_path))


def units_to_dispatch_to(*, area_path: str, town_path: str) -> list[Unit]:
    """Whom a case may be handed to: the units that answer for its area, then the others of its town."""
    serving = units().serving(area_path=area_path)
    others = [u for u in units().by_id.values() if u.area_path.startswith(town_path) and u not in serving]
    return serving + sorted(others, key=lambda u: (u.area_path, u.name))
