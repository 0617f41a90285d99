"""What the organisation of a scope is on a day: each kind of fact is one statement, asked for when a check needs it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Max, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from wangge.core.areas.levels import Level
from wangge.core.areas.memory import AreaRow, areas_in_memory
from wangge.core.areas.models import NamedPlace
from wangge.core.areas.queries import NamedPlaceRow, subtree
from wangge.core.areas.scope import Scope, within
from wangge.core.people.models import Household
from wangge.core.people.second_line import behind
from wangge.core.teams.labels import everyone_in_post, rules_of
from wangge.core.teams.models import MemberProfile, TrainingRecord
from wangge.core.teams.queries import Vacancy, vacancies
from wangge.core.teams.units import Unit, units
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.practice.gridteams.models import Charge, ChatGroup, HouseholdLink, NetCover, SupplyItem
from wangge.practice.gridteams.models.links import HouseholdLinkRows

FOR_GOOD = date.max
WHO = "who is in post in a scope, and above it who mends"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a post."""

    member_id: UUID
    appointment_id: UUID
    person_name: str
    post_kind: str
    area_id: UUID
    area_path: str
    unit_id: UUID
    account_id: UUID | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a member beside the post."""

    is_party: bool = False
    employment: str = ""
    backgrounds: tuple[str, ...] = ()
    main_background: str = ""
    skills: tuple[str, ...] = ()


NOTHING = Known()
MEMBER = ("member_id", "id", "person_name", "post_kind", "area_id", "area_path", "organisation_id", "account_id")


def members_in_post(*, scope: Scope, on: date, posts: Collection[str] = (), with_above: bool = False) -> list[Member]:
    """Who is in post in the areas of a scope on a day (`with_above`: and in those above); one statement."""
    here = within(Scope(scope.roots), area_path="area_path")
    if with_above and "/" not in scope.roots:
        here |= Q(area_path__in=_paths_above(scope))
    rows = everyone_in_post(on=on, reason=WHO).filter(here)
    if posts:
        rows = rows.filter(post_kind__in=posts)
    return [Member(*row) for row in rows.order_by("area_path", "starts_on", "id").values_list(*MEMBER)]


def _paths_above(scope: Scope) -> set[str]:
    index = areas_in_memory()
    roots = (index.by_path[root] for root in scope.roots if root in index.by_path)
    return {row.path for root in roots for row in index.above(root.id)}


def known_of_members(*, scope: Scope, member_id: UUID | None = None) -> dict[UUID, Known]:
    """What is known of the members of a scope, or of one of them, beside their posts; one statement."""
    rows = MemberProfile.objects.within(Scope(scope.roots))
    if member_id is not None:
        rows = rows.filter(member_id=member_id)
    fields = ("member_id", "is_party", "employment", "backgrounds", "main_background", "skills")
    found = rows.values_list(*fields)
    return {pk: Known(party, kind, tuple(all_of), main, tuple(able)) for pk, party, kind, all_of, main, able in found}


def loads_of(*, scope: Scope) -> Counter[UUID]:
    """With how many households of a scope each member is linked now; one statement behind the scope."""
    with behind(scope):
        rows = HouseholdLink.objects.within(scope).filter(until=None, household__ended_on=None)
        return Counter(dict(rows.order_by().values_list("member_id").annotate(Count("household", distinct=True))))


def links_of_members(*, scope: Scope, members: Collection[UUID]) -> HouseholdLinkRows:
    """The links of these members with households of a scope; their ids go as one value, however many they are."""
    ids = RawSQL("SELECT unnest(%s::uuid[])", [list(members)])
    return HouseholdLink.objects.within(scope).filter(until=None, member_id__in=ids)


def households_by_area(*, scope: Scope, without: Collection[UUID] | None = None) -> Counter[UUID]:
    """The households the roster holds in each area itself; `without` leaves out those linked with these members."""
    with behind(scope):
        rows = Household.objects.within(scope).filter(ended_on=None)
        if without is not None:
            rows = rows.exclude(pk__in=links_of_members(scope=scope, members=without).values("household_id"))
        return Counter(dict(rows.order_by().values_list("area_id").annotate(Count("pk"))))


class Facts:
    """All that the checks ask."""

    def __init__(self, scope: Scope, on: date) -> None:
        self.scope, self.on = Scope(scope.roots), on
        self.areas = subtree(scope=self.scope)

    def areas_at(self, level: str, place: str) -> list[AreaRow]:
        """The areas of one level that a place's rules bind."""
        return [area for area in self._by_level[level] if self._place_of[area.id] == place]

    @cached_property
    def _by_level(self) -> Mapping[str, list[AreaRow]]:
        found: dict[str, list[AreaRow]] = defaultdict(list)
        for area in self.areas:
            found[area.level].append(area)
        return found

    @cached_property
    def _place_of(self) -> Mapping[UUID, str]:
        index = areas_in_memory()
        return {area.id: index.place_of(area.id) for area in self.areas}

    @cached_property
    def places(self) -> dict[str, Rulebook]:
        """The rules in force in the scope, by place."""
        found = {place: rules_of(place) for place in dict.fromkeys(self._place_of.values()) if place}
        return {place: rules for place, rules in found.items() if rules is not None}

    @cached_property
    def everyone(self) -> list[Member]:
        """Who is in post in the scope and above it."""
        return members_in_post(scope=self.scope, on=self.on, with_above=True)

    @cached_property
    def members(self) -> list[Member]:
        """Who is in post in the scope."""
        return [one for one in self.everyone if self.scope.covers(one.area_path)]

    def holders(self, posts: Iterable[str]) -> list[Member]:
        """The members of the scope in any of these posts."""
        wanted = frozenset(posts)
        return [one for one in self.members if one.post_kind in wanted]

    def holders_by_area(self, posts: Iterable[str]) -> Mapping[UUID, list[Member]]:
        found: dict[UUID, list[Member]] = defaultdict(list)
        for one in self.holders(posts):
            found[one.area_id].append(one)
        return found

    @cached_property
    def in_post(self) -> frozenset[UUID]:
        return frozenset(one.member_id for one in self.everyone)

    @cached_property
    def names_by_post(self) -> Mapping[tuple[str, str], list[str]]:
        """Who holds which post at which path."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in self.everyone:
            found[one.post_kind, one.area_path].append(one.person_name)
        return found

    @cached_property
    def known(self) -> Mapping[UUID, Known]:
        return known_of_members(scope=self.scope)

    def is_party(self, one: Member, rules: Rulebook) -> bool:
        return one.post_kind in rules.teams.party_posts or self.known.get(one.member_id, NOTHING).is_party

    @cached_property
    def vacancies(self) -> list[Vacancy]:
        return vacancies(scope=self.scope, on=self.on)

    @cached_property
    def units_by_area(self) -> Mapping[UUID, list[Unit]]:
        found: dict[UUID, list[Unit]] = defaultdict(list)
        for unit in units().by_id.values():
            found[unit.area_id].append(unit)
        return found

    @cached_property
    def _households(self) -> Mapping[str, int]:
        return _summed(self.areas, households_by_area(scope=self.scope))

    def households(self, area: AreaRow) -> int:
        """How many live there: as the roster has it, else as the area says."""
        return self._households[area.path] or area.households or 0

    def unlinked(self, members: Iterable[Member]) -> Mapping[str, int]:
        """By the path of an area: households of the roster with which none of these is linked."""
        return _summed(self.areas, households_by_area(scope=self.scope, without={one.member_id for one in members}))

    def kept_households(self, area: AreaRow) -> int:
        """How many the roster holds there."""
        return self._households[area.path]

    @cached_property
    def loads(self) -> Counter[UUID]:
        return loads_of(scope=self.scope)

    @cached_property
    def named_places(self) -> list[NamedPlaceRow]:
        """Villagers' groups, roads and buildings of the scope."""
        rows = NamedPlace.objects.within(self.scope).filter(kind__in=("village_group", "road", "building"))
        values = rows.order_by("area__path", "name", "id").values_list(
            "id", "area_id", "name", "kind", "lon", "lat", "aliases"
        )
        return [NamedPlaceRow(*row) for row in values]

    @cached_property
    def _charges(self) -> list[tuple[str, UUID | None, UUID | None, UUID | None, bool]]:
        rows = Charge.objects.within(self.scope).filter(ended_on=None).order_by("claimed_on", "id")
        return [
            (kind, place, member, unit, published is not None)
            for kind, place, member, unit, published in rows.values_list(
                "kind", "place_id", "member_id", "organisation_id", "published_on"
            )
        ]

    @cached_property
    def held_places(self) -> frozenset[tuple[str, UUID]]:
        """Which places somebody in post, or an open unit, answers for, by kind of charge."""
        open_units = units().by_id
        return frozenset(
            (kind, place)
            for kind, place, member, unit, _published in self._charges
            if place is not None and (member in self.in_post or unit in open_units)
        )

    @cached_property
    def fields(self) -> Mapping[UUID, bool]:
        """Members with a field of their own (责任田), and whether one of theirs is on the wall."""
        found: dict[UUID, bool] = {}
        for kind, _place, member, _unit, published in self._charges:
            if kind == "field" and member is not None:
                found[member] = found.get(member, False) or published
        return found

    @cached_property
    def net_covers(self) -> list[tuple[str, str, str, str]]:
        """The path of an area, the net, the name and the holder of a special-purpose grid that covers it."""
        rows = NetCover.objects.within(self.scope).filter(until=None).order_by("area_path", "net", "name")
        return list(rows.values_list("area_path", "net", "name", "holder_name"))

    @cached_property
    def chat_areas(self) -> frozenset[UUID]:
        rows = ChatGroup.objects.within(self.scope).filter(closed_on=None)
        return frozenset(rows.order_by().values_list("area_id", flat=True).distinct())

    @cached_property
    def supplied(self) -> frozenset[tuple[UUID, str]]:
        rows = SupplyItem.objects.within(self.scope).filter(returned_on=None)
        return frozenset(rows.order_by().values_list("area_id", "supply").distinct())

    @cached_property
    def trained_until(self) -> Mapping[tuple[UUID, str], date]:
        """By member and training: the last day on which it holds."""
        rows = TrainingRecord.objects.within(self.scope).filter(held_on__lte=self.on).order_by()
        ends = rows.values_list("member_id", "training").annotate(last=Max(Coalesce("valid_until", Value(FOR_GOOD))))
        return {(member, training): until for member, training, until in ends}


def _summed(areas: list[AreaRow], counted: Counter[UUID]) -> Counter[str]:
    """Counts of the areas themselves, added up into each area above, by path."""
    index, found = areas_in_memory(), Counter[str]()
    for area in areas:
        if counted[area.id]:
            for above in index.above(area.id):
                found[above.path] += counted[area.id]
    return found


def grid_of(area: AreaRow) -> AreaRow | None:
    """The grid an area is or lies in."""
    return areas_in_memory().grid_of(area.id)


def village_of(area: AreaRow) -> AreaRow:
    """The village or community an area lies in, else the area itself."""
    return next((row for row in areas_in_memory().above(area.id) if row.level == Level.VILLAGE), area)
