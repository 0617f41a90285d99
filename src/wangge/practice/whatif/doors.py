"""Whose runs somebody may see: those of the towns over which the permission is held."""

from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.permissions import Permission

NEEDED: Permission = "policy.try"
MISSING = _("没有找到，或者不在你的范围内")


def scope_of(actor: Actor) -> Scope:
    """The areas of the permission; a run is of a whole town, so that of a part of one nobody sees a run."""
    return Scope(actor.scope(NEEDED).roots)


def towns_to_try(actor: Actor) -> list[AreaRow]:
    """The towns over the whole of which the actor holds the permission."""
    scope = scope_of(actor)
    return [row for row in areas_in_memory().rows if row.level == Level.TOWN and scope.covers(row.path)]


def town_to_try(actor: Actor, code: str = "") -> AreaRow:
    """The one with the code, else the first. Raises NotFound."""
    found = next((row for row in towns_to_try(actor) if code in ("", row.code)), None)
    if found is None:
        raise NotFound(MISSING)
    return found
