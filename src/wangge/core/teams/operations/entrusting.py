from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.models import Grant
from wangge.core.access.operations import grant_role
from wangge.core.access.operations.grants import NewGrant
from wangge.core.access.queries import Actor
from wangge.core.teams.doors import check
from wangge.core.teams.units import unit_by_id
from wangge.ground.foundation.errors import Refusal
from wangge.ground.rulebook.permissions import ADMIN_ROLES


@transaction.atomic
def entrust_unit(
    *,
    actor: Actor,
    account_id: UUID,
    organisation_id: UUID,
    role: str,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    at: datetime,
) -> Grant:
    """Let somebody act for a unit without a post in it (代表单位办理). Raises NotFound, NotAllowed, Refusal.

    The right to grant is asked for where the unit lies, not only where the account is kept.
    """
    unit = unit_by_id(unit_id=organisation_id)
    check(actor, "grant.edit", at_path=unit.area_path)
    if role in ADMIN_ROLES:
        raise Refusal(_("管理员角色只能按区域授予"), field="role")
    new = NewGrant(
        account_id=account_id,
        role=role,
        place=unit.place,
        unit_id=unit.id,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    return grant_role(actor=actor, new=new, at=at)
