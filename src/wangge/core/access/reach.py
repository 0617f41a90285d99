"""Fetch a row through the permission it will be used with: the one door to a row by its id."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.core.areas.scope import AreaScoped
from wangge.ground.foundation.errors import NotAllowed, NotFound
from wangge.ground.rulebook.permissions import Permission

from .queries import Actor


def reach(rows: AreaScoped[Any], *, pk: UUID, actor: Actor, permission: Permission, seen_with: Permission) -> Any:
    """Return the row; say «not allowed» only to someone who may at least see it.

    Raises NotFound alike for a row that is missing and one the actor may not know of.
    """
    row = rows.within(actor.scope(permission)).filter(pk=pk).first()
    if row is not None:
        return row
    if permission != seen_with and rows.within(actor.scope(seen_with)).filter(pk=pk).exists():
        raise NotAllowed(_("你没有这一步的权限"))
    raise NotFound(_("没有找到，或者不在你的范围内"))
