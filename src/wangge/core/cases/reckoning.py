"""When a clock ends that was lengthened or stood still: always counted anew from its start, so it can be checked.

A clock's derivation (JSON) holds how it was counted first (`start`, `amount`, `unit`) and then, in order, what
changed it: `{"kind": "extend", "amount": 5, "unit": "workdays"}` or `{"kind": "pause", "from": …, "to": …}`.
"""

from datetime import datetime, timedelta
from typing import Any

from wangge.ground.foundation.calendar.days import ZONE, Deadline, WorkCalendar, day_of
from wangge.ground.foundation.calendar.hours import WorkHours

Change = dict[str, Any]
WORKING = ("work_hours", "workdays")


def reckon(*, calendar: WorkCalendar, hours: WorkHours, derivation: dict[str, Any]) -> Deadline:
    """The end of a clock by this calendar, all its changes replayed; the same calendar gives the same end."""
    unit: Any = derivation["unit"]
    found = calendar.deadline(datetime.fromisoformat(derivation["start"]), derivation["amount"], unit, hours)
    due, changes = found.due_at, derivation.get("changes", [])
    for change in changes:
        due = _changed(calendar, hours, due, change, unit=unit)
    kept = {key: derivation[key] for key in ("rule", "allowance", "recounted") if key in derivation}
    counted = found.derivation | kept | {"due": due.isoformat()}
    return Deadline(due, counted | {"changes": changes} if changes else counted)


def with_change(derivation: dict[str, Any], change: Change) -> dict[str, Any]:
    """The derivation with one more change at its end."""
    return derivation | {"changes": [*derivation.get("changes", []), change]}


def extension(*, amount: int, unit: str, at: datetime) -> Change:
    """A lengthening (延期)."""
    return {"kind": "extend", "amount": amount, "unit": unit, "at": at.isoformat()}


def pause(*, start: datetime, end: datetime, reason: str) -> Change:
    """A stretch in which the clock stood still (暂停)."""
    return {"kind": "pause", "from": start.isoformat(), "to": end.isoformat(), "reason": reason}


def _changed(calendar: WorkCalendar, hours: WorkHours, due: datetime, change: Change, *, unit: str) -> datetime:
    if change["kind"] == "extend":
        return extended(calendar, hours, due, change["amount"], change["unit"])
    start, end = datetime.fromisoformat(change["from"]), datetime.fromisoformat(change["to"])
    if start >= due:  # it was late already: standing still does not make it timely
        return due
    if unit not in WORKING:
        return due + (end - start)
    left = calendar.worked_between(start, due, hours)
    return calendar.add_work_hours(end, left.total_seconds() / 3600, hours)


def extended(calendar: WorkCalendar, hours: WorkHours, due: datetime, amount: int, unit: str) -> datetime:
    """A deadline moved on by an amount: a working-day one ends at closing time, a working-hour one within work."""
    if unit == "workdays":
        last = calendar.add_workdays(day_of(due), amount)
        return datetime.combine(last, hours.close_of(last), ZONE)
    if unit == "work_hours":
        return calendar.add_work_hours(due, amount, hours)
    return (
        due + {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}[unit] * amount
    )
