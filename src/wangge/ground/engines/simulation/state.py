"""The records of a running year, and the two things done with them everywhere: an event to come, a queue.

Everything is a record or an array of records: machine code hands over a record as an address, an array with a count of
its users that costs more than what is done with it.
"""

from typing import Any, NamedTuple

import numpy as np

from wangge.ground.engines.compiled import inlined

from .clocks import UNITS, Clock
from .county import BINS_A_DAY, LONGEST, County

Array = np.ndarray[Any, Any]
Record = Any  # one record of such an array

COMES_AGAIN, TO_DESK, TO_DEPARTMENT, SENT_BACK, HANDLED, CLIMBS = range(6)  # what happens at a moment
NOBODY = -1
NEVER = np.inf

NUMBERS = np.dtype(
    [
        (name, "f8")
        for name in (
            "days", "end", "a_day", "from_open_to_close", "visits_a_day", "visit_least", "visit_more", "by_member",
            "closing", "by_desk", "handlers", "spread", "returned", "returns_most", "return_minutes", "repeated",
        )
    ]
)  # fmt: skip
KIND = np.dtype(
    [
        ("up_to", "f8"), ("escalated", "f8"), ("direct", "f8"), ("by_department", "f8"), ("close_unit", "i8"),
        ("close", "f8"), ("sign_unit", "i8"), ("sign", "f8"), ("redo_unit", "i8"), ("redo", "f8"), ("cases", "i8"),
        ("late", "i8"),
    ]
)  # fmt: skip
RUNG = np.dtype([("early", "f8"), ("unit", "i8"), ("overdue", "f8"), ("climbed", "i8")])
TALLY = np.dtype(
    [
        *((name, "i8") for name in (
            "pending", "closed", "late", "repeated", "returned", "handed_on", "taken_up", "signed_late", "urged",
            "visits", "at_desk", "events",
        )),
        ("desk_wait", "f8"), ("department_wait", "f8"), ("worked", "f8"),
    ]
)  # fmt: skip
EVENT = np.dtype([("at", "f8"), ("case", "i4"), ("what", "i4")])
MEMBER = np.dtype([("free", "f8"), ("visits", "i8")])  # from when on, and how many were begun
DEPARTMENT = np.dtype([("busy", "i4"), ("first", "i4"), ("last", "i4"), ("urged", "i4"), ("last_urged", "i4")])
# A queue is its first and its last item; each item points to the one behind it, in each kind of queue by itself: a case
# that went over to the urged ones keeps its old place until it is passed over.
CASE = np.dtype(
    [
        ("reported", "f8"), ("began", "f8"), ("due", "f8"), ("climbs", "f8"), ("since", "f8"), ("member", "i4"),
        ("behind", "i4"), ("behind_urged", "i4"), ("kind", "i1"), ("turn", "i1"), ("is_closing", "i1"),
        ("is_again", "i1"), ("is_direct", "i1"), ("waits", "i1"), ("was_late", "i1"), ("is_closed", "i1"),
    ]
)  # fmt: skip


class State(NamedTuple):
    """Nobody works, nothing is reported yet; `numbers` and `tally` are one record each."""

    numbers: Array
    tally: Array
    kinds: Array
    rungs: Array
    cases: Array
    heap: Array
    members: Array
    officers: Array  # of each desk, from when on each is free
    departments: Array
    date_of: Array
    worked_before: Array
    days: Array


def empty_state(county: County) -> State:
    """What a year of the county begins with."""
    departments = np.zeros(county.departments, DEPARTMENT)
    for place in ("first", "last", "urged", "last_urged"):
        departments[place] = NOBODY
    rounds = 2 * (county.returns_most + 1)  # in each a case may wait and leave word of when it climbs
    events = (rounds + 1) * county.cases + 8  # memory that is not touched costs nothing
    return State(
        numbers=_numbers(county), tally=np.zeros(1, TALLY), kinds=_kinds(county), rungs=_rungs(county),
        cases=np.zeros(county.cases, CASE), heap=np.empty(events, EVENT), members=np.zeros(county.members, MEMBER),
        officers=np.zeros((county.desks, county.officers_a_desk)), departments=departments,
        date_of=county.dates.date_of, worked_before=county.dates.worked_before,
        days=np.zeros(LONGEST * BINS_A_DAY, np.int64),
    )  # fmt: skip


def _numbers(county: County) -> Array:
    least, most = county.visit_minutes
    row = (
        county.days, county.minutes, county.minutes_a_day, county.from_open_to_close, county.visits_a_day, least,
        most - least, county.member_minutes, county.closing_minutes, county.desk_minutes, county.handlers_a_department,
        county.department_spread, county.returned, county.returns_most, county.return_minutes, county.repeated,
    )  # fmt: skip
    return np.array([row], NUMBERS)


def _kinds(county: County) -> Array:
    whole, up_to, rows = sum(kind.share for kind in county.kinds), 0.0, []
    for kind in county.kinds:
        up_to += kind.share / whole
        row = (up_to, kind.escalated, kind.direct, np.log(kind.department_minutes))
        rows.append((*row, *_clock(kind.close), *_clock(kind.sign), *_clock(kind.redo), 0, 0))
    return np.array(rows, KIND)


def _rungs(county: County) -> Array:
    return np.array([(rung.early, *_clock(rung.overdue), 0) for rung in county.rungs], RUNG)


def _clock(clock: Clock) -> tuple[int, float]:
    return UNITS[clock.unit], clock.amount


@inlined
def push(heap: Array, tally: Record, at: float, what: int, case: int) -> None:
    """Something will happen at a moment: into the heap."""
    place = tally.pending
    tally.pending += 1
    while place > 0:
        above = (place - 1) >> 1
        if heap[above].at <= at:
            break
        heap[place] = heap[above]
        place = above
    heap[place].at, heap[place].what, heap[place].case = at, what, case


@inlined
def drop_first(heap: Array, tally: Record) -> None:
    """Take the earliest event out of the heap."""
    tally.pending -= 1
    count = tally.pending
    at = heap[count].at
    place = 0
    while True:
        below = 2 * place + 1
        if below >= count:
            break
        if below + 1 < count and heap[below + 1].at < heap[below].at:
            below += 1
        if heap[below].at >= at:
            break
        heap[place] = heap[below]
        place = below
    heap[place] = heap[count]


@inlined
def join(department: Record, cases: Array, case: int) -> None:
    """Stand at the end of a department's queue."""
    cases[case].behind = NOBODY
    if department.first == NOBODY:
        department.first = case
    else:
        cases[department.last].behind = case
    department.last = case
    cases[case].waits = 1


@inlined
def join_urged(department: Record, cases: Array, case: int) -> None:
    """Stand at the end of those who are served before all others."""
    cases[case].behind_urged = NOBODY
    if department.urged == NOBODY:
        department.urged = case
    else:
        cases[department.last_urged].behind_urged = case
    department.last_urged = case


@inlined
def leave(department: Record, cases: Array) -> int:
    """Who is served next: the first of the urged, else the first who still waits in turn, or nobody."""
    case: int = department.urged
    if case != NOBODY:
        department.urged = cases[case].behind_urged
        return case
    case = department.first
    while case != NOBODY:
        department.first = cases[case].behind
        if cases[case].waits:
            break
        case = department.first
    return case
