"""Hours in which a place works (工作时间), with summer and winter variants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of work in a day; both ends belong to it."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours from one (month, day) to another, both included; may run over the new year."""

    first: tuple[int, int]
    last: tuple[int, int]
    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        _check(self.spans)
        for month, day in (self.first, self.last):
            date(2024, month, day)  # a leap year, so that 29 February may begin a season

    def covers(self, day: date) -> bool:
        today = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last


@dataclass(frozen=True, slots=True)
class WorkHours:
    """The stretches worked on a working day. Raises ValueError when they are empty, overlap or run backwards."""

    spans: tuple[Span, ...]
    seasons: tuple[Season, ...] = ()

    def __post_init__(self) -> None:
        _check(self.spans)

    def on(self, day: date) -> tuple[Span, ...]:
        """The stretches of `day`; the first season that covers it wins."""
        for season in self.seasons:
            if season.covers(day):
                return season.spans
        return self.spans

    def close_of(self, day: date) -> time:
        """When work ends on `day`."""
        return self.on(day)[-1].end


def _check(spans: Sequence[Span]) -> None:
    if not spans:
        raise ValueError("work hours need at least one stretch")
    for span in spans:
        if span.start >= span.end:
            raise ValueError(f"work hours run backwards: {span.start}-{span.end}")
    for before, after in pairwise(spans):
        if after.start <= before.end:
            raise ValueError(f"work hours overlap: {before.end} and {after.start}")


USUAL_HOURS = WorkHours((Span(time(8, 30), time(12)), Span(time(14), time(17, 30))))
