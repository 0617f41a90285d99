"""A village of nine rows of houses in three grids, all in one place: read a test without opening this file.

Sixty metres stand between two houses. The grids are strips of columns: 第一 0–3, 第二 4, 第三 5.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.world import MONDAY, make_actor, make_grid, make_town, make_unit, make_village
from wangge.core.access.queries import Actor
from wangge.core.areas.models import Area
from wangge.core.areas.operations import set_boundary
from wangge.core.people.models import Household
from wangge.core.people.operations import NewBuilding, NewDwelling, NewHousehold, add_buildings, register_households
from wangge.core.people.persons import NewPerson
from wangge.core.people.queries import sight_of
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.foundation.jobs import run_waiting
from wangge.practice.gridplans import operations
from wangge.practice.gridplans.queries import grid_of_household

COLUMNS, ROWS = 6, 4
WEST, SOUTH = 104.20, 35.10
STEP = 0.0006
OWN = (4, 1, 1)  # columns of each grid
LOOK = "a test looks"


@dataclass
class Village:
    """One village; every moment is MONDAY unless a test says otherwise."""

    town: Area
    area: Area
    grids: list[Area]
    desk: Actor
    lead: Actor
    houses: dict[tuple[int, int], UUID] = field(default_factory=dict)
    doors: dict[tuple[int, int], UUID] = field(default_factory=dict)
    homes: dict[tuple[int, int], UUID] = field(default_factory=dict)

    def family(self, spot: tuple[int, int]) -> Household:
        return Household.objects.everywhere(LOOK).get(pk=self.homes[spot])

    def held_by(self, spot: tuple[int, int], days: int) -> str:
        """Which grid held the family of a house so many days after MONDAY."""
        on = day_of(MONDAY + timedelta(days=days))
        return grid_of_household(sight=sight_of(actor=self.lead), household_id=self.homes[spot], on=on).name

    def plan(self, **given: Any) -> UUID:
        return operations.begin_plan(actor=self.desk, village_id=self.area.pk, at=MONDAY, **given)

    def drawn(self, **given: Any) -> UUID:
        plan_id = self.plan(**given)
        run_waiting()
        return plan_id

    def begun(self, **given: Any) -> UUID:
        """A plan whose drawing was stopped: today is there to be chosen."""
        plan_id = self.plan(**given)
        operations.cancel_drawing(actor=self.desk, plan_id=plan_id, at=MONDAY)
        return plan_id

    def put_in_force(self, plan_id: UUID, *, days: int) -> dict[str, int]:
        """Published, waited for, approved and in force that many days after MONDAY."""
        operations.publish_plan(actor=self.desk, plan_id=plan_id, at=MONDAY + timedelta(days=days - 8))
        at = MONDAY + timedelta(days=days)
        operations.approve_plan(actor=self.lead, plan_id=plan_id, effective_on=day_of(at), at=at)
        moved = dict(operations.put_in_force(actor=self.lead, plan_id=plan_id, at=at))
        run_waiting()
        return moved


def spot_of(column: int, row: int, *, west: float = WEST) -> tuple[float, float]:
    return west + column * STEP, SOUTH + row * STEP


def make_planned_village(
    town: Area | None = None, *, name: str = "荣星村", west: float = WEST, people: bool = True
) -> Village:
    """荣星村, or another village of a town, which lies elsewhere."""
    town = town or make_town()
    area = make_village(name, under=town)
    grids = [make_grid(under=area) for _ in OWN]
    found = Village(town, area, grids, make_actor("town_desk", at=town), make_actor("town_lead", at=town))
    for grid in grids:
        make_unit("grid_group", at=grid) if town.place == "qingping" else None
    set_boundary(
        area_id=area.pk, geometry=_box(0, COLUMNS, west), source="surveyed", on=day_of(MONDAY - timedelta(days=99))
    )
    first = 0
    for grid, columns in zip(grids, OWN, strict=True):
        on = day_of(MONDAY - timedelta(days=99))
        set_boundary(area_id=grid.pk, geometry=_box(first, first + columns, west), source="surveyed", on=on)
        _build(found, grid, range(first, first + columns), west=west, people=people)
        first += columns
    return found


def _box(first: int, last: int, begin: float) -> dict[str, Any]:
    west, east = begin + (first - 0.5) * STEP, begin + (last - 0.5) * STEP
    south, north = SOUTH - 0.5 * STEP, SOUTH + (ROWS - 0.5) * STEP
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def _build(found: Village, grid: Area, columns: range, *, west: float, people: bool) -> None:
    spots = [(column, row) for column in columns for row in range(ROWS)]
    new = [
        NewBuilding(name=f"{column}列{row}号", lon=spot_of(column, row, west=west)[0], lat=spot_of(column, row)[1],
                    dwellings=(NewDwelling(room="一层"),))
        for column, row in spots
    ]  # fmt: skip
    added = add_buildings(actor=found.lead, area_id=grid.pk, new=new, at=MONDAY - timedelta(days=90))
    found.houses |= dict(zip(spots, added.building_ids, strict=True))
    found.doors |= {spot: doors[0] for spot, doors in zip(spots, added.dwelling_ids, strict=True)}
    if people:
        both = ("registered", "lives")
        families = [
            NewHousehold(
                dwelling_id=found.doors[spot],
                persons=(NewPerson(name="张大力", role="head", kinds=both),),
            )
            for spot in spots
        ]
        on = day_of(MONDAY - timedelta(days=60))
        made = register_households(actor=found.lead, new=families, at=MONDAY - timedelta(days=60), on=on)
        found.homes |= dict(zip(spots, made.household_ids, strict=True))
