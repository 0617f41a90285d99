"""The same model as `reference`, in machine code: a county-year in a part of a second.

Members and officers serve in turn, so when a case will be done is known the moment it comes (Lindley 1952), and visits
are made up only when the next case wants to know until when its member is at a door. Only the departments, where late
cases go before others, need events: a heap holds what is under way there, reports are in order by themselves.
"""

import numpy as np

from wangge.ground.engines.compiled import compiled, inlined

from . import clocks
from .county import BINS_A_DAY, LONGEST, County
from .lots import (
    AGAIN,
    AT_DESK,
    BACK,
    IN_DEPARTMENT,
    KIND,
    MEMBER,
    MINUTES,
    MORE_IN_DEPARTMENT,
    ROUND,
    WAY,
    key_of,
    lot,
    lot_of,
)
from .state import (
    CLIMBS,
    COMES_AGAIN,
    HANDLED,
    NEVER,
    NOBODY,
    SENT_BACK,
    TO_DEPARTMENT,
    TO_DESK,
    Array,
    Record,
    State,
    drop_first,
    empty_state,
    join,
    join_urged,
    leave,
    push,
)
from .year import Year

MEMBERS, DESK, DONE, NOWHERE = range(4)  # where a case goes
JUST_UNDER = 1e-9  # so that a morning reckoned by division is not the evening before

_due = compiled(clocks.due)


def play(county: County) -> Year:
    """A year of the county; the same seed gives the same year."""
    state = empty_state(county)
    _play(state, county.seed)
    seen, kinds = state.tally[0], state.kinds
    return Year(
        cases=county.cases, closed=int(seen["closed"]), late=int(seen["late"]),
        open_at_end=county.cases - int(seen["closed"]), cases_by_kind=tuple(kinds["cases"].tolist()),
        late_by_kind=tuple(kinds["late"].tolist()), repeated=int(seen["repeated"]), returned=int(seen["returned"]),
        handed_on=int(seen["handed_on"]), signed_late=int(seen["signed_late"]), urged=int(seen["urged"]),
        climbed=tuple(state.rungs["climbed"].tolist()), visits=int(seen["visits"]), days=tuple(state.days.tolist()),
        desk_wait=float(seen["desk_wait"] / max(1, seen["at_desk"])),
        department_wait=float(seen["department_wait"] / max(1, seen["taken_up"])),
        member_minutes=float(seen["worked"] / county.members / county.days), events=int(seen["events"]),
    )  # fmt: skip


@compiled
def _play(s: State, seed: int) -> None:
    numbers, kinds, rungs, cases, heap, departments = s.numbers, s.kinds, s.rungs, s.cases, s.heap, s.departments
    members, officers, date_of, worked_before, days = s.members, s.officers, s.date_of, s.worked_before, s.days
    n, t = numbers[0], s.tally[0]
    key, visiting, came = key_of(seed, 0), key_of(seed, 2), 0
    _spread_reports(cases, key_of(seed, 1), n.end)
    while True:
        report = cases[came].reported if came < len(cases) else NEVER
        now = heap[0].at if t.pending else NEVER
        if min(report, now) > n.end:
            break
        t.events += 1
        if report <= now:
            now, case = report, came
            came += 1
            row = cases[case]
            row.kind = _kind_of(kinds, lot_of(key, case, KIND, 0))
            kind = kinds[row.kind]
            goes = _reported(n, kind, rungs, row, key, now, case, len(members), date_of, worked_before)
        else:
            what, case = heap[0].what, heap[0].case
            drop_first(heap, t)
            row = cases[case]
            kind = kinds[row.kind]
            goes = DESK if row.is_direct or what == TO_DESK else MEMBERS
            if what != COMES_AGAIN and what != TO_DESK:
                server = departments[(row.member + row.turn % ROUND) % len(departments)]
                goes, taken = _in_department(n, t, server, cases, heap, now, case, what)
                if taken != NOBODY:
                    one = kinds[cases[taken].kind]
                    _take_up(n, t, one, cases[taken], heap, key, now, taken, date_of, worked_before)
        if goes == MEMBERS:
            who = members[row.member]
            _visit(n, t, who, visiting + np.uint64(row.member) * np.uint64(0xD1342543DE82EF95), now)
            now, goes = _by_member(n, t, who, kind, row, key, now, case)
            if goes == DESK:
                push(heap, t, now, TO_DESK, case)
                continue
        if goes == DESK:
            now = _by_desk(n, t, officers[row.member % len(officers)], row, key, now, case)
            push(heap, t, now, TO_DEPARTMENT, case)
        elif goes == DONE and now <= n.end:
            if _settle(n, t, kind, rungs, row, key, now, case, date_of, worked_before):
                push(heap, t, now, COMES_AGAIN, case)
            else:
                days[min(LONGEST * BINS_A_DAY - 1, int((now - row.reported) / n.a_day * BINS_A_DAY))] += 1
    for member in range(len(members)):
        _visit(n, t, members[member], visiting + np.uint64(member) * np.uint64(0xD1342543DE82EF95), n.end)
    t.events += t.visits
    _count_open(n, t, kinds, rungs, cases, departments, date_of, worked_before)


