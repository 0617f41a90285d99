"""A village with two grids, doors and people who keep its roster: read a test without opening this file."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from tests.world import MONDAY, make_actor, make_grid
from wangge.core.access.queries import Actor
from wangge.core.areas.models import Area
from wangge.core.people.models import (
    Dwelling,
    Household,
    HouseholdHome,
    HouseholdMember,
    Person,
    Residence,
    RosterEvent,
)
from wangge.core.people.operations import NewBuilding, NewDwelling, NewHousehold, add_buildings, register_households
from wangge.core.people.persons import NewPerson
from wangge.ground.foundation.identity import id_check

WEDDING = date(2020, 5, 1)
_serial = count(1)
LOOK = "a test looks"


def id_number(born: str, *, male: bool = True, area: str = "621123") -> str:
    """A number of somebody who does not exist."""
    body = f"{area}{born}{next(_serial) % 50:02}{1 if male else 2}"
    return body + id_check(body)


@dataclass
class Roster:
    """One village; every moment is MONDAY unless a test says otherwise."""

    village: Area
    grid: Area
    next_grid: Area
    member: Actor  # keeps the roster of the first grid
    lead: Actor  # of the village: decides, sees what is sensitive
    doors: list[UUID] = field(default_factory=list)
    far_doors: list[UUID] = field(default_factory=list)

    def family(self, *persons: NewPerson, door: UUID | None = None, on: date = WEDDING) -> UUID:
        """张大力, his wife 李芳 and their son 张小力, registered and living at the first door."""
        new = NewHousehold(dwelling_id=door or self.doors[0], persons=persons or family())
        return register_households(actor=self.lead, new=[new], at=MONDAY, on=on).household_ids[0]

    def members(self, household_id: UUID) -> dict[str, str]:
        """Who is in a household now: role by name."""
        rows = HouseholdMember.objects.everywhere(LOOK).filter(household_id=household_id, until=None, voided_by=None)
        return {row.person.name: row.role for row in rows.select_related("person")}

    def person(self, name: str) -> Person:
        return next(row for row in Person.objects.everywhere(LOOK).all() if row.name == name)

    def household(self, household_id: UUID) -> Household:
        return Household.objects.everywhere(LOOK).get(pk=household_id)

    def lives(self, name: str) -> set[tuple[str, str]]:
        """Where somebody belongs now: room and kind."""
        rows = Residence.objects.everywhere(LOOK).filter(person=self.person(name), until=None, voided_by=None)
        return {(row.dwelling.room if row.dwelling else "", row.kind) for row in rows.select_related("dwelling")}

    def picture(self) -> dict[str, Any]:
        """All that is true now, to compare before and after."""
        live = {"until": None, "voided_by": None}
        return {
            "members": sorted(
                HouseholdMember.objects.everywhere(LOOK)
                .filter(**live)
                .values_list("household_id", "person_id", "role", "since")
            ),
            "residences": sorted(
                Residence.objects.everywhere(LOOK)
                .filter(**live)
                .values_list("person_id", "dwelling_id", "kind", "since")
            ),
            "homes": sorted(
                HouseholdHome.objects.everywhere(LOOK)
                .filter(**live)
                .values_list("household_id", "dwelling_id", "since")
            ),
            "persons": sorted(
                Person.objects.everywhere(LOOK).values_list("id", "area_path", "died_on", "left_on", "merged_into")
            ),
            "households": sorted(
                Household.objects.everywhere(LOOK).values_list("id", "area_path", "dwelling_id", "ended_on")
            ),
        }

    def newest_event(self) -> RosterEvent:
        return RosterEvent.objects.everywhere(LOOK).order_by("-id")[0]


def family() -> tuple[NewPerson, ...]:
    both = ("registered", "lives")
    return (
        NewPerson(name="张大力", document_number=id_number("19680307"), phone="13893212345", role="head", kinds=both),
        NewPerson(name="李芳", document_number=id_number("19700911", male=False), role="spouse", kinds=both),
        NewPerson(name="张小力", born_on=date(1996, 2, 3), sex="male", role="child", kinds=both),
    )


def tenant(name: str = "王伟", role: str = "head", **more: Any) -> NewPerson:
    return NewPerson(name=name, role=role, kinds=("rents",), **more)


def make_roster(village: Area, when: datetime = MONDAY) -> Roster:
    roles = {"qingping": ("linked_cadre", "village_lead"), "shanghu": ("linked_cadre", "village_lead")}
    member_role, lead_role = roles[village.town.place]  # type: ignore[union-attr]  # a village has a town
    grid, next_grid = make_grid(under=village), make_grid(under=village)
    roster = Roster(
        village,
        grid,
        next_grid,
        make_actor(member_role, at=grid, when=when),
        make_actor(lead_role, at=village, when=when),
    )
    rooms = tuple(
        NewDwelling(unit="1单元", room=f"{floor}0{room}室", floor=floor) for floor in (1, 2) for room in (1, 2)
    )
    for area, doors in ((grid, roster.doors), (next_grid, roster.far_doors)):
        added = add_buildings(
            actor=roster.lead, area_id=area.pk, at=MONDAY, new=[NewBuilding(name="荣星小区3幢", dwellings=rooms)]
        )
        doors += added.dwelling_ids[0]
    return roster


def dwelling(pk: UUID) -> Dwelling:
    return Dwelling.objects.everywhere(LOOK).get(pk=pk)
