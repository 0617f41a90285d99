"""Two streets of the 焦作 demonstration zone, where the month passes: 李万 with its 38 micro-grids, 文昌 with sectors
and street chiefs. The other towns come after them (`zone.py`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.areas.levels import PlaceKind
from wangge.core.areas.operations import NewArea, NewNamedPlace, add_named_places
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.teams.operations import NewOrganisation
from wangge.core.teams.units import Unit, units
from wangge.faces.demo.geography import around, neighbourhoods, ring
from wangge.faces.demo.shares import shares
from wangge.ground.engines.codes import sector_code
from wangge.ground.engines.numerals import spell

from .builder import Builder

COUNTY = "410871000000"
LIWAN = "410871060000"
WENCHANG = "410871062000"
SHORT = {LIWAN: "lw", WENCHANG: "wc"}
SECTORS = 5  # how many the report does not say
RURAL_GRIDS = {LIWAN: 13, WENCHANG: 74}
URBAN_GRIDS_EACH = 3
APART = 1400.0  # metres between villages
GRIDS_FROM_VILLAGE = 420.0
GROUPS_EACH = 2
GROUPS_FROM_GRID = 150.0
DISPATCHERS = ("dispatch1", "dispatch2", "operator")
TOWN_OFFICERS = ("officer1", "officer2", "officer3")


@dataclass
class Street:
    """One street (街道) with what was built in it."""

    row: AreaRow
    villages: list[AreaRow]
    grids: list[AreaRow]
    micros: list[AreaRow]

    @property
    def short(self) -> str:
        return SHORT[self.row.code]


def build(builder: Builder) -> None:
    """The district, two streets, everything below. Raises Refusal when it is there already."""
    builder.add_county()
    builder.add_towns(LIWAN, WENCHANG)
    streets = [_street(builder, code) for code in (LIWAN, WENCHANG)]
    builder.say(_("区划、边界、网格码建好"))
    _units(builder)
    _in_the_district(builder)
    for street in streets:
        _in_the_street(builder, street)
    builder.fill_posts("jz")
    builder.add_administrators("jz")
    builder.say(_("组织、岗位建好"))
    wenchang = areas_in_memory().by_code[WENCHANG].path
    builder.plan_duty(but=lambda unit: unit.unit_kind == "grid_team" and unit.area_path.startswith(wenchang))
    builder.say(_("值班表排好"))


def _street(builder: Builder, code: str) -> Street:
    villages = _villages(builder, code)
    rural = [row for row in villages if row.kind == "village"]
    spread = shares(RURAL_GRIDS[code], [builder.rng.uniform(0.9, 1.1) for _village in rural], least=1)
    counts = {row.id: URBAN_GRIDS_EACH for row in villages} | {row.id: n for row, n in zip(rural, spread, strict=True)}
    grids = add_grids(builder, villages, counts)
    name_places(builder, villages, grids, each=GROUPS_EACH)
    micros = _micros(builder, grids) if code == LIWAN else []
    builder.draw(code)
    return Street(areas_in_memory().by_code[code], villages, grids, micros)


def _villages(builder: Builder, town: str) -> list[AreaRow]:
    divisions = [d for d in builder.divisions if d.level == "village" and d.code.startswith(town[:9])]
    centre = next((d.lon, d.lat) for d in builder.divisions if d.code == town)
    spots = around(centre, len(divisions), apart=APART, rng=builder.rng)  # type: ignore[arg-type]  # the town's position is in the table
    parents = [town] * len(divisions)
    if town == WENCHANG:
        parents = [sector_code(town, nth + 1) for nth in neighbourhoods(spots, SECTORS)]
        builder.add_areas(
            [
                NewArea(level="sector", parent_code=town, code=sector_code(town, n), name=f"文昌第{spell(n)}管区")
                for n in range(1, SECTORS + 1)
            ]
        )
    return builder.add_areas(
        [
            NewArea(level="village", parent_code=parent, code=d.code, name=d.name, lon=d.lon or lon, lat=d.lat or lat)
            for d, parent, (lon, lat) in zip(divisions, parents, spots, strict=True)
        ]
    )


def add_grids(builder: Builder, villages: Sequence[AreaRow], counts: Mapping[UUID, int]) -> list[AreaRow]:
    """Communities by 400 households a grid, villages by their groups."""
    rng = builder.rng
    urban = builder.figures["households_per_urban_grid"]
    return builder.add_areas(
        [
            NewArea(
                level="grid", parent_code=row.code, ordinal=nth, name=builder.rules.grid_name(row.name, nth),
                households=rng.randint(80, 150) if row.kind == "village" else urban + rng.randint(-25, 25),
            )
            for row in villages
            for nth in range(1, counts[row.id] + 1)
        ]
    )  # fmt: skip


def _micros(builder: Builder, grids: list[AreaRow]) -> list[AreaRow]:
    """38 micro-grids, the larger grids having more of them."""
    counts = shares(builder.figures["micro_grids_liwan"], [grid.households or 1 for grid in grids], least=1)
    return builder.add_areas(
        [
            NewArea(level="micro", parent_code=grid.code, ordinal=nth, name=builder.rules.micro_name(grid.name, nth))
            for grid, count in zip(grids, counts, strict=True)
            for nth in range(1, count + 1)
        ]
    )


def name_places(builder: Builder, villages: Sequence[AreaRow], grids: Sequence[AreaRow], *, each: int) -> None:
    """So many groups of a village, or estates of a community, in each grid."""
    new = []
    for village in villages:
        own = [grid for grid in grids if grid.parent_id == village.id]
        ordinal = 0
        centres = ring((village.lon or 0, village.lat or 0), len(own), far=GRIDS_FROM_VILLAGE, rng=builder.rng)
        for grid, centre in zip(own, centres, strict=True):
            for lon, lat in ring(centre, each, far=GROUPS_FROM_GRID, rng=builder.rng):
                ordinal += 1
                new.append(_named(village, grid, ordinal, lon, lat))
    add_named_places(places=new)


def _named(village: AreaRow, grid: AreaRow, ordinal: int, lon: float, lat: float) -> NewNamedPlace:
    if village.kind == "community":
        return NewNamedPlace(
            area_id=grid.id, name=f"{village.name.removesuffix('社区')}{ordinal} 号院", kind=PlaceKind.ESTATE,
            aliases=(f"{ordinal} 号院", f"{ordinal} 号楼"), lon=lon, lat=lat,
        )  # fmt: skip
    word = spell(ordinal)
    return NewNamedPlace(
        area_id=grid.id, name=f"{village.name}{word}组", kind=PlaceKind.VILLAGE_GROUP,
        aliases=(f"{word}组", f"第{word}村民小组"), lon=lon, lat=lat,
    )  # fmt: skip


def _units(builder: Builder) -> None:
    index = areas_in_memory().by_code
    builder.add_units(
        [
            NewOrganisation(
                index[one.get("town", COUNTY)].id,
                "town_station" if "town" in one else "district_department",
                one["name"],
            )
            for one in builder.content["units"]
        ]
    )


def _by_login(builder: Builder) -> dict[str, Unit]:
    """The units of the place's own, by the login of whoever works there."""
    by_name = {u.name: u for u in units().by_id.values() if u.place == builder.place}
    return {one["login"]: by_name[one["name"]] for one in builder.content["units"]}


