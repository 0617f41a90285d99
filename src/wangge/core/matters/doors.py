"""What every operation of the matters asks first: which town, whose right, which rules."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.places.queries import in_force
from wangge.core.teams.units import units
from wangge.ground.foundation.errors import NotAllowed, NotFound
from wangge.ground.rulebook.permissions import Permission
from wangge.ground.rulebook.rulebook import Rulebook


def held_scope(actor: Actor, permission: Permission) -> Scope:
    """The areas in which a permission is held, those that the person's units answer for among them."""
    held = actor.scope(permission)
    known = units().by_id
    return Scope((*held.roots, *(known[u].area_path for u in held.units if u in known)), held.units)


def towns_of(actor: Actor, permission: Permission) -> list[AreaRow]:
    """The towns whose lists concern a person: those inside the areas of the permission, and those around them."""
    roots = held_scope(actor, permission).roots
    rows = [row for row in areas_in_memory().rows if row.level == Level.TOWN]
    return [row for row in rows if any(row.path.startswith(root) or root.startswith(row.path) for root in roots)]


def town_scope(actor: Actor, permission: Permission) -> Scope:
    """The same towns as a scope."""
    return Scope(tuple(row.path for row in towns_of(actor, permission)))


def town_to(actor: Actor, permission: Permission, town_id: UUID) -> AreaRow:
    """A town over which the actor holds the permission. Raises NotFound, NotAllowed."""
    town = areas_in_memory().by_id.get(town_id)
    if town is None or town.level != Level.TOWN:
        raise NotFound(_("没有这个乡镇（街道），或者它不在你的范围内"))
    if actor.can(permission, at_path=town.path):
        return town
    if town in towns_of(actor, "matter.see"):
        raise NotAllowed(_("你没有这一步的权限"))
    raise NotFound(_("没有这个乡镇（街道），或者它不在你的范围内"))


def rules_of(town: AreaRow) -> Rulebook:
    """The rules in force in a town. Raises NotFound."""
    return in_force(place=areas_in_memory().place_of(town.id)).rules
