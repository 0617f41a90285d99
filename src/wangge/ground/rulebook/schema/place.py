"""place.toml: which area the rulebook binds, its levels, its hours and its own words."""

from datetime import date, time
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from wangge.ground.rulebook.schema.base import (
    SHORT_PATTERN,
    Code,
    Count,
    DayTime,
    DivisionCode,
    Label,
    Level,
    MonthDay,
    Sentence,
    Strict,
    YesNo,
)


class LevelRule(Strict):
    """One level of the place's area tree, and what stands at it."""

    level: Level
    label: Label
    centre_label: Label | None = None  # the desk at this level as people call it (镇指挥中心)
    required: YesNo = True  # False: only some branches of the tree have it (管区)


class Span(Strict):
    """A stretch of one working day."""

    start: DayTime
    end: DayTime

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end <= self.start:
            raise ValueError("结束时刻要晚于开始时刻")
        return self


class Season(Strict):
    """The working hours of one part of the year; a season may run over New Year."""

    name: Label
    first_day: MonthDay
    last_day: MonthDay
    spans: tuple[Span, ...]

    def covers(self, day: date) -> bool:
        """Whether the day lies in this season."""
        key = f"{day:%m-%d}"
        if self.first_day <= self.last_day:
            return self.first_day <= key <= self.last_day
        return key >= self.first_day or key <= self.last_day

    @model_validator(mode="after")
    def _spans_follow_each_other(self) -> Self:
        if not self.spans:
            raise ValueError("至少要写一段上班时间")
        for earlier, later in zip(self.spans, self.spans[1:], strict=False):
            if later.start < earlier.end:
                raise ValueError("上班时间各段要按先后排列，不能重叠")
        return self


class QuietHours(Strict):
    """When nobody is disturbed by a message that can wait; may run over midnight."""

    start: DayTime
    end: DayTime

    def covers(self, moment: time) -> bool:
        """Whether the time of day is quiet."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


class Slogan(Strict):
    """A list the place names in its documents (十联); it stays empty until the place fills it."""

    code: Code
    name: Label
    items: tuple[Sentence, ...] = ()
    slots: Count | None = None  # how many items the name itself promises (十联 has ten)

    @property
    def unfilled(self) -> int:
        """How many of the promised items are still to be written."""
        return max(0, (self.slots or 0) - len(self.items))


LabelKey = Annotated[str, StringConstraints(min_length=1)]


class Place(Strict):
    """Where the rulebook holds."""

    code: Code
    name: Label
    short: Annotated[str, StringConstraints(pattern=SHORT_PATTERN)]
    division_code: DivisionCode
    levels: tuple[LevelRule, ...]
    grid_name: Label
    micro_name: Label | None = None
    seasons: tuple[Season, ...]
    quiet_hours: QuietHours
    labels: dict[LabelKey, Label] = {}
    slogans: tuple[Slogan, ...] = ()


DivisionLevel = Literal["county", "town", "village"]
LEVEL_OF_DIVISION: dict[int, DivisionLevel] = {6: "county", 9: "town", 12: "village"}
