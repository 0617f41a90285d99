"""庆坪镇 with exactly the figures of its report; which village holds how many of them is invented."""

from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.areas.levels import PlaceKind
from wangge.core.areas.operations import NewArea, NewNamedPlace, add_named_places
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.teams.operations import NewOrganisation
from wangge.core.teams.units import Unit, units
from wangge.faces.demo.geography import Point, ring
from wangge.faces.demo.shares import shares
from wangge.ground.engines.numerals import spell

from .builder import Builder

TOWN = "621123109000"
VILLAGES_APART = 3200.0  # metres
GRIDS_FROM_VILLAGE = 900.0
GROUPS_FROM_GRID = 350.0
OFFICERS = ("officer1", "officer2", "officer3", "operator")
VILLAGE_OFFICERS = ("a", "b")
CADRES_IN_BRANCH = 25
FACILITIES = ((PlaceKind.FACILITY, "文化广场"), (PlaceKind.FACILITY, "村委会"), (PlaceKind.FACILITY, "卫生室"))
TOWN_FACILITIES = ((PlaceKind.MARKET, "庆坪集市"), (PlaceKind.SCHOOL, "镇中心学校"), (PlaceKind.FACILITY, "镇卫生院"))


@dataclass
class Share:
    """What of the town's figures falls to one village."""

    area: AreaRow
    grids: list[AreaRow]
    groups: list[int]  # how many lie in each grid
    members: int
    linked: list[int]  # how many in each grid


def build(builder: Builder) -> None:
    """The town as its report counts it. Raises Refusal when it is there already."""
    builder.add_county()
    builder.add_towns()
    villages = _villages(builder)
    builder.draw(TOWN)
    builder.say(_("区划、边界、网格码建好"))
    _units(builder)
    _people(builder, villages)
    builder.add_administrators("wy")
    builder.say(_("组织、岗位、党员建好"))
    builder.plan_duty()
    builder.say(_("值班表排好"))


def _villages(builder: Builder) -> list[Share]:
    rng, figures = builder.rng, builder.figures
    rows = builder.add_villages(TOWN, apart=VILLAGES_APART)
    weights = [1.5, *(rng.uniform(0.8, 1.3) for _village in rows[1:])]  # the seat of the town is the largest
    grids = shares(figures["grids"], weights, least=2)
    groups = shares(figures["groups"], weights, least=[max(4, count) for count in grids])
    by_grid = [weight / count for weight, count in zip(weights, grids, strict=True) for _grid in range(count)]
    households = iter(shares(figures["households"], [w * rng.uniform(0.8, 1.2) for w in by_grid], least=30))
    built = builder.add_areas(
        [
            NewArea(
                level="grid", parent_code=row.code, ordinal=nth, name=builder.rules.grid_name(row.name, nth),
                households=next(households),
            )
            for row, count in zip(rows, grids, strict=True)
            for nth in range(1, count + 1)
        ]
    )  # fmt: skip
    return _shared_out(builder, rows, built, groups, weights)


def _shared_out(
    builder: Builder, rows: list[AreaRow], grids: list[AreaRow], groups: list[int], weights: list[float]
) -> list[Share]:
    """Members by the size of the village, linked members by the households of each grid."""
    figures = builder.figures
    elsewhere = sum(party["members"] for party in builder.content["parties"])
    members = shares(figures["party_members"] - elsewhere, weights, least=30)
    linked = dict(
        zip(grids, shares(figures["linked_members"], [g.households or 0 for g in grids], least=2), strict=True)
    )
    found = []
    for row, number, group_count in zip(rows, members, groups, strict=True):
        own = [grid for grid in grids if grid.parent_id == row.id]
        in_each = shares(group_count, [1.0] * len(own), least=1)
        found.append(Share(row, own, in_each, number, [linked[grid] for grid in own]))
    _name_places(builder, found)
    return found


def _name_places(builder: Builder, villages: list[Share]) -> None:
    """The villagers' groups, each in its grid, and some places that everybody knows."""
    new = [place for village in villages for place in _places_of(builder, village)]
    add_named_places(places=new)


