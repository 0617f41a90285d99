"""What every operation of the roster asks first: which area, whose right, which rules."""

from collections.abc import Mapping
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.access.reach import reach
from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.places.queries import in_force
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal
from wangge.ground.rulebook.permissions import Permission
from wangge.ground.rulebook.schema.people import People

RowT = TypeVar("RowT", bound=models.Model)

LOWEST = (Level.VILLAGE, Level.GRID, Level.MICRO)
STRANGE = _("没有找到，或者不在你的范围内")
BROKEN: Mapping[str, str | Promise] = {
    "building_once": _("这里已经有这一栋了"),
    "building_code_once": _("这个楼栋编码已经用过了"),
    "dwelling_once": _("这一栋已经有这一室了"),
    "dwelling_code_once": _("这个房屋编码已经用过了"),
    "household_code_once": _("这个户编号已经用过了"),
    "person_document_once": _("这个证件号码在本镇（街道）已经登记过，请从已有的人员里查找"),
    "residence_lives_once": _("这个人那时已经住在另一处"),
    "residence_registered_once": _("这个人那时的户籍已经登记在另一处"),
    "member_one_head_at_a_time": _("一户同一时间只能有一个户主"),
    "member_one_household_at_a_time": _("这个人那时已经是另一户的成员"),
    "home_one_at_a_time": _("这一户那时住在另一处"),
    "relation_once_at_a_time": _("这个关系已经登记过了"),
    "event_reversed_once": _("这次变动已经撤销过了"),
    "enterprise_code_once": _("这个统一社会信用代码已经登记过了"),
    "care_tag_of_person_once": _("这个人已经有这种标记了"),
    "care_tag_of_household_once": _("这一户已经有这种标记了"),
    "change_asked_once": _("这份申请已经收到了"),
    "consent_once": _("这个人已经同意过，撤回以后才能重新登记"),
}  # by the name of the constraint


def area_for(actor: Actor, area_id: UUID, *, permission: Permission = "people.edit") -> AreaRow:
    """An open village, grid or micro-grid in which the actor may do this. Raises NotFound, NotAllowed, Refusal."""
    area = areas_in_memory().by_id.get(area_id)
    if area is None:
        raise NotFound(STRANGE)
    check(actor, permission, at_path=area.path)
    if area.level not in LOWEST:
        raise Refusal(_("请选到村（社区）、网格或者微网格"), field="area_id")
    return area


def check(actor: Actor, permission: Permission, *, at_path: str) -> None:
    """Raise NotAllowed to one who may see the roster of the place, NotFound to a stranger."""
    if actor.can(permission, at_path=at_path):
        return
    if actor.can("people.see", at_path=at_path):
        raise NotAllowed(_("你没有这一步的权限"))
    raise NotFound(STRANGE)


def reached(actor: Actor, table: type[RowT], pk: UUID, *, permission: Permission = "people.edit") -> RowT:
    """A row by its id, locked, through the permission it is used with. Raises NotFound, NotAllowed."""
    locked = table.objects.select_for_update(of=("self",))  # type: ignore[attr-defined]  # each has a guarded manager
    row: RowT = reach(locked, pk=pk, actor=actor, permission=permission, seen_with="people.see")
    return row


def rules_of(town_id: UUID) -> People:
    """What a town keeps about its residents. Raises NotFound."""
    return in_force(place=areas_in_memory().place_of(town_id)).rules.people


def town_of(area: AreaRow) -> UUID:
    """The town an area lies in. Raises NotFound for a county."""
    if area.town_id is None:
        raise NotFound(STRANGE)
    return area.town_id
