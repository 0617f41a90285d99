"""The roster of a demonstration place: every grid with its houses and households, as many persons as the report counts.

Grid by grid through the operations in bulk, so that an interrupted one has whole grids.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from wangge.core.access.queries import Actor, HeldGrant
from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.people.lifecycle import HazardAction
from wangge.core.people.operations import (
    NewBuilding,
    NewCareTag,
    NewDwelling,
    NewHazard,
    NewHousehold,
    add_buildings,
    find_hazard,
    move_hazard,
    propose_care,
    register_households,
)
from wangge.faces.demo.geography import spot_within
from wangge.ground.rulebook.permissions import Permission

from .families import Families, Family, sizes_of

KEEPS: frozenset[Permission] = frozenset({"people.see", "people.edit", "people.care"})
SOURCE = "演示"
LOW_GROUND = 0.03  # share of the houses
SHARES = {"wiring": 0.02, "dangerous_house": 0.006}
CARE_DAYS, HAZARD_DAYS = 80, 30
COURSE = (HazardAction.ORDER, HazardAction.FIX, HazardAction.CHECK)
HAZARDS = {"wiring": "进户线老化，外皮开裂", "dangerous_house": "山墙有裂缝，下雨时渗水"}


@dataclass(frozen=True)
class Times:
    """The roster was made at `since`; what was found later, was found until `now`."""

    since: datetime
    now: datetime

    def lately(self, rng: random.Random, days: int) -> datetime:
        """Some moment of the last days."""
        return self.now - timedelta(minutes=rng.randint(60, days * 24 * 60))


def add_residents(
    *,
    place: str,
    grids: list[AreaRow],
    persons: int,
    phone: Callable[[int], str],
    seed: int,
    times: Times,
    say: Callable[[str], None],
) -> dict[UUID, tuple[UUID, ...]]:
    """Register the households that the grids are counted with, `persons` in all; returns those of each grid.

    Every other household has a telephone, of those that cannot be rung.
    """
    rng = random.Random(f"{seed}:{place}:residents")  # noqa: S311 - a demonstration, not a secret
    actor = Actor(None, _("演示"), (HeldGrant("", KEEPS, "/", None),))
    families = Families(place, on=localdate(times.since), rng=rng)
    sizes = iter(sizes_of(sum(grid.households or 0 for grid in grids), persons, rng))
    settled = {}
    for grid in grids:
        phones = [phone(rng.randrange(10**6)) if rng.random() < 0.5 else "" for _one in range(grid.households or 0)]
        here = [families.next(next(sizes), phone=one) for one in phones]
        settled[grid.id] = _settle(actor, grid, here, rng, times)
    say(_("人户建好了：{n} 人").format(n=persons))
    return settled


def _settle(actor: Actor, grid: AreaRow, families: list[Family], rng: random.Random, times: Times) -> tuple[UUID, ...]:
    new = list(_houses(grid, len(families), rng))
    added = add_buildings(actor=actor, area_id=grid.id, new=new, at=times.since)
    doors = [ids[0] for ids in added.dwelling_ids]
    homes = [
        NewHousehold(dwelling_id=door, persons=family.persons) for door, family in zip(doors, families, strict=True)
    ]
    registered = register_households(actor=actor, new=homes, at=times.since, source=SOURCE)
    for family, ids in zip(families, registered.person_ids, strict=True):
        if family.lives_alone_old:
            _care(actor, ids[0], at=times.lately(rng, CARE_DAYS))
    for door in doors:
        for kind, share in SHARES.items():
            if rng.random() < share:
                _hazard(actor, door, kind, rng, times)
    return registered.household_ids


def _hazard(actor: Actor, door: UUID, kind: str, rng: random.Random, times: Times) -> None:
    """Found lately; some are ordered to be mended, mended, and looked at again already."""
    found_at = times.lately(rng, HAZARD_DAYS)
    new = NewHazard(about="dwelling", place_id=door, kind=kind, words=HAZARDS[kind], source=SOURCE)
    hazard_id = find_hazard(actor=actor, new=new, at=found_at)
    for nth, action in enumerate(COURSE[: rng.randint(0, len(COURSE))], start=1):
        at = found_at + timedelta(hours=20 * nth)
        if at < times.now:
            move_hazard(actor=actor, hazard_id=hazard_id, action=action, at=at)


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