def _places_of(builder: Builder, village: Share) -> list[NewNamedPlace]:
    row, ordinal, found = village.area, 0, []
    centres = ring((row.lon or 0, row.lat or 0), len(village.grids), far=GRIDS_FROM_VILLAGE, rng=builder.rng)
    for grid, centre, count in zip(village.grids, centres, village.groups, strict=True):
        for lon, lat in ring(centre, count, far=GROUPS_FROM_GRID, rng=builder.rng):
            ordinal += 1
            found.append(_group(row, grid, ordinal, (lon, lat)))
    kinds = FACILITIES + (TOWN_FACILITIES if row.code.endswith("201") else ())
    for nth, (kind, name) in enumerate(kinds):
        lon, lat = centres[0][0] + 0.0008 * (nth - 1), centres[0][1]
        known_as = name if name.startswith(("镇", "庆坪")) else f"{row.name}{name}"
        found.append(NewNamedPlace(area_id=village.grids[0].id, name=known_as, kind=kind, lon=lon, lat=lat))
    return found


def _group(village: AreaRow, grid: AreaRow, ordinal: int, at: Point) -> NewNamedPlace:
    word = spell(ordinal)
    return NewNamedPlace(
        area_id=grid.id, name=f"{village.name}{word}社", kind=PlaceKind.VILLAGE_GROUP,
        aliases=(f"{word}社", f"{word}组", f"{village.name}第{word}村民小组"), lon=at[0], lat=at[1],
    )  # fmt: skip


def _units(builder: Builder) -> None:
    town = areas_in_memory().by_code[TOWN].id
    parties = [NewOrganisation(town, "other_party", one["name"]) for one in builder.content["parties"]]
    stations = [NewOrganisation(town, "town_station", one["name"]) for one in builder.content["units"]]
    builder.add_units([*stations, *parties])


def _people(builder: Builder, villages: list[Share]) -> None:
    office = list(_in_the_town(builder))
    for number, village in enumerate(villages, start=1):
        _in_the_village(builder, village, f"{number:02d}")
    cadres = list(chain.from_iterable(_cadres(builder, village, n) for n, village in enumerate(villages, start=1)))
    builder.fill_posts("qp")
    by_name = {u.name: u for u in units().by_id.values() if u.unit_kind == "other_party"}
    for party, branch in enumerate(builder.content["parties"]):
        known = [*office, *cadres[:CADRES_IN_BRANCH]] if party == 0 else []
        _fill_branch(builder, by_name[branch["name"]].id, known, branch["members"])


def _in_the_town(builder: Builder) -> list[str]:
    """The command centre, its nine functions and the stations."""
    town = areas_in_memory().by_code[TOWN]
    centre = builder.unit("town_centre", town)
    names = [builder.seat("town_leader", town, centre, login="lead")]
    names += [builder.seat("town_officer", town, centre, login=login) for login in OFFICERS]
    logins = {one["name"]: one["login"] for one in builder.content["units"]}
    for unit in _at_town(town):
        if unit.unit_kind == "town_function":
            names.append(builder.seat("function_officer", town, unit, login=unit.code.replace("_", "-")))
        elif unit.unit_kind == "town_station":
            builder.seat("station_officer", town, unit, login=logins[unit.name])
    return names


def _at_town(town: AreaRow) -> list[Unit]:
    return [u for u in units().by_id.values() if u.area_id == town.id]


def _in_the_village(builder: Builder, village: Share, number: str) -> None:
    """Secretary, desk, leaders and linked members are members of the branch; the rest of the branch has no post."""
    party = builder.unit("village_party", village.area)
    centre = builder.unit("village_centre", village.area)
    names = [builder.seat("village_secretary", village.area, party, login=f"v{number}-lead")]
    names += [
        builder.seat("village_officer", village.area, centre, login=f"v{number}-{letter}")
        for letter in VILLAGE_OFFICERS
    ]
    for nth, (grid, linked) in enumerate(zip(village.grids, village.linked, strict=True), start=1):
        group, login = builder.unit("grid_group", grid), f"g{number}{nth:02d}"
        names.append(builder.seat("grid_leader", grid, group, login=login))
        names += [builder.seat("linked_member", grid, group, login=f"{login}-m{m}") for m in range(1, linked + 1)]
    _fill_branch(builder, party.id, names, village.members)


def _cadres(builder: Builder, village: Share, number: int) -> list[str]:
    """One cadre of the town for every grid (责任田)."""
    government = builder.unit("town_government", village.area)
    return [
        builder.seat("linked_cadre", grid, government, login=f"g{number:02d}{nth:02d}-cadre")
        for nth, grid in enumerate(village.grids, start=1)
    ]


def _fill_branch(builder: Builder, organisation_id: UUID, known: list[str], count: int) -> None:
    """Enter those in post, and as many others as the branch still wants. Raises ValueError when there are too many."""
    if len(known) > count:
        raise ValueError(f"{len(known)} persons in post, and the branch has {count} members")
    builder.add_members(organisation_id, [*known, *(next(builder.names) for _one in range(count - len(known)))])
