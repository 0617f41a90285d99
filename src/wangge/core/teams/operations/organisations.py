import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.models import AuditAction
from wangge.core.access.operations import record
from wangge.core.access.queries import Actor
from wangge.core.areas.queries import AreaRow
from wangge.core.teams.doors import area_to_edit, organisation_to_edit, rules_at
from wangge.core.teams.events import OrganisationClosed
from wangge.core.teams.models import Appointment, Organisation
from wangge.core.teams.named_units import missing_named_units
from wangge.core.teams.units import REVISION, units
from wangge.ground.foundation import revisions
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.outbox import publish
from wangge.ground.foundation.text.cleaning import clean_line
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.units import UnitKind

PHONE = re.compile(r"[0-9][0-9 \-]{1,18}[0-9]")
NAMED_TWICE = {"organisation_named_once": _("同一个地方已经有同名的单位")}


@dataclass(frozen=True)
class NewOrganisation:
    """What an organisation is made of; `part_of` may name one that comes earlier in the same list."""

    area_id: UUID
    unit_kind: str
    name: str
    code: str = ""
    duty_phone: str = ""
    part_of: UUID | None = None
    opened_on: date | None = None  # None: today
    id: UUID = field(default_factory=uuid7)


@transaction.atomic
def add_organisation(*, actor: Actor, new: NewOrganisation, at: datetime) -> Organisation:
    """Set up an organisation (新设单位). Raises NotFound, NotAllowed, Conflict, Refusal."""
    return add_organisations(actor=actor, new=[new], at=at)[0]


@transaction.atomic
def add_organisations(*, actor: Actor, new: Sequence[NewOrganisation], at: datetime) -> list[Organisation]:
    """Set up many organisations at once (批量新设单位). Raises NotFound, NotAllowed, Conflict, Refusal."""
    paths = {unit.id: (unit.area_path, unit.place) for unit in units().by_id.values()}
    rows = []
    for one in new:
        row = _built(actor, one, paths=paths, at=at)
        paths[row.pk] = (row.area_path, row.place)
        rows.append(row)
    with refusing(NAMED_TWICE):
        Organisation.objects.bulk_create(rows, batch_size=1000)
    if rows:
        _record(actor, rows[0], at=at, change="added", count=len(rows))
        revisions.bump(REVISION)
    return rows


@transaction.atomic
def add_named_units(*, actor: Actor, place: str, at: datetime) -> list[Organisation]:
    """Set up the units that the rulebook gives every area and that are not there yet (按规则补齐单位)."""
    new = [
        NewOrganisation(one.area_id, one.unit_kind, one.name, one.code, part_of=one.part_of, id=one.id)
        for one in missing_named_units(place=place)
    ]
    return add_organisations(actor=actor, new=new, at=at)


def _built(actor: Actor, new: NewOrganisation, *, paths: dict[UUID, tuple[str, str]], at: datetime) -> Organisation:
    area = area_to_edit(actor, new.area_id)
    place, rules = rules_at(area)
    kind = _kind(rules, new.unit_kind, area)
    if new.part_of is not None:
        above, its_place = paths.get(new.part_of, ("", ""))
        if not above or not area.path.startswith(above) or its_place != place:
            raise Refusal(_("上级单位要在同一个地方，并且管到{area}").format(area=area.name), field="part_of")
    return Organisation(
        id=new.id,
        place=place,
        area_id=area.id,
        area_path=area.path,
        part_of_id=new.part_of,
        unit_kind=kind.code,
        nature=kind.kind,
        code=new.code,
        name=_name(new.name),
        duty_phone=_phone(new.duty_phone),
        is_public=kind.public,
        opened_on=new.opened_on or day_of(at),
    )


def _kind(rules: Rulebook, code: str, area: AreaRow) -> UnitKind:
    try:
        kind = rules.unit_kind(code)
    except UnknownCode as unknown:
        raise Refusal(str(unknown), field="unit_kind") from unknown
    if kind.level != area.level:
        level = rules.level_rule(kind.level).label
        raise Refusal(_("“{kind}”要设在{level}一级").format(kind=kind.label, level=level), field="unit_kind")
    return kind


def _name(raw: str) -> str:
    name = clean_line(raw, 80, field="name")
    if not name:
        raise Refusal(_("请填写单位名称"), field="name")
    return name


def _phone(raw: str) -> str:
    phone = clean_line(raw, 20, field="duty_phone")
    if phone and not PHONE.fullmatch(phone):
        raise Refusal(_("值班电话只用数字、空格和短横线，例如 0932-4500000"), field="duty_phone")
    return phone


@transaction.atomic
def rename_organisation(*, actor: Actor, organisation_id: UUID, name: str, at: datetime) -> Organisation:
    """Give an organisation another name (单位更名). Raises NotFound, NotAllowed, Conflict, Refusal."""
    row = organisation_to_edit(actor, organisation_id)
    row.name = _name(name)
    with refusing(NAMED_TWICE):
        row.save(update_fields=["name"])
    _record(actor, row, at=at, change="renamed")
    revisions.bump(REVISION)
    return row


@transaction.atomic
def set_duty_phone(*, actor: Actor, organisation_id: UUID, phone: str, at: datetime) -> Organisation:
    """Set the public telephone of a unit (值班电话). Raises NotFound, NotAllowed, Conflict, Refusal."""
    row = organisation_to_edit(actor, organisation_id)
    row.duty_phone = _phone(phone)
    row.save(update_fields=["duty_phone"])
    _record(actor, row, at=at, change="duty_phone")
    revisions.bump(REVISION)
    return row


@transaction.atomic
def close_organisation(*, actor: Actor, organisation_id: UUID, at: datetime) -> Organisation:
    """Close an organisation (撤销单位) that has nobody in post and no unit below it.

    Raises NotFound, NotAllowed, Conflict. What it owns is handed on by who listens to OrganisationClosed.
    """
    row = organisation_to_edit(actor, organisation_id)
    today = day_of(at)
    in_post = Appointment.objects.everywhere("whoever is in post keeps the unit open").filter(organisation=row)
    if in_post.filter(term__overlap=(today, None)).exists():
        raise Conflict(_("{name}还有在任人员，请先办理离任").format(name=row.name))
    if Organisation.objects.filter(part_of=row, closed_on=None).exists():
        raise Conflict(_("{name}还有下属单位，请先撤销或改隶").format(name=row.name))
    row.closed_on = max(today, row.opened_on)
    row.save(update_fields=["closed_on"])
    _record(actor, row, at=at, change="closed")
    revisions.bump(REVISION)
    publish(
        OrganisationClosed(row.pk, row.place, row.unit_kind, row.area_id, row.area_path, row.closed_on.isoformat()),
        at=at,
    )
    return row


def _record(actor: Actor, row: Organisation, *, at: datetime, change: str, count: int = 1) -> None:
    record(
        actor=actor,
        action=AuditAction.CONFIGURED,
        at=at,
        target=row.name,
        area_path=row.area_path,
        detail={"organisation": str(row.pk), "change": change, "count": count},
    )