@inlined
def _spread_reports(cases: Array, key: np.uint64, end: float) -> None:
    """Moments by chance, in order: the gaps between them are exponential."""
    at = 0.0
    for case in range(len(cases)):
        at -= np.log(lot(key, case))
        cases[case].reported = at
    at -= np.log(lot(key, len(cases)))
    for case in range(len(cases)):
        cases[case].reported *= end / at


@inlined
def _kind_of(kinds: Array, chance: float) -> int:
    which = 0
    while which < len(kinds) - 1 and kinds[which].up_to < chance:
        which += 1
    return which


@inlined
def _reported(
    n: Record, kind: Record, rungs: Array, row: Record, key: np.uint64, now: float, case: int, members: int,
    date_of: Array, worked_before: Array,
) -> int:  # fmt: skip
    """A case comes: to whom, until when, and where it goes first."""
    kind.cases += 1
    row.member = int(lot_of(key, case, MEMBER, 0) * members)
    _start_clock(n, rungs, row, now, kind.close_unit, kind.close, date_of, worked_before)
    row.is_direct = lot_of(key, case, WAY, ROUND - 1) < kind.direct
    return DESK if row.is_direct else MEMBERS


@inlined
def _start_clock(
    n: Record, rungs: Array, row: Record, now: float, unit: int, amount: float, date_of: Array, worked_before: Array
) -> None:
    """From now on until when, and when the first rung of the ladder is reached."""
    row.began = now
    row.due = _due(now, unit, amount, n.a_day, n.from_open_to_close, date_of, worked_before)
    row.climbs = NEVER
    for rung in range(len(rungs)):
        row.climbs = min(row.climbs, _rung_at(n, rungs[rung], row, date_of, worked_before))


@inlined
def _rung_at(n: Record, rung: Record, row: Record, date_of: Array, worked_before: Array) -> float:
    if row.due == NEVER:
        return NEVER
    if rung.early > 0:
        return float(row.due - (row.due - row.began) * rung.early)
    return _due(row.due, rung.unit, rung.overdue, n.a_day, n.from_open_to_close, date_of, worked_before)


@inlined
def _in_department(
    n: Record, t: Record, server: Record, cases: Array, heap: Array, now: float, case: int, what: int
) -> tuple[int, int]:
    """A case comes to a department, is urged there, or leaves it; where it goes, and who is taken up now."""
    row = cases[case]
    if what == CLIMBS:
        if row.waits:  # its old place is passed over
            row.waits = 0
            t.urged += 1
            join_urged(server, cases, case)
        return NOWHERE, NOBODY
    if what == TO_DEPARTMENT:
        t.handed_on += 1
        row.since = now
        if server.busy < n.handlers:
            server.busy += 1
            return NOWHERE, case
        if row.climbs <= now:
            t.urged += 1
            join_urged(server, cases, case)
        else:
            join(server, cases, case)
            if row.climbs <= n.end:
                push(heap, t, row.climbs, CLIMBS, case)
        return NOWHERE, NOBODY
    goes = DONE if row.is_direct else MEMBERS
    if what == SENT_BACK:
        t.returned += 1
        row.turn += 1
        goes = DESK
    else:
        row.is_closing = 1
    taken = leave(server, cases)
    server.busy -= taken == NOBODY
    return goes, taken


@inlined
def _take_up(
    n: Record, t: Record, kind: Record, row: Record, heap: Array, key: np.uint64, now: float, case: int,
    date_of: Array, worked_before: Array,
) -> None:  # fmt: skip
    """Somebody in the department begins with it: works on it, or sends it back."""
    row.waits = 0
    t.taken_up += 1
    t.department_wait += now - row.since
    if now > row.since:
        sign_by = _due(row.since, kind.sign_unit, kind.sign, n.a_day, n.from_open_to_close, date_of, worked_before)
        t.signed_late += now > sign_by
    if row.turn % ROUND < n.returns_most and lot_of(key, case, BACK, row.turn) < n.returned:
        push(heap, t, now + n.return_minutes, SENT_BACK, case)
        return
    far = np.sqrt(-2 * np.log(lot_of(key, case, IN_DEPARTMENT, row.turn)))  # Box and Muller 1958
    chance = far * np.cos(2 * np.pi * lot_of(key, case, MORE_IN_DEPARTMENT, row.turn))
    push(heap, t, now + np.exp(kind.by_department + n.spread * chance), HANDLED, case)


