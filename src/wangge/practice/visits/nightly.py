"""Every night: the day's tasks of each grid, and what phones were given against how things are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from wangge.core.areas.levels import Level
from wangge.core.areas.memory import areas_in_memory
from wangge.core.cases.carried import CASE, cases_of_grid
from wangge.core.people.carried import HOUSEHOLD, PERSON, roster_of_grid
from wangge.ground.foundation.calendar.days import day_of
from wangge.ground.sync.comparing import Drift, keep_drift, match_scope
from wangge.ground.sync.rows import NewRow
from wangge.practice.visits.carried import TASK, VISIT, WISH, visits_of_grid
from wangge.practice.visits.tasks import Which, tasks

GRIDS = (Level.GRID, Level.MICRO)
KINDS = (HOUSEHOLD, PERSON, CASE, VISIT, WISH, TASK)
AGING = (CASE, VISIT, WISH)  # of these some leave the phones each night by age alone


def refresh_phones(*, at: datetime, areas: Collection[UUID] | None = None) -> dict[UUID, dict[str, Drift]]:
    """Bring what phones have to how things are, grid by grid, each in a transaction of its own; what differed, by town.

    Tasks are of the day: that they differ is no drift. All grids unless some are named.
    """
    found: dict[UUID, dict[str, Drift]] = defaultdict(lambda: defaultdict(Drift))
    for row in areas_in_memory().rows:
        if row.level in GRIDS and row.town_id is not None and (areas is None or row.id in areas):
            for kind, drift in _refresh(row.id, row.path, at=at).items():
                found[row.town_id][kind] += drift
    return found


def compare_phones(*, at: datetime) -> None:
    """The same for all grids, and what differed is kept for the page of the jobs."""
    for town_id, drifts in refresh_phones(at=at).items():
        keep_drift(town_id=town_id, on=day_of(at), found=drifts, at=at)


def _refresh(area_id: UUID, path: str, *, at: datetime) -> dict[str, Drift]:
    def expected() -> Iterable[NewRow]:
        yield from roster_of_grid(area_id=area_id)
        yield from cases_of_grid(area_path=path, at=at)
        yield from visits_of_grid(area_id=area_id, at=at)
        yield from tasks(which=Which(areas=frozenset({area_id})), at=at)

    found = match_scope(scope=area_id, kinds=KINDS, expected=expected, at=at)
    for kind in AGING:
        found[kind].stale = 0
    return {kind: drift for kind, drift in found.items() if kind != TASK}
