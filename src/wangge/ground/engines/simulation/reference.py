"""The model written to be read, in SimPy: slow, and what `fast` is compared with.

A case: a member takes it (cases before visits) → solved, or to the town's desk → a department → the member tells the
asker. Late cases that still wait in a department go before the others. Some askers come again once. Needs simpy.
"""

import random
from collections.abc import Generator
from dataclasses import dataclass, field
from importlib import import_module
from math import log
from typing import Any

from .county import LONGEST, MINUTES_A_DAY, County, Year

CASES_FIRST, VISITS_AFTER = 0, 1
LATE_FIRST, IN_TURN = 0, 1
Steps = Generator[Any, Any, None]


@dataclass
class _Tally:
    closed: int = 0
    late: int = 0
    repeated: int = 0
    urged: int = 0
    visits: int = 0
    at_desk: float = 0.0
    desks: int = 0
    at_department: float = 0.0
    departments: int = 0
    worked: float = 0.0
    days: list[int] = field(default_factory=lambda: [0] * LONGEST)


def play(county: County) -> Year:
    """A year of the county by the reference model. Raises ImportError without simpy."""
    model = _Model(county, import_module("simpy"))
    model.run()
    seen = model.tally
    return Year(
        cases=county.cases, closed=seen.closed, late=seen.late, open_at_end=county.cases - seen.closed,
        repeated=seen.repeated,
        urged=seen.urged, visits=seen.visits, days=tuple(seen.days), desk_wait=seen.at_desk / max(1, seen.desks),
        department_wait=seen.at_department / max(1, seen.departments),
        member_minutes=seen.worked / county.members / county.days, events=model.events,
    )  # fmt: skip


class _Model:
    def __init__(self, county: County, simpy: Any) -> None:
        self.county, self.tally, self.events = county, _Tally(), 0
        self.open_until: dict[object, float] = {}  # the deadlines of what is not closed yet
        self.rng = random.Random(county.seed)  # noqa: S311 - a game, not a secret
        self.env = simpy.Environment()
        self.nothing_left = simpy.core.EmptySchedule
        self.members = [simpy.PriorityResource(self.env, 1) for _one in range(county.members)]
        self.desks = [simpy.Resource(self.env, county.officers_a_desk) for _one in range(county.desks)]
        self.departments = [
            simpy.PriorityResource(self.env, county.handlers_a_department) for _one in range(county.departments)
        ]

    def run(self) -> None:
        self.env.process(self._reports())
        for member in range(self.county.members):
            self.env.process(self._days_of(member))
        while self.env.peek() <= self.county.minutes:
            self.env.step()
            self.events += 1
        self.tally.late += sum(due < self.county.minutes for due in self.open_until.values())

    def _reports(self) -> Steps:
        for at in sorted(self.rng.uniform(0, self.county.minutes) for _one in range(self.county.cases)):
            yield self.env.timeout(at - self.env.now)
            self.env.process(self._case())

    def _days_of(self, member: int) -> Steps:
        owed = 0.0
        for _day in range(self.county.days):
            owed += self.county.visits_a_day
            while owed >= 1:
                owed -= 1
                self.env.process(self._visit(member))
            yield self.env.timeout(MINUTES_A_DAY)

    def _visit(self, member: int) -> Steps:
        yield from self._work(member, VISITS_AFTER, self.rng.uniform(*self.county.visit_minutes))
        self.tally.visits += 1

    def _work(self, member: int, priority: int, minutes: float) -> Steps:
        with self.members[member].request(priority=priority) as turn:
            yield turn
            self.tally.worked += minutes
            yield self.env.timeout(minutes)

    def _case(self) -> Steps:
        county, reported = self.county, self.env.now
        due, key = reported + county.deadline_days * MINUTES_A_DAY, object()
        self.open_until[key] = due
        member = self.rng.randrange(county.members)
        for is_again in (False, True):
            yield from self._work(member, CASES_FIRST, self.rng.expovariate(1 / county.member_minutes))
            if self.rng.random() < county.escalated:
                yield from self._desk(member)
                yield from self._department(member, due=due)
                yield from self._work(member, CASES_FIRST, county.closing_minutes)
            if is_again or self.rng.random() >= county.repeated:
                break
            self.tally.repeated += 1
        del self.open_until[key]
        self._close(self.env.now - reported)

    def _desk(self, member: int) -> Steps:
        asked = self.env.now
        with self.desks[member % self.county.desks].request() as turn:
            yield turn
            self.tally.at_desk += self.env.now - asked
            self.tally.desks += 1
            yield self.env.timeout(self.rng.expovariate(1 / self.county.desk_minutes))

    def _department(self, member: int, *, due: float) -> Steps:
        """Wait for a handler; whoever is late meanwhile asks again, before all who are not."""
        asked = self.env.now
        department = self.departments[member % self.county.departments]
        is_urged = self.county.is_urged and due <= asked
        self.tally.urged += is_urged
        request = department.request(priority=LATE_FIRST if is_urged else IN_TURN)
        if self.county.is_urged and not is_urged:
            yield request | self.env.timeout(due - asked)
            if not request.triggered:
                request.cancel()
                self.tally.urged += 1
                request = department.request(priority=LATE_FIRST)
        yield request
        self.tally.at_department += self.env.now - asked
        self.tally.departments += 1
        spread = self.county.department_spread
        yield self.env.timeout(self.rng.lognormvariate(log(self.county.department_minutes), spread))
        department.release(request)

    def _close(self, minutes: float) -> None:
        self.tally.closed += 1
        self.tally.late += minutes > self.county.deadline_days * MINUTES_A_DAY
        self.tally.days[min(LONGEST - 1, int(minutes / MINUTES_A_DAY))] += 1
