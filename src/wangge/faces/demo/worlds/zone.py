"""The other towns of the 焦作 demonstration zone, as the reports count the whole: 62 urban and 631 rural grids, with
micro-grids 1,400 and some, 1,101 full-time and part-time members. No month of cases, nobody to sign in as but an
officer of each town."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wangge.core.areas.levels import Kind
from wangge.core.areas.operations import NewArea
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.areas.scope import Scope
from wangge.faces.demo.names import invented_names
from wangge.faces.demo.shares import shares
from wangge.practice.gridteams.queries import composition

from .builder import Builder
from .jiaozuo import add_grids, name_places

SHORT = {"410871061000": "wy", "410871100000": "ym", "410871101000": "ng", "410871203000": "sj"}
APART = 1400.0
LATER = timedelta(days=30)  # after the grids were laid, the larger ones were divided
MICROS_EACH = 2


def build(builder: Builder) -> None:
    """What the two streets leave of the figures, shared out over the other towns; in bulk, for it is large."""
    builder.names = invented_names("zone", builder.rng)
    builder.add_towns(*SHORT)
    villages = [row for code in SHORT for row in builder.add_villages(code, apart=APART)]
    grids = _grids(builder, villages)
    name_places(builder, villages, grids, each=1)
    for code in SHORT:
        builder.draw(code)
    micros = _micros(builder, grids)
    for code in SHORT:
        builder.draw_outlines(code, at=builder.since + LATER)
    builder.add_units(())
    for code in SHORT:
        _in_the_town(builder, areas_in_memory().by_code[code])
    for village in villages:
        builder.seat("village_officer", village, builder.unit("village_station", village))
    _in_the_grids(builder, grids)
    divided_on = localdate(builder.since + LATER)
    for micro in micros:
        builder.seat("micro_member", micro, builder.unit("grid_team", micro), since=divided_on)
    builder.fill_posts("jz")
    builder.say(_("其余乡镇（街道）的网格和网格员建好"))


def _grids(builder: Builder, villages: list[AreaRow]) -> list[AreaRow]:
    there = Counter(row.kind for row in areas_in_memory().below(builder.root) if row.level == "grid")
    counts: dict[UUID, int] = {}
    for kind, grid_kind, figure in (
        (Kind.COMMUNITY, Kind.RESIDENTIAL, "urban_grids"),
        (Kind.VILLAGE, Kind.RURAL, "rural_grids"),
    ):
        own = [row for row in villages if row.kind == kind]
        weights = [builder.rng.uniform(0.9, 1.1) for _village in own]
        spread = shares(builder.figures[figure] - there[grid_kind], weights, least=1)
        counts |= {row.id: n for row, n in zip(own, spread, strict=True)}
    return add_grids(builder, villages, counts)


def _micros(builder: Builder, grids: list[AreaRow]) -> list[AreaRow]:
    """The largest grids in two, until with the micro-grids there are as many as the report says of 全科网格."""
    there = sum(row.level in ("grid", "micro") for row in areas_in_memory().below(builder.root))
    divided = -(-(builder.figures["all_duty_grids_about"] - there) // MICROS_EACH)
    largest = sorted(grids, key=lambda grid: (-(grid.households or 0), grid.path))[:divided]
    return builder.add_areas(
        [
            NewArea(level="micro", parent_code=grid.code, ordinal=nth, name=builder.rules.micro_name(grid.name, nth))
            for grid in sorted(largest, key=lambda grid: grid.path)
            for nth in range(1, MICROS_EACH + 1)
        ],
        at=builder.since + LATER,
    )


def _in_the_town(builder: Builder, town: AreaRow) -> None:
    centre = builder.unit("town_centre", town)
    for login in (f"{SHORT[town.code]}-officer1", ""):
        builder.seat("town_officer", town, centre, login=login)


def _in_the_grids(builder: Builder, grids: list[AreaRow]) -> None:
    """A leader each; what the streets leave of the members, at least one to a grid, the second and more full-time."""
    employed = composition(scope=Scope((builder.root,)), on=builder.since_on).employment
    there = employed["full_time"] + employed["part_time"]
    weights = [float(grid.households or 1) for grid in grids]
    spread = shares(builder.figures["full_and_part_time_members"] - there, weights, least=1)
    for grid, members in zip(grids, spread, strict=True):
        team = builder.unit("grid_team", grid)
        builder.seat("grid_leader", grid, team)
        builder.seat("part_time_member", grid, team)
        for _member in range(members - 1):
            builder.seat("full_time_member", grid, team)
