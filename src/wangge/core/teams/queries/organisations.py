"""Organisations as a list and as a tree, their members, and how many there are."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from wangge.core.areas.levels import Level
from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import Scope, within
from wangge.core.teams.labels import area_name, everyone_in_post, in_post, kind_label
from wangge.core.teams.models import Appointment, Membership, MembershipKind, Organisation
from wangge.core.teams.models.appointment import AppointmentRows
from wangge.core.teams.models.membership import MembershipRows
from wangge.core.teams.units import Unit, units
from wangge.ground.foundation.errors import NotFound

PARTY_KINDS = (MembershipKind.PARTY_MEMBER, MembershipKind.PROBATIONARY)
Key = tuple[str, UUID]


@dataclass(frozen=True)
class OrganisationRow:
    """One line of the list."""

    id: UUID
    name: str
    unit_kind: str
    kind_label: str
    nature: str
    area_id: UUID
    area_path: str
    area_name: str
    part_of_id: UUID | None
    duty_phone: str
    is_public: bool
    closed_on: date | None
    in_post: int
    members: int


@dataclass(frozen=True)
class OrganisationPage:
    """A page of the list; `after` is the key of the next one, None on the last."""

    rows: tuple[OrganisationRow, ...]
    after: Key | None


@dataclass(frozen=True)
class OrganisationNode:
    """An organisation with those that are part of it."""

    unit: Unit
    kind_label: str
    area_name: str
    in_post: int
    members: int
    parts: tuple["OrganisationNode", ...]


@dataclass(frozen=True)
class MemberRow:
    """A member of an organisation, for staff."""

    id: UUID
    person_name: str
    kind: str
    kind_label: str
    organisation_id: UUID
    organisation_name: str
    joined_on: date
    left_on: date | None


@dataclass(frozen=True)
class MemberPage:
    rows: tuple[MemberRow, ...]
    after: UUID | None


@dataclass(frozen=True)
class OrganisationCounts:
    """How many there are on a day; a group of a branch (党小组) is not an organisation of its own."""

    party_organisations: int
    party_groups: int
    party_members: int
    other_members: int
    by_unit_kind: dict[str, int]
    in_post: dict[str, int]  # by post


def organisations(
    *,
    scope: Scope,
    on: date,
    words: str = "",
    unit_kind: str = "",
    nature: str = "",
    with_closed: bool = False,
    after: Key | None = None,
    limit: int = 50,
) -> OrganisationPage:
    """The organisations in the scope by area, with how many are in post and are members on a day."""
    rows = Organisation.objects.filter(within(scope, area_path="area_path", unit_field="id"))
    if not with_closed:
        rows = rows.filter(closed_on=None)
    if words:
        rows = rows.filter(name__contains="".join(words.split()))
    if unit_kind:
        rows = rows.filter(unit_kind=unit_kind)
    if nature:
        rows = rows.filter(nature=nature)
    if after is not None:
        rows = rows.filter(Q(area_path__gt=after[0]) | Q(area_path=after[0], pk__gt=after[1]))
    found = list(rows.order_by("area_path", "pk")[: limit + 1])
    shown = found[:limit]
    counts = _Counts({row.pk for row in shown}, on=on)
    last = (shown[-1].area_path, shown[-1].pk) if len(found) > limit else None
    return OrganisationPage(tuple(_row(row, counts) for row in shown), last)


def organisation_row(*, scope: Scope, organisation_id: UUID, on: date) -> OrganisationRow:
    """One organisation, closed or not. Raises NotFound alike for a missing one and one outside the scope."""
    rows = Organisation.objects.filter(within(scope, area_path="area_path", unit_field="id"))
    row = rows.filter(pk=organisation_id).first()
    if row is None:
        raise NotFound(_("没有找到，或者不在你的范围内"))
    return _row(row, _Counts([row.pk], on=on))


def organisation_tree(*, scope: Scope, on: date) -> tuple[OrganisationNode, ...]:
    """The open organisations in the scope, each with those that are part of it."""
    kept = {unit.id: unit for unit in units().within(scope=scope)}
    counts = _Counts(kept.keys(), on=on)
    below: dict[UUID | None, list[Unit]] = {}
    for unit in sorted(kept.values(), key=lambda unit: (unit.area_path, unit.name, unit.id)):
        below.setdefault(unit.part_of_id if unit.part_of_id in kept else None, []).append(unit)

    def nodes(above: UUID | None) -> tuple[OrganisationNode, ...]:
        return tuple(
            OrganisationNode(
                unit=unit,
                kind_label=kind_label(unit.place, unit.unit_kind),
                area_name=area_name(unit.area_id),
                in_post=counts.in_post[unit.id],
                members=counts.members[unit.id],
                parts=nodes(unit.id),
            )
            for unit in below.get(above, [])
        )

    return nodes(None)


def memberships(
    *, scope: Scope, on: date, organisation_id: UUID, words: str = "", after: UUID | None = None, limit: int = 50
) -> MemberPage:
    """The members of an organisation on a day, the newest entry first."""
    rows = _members(Membership.objects.within(scope), on=on).filter(organisation_id=organisation_id)
    if words:
        rows = rows.filter(person_name__contains="".join(words.split()))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.select_related("organisation").order_by("-pk")[: limit + 1])
    shown = tuple(_member(row) for row in found[:limit])
    return MemberPage(shown, shown[-1].id if len(found) > limit else None)


def organisation_counts(*, scope: Scope, on: date) -> OrganisationCounts:
    """What a place shows of itself: party organisations and their members, units by kind, people by post."""
    open_units = units().within(scope=scope)
    members = Counter(
        dict(_members(Membership.objects.within(scope), on=on).order_by().values_list("kind").annotate(Count("id")))
    )
    holders = (
        in_post(Appointment.objects.within(scope), on=on).order_by().values_list("post_kind").annotate(Count("id"))
    )
    party = [_is_group(unit) for unit in open_units if unit.nature == "party"]
    return OrganisationCounts(
        party_organisations=party.count(False),
        party_groups=party.count(True),
        party_members=sum(members[kind] for kind in PARTY_KINDS),
        other_members=sum(count for kind, count in members.items() if kind not in PARTY_KINDS),
        by_unit_kind=dict(Counter(unit.unit_kind for unit in open_units)),
        in_post=dict(holders),
    )


class _Counts:
    """How many are in post and how many are members, for each of some organisations: two queries."""

    def __init__(self, ids: Collection[UUID], *, on: date) -> None:
        holders = everyone_in_post(on=on, reason="counts of units already found in scope")
        members = _members(Membership.objects.everywhere("counts of units already found in scope"), on=on)
        self.in_post = Counter(dict(_by_unit(holders, ids)))
        self.members = Counter(dict(_by_unit(members, ids)))


def _by_unit(rows: AppointmentRows | MembershipRows, ids: Collection[UUID]) -> Iterable[tuple[UUID, int]]:
    found = rows.filter(organisation_id__in=ids).order_by()
    return found.values_list("organisation_id").annotate(Count("id"))


def _members(rows: MembershipRows, *, on: date) -> MembershipRows:
    return rows.filter(joined_on__lte=on).filter(Q(left_on=None) | Q(left_on__gt=on))


def _is_group(unit: Unit) -> bool:
    area = areas_in_memory().by_id.get(unit.area_id)
    return area is not None and area.level in (Level.GRID, Level.MICRO)


def _row(row: Organisation, counts: _Counts) -> OrganisationRow:
    return OrganisationRow(
        id=row.pk,
        name=row.name,
        unit_kind=row.unit_kind,
        kind_label=kind_label(row.place, row.unit_kind),
        nature=row.nature,
        area_id=row.area_id,
        area_path=row.area_path,
        area_name=area_name(row.area_id),
        part_of_id=row.part_of_id,
        duty_phone=row.duty_phone,
        is_public=row.is_public,
        closed_on=row.closed_on,
        in_post=counts.in_post[row.pk],
        members=counts.members[row.pk],
    )


def _member(row: Membership) -> MemberRow:
    return MemberRow(
        id=row.pk,
        person_name=row.person_name,
        kind=row.kind,
        kind_label=str(MembershipKind(row.kind).label),
        organisation_id=row.organisation_id,
        organisation_name=row.organisation.name,
        joined_on=row.joined_on,
        left_on=row.left_on,
    )
