"""Some evenings of visits: what departments asked to be done at doors, what was noted there, and what still waits."""

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils.timezone import localdate, localtime

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.core.teams.units import units
from wangge.faces.demo.month.staff import Staff
from wangge.practice.visits.operations import DoneErrand, NewErrand, NewVisit, ask_errands, record_visit
from wangge.practice.visits.queries.doors import door

from .build import Times

DAYS = 26
OFTEN, SELDOM = 12, 3  # doors visited in each grid of the first village, and of the others
MANY, FEW = 8, 2  # doors that still wait, likewise
THINGS = (1, 2, 2, 3, 3)  # errands at a door
ASKED_BEFORE, WAITING = timedelta(days=DAYS + 2), timedelta(days=4)
KIND, NOBODY = "home", "家里没人"
NOTES = (
    ("一切都好，说冬天取暖用电要注意，记下了。", ("electricity",)),
    ("家里老人腿脚不便，问能不能上门办养老认证。", ("need",)),
    ("灶台旁边堆着柴，当场帮着挪开了。", ("fire",)),
    ("孩子在外地打工，留了电话，有事打。", ()),
    ("说了防诈骗，给了便民联系卡。", ()),
    ("一个人住，精神不错，约好下周再来。", ("alone",)),
)
# Which part of the town centre asks for what, and what is said of it when it is done.
ASKED_BY = {
    "care_check": ("民政", "看过了，身体还好"),
    "hazard_recheck": ("应急管理", "看过了，线换了"),
    "confirm": ("便民服务中心", "没有变化"),
    "notice": ("社会事务", "说了，单子留下了"),
    "survey": ("便民服务中心", "填好了"),
    "signature": ("农业农村综合服务中心", "签了字"),
}


def visit_some(*, root: str, place: str, homes: Mapping[UUID, Sequence[UUID]], seed: int, times: Times) -> int:
    """A dozen visits in each grid of the first village, three in every other; returns how many.

    At a door are up to three errands of different departments; at some doors they are still to be done.
    """
    rng = random.Random(f"{seed}:{place}:evenings")  # noqa: S311 - a demonstration, not a secret
    staff = Staff(root=root, place=place, at=times.now)
    grids = [areas_in_memory().by_id[pk] for pk in homes]
    team = {unit.area_id: unit.id for unit in units().by_id.values()}
    done = 0
    for grid in grids:
        is_first = grid.parent_id == grids[0].parent_id
        visited, waiting = (OFTEN, MANY) if is_first else (SELDOM, FEW)
        doors = rng.sample(homes[grid.id], visited + waiting)
        evenings = _Evenings(grid, team[grid.id], staff, rng, times)
        evenings.ask(doors[:visited], before=ASKED_BEFORE)
        for household_id in doors[:visited]:
            evenings.visit(household_id)
        evenings.ask(doors[visited:], before=WAITING)
        done += visited
    return done


class _Evenings:
    """Those of one grid."""

    def __init__(self, grid: AreaRow, team: UUID, staff: Staff, rng: random.Random, times: Times) -> None:
        self._grid, self._staff, self._rng, self._times = grid, staff, rng, times
        self._visitor = staff.acting(team, "visit.record", path=grid.path, rng=rng)

    def ask(self, doors: Iterable[UUID], *, before: timedelta) -> None:
        """Departments ask for errands, due within a month."""
        at = self._times.now - before
        wanted: dict[str, list[NewErrand]] = {}
        for household_id in doors:
            for kind in self._rng.sample(list(ASKED_BY), self._rng.choice(THINGS)):
                due = localdate(at) + timedelta(days=self._rng.randint(7, 30))
                wanted.setdefault(kind, []).append(NewErrand(household_id=household_id, kind=kind, due_on=due))
        for kind, new in wanted.items():
            unit = self._staff.handling(ASKED_BY[kind][0], path=self._grid.path)
            actor = self._staff.acting(unit.id, "visit.ask", path=self._grid.path, rng=self._rng)
            ask_errands(actor=actor, new=new, unit=unit, at=at)

    def visit(self, household_id: UUID) -> None:
        record_visit(actor=self._visitor, new=self._note(household_id), at=self._times.now)

    def _note(self, household_id: UUID) -> NewVisit:
        """Between five and eight in the evening; every seventh door stays closed."""
        rng = self._rng
        evening = localtime(self._times.now - timedelta(days=rng.randint(1, DAYS))).replace(hour=rng.randint(17, 19))
        if rng.random() < 1 / 7:
            return NewVisit(household_id=household_id, kind=KIND, happened_at=evening, unmet_because=NOBODY)
        words, checks = rng.choice(NOTES)
        return NewVisit(
            household_id=household_id, kind=KIND, happened_at=evening, checks=checks, words=words,
            is_unchanged=rng.random() < 0.5, errands=self._done_at(household_id),
        )  # fmt: skip

    def _done_at(self, household_id: UUID) -> tuple[DoneErrand, ...]:
        seen = self._visitor.scope("visit.see")
        open_here = door(
            scope=seen, household_id=household_id, area_id=self._grid.id, today=localdate(self._times.now)
        ).errands  # fmt: skip
        return tuple(DoneErrand(one.id, ASKED_BY[one.kind][1]) for one in open_here)
