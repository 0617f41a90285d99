"""What every operation of surveys asks first: which survey, whose right."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope, within
from wangge.ground.foundation.errors import NotAllowed, NotFound
from wangge.ground.rulebook.permissions import Permission
from wangge.practice.surveys.models import Survey

STRANGE = _("没有找到，或者不在你的范围内")
WHY = "a survey of the area, or of one above it, in which the person works"


def around(scope: Scope) -> Q:
    """Surveys inside a scope, and those of the areas above, which ask there too."""
    above = {
        "/" + "/".join(parts[:end]) + "/"
        for root in scope.roots
        if (parts := root.strip("/").split("/"))
        for end in range(1, len(parts) + 1)
    }
    return within(scope, area_path="area_path") | Q(area_path__in=sorted(above))


def survey_for(scope: Scope, survey_id: UUID) -> Survey:
    """Raises NotFound alike for a missing one and one of another place."""
    found = Survey.objects.everywhere(WHY).filter(around(scope), pk=survey_id).first()
    if found is None:
        raise NotFound(STRANGE)
    return found


def area_for(actor: Actor, area_id: UUID, *, permission: Permission) -> AreaRow:
    """An area in a town where the actor may do this. Raises NotFound, NotAllowed."""
    area = areas_in_memory().by_id.get(area_id)
    if area is None or area.town_id is None:
        raise NotFound(STRANGE)
    check(actor, permission, at_path=area.path)
    return area


def check(actor: Actor, permission: Permission, *, at_path: str) -> None:
    """Raise NotAllowed to one who may see the surveys of the place, NotFound to a stranger."""
    if actor.can(permission, at_path=at_path):
        return
    if actor.can("visit.see", at_path=at_path):
        raise NotAllowed(_("你没有这一步的权限"))
    raise NotFound(STRANGE)
