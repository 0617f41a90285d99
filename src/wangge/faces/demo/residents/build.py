"""The roster of a demonstration place: every grid with its houses and households, as many persons as the report counts.

Grid by grid through the operations in bulk, so that an interrupted one has whole grids.
"""

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, HeldGrant
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.people.operations import (
    NewBuilding,
    NewCareTag,
    NewDwelling,
    NewHazard,
    NewHousehold,
    add_buildings,
    find_hazard,
    propose_care,
    register_households,
)
from wangge.faces.demo.geography import spot_within
from wangge.ground.rulebook.permissions import Permission

from .families import Families, Family, sizes_of

KEEPS: frozenset[Permission] = frozenset({"people.see", "people.edit", "people.care"})
SOURCE = "演示"
LOW_GROUND, WIRING, DANGEROUS = 0.03, 0.012, 0.004  # shares of the houses
HAZARDS = {"wiring": "进户线老化，外皮开裂", "dangerous_house": "山墙有裂缝，下雨时渗水"}


def add_residents(
    *, place: str, grids: list[AreaRow], persons: int, seed: int, at: datetime, say: Callable[[str], None]
) -> int:
    """Register the households that the grids are counted with, `persons` in all; returns how many there are."""
    rng = random.Random(f"{seed}:{place}:residents")  # noqa: S311 - a demonstration, not a secret
    actor = Actor(None, _("演示"), (HeldGrant("", KEEPS, "/", None),))
    families = Families(place, on=localdate(at), rng=rng)
    sizes = iter(sizes_of(sum(grid.households or 0 for grid in grids), persons, rng))
    done = 0
    for grid in grids:
        here = [families.next(next(sizes), phone=_phone(rng)) for _one in range(grid.households or 0)]
        _settle(actor, grid, here, rng, at=at)
        done += sum(len(family.persons) for family in here)
    say(_("人户建好了：{n} 人").format(n=done))
    return done


def _phone(rng: random.Random) -> str:
    """A fixed line that cannot be rung, for every other household."""
    return f"0932-0{rng.randrange(10**6):06d}" if rng.random() < 0.5 else ""


def _settle(actor: Actor, grid: AreaRow, families: list[Family], rng: random.Random, *, at: datetime) -> None:
    added = add_buildings(actor=actor, area_id=grid.id, new=list(_houses(grid, len(families), rng)), at=at)
    doors = [ids[0] for ids in added.dwelling_ids]
    new = [NewHousehold(dwelling_id=door, persons=family.persons) for door, family in zip(doors, families, strict=True)]
    registered = register_households(actor=actor, new=new, at=at, source=SOURCE)
    for family, ids in zip(families, registered.person_ids, strict=True):
        if family.lives_alone_old:
            _care(actor, ids[0], at=at)
    for door in doors:
        for kind, share in (("wiring", WIRING), ("dangerous_house", DANGEROUS)):
            if rng.random() < share:
                hazard = NewHazard(about="dwelling", place_id=door, kind=kind, words=HAZARDS[kind], source=SOURCE)
                find_hazard(actor=actor, new=hazard, at=at)


def _houses(grid: AreaRow, count: int, rng: random.Random) -> Iterator[NewBuilding]:
    """One house a household, numbered through the grid."""
    shape = areas_in_memory().outlines[grid.id].shape
    for number in range(1, count + 1):
        lon, lat = spot_within(shape, rng)
        yield NewBuilding(
            name=_("{grid}{number}号").format(grid=grid.name, number=number), lon=lon, lat=lat,
            lies_low=rng.random() < LOW_GROUND, dwellings=(NewDwelling(),),
        )  # fmt: skip


def _care(actor: Actor, person_id: UUID, *, at: datetime) -> None:
    tag = NewCareTag(
        about="person", subject_id=person_id, kind="alone_elder", reason=_("一个人住，子女不在本村"),
        source=SOURCE, owner_name=_("网格长"),
    )  # fmt: skip
    propose_care(actor=actor, new=tag, at=at)
