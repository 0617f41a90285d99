"""What a grid was given, who answers for which piece of ground, which special-purpose grids cover it, lists to fill."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.queries import full_name
from wangge.core.areas.scope import Scope
from wangge.core.teams.labels import post_of, rules_of, unit_of
from wangge.core.teams.models import Appointment
from wangge.core.teams.queries import standing_unit
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.place import Slogan
from wangge.practice.gridteams.lifecycle import ChargeKind
from wangge.practice.gridteams.models import Charge, ListEntry, NetCover, SupplyItem
from wangge.practice.gridteams.printing.papers import FieldNotice

STRANGE = _("没有找到，或者不在你的范围内")
PAGE = 50
Key = tuple[str, UUID]


@dataclass(frozen=True)
class SupplyRow:
    """Something a grid was given."""

    id: UUID
    area_id: UUID
    area_path: str
    supply: str
    label: str
    member_name: str
    quantity: int
    amount: Decimal | None
    issued_on: date
    returned_on: date | None
    note: str


@dataclass(frozen=True)
class SupplyPage:
    """A page of them; `after` is the key of the next one."""

    rows: tuple[SupplyRow, ...]
    after: Key | None


def supplies(
    *, scope: Scope, supply: str = "", with_returned: bool = False, after: Key | None = None, size: int = PAGE
) -> SupplyPage:
    """What the grids of a scope were given, by area (工作保障); two statements."""
    rows = SupplyItem.objects.within(scope)
    if supply:
        rows = rows.filter(supply=supply)
    if not with_returned:
        rows = rows.filter(returned_on=None)
    if after is not None:
        rows = rows.filter(area_path__gte=after[0]).exclude(area_path=after[0], pk__lte=after[1])
    found = list(rows.order_by("area_path", "id")[: size + 1])
    names = member_names(member_ids=[row.member_id for row in found if row.member_id])
    more = (found[size - 1].area_path, found[size - 1].pk) if len(found) > size else None
    return SupplyPage(tuple(_supply(row, names) for row in found[:size]), more)


def supply_row(*, scope: Scope, item_id: UUID) -> SupplyRow:
    """One of them. Raises NotFound alike for a missing one and one of another place."""
    row = SupplyItem.objects.within(scope).filter(pk=item_id).first()
    if row is None:
        raise NotFound(STRANGE)
    return _supply(row, member_names(member_ids=[row.member_id] if row.member_id else []))


def _supply(row: SupplyItem, names: Mapping[UUID, str]) -> SupplyRow:
    return SupplyRow(
        row.pk, row.area_id, row.area_path, row.supply, supply_label(row.area_id, row.supply),
        names.get(row.member_id, "") if row.member_id else "", row.quantity, row.amount, row.issued_on,
        row.returned_on, row.note,
    )  # fmt: skip


def supply_label(area_id: UUID, code: str) -> str:
    rules = rules_of(areas_in_memory().place_of(area_id))
    try:
        return rules.teams.supply(code).label if rules else code
    except UnknownCode:
        return code


def member_names(*, member_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Who these members are; no statement for none."""
    if not member_ids:
        return {}
    rows = Appointment.objects.everywhere("members named in rows that are seen").filter(member_id__in=set(member_ids))
    return dict(rows.order_by("starts_on", "id").values_list("member_id", "person_name"))


@dataclass(frozen=True)
class ChargeRow:
    """A piece of ground somebody took on."""

    id: UUID
    kind: str
    kind_label: str
    title: str
    area_id: UUID
    area_path: str
    place_id: UUID | None
    holder: str
    member_id: UUID | None
    promise: str
    claimed_on: date
    published_on: date | None
    ended_on: date | None


@dataclass(frozen=True)
class ChargePage:
    """A page of them; `after` is the key of the next one."""

    rows: tuple[ChargeRow, ...]
    after: Key | None


def charges(*, scope: Scope, kind: str = "", after: Key | None = None, size: int = PAGE) -> ChargePage:
    """Who answers for which ground in a scope now, by area (责任田、包街); two statements."""
    rows = Charge.objects.within(scope).filter(ended_on=None)
    if kind:
        rows = rows.filter(kind=kind)
    if after is not None:
        rows = rows.filter(area_path__gte=after[0]).exclude(area_path=after[0], pk__lte=after[1])
    found = list(rows.order_by("area_path", "id")[: size + 1])
    names = member_names(member_ids=[row.member_id for row in found if row.member_id])
    more = (found[size - 1].area_path, found[size - 1].pk) if len(found) > size else None
    return ChargePage(tuple(_charge(row, names) for row in found[:size]), more)


def charge_row(*, scope: Scope, charge_id: UUID) -> ChargeRow:
    """One of them. Raises NotFound alike for a missing one and one of another place."""
    row = _charge_of(scope, charge_id)
    return _charge(row, member_names(member_ids=[row.member_id] if row.member_id else []))


def _charge_of(scope: Scope, charge_id: UUID) -> Charge:
    row = Charge.objects.within(scope).filter(pk=charge_id).first()
    if row is None:
        raise NotFound(STRANGE)
    return row


