"""工作保障、责任田、包街、多网合一、名单: what grids are given, who takes on which ground, what lists hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.areas.levels import PlaceKind
from wangge.core.areas.models import NamedPlace
from wangge.core.areas.queries import AreaRow
from wangge.core.teams.doors import members_to_keep
from wangge.core.teams.units import unit_by_id
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.text.cleaning import clean_line
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.place import Slogan
from wangge.practice.gridteams.doors import BROKEN, STRANGE, area_to_keep, row_to_keep, rules_at, town_of
from wangge.practice.gridteams.lifecycle import ChargeKind
from wangge.practice.gridteams.models import Charge, ListEntry, NetCover, SupplyItem

LATER = _("日期不能在今天以后")
PLACE_KINDS = {ChargeKind.ROAD: PlaceKind.ROAD, ChargeKind.BUILDING: PlaceKind.BUILDING}


@dataclass(frozen=True)
class NewSupply:
    """Something a grid is given, for the team or for one member."""

    area_id: UUID
    supply: str
    issued_on: date
    quantity: int = 1
    amount: Decimal | None = None
    member_id: UUID | None = None
    note: str = ""


@transaction.atomic
def issue_supplies(*, actor: Actor, new: Sequence[NewSupply], at: datetime) -> int:
    """Write down what grids were given (发放保障), all or none. Raises NotFound, NotAllowed, Refusal."""
    rows = [_supply(actor, one, at=at) for one in new]
    SupplyItem.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _supply(actor: Actor, new: NewSupply, *, at: datetime) -> SupplyItem:
    area = area_to_keep(actor, new.area_id)
    try:
        kind = rules_at(area).teams.supply(new.supply)
    except UnknownCode as unknown:
        raise Refusal(str(unknown), field="supply") from unknown
    if new.issued_on > day_of(at):
        raise Refusal(LATER, field="issued_on")
    if new.quantity < 1:
        raise Refusal(_("至少一件"), field="quantity")
    if (kind.kind == "allowance") != (new.amount is not None):
        raise Refusal(_("补贴要写金额，别的不写"), field="amount")
    if new.amount is not None and new.amount <= 0:
        raise Refusal(_("金额要大于 0"), field="amount")
    if new.member_id is not None:
        members_to_keep(actor, [new.member_id])
    return SupplyItem(
        town_id=town_of(area), area_id=area.id, area_path=area.path, supply=kind.code, member_id=new.member_id,
        quantity=new.quantity, amount=new.amount, issued_on=new.issued_on,
        note=clean_line(new.note, 100, field="note"), recorded_at=at, recorded_by=actor.name,
    )  # fmt: skip


@transaction.atomic
def take_back(*, actor: Actor, item_id: UUID, on: date, at: datetime) -> SupplyItem:
    """Something is given back (收回). Raises NotFound, NotAllowed, Conflict, Refusal."""
    row = row_to_keep(actor, SupplyItem, item_id)
    if row.returned_on is not None:
        raise Conflict(_("已经收回了"))
    if not row.issued_on <= on <= day_of(at):
        raise Refusal(_("收回的日期要在发放以后、今天以前"), field="on")
    row.returned_on = on
    row.save(update_fields=["returned_on"])
    return row


@dataclass(frozen=True)
class NewCharge:
    """A piece of ground somebody takes on: a member, or a unit (楼栋党小组) without one."""

    kind: ChargeKind
    area_id: UUID
    title: str
    claimed_on: date
    member_id: UUID | None = None
    organisation_id: UUID | None = None
    place_id: UUID | None = None
    promise: str = ""
    published_on: date | None = None


@transaction.atomic
def take_charge(*, actor: Actor, new: Sequence[NewCharge], at: datetime) -> list[Charge]:
    """Somebody takes on a piece of ground (认领责任田、街长包街), all or none.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    members = members_to_keep(actor, [one.member_id for one in new if one.member_id])
    places = _places([one.place_id for one in new if one.place_id])
    rows = []
    for one in new:
        area = area_to_keep(actor, one.area_id)
        _check_charge(one, area, places, today=day_of(at))
        if one.member_id and not area.path.startswith(members[one.member_id].area_path):
            raise Refusal(_("只能认领自己负责的地方"), field="member_id")
        if one.organisation_id and not area.path.startswith(unit_by_id(unit_id=one.organisation_id).area_path):
            raise Refusal(_("没有管到{area}的这个单位").format(area=area.name), field="organisation_id")
        rows.append(_charge(one, area, actor=actor, at=at))
    with refusing(BROKEN):
        return Charge.objects.bulk_create(rows, batch_size=1000)


def _places(ids: Sequence[UUID]) -> dict[UUID, NamedPlace]:
    if not ids:
        return {}
    rows = NamedPlace.objects.everywhere("compared with the area that was checked").filter(pk__in=ids)
    return {row.pk: row for row in rows}


def _check_charge(new: NewCharge, area: AreaRow, places: dict[UUID, NamedPlace], *, today: date) -> None:
    if (new.member_id is None) == (new.organisation_id is None):
        raise Refusal(_("要么写人，要么写单位"), field="member_id")
    if max(new.claimed_on, new.published_on or new.claimed_on) > today:
        raise Refusal(LATER, field="claimed_on")
    kind = PLACE_KINDS.get(new.kind)
    if (kind is None) != (new.place_id is None):
        raise Refusal(_("包街、包楼要选到那条路、那栋楼"), field="place_id")
    if new.place_id is not None:
        place = places.get(new.place_id)
        if place is None or place.area_id != area.id or place.kind != kind:
            raise NotFound(STRANGE, field="place_id")


