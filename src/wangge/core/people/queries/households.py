"""Households of a grid, page by page from door to door; one household with all that is known of it."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.doors import rules_of
from wangge.core.people.lifecycle import LIVING, OPEN_HAZARDS, REGISTERED, ResidenceMatch, Role
from wangge.core.people.models import (
    LIVE,
    CareTag,
    Hazard,
    Household,
    HouseholdMember,
    Person,
    Residence,
    RosterEvent,
    Sheet,
)
from wangge.core.people.second_line import scoped
from wangge.ground.foundation.errors import NotFound
from wangge.ground.rulebook.schema.people import People

from .first_rows import Order, next_ids
from .sight import Sight

Key = tuple[str, UUID]
SENSITIVE = _("敏感关爱")
BY_DOOR = Order("people_household", "door_key", "r.ended_on IS NULL")
BY_CONFIRMATION = Order("people_household", "confirmed_at", "r.ended_on IS NULL", may_be_null=True, nulls_first=True)
LATE = " AND (r.confirmed_at IS NULL OR r.confirmed_at < %s)"


@dataclass(frozen=True)
class HouseholdRow:
    """One line of the list of a grid."""

    id: UUID
    head: str
    address: str
    area_path: str
    members: int
    care: tuple[str, ...]  # labels; a sensitive kind is a flag to those who may not see which
    hazards: int
    confirmed_at: datetime | None


@dataclass(frozen=True)
class HouseholdPage:
    """A page of the list; `after` is the key of the next, None on the last."""

    rows: tuple[HouseholdRow, ...]
    after: Key | None


@scoped
def households(
    *,
    sight: Sight,
    path: str,
    after: Key | None = None,
    size: int = 50,
    care: str = "",
    unconfirmed_since: datetime | None = None,
    with_hazards: bool = False,
    longest_first: bool = False,
) -> HouseholdPage:
    """The households under an area from door to door; four statements at any size.

    `care` narrows to those with a tag of a kind, on the household or one of its members; with `longest_first` those
    come first who were not confirmed for longest.
    """
    rows: QuerySet[Household] = Household.objects.within(sight.scope).filter(ended_on=None)
    if care or with_hazards:
        rows = _with_something(rows, sight, path, care=care, with_hazards=with_hazards)
        if unconfirmed_since is not None:
            rows = rows.filter(Q(confirmed_at=None) | Q(confirmed_at__lt=unconfirmed_since))
        if after is not None:
            rows = rows.filter(_behind_confirmed(after) if longest_first else _behind_door(after))
    else:
        late = (LATE, (unconfirmed_since,)) if unconfirmed_since is not None else ("", ())
        rows = rows.filter(
            pk__in=next_ids(
                BY_CONFIRMATION if longest_first else BY_DOOR, sight=sight, path=path, size=size + 1,
                after=_moment_of(after) if after and longest_first else after, where=late[0], values=late[1],
            )
        )  # fmt: skip
    order = (F("confirmed_at").asc(nulls_first=True), "id") if longest_first else ("door_key", "id")
    found = list(rows.select_related("dwelling").order_by(*order)[: size + 1])
    kept = found[:size]
    more = _key(kept[-1], longest_first=longest_first) if len(found) > size else None
    return HouseholdPage(household_rows(sight, kept), more)


def _with_something(
    rows: QuerySet[Household], sight: Sight, path: str, *, care: str, with_hazards: bool
) -> QuerySet[Household]:
    """Few households: those with a tag of care or an open hazard are looked up by these."""
    rows, towns = rows.filter(area__in=sight.areas(path)), sight.towns(path)
    if care:
        tags = CareTag.objects.within(scope_of_care(sight, path, care)).filter(
            town_id__in=towns, kind=care, ended_at=None, agreed_at__isnull=False
        )
        tagged = HouseholdMember.objects.within(sight.scope).filter(LIVE, person__in=tags.values("person_id"))
        own = tags.filter(household__isnull=False).order_by().values("household_id")
        rows = rows.filter(pk__in=own.union(tagged.values("household_id"), all=True))
    if with_hazards:
        unsafe = Hazard.objects.within(sight.scope).filter(
            town_id__in=towns, state__in=OPEN_HAZARDS, dwelling__isnull=False
        )
        rows = rows.filter(dwelling__in=unsafe.values("dwelling_id"))
    return rows


def _key(row: Household, *, longest_first: bool) -> Key:
    if not longest_first:
        return row.door_key, row.pk
    return row.confirmed_at.isoformat() if row.confirmed_at else "", row.pk


def _behind_door(after: Key) -> Q:
    return Q(Q(door_key__gt=after[0]) | Q(door_key=after[0], pk__gt=after[1]), door_key__gte=after[0])


def _behind_confirmed(after: Key) -> Q:
    moment, pk = _moment_of(after)
    if moment is None:
        return Q(confirmed_at=None, pk__gt=pk) | Q(confirmed_at__isnull=False)
    return Q(confirmed_at__gt=moment) | Q(confirmed_at=moment, pk__gt=pk)


def _moment_of(after: Key) -> tuple[datetime | None, UUID]:
    return datetime.fromisoformat(after[0]) if after[0] else None, after[1]


def scope_of_care(sight: Sight, path: str, kind: str) -> Scope:
    """Where somebody may narrow a list to a kind of care: of a sensitive one only where he may see which it is."""
    return sight.care if _is_sensitive(path, kind) else sight.scope


def _is_sensitive(path: str, kind: str) -> bool:
    area = areas_in_memory().by_path.get(path)
    if area is None or area.town_id is None:
        return True
    return any(rule.code == kind and rule.sensitive for rule in rules_of(area.town_id).care)


def household_rows(sight: Sight, found: list[Household]) -> tuple[HouseholdRow, ...]:
    """These households as lines of a list; at most three statements."""
    if not found:
        return ()
    ids = [row.pk for row in found]
    living = HouseholdMember.objects.within(sight.scope).filter(LIVE, household__in=ids).select_related("person")
    members = living.only("household_id", "person_id", "role", "person__name")  # a page has hundreds of them
    by_household: dict[UUID, list[HouseholdMember]] = defaultdict(list)
    for member in members:
        by_household[member.household_id].append(member)
    care = _care_of(sight, found, by_household)
    doors = [row.dwelling_id for row in found if row.dwelling_id]
    hazards = Hazard.objects.within(sight.scope).filter(dwelling__in=doors, state__in=OPEN_HAZARDS)
    count: dict[UUID | None, int] = dict(hazards.values_list("dwelling_id").annotate(Count("id")))
    return tuple(_row(sight, row, by_household[row.pk], care[row.pk], count.get(row.dwelling_id, 0)) for row in found)


def _row(sight: Sight, row: Household, members: list[HouseholdMember], care: list[str], hazards: int) -> HouseholdRow:
    head = next((m.person.name for m in members if m.role == Role.HEAD), "")
    address = row.dwelling.address if row.dwelling else ""
    return HouseholdRow(
        id=row.pk,
        head=sight.name(head, row.area_path),
        address=sight.address(address, row.area_path),
        area_path=row.area_path,
        members=len(members),
        care=tuple(dict.fromkeys(care)),
        hazards=hazards,
        confirmed_at=row.confirmed_at,
    )


def _care_of(
    sight: Sight, found: Collection[Household], members: dict[UUID, list[HouseholdMember]]
) -> dict[UUID, list[str]]:
    home = {m.person_id: household for household, some in members.items() for m in some}
    about = Q(household__in=[row.pk for row in found]) | Q(person__in=list(home))
    tags = CareTag.objects.within(sight.scope).filter(about, ended_at=None, agreed_at__isnull=False).order_by("kind")
    labels: dict[UUID, list[str]] = defaultdict(list)
    for tag in tags.defer("reason"):
        household = tag.household_id or home[tag.person_id]  # type: ignore[index]  # a tag is of one of the two
        labels[household].append(care_label(sight, tag))
    return labels


def care_label(sight: Sight, tag: CareTag) -> str:
    """The word of a tag, or only that there is one."""
    if tag.is_sensitive and not sight.care.covers(tag.area_path):
        return str(SENSITIVE)
    rules = rules_of(tag.town_id)
    return next((kind.label for kind in rules.care if kind.code == tag.kind), tag.kind)


@dataclass(frozen=True)
class MemberCard:
    """A member of a household, masked as the reader may see him."""

    person_id: UUID
    name: str
    role: str
    sex: str
    birth_year: int | None
    phone: str
    document_kind: str
    document: str
    kinds: tuple[str, ...]
    match: str  # ResidenceMatch
    care: tuple["TagCard", ...]


@dataclass(frozen=True)
class TagCard:
    """A care tag; of a sensitive kind only that there is one, to those who may not see which."""

    id: UUID
    label: str
    owner_name: str
    review_on: date
    is_agreed: bool
    is_hidden: bool


@dataclass(frozen=True)
class SheetCard:
    """One item of a sheet; `is_sealed` says that it is known and not shown."""

    about: str
    sheet_id: UUID
    code: str
    label: str
    value: Any
    is_sealed: bool


@dataclass(frozen=True)
class HouseholdCard:
    """All that a page of a household shows."""

    id: UUID
    town_id: UUID
    area_path: str
    address: str
    dwelling_id: UUID | None
    confirmed_at: datetime | None
    ended_on: date | None
    members: tuple[MemberCard, ...]
    care: tuple[TagCard, ...]
    hazards: tuple[Hazard, ...]
    sheet: tuple[SheetCard, ...]
    events: tuple[RosterEvent, ...]


@scoped
def household_card(*, sight: Sight, household_id: UUID) -> HouseholdCard:
    """One household with its people, care, hazards, sheet and history; seven statements.

    Raises NotFound alike for a missing one and one of another place.
    """
    row = Household.objects.within(sight.scope).select_related("dwelling").filter(pk=household_id).first()
    if row is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    rows = HouseholdMember.objects.within(sight.scope).filter(LIVE, household=row).select_related("person")
    members = sorted(rows, key=lambda m: (m.role != Role.HEAD, m.person.birth_year or 9999, m.pk))
    ids = [member.person_id for member in members]
    about = Q(household=row) | Q(person__in=ids)
    tags = list(CareTag.objects.within(sight.scope).filter(about, ended_at=None).defer("reason").order_by("kind"))
    hazards = Hazard.objects.within(sight.scope).filter(dwelling=row.dwelling_id, state__in=OPEN_HAZARDS)
    events = RosterEvent.objects.within(sight.scope).filter(Q(household_id=row.pk) | Q(person_id__in=ids))
    return HouseholdCard(
        id=row.pk,
        town_id=row.town_id,
        area_path=row.area_path,
        address=sight.address(row.dwelling.address if row.dwelling else "", row.area_path),
        dwelling_id=row.dwelling_id,
        confirmed_at=row.confirmed_at,
        ended_on=row.ended_on,
        members=_members(sight, members, tags),
        care=tuple(tag_card(sight, tag) for tag in tags if tag.household_id),
        hazards=tuple(hazards.order_by("due_on", "id")) if row.dwelling_id else (),
        sheet=_sheet(sight, row, ids),
        events=tuple(events.order_by("-id")[:50]),
    )


def _members(sight: Sight, members: list[HouseholdMember], tags: list[CareTag]) -> tuple[MemberCard, ...]:
    rows = Residence.objects.within(sight.scope).filter(LIVE, person__in=[m.person_id for m in members])
    kinds: dict[UUID, list[str]] = defaultdict(list)
    for person_id, kind in rows.order_by("kind").values_list("person_id", "kind"):
        kinds[person_id].append(kind)
    return tuple(
        _member(sight, m, kinds[m.person_id], [t for t in tags if t.person_id == m.person_id]) for m in members
    )


def _member(sight: Sight, member: HouseholdMember, kinds: list[str], tags: list[CareTag]) -> MemberCard:
    person: Person = member.person
    return MemberCard(
        person_id=person.pk,
        name=sight.name(person.name, person.area_path),
        role=member.role,
        sex=person.sex,
        birth_year=person.birth_year,
        phone=sight.phone(person.phone),
        document_kind=person.document_kind,
        document=sight.document(person.document_number),
        kinds=tuple(kinds),
        match=residence_match(kinds),
        care=tuple(tag_card(sight, tag) for tag in tags),
    )


def residence_match(kinds: Collection[str]) -> ResidenceMatch:
    """Whether somebody lives where he is registered (人户一致)."""
    lives, registered = bool(set(kinds) & set(LIVING)), bool(set(kinds) & set(REGISTERED))
    if lives:
        return ResidenceMatch.HERE if registered else ResidenceMatch.PERSON_ONLY
    return ResidenceMatch.REGISTER_ONLY if registered else ResidenceMatch.NEITHER


def tag_card(sight: Sight, tag: CareTag) -> TagCard:
    """A tag as the reader may see it."""
    is_hidden = tag.is_sensitive and not sight.care.covers(tag.area_path)
    return TagCard(tag.pk, care_label(sight, tag), tag.owner_name, tag.review_on, tag.agreed_at is not None, is_hidden)


def _sheet(sight: Sight, row: Household, person_ids: list[UUID]) -> tuple[SheetCard, ...]:
    about = Q(household=row) | Q(person__in=person_ids)
    if row.dwelling_id:
        about |= Q(dwelling=row.dwelling_id)
    sheets = Sheet.objects.everywhere("of a household that was reached").filter(about, until_at=None).order_by("id")
    rules = rules_of(row.town_id)
    return tuple(card for sheet in sheets for card in _items(rules, sheet))


def _items(rules: People, sheet: Sheet) -> list[SheetCard]:
    about = "person" if sheet.person_id else "household" if sheet.household_id else "dwelling"
    sealed = json.loads(sheet.sealed) if sheet.sealed else {}
    cards = []
    for item in rules.items:
        if item.about != about:
            continue
        if item.code in sealed:
            cards.append(SheetCard(about, sheet.pk, item.code, item.label, None, is_sealed=True))
        elif item.code in sheet.values:
            cards.append(SheetCard(about, sheet.pk, item.code, item.label, sheet.values[item.code], is_sealed=False))
    return cards
