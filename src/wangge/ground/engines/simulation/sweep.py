"""Several years of a county, with other luck each, told with how far chance alone may carry the figures."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from . import fast
from .county import County
from .year import Told, Year, told

FIGURES: dict[str, Callable[[Year], float]] = {
    "late_share": lambda year: year.late_share,
    "days_p50": lambda year: year.percentile(0.5),
    "days_p90": lambda year: year.percentile(0.9),
    "signed_late_share": lambda year: year.signed_late_share,
    "desk_wait": lambda year: year.desk_wait,
    "department_wait": lambda year: year.department_wait,
    "member_minutes": lambda year: year.member_minutes,
    "visits": lambda year: float(year.visits),
    "climbed": lambda year: float(sum(year.climbed)),
    "returned": lambda year: float(year.returned),
    "repeated": lambda year: float(year.repeated),
    "open_at_end": lambda year: float(year.open_at_end),
    "urged": lambda year: float(year.urged),
}


class Cancelled(Exception):
    """Whoever watches called it off."""


@dataclass(frozen=True)
class Compared:
    """One figure of today and of what is thought of; `is_clear` when chance alone does not explain the difference."""

    name: str
    before: Told
    after: Told
    difference: Told

    @property
    def is_clear(self) -> bool:
        return self.difference.low > 0 or self.difference.high < 0


def years(county: County, *, seeds: int, watch: Callable[[int], bool] = lambda _done: True) -> list[Year]:
    """So many years with other luck each; `watch` hears how many are done. Raises Cancelled when it says no."""
    found = []
    for nth in range(seeds):
        found.append(fast.play(replace(county, seed=county.seed + nth)))
        if not watch(nth + 1):
            raise Cancelled
    return found


def compare(
    before: Iterable[Year], after: Iterable[Year], *, more: dict[str, Callable[[Year], float]] | None = None
) -> list[Compared]:
    """Figure by figure, and `more` of the caller's; years are compared in pairs with the same seed.

    Raises ValueError where none came.
    """
    pairs = list(zip(before, after, strict=True))
    found = []
    for name, figure in (FIGURES | (more or {})).items():
        first, second = [figure(one) for one, _other in pairs], [figure(other) for _one, other in pairs]
        gaps = [after - before for before, after in zip(first, second, strict=True)]
        found.append(Compared(name, told(first), told(second), told(gaps)))
    return found
