"""Some evenings of visits: what the members of the grids noted at the doors in the last weeks."""

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils.timezone import localtime

from wangge.core.areas.queries import areas_in_memory
from wangge.core.teams.units import units
from wangge.faces.demo.month.staff import Staff
from wangge.practice.visits.operations import NewVisit, record_visit

from .build import Times

DAYS = 26
OFTEN, SELDOM = 12, 3
KIND, NOBODY = "home", "家里没人"
NOTES = (
    ("一切都好，说冬天取暖用电要注意，记下了。", ("electricity",)),
    ("家里老人腿脚不便，问能不能上门办养老认证。", ("need",)),
    ("灶台旁边堆着柴，当场帮着挪开了。", ("fire",)),
    ("孩子在外地打工，留了电话，有事打。", ()),
    ("说了防诈骗，给了便民联系卡。", ()),
    ("一个人住，精神不错，约好下周再来。", ("alone",)),
)


def visit_some(*, root: str, place: str, homes: Mapping[UUID, Sequence[UUID]], seed: int, times: Times) -> int:
    """A dozen visits in each grid of the first village, three in every other; returns how many."""
    rng = random.Random(f"{seed}:{place}:evenings")  # noqa: S311 - a demonstration, not a secret
    staff = Staff(root=root, place=place, at=times.now)
    grids = [areas_in_memory().by_id[pk] for pk in homes]
    team = {unit.area_id: unit.id for unit in units().by_id.values()}
    done = 0
    for grid in grids:
        actor = staff.acting(team[grid.id], "visit.record", path=grid.path, rng=rng)
        count = OFTEN if grid.parent_id == grids[0].parent_id else SELDOM
        for household_id in rng.sample(homes[grid.id], count):
            record_visit(actor=actor, new=_note(household_id, rng, times), at=times.now)
            done += 1
    return done


def _note(household_id: UUID, rng: random.Random, times: Times) -> NewVisit:
    """Between five and eight in the evening; every seventh door stays closed."""
    evening = localtime(times.now - timedelta(days=rng.randint(1, DAYS))).replace(hour=rng.randint(17, 19))
    if rng.random() < 1 / 7:
        return NewVisit(household_id=household_id, kind=KIND, happened_at=evening, unmet_because=NOBODY)
    words, checks = rng.choice(NOTES)
    is_unchanged = rng.random() < 0.5
    return NewVisit(
        household_id=household_id, kind=KIND, happened_at=evening, checks=checks, words=words, is_unchanged=is_unchanged
    )
