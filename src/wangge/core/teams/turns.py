"""Whose turn it is: fair over working days and days of rest alike, and the same every time it is asked."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be on duty from `starts_on` until the day before `out_on`."""

    appointment_id: UUID
    post_kind: str
    starts_on: date
    out_on: date | None

    def is_in_post(self, day: date) -> bool:
        return self.starts_on <= day and (self.out_on is None or day < self.out_on)


class Turns:
    """Keeps count of who had how many shifts; candidates come in the order in which ties are broken."""

    def __init__(self, candidates: Sequence[Candidate], is_workday: Callable[[date], bool]) -> None:
        self._candidates = candidates
        self._is_workday = is_workday
        self._had: Counter[tuple[UUID, bool]] = Counter()
        self._last: dict[UUID, date] = {}

    def note(self, appointment_id: UUID | None, on: date) -> None:
        """Remember a shift somebody had."""
        if appointment_id is not None:
            self._had[appointment_id, self._is_workday(on)] += 1
            self._last[appointment_id] = max(on, self._last.get(appointment_id, on))

    def next(self, on: date, posts: Sequence[str]) -> UUID | None:
        """Who is on duty that day, noted as done; None when nobody of these posts is in office."""
        able = [one for one in self._candidates if one.post_kind in posts and one.is_in_post(on)]
        if not able:
            return None
        chosen = min(able, key=lambda one: self._claim(one.appointment_id, on)).appointment_id
        self.note(chosen, on)
        return chosen

    def _claim(self, appointment_id: UUID, on: date) -> tuple[int, int, date]:
        kind = self._is_workday(on)
        same, other = self._had[appointment_id, kind], self._had[appointment_id, not kind]
        return same, same + other, self._last.get(appointment_id, date.min)
