"""Whose reports somebody may read: those of the towns in the areas of the permission, and of the town around them."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.matters.doors import held_scope, town_scope, towns_of
from wangge.ground.foundation.errors import NotAllowed, NotFound
from wangge.ground.rulebook.permissions import Permission

MISSING = _("没有这个乡镇（街道），或者它不在你的范围内")

__all__ = ["area_to", "held_scope", "town_scope", "town_to", "towns_of"]


def town_to(actor: Actor, permission: Permission, town_id: UUID) -> AreaRow:
    """A town over which the actor holds the permission. Raises NotFound, NotAllowed."""
    town = areas_in_memory().by_id.get(town_id)
    if town is None or town.level != Level.TOWN or town not in towns_of(actor, "report.see"):
        raise NotFound(MISSING)
    if not actor.can(permission, at_path=town.path):
        raise NotAllowed(_("你没有这一步的权限"))
    return town


def area_to(actor: Actor, town: AreaRow, code: str = "") -> AreaRow:
    """The area of a town that somebody reads about: the one with the code, else the widest allowed. Raises NotFound."""
    held = held_scope(actor, "report.see")
    if not code and held.covers(town.path):
        return town
    index = areas_in_memory()
    inside = [index.by_path[root] for root in held.roots if root.startswith(town.path) and root in index.by_path]
    row = index.by_code.get(code) if code else next(iter(sorted(inside, key=lambda one: one.path)), None)
    if row is None or not row.path.startswith(town.path) or not held.covers(row.path):
        raise NotFound(_("没有找到这个区域，或者它不在你的范围内"))
    return row
