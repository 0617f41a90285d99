"""What every operation of visits asks first: which household, whose right, which rules."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.people.queries import HouseholdRef, household_refs
from wangge.core.places.queries import in_force
from wangge.ground.foundation.errors import NotAllowed, NotFound, Refusal
from wangge.ground.rulebook.permissions import Permission
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.visits import VisitKind, Visits

STRANGE = _("没有找到，或者不在你的范围内")


def check(actor: Actor, permission: Permission, *, at_path: str) -> None:
    """Raise NotAllowed to one who may see the visits of the place, NotFound to a stranger."""
    if actor.can(permission, at_path=at_path):
        return
    if actor.can("visit.see", at_path=at_path):
        raise NotAllowed(_("你没有这一步的权限"))
    raise NotFound(STRANGE)


def household_for(actor: Actor, household_id: UUID, *, permission: Permission) -> HouseholdRef:
    """A household at whose door the actor may do this. Raises NotFound, NotAllowed."""
    found = household_refs(household_ids=[household_id]).get(household_id)
    if found is None:
        raise NotFound(STRANGE)
    check(actor, permission, at_path=found.area_path)
    return found


def area_for(actor: Actor, area_id: UUID, *, permission: Permission) -> AreaRow:
    """An area in a town where the actor may do this. Raises NotFound, NotAllowed."""
    area = areas_in_memory().by_id.get(area_id)
    if area is None or area.town_id is None:
        raise NotFound(STRANGE)
    check(actor, permission, at_path=area.path)
    return area


def rules_of(town_id: UUID) -> Visits:
    """How a town visits. Raises NotFound."""
    return in_force(place=areas_in_memory().place_of(town_id)).rules.visits


def services_of(town_id: UUID) -> tuple[str, ...]:
    """What may be asked for at the doors of a town (流动服务站). Raises NotFound."""
    return in_force(place=areas_in_memory().place_of(town_id)).rules.teams.services


def kind_of(rules: Visits, code: str) -> VisitKind:
    """A form of visit. Raises Refusal."""
    try:
        return rules.kind(code)
    except UnknownCode as unknown:
        raise Refusal(_("请选择走访形式"), field="kind") from unknown