@inlined
def _by_member(
    n: Record, t: Record, who: Record, kind: Record, row: Record, key: np.uint64, now: float, case: int
) -> tuple[float, int]:
    """When the member will be done with it, and where it goes then; one after the other in the order they came."""
    start = max(now, who.free)
    minutes = n.closing if row.is_closing else -n.by_member * np.log(lot_of(key, case, MINUTES, row.turn))
    who.free = start + minutes
    if start <= n.end:
        t.worked += minutes
    is_solved = row.is_closing or lot_of(key, case, WAY, row.turn) >= kind.escalated
    return start + minutes, DONE if is_solved else DESK


@compiled
def _visit(n: Record, t: Record, who: Record, key: np.uint64, until: float) -> None:
    """The visits a member begins before a moment; owed ones first, then each morning new ones."""
    at, nth, worked, made = who.free, who.visits, 0.0, 0
    least, more, end = n.visit_least, n.visit_more, n.end
    while at < until:
        day = min(int(at / n.a_day + JUST_UNDER), int(n.days) - 1)
        owed = int(n.visits_a_day * (day + 1) + JUST_UNDER)
        if nth >= owed:
            morning = (day + 1) * n.a_day
            if day + 1 >= n.days or morning >= until:
                break
            at = morning
        began = at
        while nth < owed and at < until:
            at += least + more * lot(key, nth)
            nth += 1
            made += at <= end
        worked += at - began
    who.free, who.visits = at, nth
    t.visits += made
    t.worked += worked


@inlined
def _by_desk(n: Record, t: Record, officers: Array, row: Record, key: np.uint64, now: float, case: int) -> float:
    """The officer who is free first takes it; when it is done."""
    first = 0
    for officer in range(1, len(officers)):
        if officers[officer] < officers[first]:
            first = officer
    start: float = max(now, officers[first])
    done: float = start - n.by_desk * np.log(lot_of(key, case, AT_DESK, row.turn))
    if start <= n.end:
        t.at_desk += 1
        t.desk_wait += start - now
    officers[first] = done
    return done


@inlined
def _settle(
    n: Record, t: Record, kind: Record, rungs: Array, row: Record, key: np.uint64, now: float, case: int,
    date_of: Array, worked_before: Array,
) -> bool:  # fmt: skip
    """The asker is told; whether this one comes again, once."""
    _climb(n, rungs, row, now, date_of, worked_before)
    row.was_late |= now > row.due
    if not row.is_again and lot_of(key, case, AGAIN, 0) < n.repeated:
        t.repeated += 1
        row.is_again, row.is_closing, row.turn = 1, 0, ROUND
        _start_clock(n, rungs, row, now, kind.redo_unit, kind.redo, date_of, worked_before)
        return True
    row.is_closed = 1
    t.closed += 1
    t.late += row.was_late
    kind.late += row.was_late
    return False


@inlined
def _climb(n: Record, rungs: Array, row: Record, until: float, date_of: Array, worked_before: Array) -> None:
    if row.climbs < until:
        for rung in range(len(rungs)):
            rungs[rung].climbed += _rung_at(n, rungs[rung], row, date_of, worked_before) < until


@inlined
def _count_open(
    n: Record, t: Record, kinds: Array, rungs: Array, cases: Array, departments: Array, date_of: Array,
    worked_before: Array,
) -> None:  # fmt: skip
    """What is still open when the year ends, and what still waits in departments."""
    for case in range(len(cases)):
        row = cases[case]
        if not row.is_closed:
            _climb(n, rungs, row, n.end, date_of, worked_before)
            is_late = row.was_late or row.due < n.end
            t.late += is_late
            kinds[row.kind].late += is_late
    for department in range(len(departments)):
        while True:
            case = leave(departments[department], cases)
            if case == NOBODY:
                break
            row, kind = cases[case], kinds[cases[case].kind]
            unit, amount = kind.sign_unit, kind.sign
            t.signed_late += (
                _due(row.since, unit, amount, n.a_day, n.from_open_to_close, date_of, worked_before) < n.end
            )
