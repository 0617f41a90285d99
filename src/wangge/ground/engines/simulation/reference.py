"""The model written to be read, in SimPy: slow, and what `fast` is compared with.

A case: a member takes it (cases before visits) → solved, or to the town's desk → a department → the member tells the
asker. Some go to the desk at once and are answered by the department; some a department sends back to the desk. Whoever
has climbed the first rung and still waits in a department goes before the others. Some askers come again once. It
needs simpy.
"""

import random
from collections.abc import Generator
from dataclasses import dataclass, field
from importlib import import_module
from math import inf, log
from typing import Any

from .county import BINS_A_DAY, LONGEST, County, Kind
from .year import Year

CASES_FIRST, VISITS_AFTER = 0, 1
URGED_FIRST, IN_TURN = 0, 1
Steps = Generator[Any, Any, None]


@dataclass
class _Tally:
    closed: int = 0
    late: int = 0
    repeated: int = 0
    returned: int = 0
    handed_on: int = 0
    signed_late: int = 0
    urged: int = 0
    visits: int = 0
    at_desk: float = 0.0
    desks: int = 0
    at_department: float = 0.0
    taken_up: int = 0
    worked: float = 0.0
    days: list[int] = field(default_factory=lambda: [0] * LONGEST * BINS_A_DAY)


@dataclass
class _Case:
    kind: int
    member: int
    reported: float
    began: float
    due: float
    climbs: list[float]
    """When it reaches each rung of the ladder, should it still be open."""
    sign_by: float = inf
    """While it waits in a department."""
    was_late: bool = False


def play(county: County) -> Year:
    """A year of the county by the reference model. Raises ImportError without simpy."""
    model = _Model(county, import_module("simpy"))
    model.run()
    seen = model.tally
    return Year(
        cases=county.cases, closed=seen.closed, late=seen.late, open_at_end=county.cases - seen.closed,
        cases_by_kind=tuple(model.cases_by_kind), late_by_kind=tuple(model.late_by_kind),
        repeated=seen.repeated, returned=seen.returned, handed_on=seen.handed_on, signed_late=seen.signed_late,
        urged=seen.urged, climbed=tuple(model.climbed), visits=seen.visits, days=tuple(seen.days),
        desk_wait=seen.at_desk / max(1, seen.desks), department_wait=seen.at_department / max(1, seen.taken_up),
        member_minutes=seen.worked / county.members / county.days, events=model.events,
    )  # fmt: skip


