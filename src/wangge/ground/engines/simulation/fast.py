"""The same model as `reference`, as a loop over events in machine code: a county-year in a second or two.

Members, desks and departments are servers with queues; a heap holds when each is free again. What comes in, the
mornings and the deadlines are in order by themselves and stay out of the heap.
"""

import numpy as np

from wangge.ground.engines.compiled import compiled, inlined

from .county import LONGEST, MINUTES_A_DAY, County, Year
from .state import (
    AT_DEPARTMENT,
    AT_DESK,
    CLOSED,
    DEPARTMENT,
    DEPARTMENT_WAIT,
    DESK,
    DESK_WAIT,
    EVENTS,
    LATE,
    MEMBER_CASE,
    MEMBER_VISIT,
    NOBODY,
    REPEATED,
    URGED,
    VISITS,
    WORKED,
    Array,
    State,
    drop_first,
    empty_state,
    join,
    join_in_turn,
    join_late,
    leave,
    leave_in_turn,
    leave_late,
    push,
)

# Places of the county's numbers in the array that the machine code reads.
VISITS_A_DAY, VISIT_LEAST, VISIT_MOST, BY_MEMBER, CLOSING, ESCALATED, OFFICERS, BY_DESK, HANDLERS = range(9)
BY_DEPARTMENT, SPREAD, DEADLINE, IS_URGED, REPEAT, DAYS = range(9, 15)


def play(county: County) -> Year:
    """A year of the county; the same seed gives the same year."""
    state = empty_state(county)
    _play(state, _numbers(county), county.seed)
    counts, sums = state.counts, state.sums
    return Year(
        cases=county.cases, closed=int(counts[CLOSED]), late=int(counts[LATE]),
        open_at_end=county.cases - int(counts[CLOSED]),
        repeated=int(counts[REPEATED]), urged=int(counts[URGED]), visits=int(counts[VISITS]),
        days=tuple(int(count) for count in state.days), desk_wait=float(sums[DESK_WAIT] / max(1, counts[AT_DESK])),
        department_wait=float(sums[DEPARTMENT_WAIT] / max(1, counts[AT_DEPARTMENT])),
        member_minutes=float(sums[WORKED] / county.members / county.days), events=int(counts[EVENTS]),
    )  # fmt: skip


def _numbers(county: County) -> Array:
    return np.array([
        county.visits_a_day, *county.visit_minutes, county.member_minutes, county.closing_minutes, county.escalated,
        county.officers_a_desk, county.desk_minutes, county.handlers_a_department, np.log(county.department_minutes),
        county.department_spread, county.deadline_days * MINUTES_A_DAY, county.is_urged, county.repeated, county.days,
    ])  # fmt: skip


@compiled
def _play(s: State, number: Array, seed: int) -> None:
    np.random.seed(seed)
    end = number[DAYS] * MINUTES_A_DAY
    reported = np.sort(np.random.random(len(s.cases)) * end)
    for case in range(len(reported)):
        s.cases[case].reported = reported[case]
    day, owed, came, due = 0, 0.0, 0, 0
    while True:
        morning = day * MINUTES_A_DAY if day < number[DAYS] else np.inf
        report = reported[came] if came < len(reported) else np.inf
        deadline = reported[due] + number[DEADLINE] if due < came and number[IS_URGED] else np.inf
        ended = s.heap[0].at if s.pending[0] else np.inf
        now = min(morning, report, deadline, ended)
        if now > end:
            break
        s.counts[EVENTS] += 1
        if now == morning:
            day += 1
            owed = _morning(s, number, now, owed)
        elif now == deadline:
            _urge(s, due)
            due += 1
        elif now == report:
            s.cases[came].member = np.random.randint(len(s.members))
            _to_member(s, number, now, came)
            came += 1
        else:
            what, item = s.heap[0].what, s.heap[0].item
            drop_first(s.heap, s.pending)
            _ended(s, number, now, what, item)
    for case in range(came):
        s.counts[LATE] += not s.cases[case].is_closed and s.cases[case].reported + number[DEADLINE] < end


@inlined
def _morning(s: State, number: Array, now: float, owed: float) -> float:
    """Visits are owed in whole ones; what is over stays for the next day."""
    owed += number[VISITS_A_DAY]
    today = int(owed)
    for member in range(len(s.members)):
        s.members[member].visits += today
        if not s.members[member].busy:
            _next_of_member(s, number, now, member)
    return owed - today


