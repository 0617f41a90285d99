"""In whose name and with whose right an op is done."""

from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, HeldGrant, account_names, active_account, actor_of
from wangge.core.areas.queries import areas_in_memory
from wangge.core.people.queries import HouseholdRef, household_refs
from wangge.ground.foundation.errors import NotAllowed, NotFound
from wangge.ground.sync.ops import Op
from wangge.ground.sync.rows import had


def author_of(op: Op) -> Actor:
    """The author with the right of the moment when it happened; after a review with the right of whoever reviewed.

    Raises NotAllowed.
    """
    if op.reviewed_by is None:
        account = active_account(account_id=op.said.author)
        if account is None:
            raise NotAllowed(_("这个账号已经停用"))
        return actor_of(account=account, at=op.at)
    lender = active_account(account_id=op.reviewed_by)
    if lender is None:
        raise NotAllowed(_("这个账号已经停用"))
    actor = actor_of(account=lender, at=op.received_at)
    name = account_names(account_ids=[op.said.author]).get(op.said.author, "")
    return replace(actor, account_id=op.said.author, name=name)


def household_of(op: Op, household_id: UUID) -> HouseholdRef:
    """A household. Raises NotFound."""
    found = household_refs(household_ids=[household_id]).get(household_id)
    if found is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return found


def following(actor: Actor, op: Op, home: HouseholdRef) -> Actor:
    """The author with the right that was held in the grid the household was in, where it is now.

    A household that moved within the town while its visitor was without a net takes what was seen there along.
    """
    scope = areas_in_memory().by_id.get(op.said.scope)
    if scope is None or home.area_id == op.said.scope or home.town_id != op.town_id:
        return actor
    if not had(op.said.scope, "household", home.id):
        return actor
    held = [grant for grant in actor.grants if grant.area_path and scope.path.startswith(grant.area_path)]
    lent = (HeldGrant(one.role, one.permissions, home.area_path, None, one.label) for one in held)
    return replace(actor, grants=(*actor.grants, *lent))
