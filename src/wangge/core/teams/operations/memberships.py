from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.teams.doors import check, person_name
from wangge.core.teams.models import Membership, MembershipKind
from wangge.core.teams.units import unit_by_id
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal

NAMED_TWICE = {"membership_name_once": _("同一个组织里有同名的在册人员，请在姓名后加以区分，例如 张伟（二组）")}


@dataclass(frozen=True)
class NewMembership:
    """Who belongs to which organisation since when."""

    organisation_id: UUID
    person_name: str
    joined_on: date
    kind: MembershipKind = MembershipKind.PARTY_MEMBER


@transaction.atomic
def add_memberships(*, actor: Actor, new: Sequence[NewMembership], at: datetime) -> list[Membership]:
    """Enter members of organisations (登记党员、会员), all or none. Raises NotFound, NotAllowed, Conflict, Refusal."""
    rows = [_built(actor, one) for one in new]
    with refusing(NAMED_TWICE):
        return Membership.objects.bulk_create(rows, batch_size=1000)


def _built(actor: Actor, new: NewMembership) -> Membership:
    unit = unit_by_id(unit_id=new.organisation_id)
    check(actor, "team.edit", at_path=unit.area_path, for_unit=unit.id)
    area = areas_in_memory().by_id[unit.area_id]
    return Membership(
        town_id=area.town_id or area.id,
        organisation_id=unit.id,
        person_name=person_name(new.person_name),
        kind=MembershipKind(new.kind),
        joined_on=new.joined_on,
    )


@transaction.atomic
def end_membership(*, actor: Actor, membership_id: UUID, left_on: date, at: datetime) -> Membership:
    """Strike a member off (转出、退会). Raises NotFound, NotAllowed, Conflict, Refusal."""
    rows = Membership.objects.everywhere("the door is checked next").select_related("organisation")
    row = rows.select_for_update(of=("self",)).filter(pk=membership_id).first()
    if row is None:
        raise NotFound(_("没有这名成员"))
    check(actor, "team.edit", at_path=row.organisation.area_path, for_unit=row.organisation_id)
    if row.left_on is not None:
        raise Conflict(_("{name}已经转出").format(name=row.person_name))
    if left_on < row.joined_on:
        raise Refusal(_("转出日期不能早于加入日期"), field="left_on")
    row.left_on = left_on
    row.save(update_fields=["left_on"])
    return row
