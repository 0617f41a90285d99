"""尚湖镇 with the figures of its report: 68 comprehensive grids over 378 grids, one member for ten households."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from wangge.core.areas.operations import NewArea
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.faces.demo.shares import shares

from .builder import Builder

TOWN = "320581111000"
APART = 2400.0  # metres between villages
ACCOUNTS_OF_LEADERS = 20  # more would only be slow to make
TEAMS = ("zone_team", "grid_team")
OFFICERS = ("officer1", "officer2", "operator")


def build(builder: Builder) -> None:
    """The town as its report counts it; a month of cases it has none. Raises Refusal when it is there already."""
    builder.add_county()
    builder.add_towns()
    villages = builder.add_villages(TOWN, apart=APART)
    zones = _below(builder, villages, builder.figures["comprehensive_grids"], "grid")
    grids = _below(builder, zones, builder.figures["grids"], "micro")
    builder.draw(TOWN)
    builder.say(_("区划、边界、网格码建好"))
    builder.add_units(())
    _in_the_town(builder)
    for number, village in enumerate(villages, start=1):
        _in_the_village(builder, village, [row for row in zones if row.parent_id == village.id], f"v{number:02d}")
    for grid in grids:
        _in_the_grid(builder, grid)
    builder.fill_posts("sh")
    builder.add_administrators("cs")
    builder.say(_("组织、岗位建好"))
    builder.plan_duty(but=lambda unit: unit.unit_kind in TEAMS)  # in their grids their holders answer
    builder.say(_("值班表排好"))


def _below(builder: Builder, parents: Sequence[AreaRow], count: int, level: str) -> list[AreaRow]:
    """So many areas shared out over their parents; the lowest are counted in tens of households, one for a member."""
    spread = shares(count, [builder.rng.uniform(0.8, 1.2) for _parent in parents], least=1)
    tens: Iterator[int | None] = iter([None] * count)
    if level == "micro":
        each = builder.figures["households_per_member"]
        weights = [builder.rng.uniform(0.7, 1.3) for _grid in range(count)]
        tens = (each * members for members in shares(builder.figures["members"], weights, least=1))
    return builder.add_areas(
        [
            NewArea(level=level, parent_code=parent.code, ordinal=nth, name=_name(builder, level, parent, nth),
                    households=next(tens))
            for parent, own in zip(parents, spread, strict=True)
            for nth in range(1, own + 1)
        ]
    )  # fmt: skip


def _name(builder: Builder, level: str, parent: AreaRow, nth: int) -> str:
    named = builder.rules.grid_name if level == "grid" else builder.rules.micro_name
    return named(parent.name, nth)


def _in_the_town(builder: Builder) -> None:
    town = areas_in_memory().by_code[TOWN]
    centre = builder.unit("town_centre", town)
    builder.seat("town_leader", town, builder.unit("town_government", town), login="lead")
    builder.seat("centre_head", town, centre, login="head")
    for login in OFFICERS:
        builder.seat("town_officer", town, centre, login=login)
    builder.seat("town_mediator", town, builder.unit("town_mediation", town), login="mediator")


def _in_the_village(builder: Builder, village: AreaRow, zones: Sequence[AreaRow], login: str) -> None:
    party = builder.unit("village_party", village)
    builder.seat("village_secretary", village, party, login=f"{login}-lead")
    builder.seat("village_officer", village, party, login=f"{login}-a")
    builder.seat("village_mediator", village, builder.unit("village_mediation", village), login=f"{login}-mediator")
    for nth, zone in enumerate(zones, start=1):
        builder.seat("linked_cadre", zone, party, login=f"{login}-cadre{nth}")
        builder.seat("zone_leader", zone, builder.unit("zone_team", zone), login=f"{login}-z{nth}")


def _in_the_grid(builder: Builder, grid: AreaRow) -> None:
    """A leader, and one member for every ten households; the first leaders of the town have accounts."""
    team = builder.unit("grid_team", grid)
    number = sum(one.post == "grid_leader" for one in builder.seats) + 1
    builder.seat("grid_leader", grid, team, login=f"g{number:03d}" if number <= ACCOUNTS_OF_LEADERS else "")
    for _member in range((grid.households or 0) // builder.figures["households_per_member"]):
        builder.seat("grid_member", grid, team)