@inlined
def _next_of_member(s: State, number: Array, now: float, member: int) -> None:
    """Cases first, then visits."""
    server = s.members[member]
    case = leave(server, s.cases)
    server.busy = 1
    if case != NOBODY:
        minutes = number[CLOSING] if s.cases[case].is_closing else np.random.exponential(number[BY_MEMBER])
        push(s.heap, s.pending, now + minutes, MEMBER_CASE, case)
        s.sums[WORKED] += minutes
    elif server.visits > 0:
        server.visits -= 1
        minutes = number[VISIT_LEAST] + np.random.random() * (number[VISIT_MOST] - number[VISIT_LEAST])
        push(s.heap, s.pending, now + minutes, MEMBER_VISIT, member)
        s.sums[WORKED] += minutes
    else:
        server.busy = 0


@inlined
def _ended(s: State, number: Array, now: float, what: int, item: int) -> None:
    if what == MEMBER_VISIT:
        s.counts[VISITS] += 1
        _next_of_member(s, number, now, item)
        return
    member = s.cases[item].member
    if what == MEMBER_CASE:
        if s.cases[item].is_closing or np.random.random() >= number[ESCALATED]:
            _settle(s, number, now, item)
        else:
            _to_desk(s, number, now, item)
        _next_of_member(s, number, now, member)
    elif what == DESK:
        s.desks[member % len(s.desks)].busy -= 1
        _to_department(s, number, now, item)
        _next_at_desk(s, number, now, member % len(s.desks))
    else:
        s.departments[member % len(s.departments)].busy -= 1
        _next_in_department(s, number, now, member % len(s.departments))
        s.cases[item].is_closing = 1
        _to_member(s, number, now, item)


@inlined
def _settle(s: State, number: Array, now: float, case: int) -> None:
    """The asker is told; some come again, once."""
    row = s.cases[case]
    if not row.is_again and np.random.random() < number[REPEAT]:
        s.counts[REPEATED] += 1
        row.is_again, row.is_closing = 1, 0
        join(s.members[row.member], s.cases, case)
        return
    row.is_closed = 1
    minutes = now - row.reported
    s.counts[CLOSED] += 1
    s.counts[LATE] += minutes > number[DEADLINE]
    s.days[min(LONGEST - 1, int(minutes / MINUTES_A_DAY))] += 1


@inlined
def _to_member(s: State, number: Array, now: float, case: int) -> None:
    member = s.cases[case].member
    join(s.members[member], s.cases, case)
    if not s.members[member].busy:
        _next_of_member(s, number, now, member)


@inlined
def _to_desk(s: State, number: Array, now: float, case: int) -> None:
    s.cases[case].since = now
    desk = s.cases[case].member % len(s.desks)
    join(s.desks[desk], s.cases, case)
    _next_at_desk(s, number, now, desk)


@inlined
def _next_at_desk(s: State, number: Array, now: float, desk: int) -> None:
    if s.desks[desk].busy >= number[OFFICERS]:
        return
    case = leave(s.desks[desk], s.cases)
    if case == NOBODY:
        return
    s.desks[desk].busy += 1
    s.counts[AT_DESK] += 1
    s.sums[DESK_WAIT] += now - s.cases[case].since
    push(s.heap, s.pending, now + np.random.exponential(number[BY_DESK]), DESK, case)


@inlined
def _to_department(s: State, number: Array, now: float, case: int) -> None:
    row = s.cases[case]
    row.since = now
    department = row.member % len(s.departments)
    if number[IS_URGED] and row.reported + number[DEADLINE] <= now:
        s.counts[URGED] += 1
        join_late(s.departments[department], s.cases, case)
    else:
        join_in_turn(s.departments[department], s.cases, case)
    _next_in_department(s, number, now, department)


@inlined
def _urge(s: State, case: int) -> None:
    """Whoever is late and waits goes over to those who are served first; its old place is passed over."""
    row = s.cases[case]
    if row.waits_in_turn:
        s.counts[URGED] += 1
        row.waits_in_turn = 0
        join_late(s.departments[row.member % len(s.departments)], s.cases, case)


@inlined
def _next_in_department(s: State, number: Array, now: float, department: int) -> None:
    server = s.departments[department]
    if server.busy >= number[HANDLERS]:
        return
    case = leave_late(server, s.cases)
    if case == NOBODY:
        case = leave_in_turn(server, s.cases)
    if case == NOBODY:
        return
    server.busy += 1
    s.counts[AT_DEPARTMENT] += 1
    s.sums[DEPARTMENT_WAIT] += now - s.cases[case].since
    minutes = np.exp(number[BY_DEPARTMENT] + number[SPREAD] * np.random.standard_normal())
    push(s.heap, s.pending, now + minutes, DEPARTMENT, case)
