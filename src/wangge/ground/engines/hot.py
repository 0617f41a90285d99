"""Which hot issue a new report belongs to, and how well issues came to an end.

A report joins the group of the report it is most like. Chains of ever less alike reports are kept out in two ways: the
score already holds the place (`likeness`), and a report must be like several of the group's, not like one alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

LINKED = 0.22  # from here on two reports are about one issue
LINKS = 3  # so many of a group are looked at …
SPREAD = 0.8  # … and must reach on average this share of LINKED
SAME_ASKER = 0.12  # from here on two reports of one person are about one issue
WITHIN = timedelta(days=90)
DEFUSED_AFTER = 30

Group = TypeVar("Group")


def group_of(links: Mapping[Group, Sequence[float]], *, sizes: Mapping[Group, int]) -> Group | None:
    """The group that a report belongs to by how alike it is to those of each group; None for a new one."""
    for group in sorted(links, key=lambda g: -max(links[g], default=0.0)):
        best = sorted(links[group], reverse=True)
        if not best or best[0] < LINKED:
            return None
        needed = min(LINKS, sizes[group])
        if sum(best[:needed]) / needed >= SPREAD * LINKED:
            return group
    return None


@dataclass(frozen=True)
class Planned:
    """A group with a plan: the day of the plan and the days on which a new report came in afterwards."""

    on: date
    reports: Sequence[date] = ()
    days: int = DEFUSED_AFTER

    def is_over(self, today: date) -> bool:
        """Whether the days of waiting are past."""
        return today >= self.on + timedelta(days=self.days)

    @property
    def has_returned(self) -> bool:
        """Whether a new report came within those days; the day of the plan itself does not count."""
        return any(self.on < day <= self.on + timedelta(days=self.days) for day in self.reports)


@dataclass(frozen=True)
class DefusedRate:
    """钝化率: planned groups without a new report within their days, of all planned ones whose days are decided.

    A group still waiting without a new report is in neither number and is shown apart.
    """

    defused: int
    planned: int
    waiting: int

    @property
    def share(self) -> float | None:
        return self.defused / self.planned if self.planned else None


def defused_rate(groups: Sequence[Planned], *, today: date) -> DefusedRate:
    """The rate on a day."""
    returned = sum(g.has_returned for g in groups)
    defused = sum(g.is_over(today) and not g.has_returned for g in groups)
    return DefusedRate(defused, defused + returned, len(groups) - defused - returned)
