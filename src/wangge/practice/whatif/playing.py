"""Play the years of a basis as it is and as it would be, and tell both, figure by figure.

The engine comes with the extra `engines` and takes a while to load, so it is loaded when it is first asked for.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _

from wangge.ground.engines.simulation.county import County
from wangge.ground.engines.simulation.year import Told, Year
from wangge.ground.foundation.errors import Refusal

from .basis import Basis
from .changes import Changes, changed, county_of, kinds_played

ENGINE = "wangge.ground.engines.simulation.sweep"
PERCENT, HOURS = 100.0, 1 / 60
FIGURES: dict[str, float] = {
    "late_share": PERCENT, "days_p50": 1, "days_p90": 1, "signed_late_share": PERCENT, "department_wait": HOURS,
    "member_minutes": HOURS, "visits": 1, "climbed": 1, "returned": 1, "repeated": 1, "open_at_end": 1,
}  # fmt: skip
LATE_OF, RUNG = "late:", "rung:"


class Stopped(Exception):
    """Whoever watches called it off."""


@dataclass(frozen=True)
class Row:
    """One figure, today and changed: mean and the interval in which the mean lies with 95 %."""

    code: str
    before: Told
    after: Told
    difference: Told

    @property
    def is_clear(self) -> bool:
        """Whether chance alone does not explain the difference."""
        return self.difference.low > 0 or self.difference.high < 0


@dataclass(frozen=True)
class Result:
    """What came of it. Loads are the share of their time that members and departments need, today and changed."""

    rows: tuple[Row, ...]
    members: tuple[int, int]
    load_of_members: tuple[float, float]
    load_of_departments: tuple[float, float]
    seeds: int

    def row(self, code: str) -> Row:
        return next(row for row in self.rows if row.code == code)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def result_from(kept: dict[str, Any]) -> Result:
    """What was kept of a run."""
    rows = tuple(Row(one["code"], *(Told(**one[part]) for part in PARTS)) for one in kept["rows"])
    pairs = {name: tuple(kept[name]) for name in ("members", "load_of_members", "load_of_departments")}
    return Result(rows=rows, seeds=kept["seeds"], **pairs)


PARTS = ("before", "after", "difference")


@cache
def _engine() -> Any:
    try:
        return import_module(ENGINE)
    except ModuleNotFoundError as missing:
        raise Refusal(_("推演要用 engines 组件，请管理员安装")) from missing


def play(
    basis: Basis, changes: Changes, *, seeds: int, seed: int, watch: Callable[[int], bool] = lambda _done: True
) -> Result:
    """The same years of chance today and changed; `watch` hears how many are played. Raises Stopped, Refusal."""
    engine = _engine()
    after = changed(basis, changes)
    today, tried = county_of(basis, seed=seed), county_of(after, seed=seed)
    try:
        before = engine.years(today, seeds=seeds, watch=watch)
        later = engine.years(tried, seeds=seeds, watch=lambda done: watch(seeds + done))
    except engine.Cancelled as stopped:
        raise Stopped from stopped
    more = _more(basis)
    compared = {one.name: one for one in engine.compare(before, later, more=more)}
    scales = FIGURES | {name: PERCENT if name.startswith(LATE_OF) else 1.0 for name in more}
    rows = tuple(
        Row(name, *(_times(getattr(compared[name], part), scale) for part in PARTS)) for name, scale in scales.items()
    )
    return Result(
        rows=rows, members=(today.members, tried.members), seeds=seeds,
        load_of_members=_loads(today, tried, "load_of_members"),
        load_of_departments=_loads(today, tried, "load_of_departments"),
    )  # fmt: skip


def _more(basis: Basis) -> dict[str, Callable[[Year], float]]:
    """The late ones of each kind of cases, and how often each rung is reached."""
    found: dict[str, Callable[[Year], float]] = {}
    for nth, kind in enumerate(kinds_played(basis)):
        found[LATE_OF + kind.code] = lambda year, nth=nth: year.late_share_of(nth)  # type: ignore[misc]  # bound here
    for nth, step in enumerate(basis.ladder):
        found[RUNG + step.label] = lambda year, nth=nth: float(year.climbed[nth])  # type: ignore[misc]  # likewise
    return found


def _times(told: Told, scale: float) -> Told:
    return Told(told.mean * scale, told.low * scale, told.high * scale)


def _loads(today: County, tried: County, name: str) -> tuple[float, float]:
    return getattr(today, name), getattr(tried, name)