def _charge(row: Charge, names: Mapping[UUID, str]) -> ChargeRow:
    unit = unit_of(row.organisation_id) if row.organisation_id else None
    holder = names.get(row.member_id, "") if row.member_id else unit.name if unit else ""
    return ChargeRow(
        row.pk, row.kind, str(ChargeKind(row.kind).label), row.title, row.area_id, row.area_path, row.place_id,
        holder, row.member_id, row.promise, row.claimed_on, row.published_on, row.ended_on,
    )  # fmt: skip


def field_notice(*, scope: Scope, charge_id: UUID, page_url: str) -> FieldNotice:
    """The notice for the wall (责任田公示), with the unit's telephone and never the person's. Raises NotFound."""
    row = _charge_of(scope, charge_id)
    area = areas_in_memory().by_id[row.area_id]
    rules = rules_of(areas_in_memory().place_of(area.id))
    held = Appointment.objects.everywhere("whose field it is").filter(member_id=row.member_id or row.pk)
    who = held.order_by("-starts_on", "-id").first()
    post = post_of(who.place, who.post_kind) if who else None
    unit_id = who.organisation_id if who else row.organisation_id
    unit = unit_of(unit_id) if unit_id else None
    answers = standing_unit(area_id=area.id)
    return FieldNotice(
        title=row.title,
        heading=str(ChargeKind(row.kind).label),
        place_name=rules.place.name if rules else "",
        area_name=full_name(area_id=area.id, above="village"),
        person_name=who.person_name if who else unit.name if unit else "",
        post_label=post.label if post else "",
        unit_name=unit.name if unit else "",
        duty_phone=(unit.duty_phone if unit else "") or (answers.duty_phone if answers else ""),
        duties=post.duties if post else (),
        promise=row.promise,
        claimed_on=row.claimed_on,
        page_url=page_url.replace("{code}", area.code),
    )


@dataclass(frozen=True)
class NetRow:
    """A special-purpose grid as far as it covers one area."""

    id: UUID
    net: str
    net_label: str
    name: str
    area_id: UUID
    area_path: str
    holder_name: str
    since: date


def net_covers(*, scope: Scope, net: str = "") -> list[NetRow]:
    """The special-purpose grids laid onto the one grid in a scope (多网合一), by area; one statement."""
    rows = NetCover.objects.within(scope).filter(until=None)
    if net:
        rows = rows.filter(net=net)
    return [
        NetRow(
            row.pk, row.net, net_label(row.area_id, row.net), row.name, row.area_id, row.area_path, row.holder_name,
            row.since,
        )
        for row in rows.order_by("area_path", "net", "name")
    ]  # fmt: skip


def net_label(area_id: UUID, code: str) -> str:
    rules = rules_of(areas_in_memory().place_of(area_id))
    try:
        return rules.teams.net(code).label if rules else code
    except UnknownCode:
        return code


@dataclass(frozen=True)
class Slot:
    """One slot of a list; `is_given` says that the document itself fills it."""

    number: int
    heading: str
    words: str
    is_given: bool


@dataclass(frozen=True)
class FilledList:
    """A list the place names (十联、五亮), with what stands in its slots."""

    code: str
    name: str
    slots: tuple[Slot, ...]

    @property
    def filled(self) -> int:
        return sum(bool(slot.words) for slot in self.slots)


def lists_of_town(*, scope: Scope, town_id: UUID) -> list[FilledList]:
    """The lists of a town's place whose names promise a number of items (十联); one statement.

    Raises NotFound for a town of which the scope covers nothing.
    """
    town = areas_in_memory().by_id.get(town_id)
    if town is None or not (scope.covers(town.path) or any(root.startswith(town.path) for root in scope.roots)):
        raise NotFound(STRANGE)
    rows = ListEntry.objects.everywhere("a town's lists are for all in it").filter(area=town_id, member_id=None)
    words: dict[tuple[str, int], str] = {(row.list_code, row.slot): row.words for row in rows}
    rules = rules_of(areas_in_memory().place_of(town_id))
    promised = [one for one in rules.place.slogans if one.slots] if rules else []
    return [FilledList(one.code, one.name, tuple(_slots(one, words))) for one in promised]


def _slots(slogan: Slogan, words: Mapping[tuple[str, int], str]) -> list[Slot]:
    given = dict(enumerate(slogan.items, start=1))
    numbers = range(1, (slogan.slots or 0) + 1)
    return [Slot(n, "", given.get(n) or words.get((slogan.code, n), ""), n in given) for n in numbers]


def public_card(*, member_ids: Sequence[UUID], place: str) -> dict[UUID, tuple[Slot, ...]]:
    """What members show to everybody (五亮), one field for each item of the place's list; one statement.

    Members without an entry have the fields, empty; a place without such a card has none.
    """
    rules = rules_of(place)
    code = rules.teams.public_card if rules else None
    slogan = next((one for one in rules.place.slogans if one.code == code), None) if rules else None
    if slogan is None:
        return {}
    rows = ListEntry.objects.everywhere("what members show to everybody").filter(
        list_code=slogan.code, member_id__in=list(member_ids)
    )
    words: dict[UUID, dict[int, str]] = defaultdict(dict)
    for member, slot, said in rows.values_list("member_id", "slot", "words"):
        if member is not None:
            words[member][slot] = said
    return {
        member: tuple(Slot(n, item, words[member].get(n, ""), False) for n, item in enumerate(slogan.items, start=1))
        for member in member_ids
    }
