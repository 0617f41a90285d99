"""What all topics share: frozen models that forbid unknown keys, and the small types they are made of."""

from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StrictBool, StringConstraints

from wangge.ground.rulebook.words import clock_face


class Strict(BaseModel):
    """A frozen part of a rulebook."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UnknownCode(LookupError):
    """The rulebook names no such thing; the message is fit to be shown."""


def _day_time(given: object) -> object:
    """Only "08:30" or a TOML time: a bare number would silently be read as seconds."""
    if isinstance(given, time):
        return given
    if isinstance(given, str) and len(given) == 5:
        return given
    raise ValueError("要写成 “08:30” 这样的时刻")


CODE_PATTERN = r"^[a-z][a-z0-9_]{0,39}$"
SHORT_PATTERN = r"^[A-Z]{2,3}$"
MONTH_DAY_PATTERN = r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
DIVISION_PATTERN = r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$"
NUMBER_PREFIX_PATTERN = r"^[A-Z]{2,6}$"

Code = Annotated[str, StringConstraints(pattern=CODE_PATTERN)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Number = Annotated[int, Field(strict=True, ge=0)]
Count = Annotated[int, Field(strict=True, ge=1)]
Percent = Annotated[int, Field(strict=True, ge=1, le=99)]
YesNo = StrictBool
DayTime = Annotated[time, BeforeValidator(_day_time), PlainSerializer(clock_face, return_type=str)]
DivisionCode = Annotated[str, StringConstraints(pattern=DIVISION_PATTERN)]
MonthDay = Annotated[str, StringConstraints(pattern=MONTH_DAY_PATTERN)]

Level = Literal["county", "town", "sector", "village", "grid", "micro"]
LEVELS: tuple[Level, ...] = ("county", "town", "sector", "village", "grid", "micro")
Urgency = Literal["normal", "urgent", "major"]
Asker = Literal["person", "enterprise"]


def is_at_or_above(level: Level, other: Level) -> bool:
    """Whether `level` is the same as or stands above `other` in the area tree."""
    return LEVELS.index(level) <= LEVELS.index(other)