def _charge(new: NewCharge, area: AreaRow, *, actor: Actor, at: datetime) -> Charge:
    title = clean_line(new.title, 60, field="title")
    if not title:
        raise Refusal(_("请写叫什么，例如 荣星村第二网格责任田"), field="title")
    return Charge(
        town_id=town_of(area), area_id=area.id, area_path=area.path, kind=new.kind, place_id=new.place_id,
        title=title, promise=clean_line(new.promise, 200, field="promise"), member_id=new.member_id,
        organisation_id=new.organisation_id, claimed_on=new.claimed_on, published_on=new.published_on,
        recorded_at=at, recorded_by=actor.name,
    )  # fmt: skip


@transaction.atomic
def publish_charge(*, actor: Actor, charge_id: UUID, on: date, at: datetime) -> Charge:
    """The notice is on the wall (上墙公示). Raises NotFound, NotAllowed, Conflict, Refusal."""
    row = _open_charge(actor, charge_id)
    if row.published_on is not None:
        raise Conflict(_("已经公示过了"))
    if not row.claimed_on <= on <= day_of(at):
        raise Refusal(_("公示的日期要在认领以后、今天以前"), field="on")
    row.published_on = on
    row.save(update_fields=["published_on"])
    return row


@transaction.atomic
def end_charge(*, actor: Actor, charge_id: UUID, at: datetime) -> Charge:
    """Somebody answers for it no longer. Raises NotFound, NotAllowed, Conflict."""
    row = _open_charge(actor, charge_id)
    row.ended_on = max(day_of(at), row.claimed_on)
    row.save(update_fields=["ended_on"])
    return row


def _open_charge(actor: Actor, charge_id: UUID) -> Charge:
    row = row_to_keep(actor, Charge, charge_id)
    if row.ended_on is not None:
        raise Conflict(_("已经结束了"))
    return row


@dataclass(frozen=True)
class NewNetCover:
    """A special-purpose grid, as far as it covers one area."""

    area_id: UUID
    net: str
    name: str
    holder_name: str = ""
    since: date | None = None  # None: today


@transaction.atomic
def lay_nets(*, actor: Actor, new: Sequence[NewNetCover], at: datetime) -> int:
    """Lay special-purpose grids onto the one grid (多网合一), all or none.

    Raises NotFound, NotAllowed, Conflict, Refusal.
    """
    rows = [_cover(actor, one, at=at) for one in new]
    with refusing(BROKEN):
        NetCover.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _cover(actor: Actor, new: NewNetCover, *, at: datetime) -> NetCover:
    area = area_to_keep(actor, new.area_id)
    try:
        net = rules_at(area).teams.net(new.net)
    except UnknownCode as unknown:
        raise Refusal(str(unknown), field="net") from unknown
    name = clean_line(new.name, 60, field="name") or area.name
    return NetCover(
        town_id=town_of(area), area_id=area.id, area_path=area.path, net=net.code, name=name,
        holder_name=clean_line(new.holder_name, 60, field="holder_name"), since=new.since or day_of(at),
        recorded_at=at, recorded_by=actor.name,
    )  # fmt: skip


@transaction.atomic
def lift_net(*, actor: Actor, cover_id: UUID, at: datetime) -> NetCover:
    """A special-purpose grid covers an area no longer (归并). Raises NotFound, NotAllowed, Conflict."""
    row = row_to_keep(actor, NetCover, cover_id)
    if row.until is not None:
        raise Conflict(_("已经归并了"))
    row.until = max(day_of(at), row.since)
    row.save(update_fields=["until"])
    return row


@transaction.atomic
def fill_list(*, actor: Actor, town_id: UUID, list_code: str, slot: int, words: str, at: datetime) -> None:
    """Write what stands in an empty slot of a town's list (十联); empty words take it out again.

    Raises NotFound, NotAllowed, Refusal.
    """
    area = area_to_keep(actor, town_id)
    slogan = _slogan(area, list_code)
    if not len(slogan.items) < slot <= (slogan.slots or 0):
        raise Refusal(_("这一条文件上已经写了，或者没有这一条"), field="slot")
    _write(area, slogan.code, None, slot, words, actor=actor, at=at)


@transaction.atomic
def show_card(*, actor: Actor, member_id: UUID, words: Sequence[str], at: datetime) -> None:
    """Write what a member shows to everybody (五亮), one entry for each item of the place's list.

    Raises NotFound, NotAllowed, Refusal.
    """
    row = members_to_keep(actor, [member_id])[member_id]
    area = area_to_keep(actor, row.area_id)
    code = rules_at(area).teams.public_card
    if code is None:
        raise Refusal(_("这里没有公示的名单"))
    slogan = _slogan(area, code)
    if len(words) != len(slogan.items):
        raise Refusal(_("要写 {count} 条").format(count=len(slogan.items)))
    for slot, said in enumerate(words, start=1):
        _write(area, code, member_id, slot, said, actor=actor, at=at)


def _slogan(area: AreaRow, code: str) -> Slogan:
    found = next((one for one in rules_at(area).place.slogans if one.code == code), None)
    if found is None:
        raise NotFound(_("没有这份名单"))
    return found


def _write(
    area: AreaRow, code: str, member_id: UUID | None, slot: int, raw: str, *, actor: Actor, at: datetime
) -> None:
    words = clean_line(raw, 200, field="words")
    rows = ListEntry.objects.everywhere("the slot of one list")
    where: dict[str, Any] = {
        "town_id": town_of(area),
        "area_id": area.id,
        "list_code": code,
        "member_id": member_id,
        "slot": slot,
    }
    if not words:
        rows.filter(**where).delete()
        return
    told = {"area_path": area.path, "words": words, "changed_at": at, "changed_by": actor.name}
    rows.update_or_create(**where, defaults=told)
