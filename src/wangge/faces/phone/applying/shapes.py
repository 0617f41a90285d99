"""What the data of each kind of op holds; see docs/phone-contract.md. What is not named here is kept in the raw op."""

from datetime import date, time
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from wangge.ground.foundation.errors import Refusal
from wangge.ground.sync.files import LARGEST
from wangge.ground.sync.ops import Awaited, Op

Toggles = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda given: [k for k, on in given.items() if on] if isinstance(given, dict) else given),
]
Line = Annotated[str, BeforeValidator(lambda given: "" if given is None else given), Field(max_length=10_000)]


class Shape(BaseModel):
    """Anything a phone says: what we do not know is left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class FileSaid(Shape):
    """A photo that follows."""

    id: UUID
    sha256: str = Field(pattern=r"^[0-9a-fA-F]{64}$")
    bytes: int = Field(gt=0, le=LARGEST)
    mime: Line = ""

    def awaited(self, *, about: UUID, made: UUID | None = None, keeper: str = "") -> Awaited:
        return Awaited(self.id, self.sha256.lower(), self.bytes, self.mime[:40], about, made, keeper)


class ErrandSaid(Shape):
    """An errand done at a door."""

    id: UUID
    result: Line = ""


class FollowSaid(Shape):
    """What a visit leads to."""

    id: UUID
    to: Literal["case", "dispute", "hazard", "care"]
    words: Line
    category: Line = ""
    kind: Line = ""
    grade: int = 1
    person: UUID | None = None
    files: tuple[FileSaid, ...] = ()


class VisitSaid(Shape):
    household: UUID
    kind: str
    met: tuple[UUID, ...] = ()
    checks: Toggles = ()
    words: Line = ""
    unmet: Line = ""
    cadence: Line = ""
    aim: Line = ""
    nothing_changed: bool = False
    sheet: dict[str, Any] = {}
    errands_done: tuple[
        Annotated[ErrandSaid, BeforeValidator(lambda given: {"id": given} if isinstance(given, str) else given)], ...
    ] = ()
    services: tuple[Line, ...] = Field(default=(), max_length=20)
    follow: tuple[FollowSaid, ...] = Field(default=(), max_length=10)


class MeetingSaid(Shape):
    kind: str
    people: int
    words: Line = ""
    cadence: Line = ""


class WishSaid(Shape):
    no_visits: bool = False
    not_before: time | None = None
    not_after: time | None = None
    until: date | None = None
    words: Line = ""
    end: bool = False


class HouseholdSaid(Shape):
    sheet: dict[str, Any] = {}
    confirmed: bool = False


class PersonSaid(Shape):
    phone: str | None = None
    sheet: dict[str, Any] = {}


class ChangeSaid(Shape):
    person: UUID
    field: str
    value: Line
    reason: Line


class CaseSaid(Shape):
    words: Line
    where: Line = ""
    lat: float | None = None
    lon: float | None = None
    category: Line = ""
    channel: Line = ""
    title: Line = ""
    name: Line = ""
    phone: Line = ""
    files: tuple[FileSaid, ...] = Field(default=(), max_length=9)


class StepSaid(Shape):
    case: UUID
    step: Literal["accept", "take", "sign", "contact", "handle", "return", "comment"]
    expected: Line = ""
    words: Line = ""
    outcome: Line = ""
    no_photo_because: Line = ""
    reason: Line = ""
    files: tuple[FileSaid, ...] = Field(default=(), max_length=9)


class HazardSaid(Shape):
    household: UUID
    kind: str
    words: Line
    grade: int = 1
    files: tuple[FileSaid, ...] = Field(default=(), max_length=9)


class TickSaid(Shape):
    order_row: UUID
    step: str
    where: Line = ""


SaidT = TypeVar("SaidT", bound=Shape)


def read(op: Op, shape: type[SaidT]) -> SaidT:
    """The data of an op. Raises Refusal with the name of its first fault."""
    try:
        return shape.model_validate(op.said.data)
    except ValidationError as fault:
        part = ".".join(str(one) for one in fault.errors()[0]["loc"]) or "data"
        raise Refusal(_("这一条不完整：{part}").format(part=part), field=part[:30]) from fault
