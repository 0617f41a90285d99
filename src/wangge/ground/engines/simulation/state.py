"""The arrays of a running year, and the two things done with them everywhere: an event to come, a queue."""

from typing import Any, NamedTuple

import numpy as np

from wangge.ground.engines.compiled import inlined

from .county import LONGEST, County

Array = np.ndarray[Any, Any]
Record = Any  # one record of such an array

MEMBER_CASE, MEMBER_VISIT, DESK, DEPARTMENT = 0, 1, 2, 3  # what ends
CLOSED, LATE, REPEATED, URGED, VISITS, AT_DESK, AT_DEPARTMENT, EVENTS = range(8)  # places in `counts`
DESK_WAIT, DEPARTMENT_WAIT, WORKED = range(3)  # places in `sums`
NOBODY = -1

# A queue is its first and its last item; each item points to the one behind it, in each kind of queue by itself: a case
# that went over to the late ones keeps its old place until it is passed over.
EVENT = np.dtype([("at", "f8"), ("item", "i4"), ("what", "i4")])
SERVER = np.dtype(
    [("busy", "i4"), ("visits", "i4"), ("first", "i4"), ("last", "i4"), ("late", "i4"), ("last_late", "i4")]
)
CASE = np.dtype(
    [
        ("reported", "f8"), ("since", "f8"), ("member", "i4"), ("behind", "i4"), ("behind_in_turn", "i4"),
        ("behind_late", "i4"), ("is_closing", "i1"), ("is_again", "i1"), ("waits_in_turn", "i1"), ("is_closed", "i1"),
    ]
)  # fmt: skip


class State(NamedTuple):
    """Few arrays of records: what belongs to one case or one server lies together."""

    heap: Array
    pending: Array  # how many events are to come, one number
    members: Array
    desks: Array
    departments: Array
    cases: Array
    counts: Array
    sums: Array
    days: Array


def empty_state(county: County) -> State:
    """Nobody works, nothing is reported yet."""
    workers = county.members + county.desks * county.officers_a_desk
    workers += county.departments * county.handlers_a_department
    cases = np.zeros(county.cases, CASE)
    for link in ("behind", "behind_in_turn", "behind_late"):
        cases[link] = NOBODY
    return State(
        heap=np.zeros(workers + 8, EVENT), pending=np.zeros(1, np.int64), members=_servers(county.members),
        desks=_servers(county.desks), departments=_servers(county.departments), cases=cases,
        counts=np.zeros(8, np.int64), sums=np.zeros(3), days=np.zeros(LONGEST, np.int64),
    )  # fmt: skip


def _servers(count: int) -> Array:
    found = np.zeros(count, SERVER)
    for place in ("first", "last", "late", "last_late"):
        found[place] = NOBODY
    return found


@inlined
def push(heap: Array, pending: Array, at: float, what: int, item: int) -> None:
    """Something will end at a moment: into the heap."""
    place = pending[0]
    pending[0] += 1
    while place > 0:
        above = (place - 1) >> 1
        if heap[above].at <= at:
            break
        heap[place] = heap[above]
        place = above
    heap[place].at, heap[place].what, heap[place].item = at, what, item


@inlined
def drop_first(heap: Array, pending: Array) -> None:
    """Take the earliest event out of the heap."""
    pending[0] -= 1
    count = pending[0]
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
def join(server: Record, cases: Array, case: int) -> None:
    """Stand at the end of a server's queue."""
    cases[case].behind = NOBODY
    if server.first == NOBODY:
        server.first = case
    else:
        cases[server.last].behind = case
    server.last = case


@inlined
def leave(server: Record, cases: Array) -> int:
    """The first of a queue, or nobody."""
    case: int = server.first
    if case != NOBODY:
        server.first = cases[case].behind
    return case


@inlined
def join_in_turn(department: Record, cases: Array, case: int) -> None:
    """As `join`, where those who wait may go over to the late ones."""
    cases[case].behind_in_turn = NOBODY
    if department.first == NOBODY:
        department.first = case
    else:
        cases[department.last].behind_in_turn = case
    department.last = case
    cases[case].waits_in_turn = 1


@inlined
def leave_in_turn(department: Record, cases: Array) -> int:
    """The first who still waits there, or nobody."""
    case: int = department.first
    while case != NOBODY:
        department.first = cases[case].behind_in_turn
        if cases[case].waits_in_turn:
            cases[case].waits_in_turn = 0
            return case
        case = department.first
    return NOBODY


@inlined
def join_late(department: Record, cases: Array, case: int) -> None:
    """Stand at the end of those who are served before all others."""
    cases[case].behind_late = NOBODY
    if department.late == NOBODY:
        department.late = case
    else:
        cases[department.last_late].behind_late = case
    department.last_late = case


@inlined
def leave_late(department: Record, cases: Array) -> int:
    """The first of the late ones, or nobody."""
    case: int = department.late
    if case != NOBODY:
        department.late = cases[case].behind_late
    return case
