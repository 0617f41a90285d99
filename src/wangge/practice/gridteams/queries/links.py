"""联户: who is linked with how many households, which households, and whom a household may turn to."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import sqrt
from uuid import UUID

from django.db.models import Q, QuerySet

from wangge.core.areas.memory import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.models import Household
from wangge.core.people.queries import HouseholdRow, Sight
from wangge.core.people.queries.households import household_rows
from wangge.core.people.second_line import behind, scoped
from wangge.core.teams.labels import post_label, rules_of, unit_of
from wangge.core.teams.models import Appointment
from wangge.practice.gridteams.models import HouseholdLink

from .facts import Member, households_by_area, links_of_members, loads_of, members_in_post

Key = tuple[str, UUID]


@dataclass(frozen=True)
class MemberLoad:
    """One linking member with how many households; `each` is what the rules mean one to have."""

    member_id: UUID
    appointment_id: UUID
    person_name: str
    post_label: str
    area_id: UUID
    area_path: str
    households: int
    each: int | None

    @property
    def is_heavy(self) -> bool:
        """More than half as many again as meant."""
        return self.each is not None and 2 * self.households > 3 * self.each

    @property
    def is_light(self) -> bool:
        """Less than half of what is meant."""
        return self.each is not None and 2 * self.households < self.each


@dataclass(frozen=True)
class LoadView:
    """How the households of a scope are shared out."""

    rows: tuple[MemberLoad, ...]
    households: int
    unlinked: int

    @property
    def mean(self) -> Fraction | None:
        """Linked households of one member on average."""
        return Fraction(sum(row.households for row in self.rows), len(self.rows)) if self.rows else None

    @property
    def spread(self) -> float:
        """The standard deviation."""
        if self.mean is None:
            return 0.0
        return sqrt(sum((row.households - self.mean) ** 2 for row in self.rows) / len(self.rows))

    @property
    def least(self) -> int:
        return min((row.households for row in self.rows), default=0)

    @property
    def most(self) -> int:
        return max((row.households for row in self.rows), default=0)


def load_view(*, scope: Scope, on: date) -> LoadView:
    """Every linking member of a scope with his load (联户), by area; a fixed number of statements."""
    members = linking_members(scope=scope, on=on)
    loads = loads_of(scope=scope)
    left = households_by_area(scope=scope, without={one.member_id for one in members})
    all_of = households_by_area(scope=scope)
    return LoadView(tuple(_load(one, loads) for one in members), all_of.total(), left.total())


def linking_members(*, scope: Scope, on: date) -> list[Member]:
    """Whoever is in a linking post of a scope's places; one statement."""
    return [one for one in members_in_post(scope=scope, on=on) if one.post_kind in linking_posts(one.area_id)]


def linking_posts(area_id: UUID) -> tuple[str, ...]:
    """The posts whose holders are linked with households, where an area lies."""
    rules = rules_of(areas_in_memory().place_of(area_id))
    return rules.teams.linking_posts if rules else ()


def _load(one: Member, loads: Counter[UUID]) -> MemberLoad:
    place = areas_in_memory().place_of(one.area_id)
    rules = rules_of(place)
    return MemberLoad(
        one.member_id, one.appointment_id, one.person_name, post_label(place, one.post_kind), one.area_id,
        one.area_path, loads[one.member_id], rules.teams.households_each if rules else None,
    )  # fmt: skip


@dataclass(frozen=True)
class LinkedHouseholds:
    """A page of households, from door to door; `after` is the key of the next one."""

    rows: tuple[HouseholdRow, ...]
    after: Key | None


@scoped
def linked_households(*, sight: Sight, member_id: UUID, after: Key | None = None, size: int = 50) -> LinkedHouseholds:
    """The households a member is linked with, as far as they are seen; a fixed number of statements."""
    links = HouseholdLink.objects.within(sight.scope).filter(until=None, member_id=member_id)
    return _page(sight, Household.objects.within(sight.scope).filter(pk__in=links.values("household_id")), after, size)


@scoped
def unlinked_households(
    *, sight: Sight, path: str, members: Collection[UUID], after: Key | None = None, size: int = 50
) -> LinkedHouseholds:
    """The households under an area with which none of these members is linked; a fixed number of statements."""
    links = links_of_members(scope=sight.scope, members=members)
    rows = Household.objects.within(sight.scope).filter(area__in=sight.areas(path))
    return _page(sight, rows.exclude(pk__in=links.values("household_id")), after, size)


def _page(sight: Sight, rows: QuerySet[Household], after: Key | None, size: int) -> LinkedHouseholds:
    """`rows` are of the scope already."""
    rows = rows.filter(ended_on=None)
    if after is not None:
        rows = rows.filter(Q(door_key__gt=after[0]) | Q(door_key=after[0], pk__gt=after[1]))
    found = list(rows.select_related("dwelling").order_by("door_key", "id")[: size + 1])
    kept = found[:size]
    more = (kept[-1].door_key, kept[-1].pk) if len(found) > size else None
    return LinkedHouseholds(household_rows(sight, kept), more)


@dataclass(frozen=True)
class LinkedMember:
    """Whom a household may turn to; the telephone is the unit's."""

    member_id: UUID
    person_name: str
    post_label: str
    unit_name: str
    duty_phone: str


def members_of_households(
    *, scope: Scope, household_ids: Sequence[UUID], on: date
) -> dict[UUID, tuple[LinkedMember, ...]]:
    """Who is linked with each of these households and in post on a day; two statements and the scope's."""
    with behind(scope):
        links = HouseholdLink.objects.within(scope).filter(until=None, household__in=list(household_ids))
        pairs = list(links.order_by("since", "id").values_list("household_id", "member_id"))
    rows = Appointment.objects.everywhere("the members of households that are seen").filter(
        member_id__in={member for _household, member in pairs}, term__contains=on
    )
    known = {row.member_id: _linked(row) for row in rows}
    found: dict[UUID, list[LinkedMember]] = defaultdict(list)
    for household, member in pairs:
        if member in known:
            found[household].append(known[member])
    return {household: tuple(theirs) for household, theirs in found.items()}


def _linked(row: Appointment) -> LinkedMember:
    unit = unit_of(row.organisation_id)
    label = post_label(row.place, row.post_kind)
    return LinkedMember(
        row.member_id, row.person_name, label, unit.name if unit else "", unit.duty_phone if unit else ""
    )
