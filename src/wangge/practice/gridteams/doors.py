"""What every operation of grid teams asks first: which area, whose right, which rules; constraints in words."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.access.reach import reach
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.places.queries import in_force
from wangge.core.teams.doors import check
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.rulebook import Rulebook

RowT = TypeVar("RowT", bound=models.Model)

STRANGE = _("没有找到，或者不在你的范围内")
BROKEN: Mapping[str, str | Promise] = {
    "household_link_once": _("这个人已经联着这一户了"),
    "contact_card_one_in_use": _("这一户已经有联系卡了"),
    "charge_of_place_once": _("这里已经有人包了，先结束原来的"),
    "net_cover_once": _("这个专项网格已经登记在这里了"),
    "chat_group_once": _("这里已经登记过同名的群"),
    "broadcast_once_a_day": _("这一条今天已经记过发到这个群了"),
}  # by the name of the constraint


def area_to_keep(actor: Actor, area_id: UUID) -> AreaRow:
    """An open area in which the actor keeps what teams have. Raises NotFound, NotAllowed."""
    area = areas_in_memory().by_id.get(area_id)
    if area is None or area.town_id is None:
        raise NotFound(STRANGE)
    check(actor, "team.keep", at_path=area.path)
    return area


def town_of(area: AreaRow) -> UUID:
    """The town an area lies in. Raises NotFound for a county."""
    if area.town_id is None:
        raise NotFound(STRANGE)
    return area.town_id


def row_to_keep(actor: Actor, table: type[RowT], pk: UUID) -> RowT:
    """A row by its id, locked, where the actor keeps what teams have. Raises NotFound, NotAllowed."""
    rows: Any = table.objects.select_for_update(of=("self",))  # type: ignore[attr-defined]  # each has a guarded manager
    row: RowT = reach(rows, pk=pk, actor=actor, permission="team.keep", seen_with="team.see")
    return row


def rules_at(area: AreaRow) -> Rulebook:
    """The rules of the place an area belongs to. Raises NotFound."""
    return in_force(place=areas_in_memory().place_of(area.id)).rules
