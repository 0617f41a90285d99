"""What a place has: households, grids, who serves in them, desks and departments and who works there."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wangge.core.areas.levels import Level
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.core.people.models import CareTag
from wangge.core.people.second_line import behind
from wangge.core.teams.units import units
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.practice.gridteams.queries.facts import households_by_area, members_in_post

LOW = (Level.VILLAGE, Level.GRID, Level.MICRO)
WORKING: tuple[str, ...] = ("department", "station", "association")  # natures of units that handle cases


@dataclass(frozen=True)
class Counted:
    """How many of each; 0 where nothing is registered."""

    households: int
    cared_for: int
    grids: int
    members: int
    desks: int
    officers: int
    departments: int
    handlers: int
    holders: Mapping[str, int]
    """Persons by post."""


def counted_in(area: AreaRow, rules: Rulebook, *, on: date) -> Counted:
    """What the registers of an area hold on a day."""
    scope, index = Scope((area.path,)), areas_in_memory()
    below = index.below(area.path)
    grids = [row for row in below if row.level == Level.GRID]
    persons = members_in_post(scope=scope, on=on)
    posts = _member_posts(rules)
    members = {one.member_id for one in persons if one.post_kind in posts}
    by_unit = Counter(one.unit_id for one in persons)
    desks, departments = _units_of(area, rules)
    households = households_by_area(scope=scope).total()
    with behind(scope):
        cared_for = CareTag.objects.within(scope).filter(ended_at=None).count()
    return Counted(
        households=households or _said_households(area, grids), cared_for=cared_for, grids=len(grids),
        members=len(members), desks=len(desks), officers=sum(by_unit[pk] for pk in desks),
        departments=len(departments), handlers=sum(by_unit[pk] for pk in departments),
        holders=Counter(one.post_kind for one in persons),
    )  # fmt: skip


def _member_posts(rules: Rulebook) -> frozenset[str]:
    """Who serves in a grid: as the place names them, else every post of a grid that is not for linked households."""
    named = rules.teams.employment
    declared = {*named.lead, *named.full_time, *named.part_time}
    of_grids = {post.code for post in rules.posts.kinds if post.level in ("grid", "micro")}
    return frozenset(declared or of_grids - set(rules.teams.linking_posts) or of_grids)


def _units_of(area: AreaRow, rules: Rulebook) -> tuple[list[UUID], list[UUID]]:
    """The desks that hand cases out above the villages, and the units that handle them."""
    kinds = {desk.unit_kind for desk in rules.routing.desks if "dispatch" in desk.duties}
    index = areas_in_memory()
    here = [u for u in units().within(scope=Scope((area.path,))) if index.by_id[u.area_id].level not in LOW]
    desks = [u.id for u in here if u.unit_kind in kinds]
    return desks, [u.id for u in here if u.unit_kind not in kinds and u.nature in WORKING]


def _said_households(area: AreaRow, grids: list[AreaRow]) -> int:
    """As the areas say, where no roster is kept."""
    return area.households or sum(row.households or 0 for row in grids)