def _in_the_district(builder: Builder) -> None:
    county = areas_in_memory().by_code[COUNTY]
    centre = builder.unit("district_centre", county)
    builder.seat("district_leader", county, centre, login="lead")
    for login in DISPATCHERS:
        builder.seat("district_dispatcher", county, centre, login=login)
    builder.seat("department_officer", county, builder.unit("agriculture", county), login="agriculture")
    for login, unit in _by_login(builder).items():
        area = areas_in_memory().by_id[unit.area_id]
        post = "department_officer" if area.level == "county" else "station_officer"
        builder.seat(post, area, unit, login=login)


def _in_the_street(builder: Builder, street: Street) -> None:
    centre = builder.unit("town_centre", street.row)
    for login in TOWN_OFFICERS:
        builder.seat("town_officer", street.row, centre, login=f"{street.short}-{login}")
    mediation = builder.unit("town_mediation", street.row)
    builder.seat("town_mediator", street.row, mediation, login=f"{street.short}-mediator")
    sectors = [row for row in areas_in_memory().children(street.row.id) if row.level == "sector"]
    for nth, sector in enumerate(sectors, start=1):
        builder.seat("sector_head", sector, builder.unit("sector_office", sector), login=f"{street.short}-s{nth}")
    for nth, village in enumerate(street.villages, start=1):
        _in_the_village(builder, street, village, f"{street.short}-v{nth:02d}")
    for micro in street.micros:
        builder.seat("micro_member", micro, builder.unit("grid_team", micro))


def _in_the_village(builder: Builder, street: Street, village: AreaRow, login: str) -> None:
    """Every village has a desk; 李万 has two at it and its own mediators, 文昌 street chiefs and linked members."""
    station = builder.unit("village_station", village)
    in_liwan = street.row.code == LIWAN
    for letter in ("a", "b") if in_liwan else ("a",):
        builder.seat("village_officer", village, station, login=f"{login}-{letter}")
    if in_liwan:
        mediation = builder.unit("village_mediation", village)
        builder.seat("village_mediator", village, mediation, login=f"{login}-mediator")
    for nth, grid in enumerate((g for g in street.grids if g.parent_id == village.id), start=1):
        _in_the_grid(builder, street, grid, f"{login.replace('-v', '-g')}{nth:02d}")


def _in_the_grid(builder: Builder, street: Street, grid: AreaRow, login: str) -> None:
    team = builder.unit("grid_team", grid)
    builder.seat("grid_leader", grid, team, login=login)
    if street.row.code == LIWAN:
        builder.seat("full_time_member", grid, team, login=f"{login}-full")
        for nth in (1, 2):
            builder.seat("part_time_member", grid, team, login=f"{login}-part{nth}")
        return
    builder.seat("part_time_member", grid, team, login=f"{login}-part1")
    if grid.ordinal == 1:
        builder.seat("full_time_member", grid, team, login=f"{login}-full")
        builder.seat("street_chief", grid, team, login=f"{login}-chief")
    builder.seat("linked_member", grid, team)
