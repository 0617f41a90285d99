"""七星街道 with the figures of its report: 49 grids of three kinds, a party body on each, 60 households a member."""

from collections.abc import Sequence
from math import ceil

from django.utils.translation import gettext as _

from wangge.core.areas.levels import Kind
from wangge.core.areas.operations import NewArea
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.teams.operations import NewOrganisation
from wangge.faces.demo.shares import shares

from .builder import Builder

TOWN = "330402015000"
APART = 1100.0  # metres between communities
OFFICERS = ("officer1", "officer2", "operator")
HOUSEHOLDS = (180, 420)  # in a residential grid; how many the report does not say
PART_TIME = 3


def build(builder: Builder) -> None:
    """The street as its report counts it; a month of cases it has none. Raises Refusal when it is there already."""
    builder.add_county()
    builder.add_towns()
    communities = builder.add_villages(TOWN, apart=APART)
    grids = _grids(builder, communities)
    builder.draw(TOWN)
    builder.say(_("区划、边界、网格码建好"))
    builder.add_units(_party_bodies(builder, grids))
    _in_the_street(builder)
    for number, community in enumerate(communities, start=1):
        _in_the_community(builder, community, [row for row in grids if row.parent_id == community.id], f"c{number}")
    builder.fill_posts("qx")
    builder.add_administrators("nh")
    builder.say(_("组织、岗位建好"))
    builder.plan_duty(but=lambda unit: unit.unit_kind == "grid_team")  # in its grid its holders answer
    builder.say(_("值班表排好"))


def _grids(builder: Builder, communities: Sequence[AreaRow]) -> list[AreaRow]:
    """46 where people live, and after them in the first communities the two of the park and the one of the market."""
    figures, rng = builder.figures, builder.rng
    spread = shares(figures["residential_grids"], [rng.uniform(0.8, 1.2) for _one in communities], least=1)
    kinds = [[Kind.RESIDENTIAL] * count for count in spread]
    for nth in range(figures["industrial_park_grids"]):
        kinds[nth].append(Kind.INDUSTRIAL_PARK)
    for nth in range(figures["market_grids"]):
        kinds[-1 - nth].append(Kind.MARKET)
    return builder.add_areas(
        [
            NewArea(
                level="grid", parent_code=row.code, ordinal=nth, kind=kind, name=builder.rules.grid_name(row.name, nth),
                households=rng.randint(*HOUSEHOLDS) if kind == Kind.RESIDENTIAL else None,
            )
            for row, own in zip(communities, kinds, strict=True)
            for nth, kind in enumerate(own, start=1)
        ]
    )  # fmt: skip


def _party_bodies(builder: Builder, grids: Sequence[AreaRow]) -> list[NewOrganisation]:
    """28 branches and 54 groups: where a grid has no branch it has a group, the others stand beside branches."""
    branches, groups = builder.figures["grid_branches"], builder.figures["grid_groups"]
    with_branch, without = grids[:branches], grids[branches:]
    spread = shares(groups - len(without), [1.0] * len(with_branch))
    found = [NewOrganisation(grid.id, "grid_branch", _("{grid}党支部").format(grid=grid.name)) for grid in with_branch]
    for grid, count in [*zip(with_branch, spread, strict=True), *((grid, 1) for grid in without)]:
        for nth in range(1, count + 1):
            name = _("{grid}第{n}党小组").format(grid=grid.name, n=nth)
            found.append(NewOrganisation(grid.id, "grid_group", name))
    return found


def _in_the_street(builder: Builder) -> None:
    town = areas_in_memory().by_code[TOWN]
    office, centre = builder.unit("street_office", town), builder.unit("street_centre", town)
    builder.seat("main_leader", town, office, login="lead")
    builder.seat("team_leader", town, office, login="team")
    for login in OFFICERS:
        builder.seat("centre_officer", town, centre, login=login)
    builder.seat("governance_officer", town, builder.unit("governance", town), login="governance")
    for code in ("police", "personnel", "market", "enforcement", "fire"):
        builder.seat("function_officer", town, builder.unit(code, town), login=code)


def _in_the_community(builder: Builder, community: AreaRow, grids: Sequence[AreaRow], login: str) -> None:
    """Leaders are cadres of the community; one linked member for every sixty households."""
    party, office = builder.unit("community_party", community), builder.unit("street_office", community)
    builder.seat("community_secretary", community, party, login=f"{login}-lead")
    builder.seat("community_officer", community, party, login=f"{login}-a")
    each = builder.figures["households_per_party_member_about"]
    for nth, grid in enumerate(grids, start=1):
        team = builder.unit("grid_team", grid)
        builder.seat("grid_leader", grid, team, login=f"{login}-g{nth:02d}")
        builder.seat("instructor", grid, office)
        for _member in range(max(1, ceil((grid.households or 0) / each))):
            builder.seat("linked_member", grid, team)
        for _member in range(PART_TIME):
            builder.seat("part_time_member", grid, team)
