"""Enterprises and shops on places."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor
from wangge.core.people.doors import BROKEN, area_for, reached, town_of
from wangge.core.people.lifecycle import EnterpriseKind
from wangge.core.people.models import Building, Dwelling, Enterprise
from wangge.core.people.persons import checked_phone
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.identity import read_credit_code
from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.text import bigrams
from wangge.ground.foundation.text.cleaning import clean_line


@dataclass(frozen=True, kw_only=True)
class NewEnterprise:
    """An enterprise, shop, stall or institution, at a building or a door where one is known."""

    name: str
    kind: str = EnterpriseKind.SHOP
    credit_code: str = ""
    industry: str = ""
    staff: int | None = None
    contact_name: str = ""
    contact_phone: str = ""
    building_id: UUID | None = None
    dwelling_id: UUID | None = None
    id: UUID | None = None


@transaction.atomic
def add_enterprise(*, actor: Actor, area_id: UUID, new: NewEnterprise, at: datetime) -> UUID:
    """Register an enterprise or a shop (登记企业商铺). Raises NotFound, NotAllowed, Conflict, Refusal."""
    area = area_for(actor, area_id)
    row = Enterprise(
        id=new.id or uuid7(), town_id=town_of(area), area_id=area.id, area_path=area.path, opened_on=day_of(at),
        recorded_at=at, recorded_by=actor.name,
    )  # fmt: skip
    _fill(actor, row, new)
    with refusing(BROKEN):
        row.save(force_insert=True)
    return row.pk


@transaction.atomic
def change_enterprise(*, actor: Actor, enterprise_id: UUID, new: NewEnterprise, at: datetime) -> None:
    """Describe it anew (修改). Raises NotFound, NotAllowed, Conflict, Refusal."""
    row = _open(actor, enterprise_id)
    _fill(actor, row, new)
    row.recorded_at, row.recorded_by = at, actor.name
    with refusing(BROKEN):
        row.save()


@transaction.atomic
def close_enterprise(*, actor: Actor, enterprise_id: UUID, at: datetime) -> None:
    """It is no longer there (停业、搬走). Raises NotFound, NotAllowed, Conflict."""
    row = _open(actor, enterprise_id)
    row.closed_on = day_of(at)
    row.save(update_fields=["closed_on"])


def _open(actor: Actor, enterprise_id: UUID) -> Enterprise:
    row = reached(actor, Enterprise, enterprise_id)
    if row.closed_on is not None:
        raise Conflict(_("它已经停业或搬走"))
    return row


def _fill(actor: Actor, row: Enterprise, new: NewEnterprise) -> None:
    if new.kind not in EnterpriseKind.values:
        raise Refusal(_("没有这一类企业商铺"), field="kind")
    row.name, row.kind = clean_line(new.name, 80, field="name"), new.kind
    if not row.name:
        raise Refusal(_("请填写名称"), field="name")
    row.credit_code = read_credit_code(new.credit_code) if new.credit_code.strip() else ""
    row.industry, row.staff = clean_line(new.industry, 40, field="industry"), new.staff
    row.contact_name = clean_line(new.contact_name, 50, field="contact_name")
    row.contact_phone = checked_phone(new.contact_phone)
    row.grams = bigrams(row.name)
    row.building = reached(actor, Building, new.building_id) if new.building_id else None
    row.dwelling = reached(actor, Dwelling, new.dwelling_id) if new.dwelling_id else None
    if any(place is not None and place.town_id != row.town_id for place in (row.building, row.dwelling)):
        raise NotFound(_("没有找到，或者不在你的范围内"))
