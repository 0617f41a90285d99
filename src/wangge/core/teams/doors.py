"""What every operation of the teams asks first: is it there, is it this person's, what do the rules say."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.places.queries import in_force
from wangge.core.teams.models import Appointment, Organisation
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.text.cleaning import clean_line
from wangge.ground.rulebook.permissions import Permission
from wangge.ground.rulebook.rulebook import Rulebook

NAME_LENGTH = 60


def area_to_edit(actor: Actor, area_id: UUID, *, permission: Permission = "team.edit") -> AreaRow:
    """An open area in which the actor may do this. Raises NotFound, NotAllowed."""
    area = areas_in_memory().by_id.get(area_id)
    if area is None:
        raise NotFound(_("没有这个区域，或者它已经撤销"))
    check(actor, permission, at_path=area.path)
    return area


def organisation_to_edit(actor: Actor, organisation_id: UUID, *, permission: Permission = "team.edit") -> Organisation:
    """An open organisation, locked, in which the actor may do this. Raises NotFound, NotAllowed, Conflict."""
    row = Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation_id).first()
    if row is None:
        raise NotFound(_("没有这个单位"))
    check(actor, permission, at_path=row.area_path, for_unit=row.pk)
    if row.closed_on is not None:
        raise Conflict(_("{name}已经撤销").format(name=row.name))
    return row


def check(actor: Actor, permission: Permission, *, at_path: str, for_unit: UUID | None = None) -> None:
    """Raise NotAllowed to one who may see the place, NotFound to a stranger."""
    if actor.can(permission, at_path=at_path, for_unit=for_unit):
        return
    if actor.can("team.see", at_path=at_path, for_unit=for_unit):
        raise NotAllowed(_("你没有这一步的权限"))
    raise NotFound(_("没有找到，或者不在你的范围内"))


def members_to_keep(actor: Actor, member_ids: Iterable[UUID]) -> dict[UUID, Appointment]:
    """The newest appointment of each member, in whose area the actor may keep such things; one statement.

    Raises NotFound alike for a missing one and one of another place, NotAllowed.
    """
    wanted = set(member_ids)
    rows = Appointment.objects.everywhere("the door is checked next").filter(member_id__in=wanted)
    found = {row.member_id: row for row in rows.order_by("starts_on", "id")}
    if wanted - found.keys():
        raise NotFound(_("没有找到，或者不在你的范围内"))
    for path, unit in {(row.area_path, row.organisation_id) for row in found.values()}:
        check(actor, "team.keep", at_path=path, for_unit=unit)
    return found


def rules_at(area: AreaRow) -> tuple[str, Rulebook]:
    """The code and the rules of the place an area belongs to. Raises NotFound, Refusal."""
    place = areas_in_memory().place_of(area.id)
    if not place:
        raise Refusal(_("{area}还没有定下用哪里的规则").format(area=area.name))
    return place, in_force(place=place).rules


def person_name(raw: str) -> str:
    """A name as it is kept. Raises Refusal."""
    name = clean_line(raw, NAME_LENGTH, field="person_name")
    if not name:
        raise Refusal(_("请填写姓名"), field="person_name")
    return name


def grant_source(appointment_id: UUID) -> str:
    """What a grant that follows from an appointment is marked with."""
    return f"appointment:{appointment_id}"


def absence_source(absence_id: UUID) -> str:
    """What a deputy's grant is marked with."""
    return f"absence:{absence_id}"
