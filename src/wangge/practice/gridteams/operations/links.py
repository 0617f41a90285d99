"""联户: linking members with households, one by one or shared out evenly."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wangge.core.access.queries import Actor
from wangge.core.areas.queries import areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.models import Household
from wangge.core.people.queries import household_refs
from wangge.core.teams.doors import check, members_to_keep
from wangge.core.teams.models import Appointment
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.constraints import refusing
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.practice.gridteams.doors import BROKEN, STRANGE, area_to_keep, row_to_keep
from wangge.practice.gridteams.models import HouseholdLink
from wangge.practice.gridteams.models.links import HouseholdLinkRows
from wangge.practice.gridteams.queries.facts import Member, loads_of
from wangge.practice.gridteams.queries.links import linking_members, linking_posts

WHY = "households whose links the actor keeps; the area was checked"


@dataclass(frozen=True)
class SharedOut:
    """What sharing out came to."""

    links: int
    heaviest: int  # the largest load of a member afterwards
    left: int  # households of areas where nobody could be linked with them


@transaction.atomic
def link_households(*, actor: Actor, member_id: UUID, household_ids: Sequence[UUID], at: datetime) -> int:
    """Link a member with households of his area (联户); those he is linked with already stay as they are.

    Raises NotFound, NotAllowed, Refusal.
    """
    member = members_to_keep(actor, [member_id])[member_id]
    _check_links(member, at)
    refs = household_refs(household_ids=household_ids)
    for pk in household_ids:
        if pk not in refs:
            raise NotFound(STRANGE)
        check(actor, "team.keep", at_path=refs[pk].area_path)
        if refs[pk].has_ended:
            raise Conflict(_("这一户已经注销，请先更新底册"))
        if not refs[pk].area_path.startswith(member.area_path):
            raise Refusal(_("{name}只联本网格的住户").format(name=member.person_name))
    known = set(_live().filter(member_id=member_id).values_list("household_id", flat=True))
    new = [pk for pk in dict.fromkeys(household_ids) if pk not in known]
    _keep([(pk, member_id, refs[pk].town_id) for pk in new], actor=actor, at=at)
    return len(new)


@transaction.atomic
def end_links(*, actor: Actor, member_id: UUID, household_ids: Sequence[UUID] = (), at: datetime) -> int:
    """End a member's links with these households, or with all (解除联户). Raises NotFound, NotAllowed."""
    members_to_keep(actor, [member_id])
    rows = _live().filter(member_id=member_id).select_for_update(of=("self",))
    if household_ids:
        rows = rows.filter(household__in=list(household_ids))
    found = list(rows)
    if len(found) < len(set(household_ids)):
        raise NotFound(_("没有这样的联户，可能已经解除了"))
    today = day_of(at)
    for row in found:
        row.until, row.ended_by = max(today, row.since), actor.name
    HouseholdLink.objects.everywhere(WHY).bulk_update(found, ["until", "ended_by"], batch_size=1000)
    return len(found)


@transaction.atomic
def end_link(*, actor: Actor, link_id: UUID, at: datetime) -> HouseholdLink:
    """End one link (解除联户). Raises NotFound, NotAllowed, Conflict."""
    row = row_to_keep(actor, HouseholdLink, link_id)
    if row.until is not None:
        raise Conflict(_("已经解除了"))
    row.until, row.ended_by = max(day_of(at), row.since), actor.name
    row.save(update_fields=["until", "ended_by"])
    return row


@transaction.atomic
def share_out(*, actor: Actor, area_id: UUID, at: datetime) -> SharedOut:
    """Give every household under an area that nobody is linked with to a linking member of its grid, evenly.

    Whoever has least gets most, and each gets doors beside each other; links that are there stay. A fixed number of
    statements at any size (平均分户). Raises NotFound, NotAllowed, Refusal.
    """
    area, today = area_to_keep(actor, area_id), day_of(at)
    scope = Scope((area.path,))
    members = linking_members(scope=scope, on=today)
    if not members:
        raise Refusal(_("{area}还没有联户的人，请先任命").format(area=area.name))
    loads = loads_of(scope=scope)
    left = _unlinked(scope, members)
    by_area: dict[UUID, list[Member]] = defaultdict(list)
    for one in members:
        by_area[one.area_id].append(one)
    links: list[tuple[UUID, UUID, UUID]] = []
    alone = 0
    for households, able in _by_members(left, by_area):
        if not able:
            alone += len(households)
            continue
        links += _dealt(households, able, loads)
    _keep(links, actor=actor, at=at)
    loads.update(member for _household, member, _town in links)
    return SharedOut(len(links), max((loads[one.member_id] for one in members), default=0), alone)


def _live() -> HouseholdLinkRows:
    return HouseholdLink.objects.everywhere(WHY).filter(until=None)


def _check_links(member: Appointment, at: datetime) -> None:
    if day_of(at) not in member.term:
        raise Conflict(_("{name}现在不在任").format(name=member.person_name))
    if member.post_kind not in linking_posts(member.area_id):
        raise Refusal(_("这个岗位不联户"))


Door = tuple[UUID, UUID, UUID]  # household, area, town


def _unlinked(scope: Scope, members: Sequence[Member]) -> list[Door]:
    linked = _live().filter(member_id__in=[one.member_id for one in members])
    rows = Household.objects.within(scope).filter(ended_on=None).exclude(pk__in=linked.values("household_id"))
    return list(rows.order_by("area_path", "door_key", "id").values_list("id", "area_id", "town_id"))


def _by_members(left: Sequence[Door], by_area: Mapping[UUID, list[Member]]) -> list[tuple[list[Door], list[Member]]]:
    """The doors under each area that has linking members, the nearest one above the door counting."""
    index, groups = areas_in_memory(), defaultdict[UUID | None, list[Door]](list)
    nearest: dict[UUID, UUID | None] = {}
    for door in left:
        if door[1] not in nearest:
            chain = index.above(door[1])[::-1]
            nearest[door[1]] = next((row.id for row in chain if row.id in by_area), None)
        groups[nearest[door[1]]].append(door)
    return [(doors, by_area[area] if area is not None else []) for area, doors in groups.items()]


def _dealt(doors: Sequence[Door], able: Sequence[Member], loads: Counter[UUID]) -> list[tuple[UUID, UUID, UUID]]:
    """Household, member, town: whoever has least takes the next, then each takes his number side by side."""
    waiting = [(loads[one.member_id], number) for number, one in enumerate(able)]
    heapq.heapify(waiting)
    takes = Counter[int]()
    for _door in doors:
        held, number = waiting[0]
        takes[number] += 1
        heapq.heapreplace(waiting, (held + 1, number))
    order = [able[number].member_id for number in range(len(able)) for _take in range(takes[number])]
    return [(household, member, town) for (household, _area, town), member in zip(doors, order, strict=True)]


def _keep(links: Sequence[tuple[UUID, UUID, UUID]], *, actor: Actor, at: datetime) -> None:
    today = day_of(at)
    rows = [
        HouseholdLink(
            town_id=town, household_id=household, member_id=member, since=today, made_at=at, made_by=actor.name
        )
        for household, member, town in links
    ]
    with refusing(BROKEN):
        HouseholdLink.objects.bulk_create(rows, batch_size=2000)