class _Model:
    def __init__(self, county: County, simpy: Any) -> None:
        self.county, self.tally, self.events = county, _Tally(), 0
        self.cases_by_kind, self.late_by_kind = [0] * len(county.kinds), [0] * len(county.kinds)
        self.climbed = [0] * len(county.rungs)
        self.still_open: dict[int, _Case] = {}
        self.rng = random.Random(county.seed)  # noqa: S311 - a game, not a secret
        self.env = simpy.Environment()
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
        for case in self.still_open.values():
            self._climb(case, until=self.county.minutes)
            self._count_late(case, is_late=case.was_late or case.due < self.county.minutes)
            self.tally.signed_late += case.sign_by < self.county.minutes

    def _reports(self) -> Steps:
        for at in sorted(self.rng.uniform(0, self.county.minutes) for _one in range(self.county.cases)):
            yield self.env.timeout(at - self.env.now)
            self.env.process(self._case())

    def _days_of(self, member: int) -> Steps:
        before = 0
        for day in range(self.county.days):
            for _visit in range(self.county.visits_by(day) - before):
                self.env.process(self._visit(member))
            before = self.county.visits_by(day)
            yield self.env.timeout(self.county.minutes_a_day)

    def _visit(self, member: int) -> Steps:
        yield from self._work(member, VISITS_AFTER, self.rng.uniform(*self.county.visit_minutes))
        self.tally.visits += 1

    def _work(self, member: int, priority: int, minutes: float) -> Steps:
        with self.members[member].request(priority=priority) as turn:
            yield turn
            self.tally.worked += minutes
            yield self.env.timeout(minutes)

    def _case(self) -> Steps:
        county = self.county
        which = self.rng.choices(range(len(county.kinds)), [kind.share for kind in county.kinds])[0]
        kind, member = county.kinds[which], self.rng.randrange(county.members)
        self.cases_by_kind[which] += 1
        case = _Case(which, member, self.env.now, self.env.now, inf, [])
        self.still_open[id(case)] = case
        is_direct = self.rng.random() < kind.direct
        for is_again in (False, True):
            self._start_clock(case, kind.redo if is_again else kind.close)
            yield from self._round(case, kind, is_direct=is_direct)
            self._climb(case, until=self.env.now)
            case.was_late |= self.env.now > case.due
            if is_again or self.rng.random() >= county.repeated:
                break
            self.tally.repeated += 1
        del self.still_open[id(case)]
        self._close(case)

    def _start_clock(self, case: _Case, clock: Any) -> None:
        case.began = self.env.now
        case.due = self.county.dates.due(case.began, clock)
        case.climbs = [self.county.rung_at(rung, began=case.began, due=case.due) for rung in self.county.rungs]

    def _round(self, case: _Case, kind: Kind, *, is_direct: bool) -> Steps:
        if not is_direct:
            yield from self._work(case.member, CASES_FIRST, self.rng.expovariate(1 / self.county.member_minutes))
            if self.rng.random() >= kind.escalated:
                return
        for turn in range(self.county.returns_most + 1):
            yield from self._desk(case)
            is_back = turn < self.county.returns_most and self.rng.random() < self.county.returned
            yield from self._department(case, kind, (case.member + turn) % self.county.departments, is_back=is_back)
            if not is_back:
                break
            self.tally.returned += 1
        if not is_direct:
            yield from self._work(case.member, CASES_FIRST, self.county.closing_minutes)

    def _desk(self, case: _Case) -> Steps:
        asked = self.env.now
        with self.desks[case.member % self.county.desks].request() as turn:
            yield turn
            self.tally.at_desk += self.env.now - asked
            self.tally.desks += 1
            yield self.env.timeout(self.rng.expovariate(1 / self.county.desk_minutes))

    def _department(self, case: _Case, kind: Kind, which: int, *, is_back: bool) -> Steps:
        """Wait for a handler; whoever climbs the first rung meanwhile asks again, before all who have not."""
        asked, department = self.env.now, self.departments[which]
        case.sign_by = self.county.dates.due(asked, kind.sign)
        self.tally.handed_on += 1
        climbs = min(case.climbs, default=inf)
        request = department.request(priority=URGED_FIRST if climbs <= asked else IN_TURN)
        if not request.triggered and climbs <= asked:
            self.tally.urged += 1
        elif not request.triggered and climbs < inf:
            yield request | self.env.timeout(climbs - asked)
            if not request.triggered:
                request.cancel()
                self.tally.urged += 1
                request = department.request(priority=URGED_FIRST)
        yield request
        self.tally.at_department += self.env.now - asked
        self.tally.taken_up += 1
        self.tally.signed_late += self.env.now > case.sign_by
        case.sign_by = inf
        longer = self.rng.lognormvariate(log(kind.department_minutes), self.county.department_spread)
        yield self.env.timeout(self.county.return_minutes if is_back else longer)
        department.release(request)

    def _climb(self, case: _Case, *, until: float) -> None:
        for rung, at in enumerate(case.climbs):
            self.climbed[rung] += at < until

    def _close(self, case: _Case) -> None:
        self.tally.closed += 1
        self._count_late(case, is_late=case.was_late)
        took = (self.env.now - case.reported) / self.county.minutes_a_day * BINS_A_DAY
        self.tally.days[min(LONGEST * BINS_A_DAY - 1, int(took))] += 1

    def _count_late(self, case: _Case, *, is_late: bool) -> None:
        self.tally.late += is_late
        self.late_by_kind[case.kind] += is_late
