"""The shape of an op, and of what its applier says."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from .lifecycle import OpState
from .merging import FieldConflict

MOST_OPS, MOST_BYTES = 50, 256 * 1024
EARLIEST = datetime(1969, 12, 31, tzinfo=UTC)  # what a phone shows whose battery was empty
LATEST = datetime(2199, 12, 31, tzinfo=UTC)
MOST_MS = 10**13  # a phone that runs for three hundred years


class Said(BaseModel):
    """An op as a phone writes it. Anything else it brings stays in the raw text."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    op: UUID
    author: UUID
    kind: str = Field(pattern=r"[a-z_]{1,20}")
    id: UUID
    scope: UUID
    base: int | None = None
    data: dict[str, Any] = Field(min_length=1)
    form: str = Field(default="", max_length=40)
    at: Annotated[AwareDatetime, Field(ge=EARLIEST, le=LATEST)]
    mono: int | None = Field(default=None, ge=0, le=MOST_MS)
    boot: str = Field(default="", max_length=40)


@dataclass(frozen=True)
class Op:
    """An op whose author, scope and moment are known; `at` is when it happened, as far as the server can tell."""

    said: Said
    device_id: UUID
    town_id: UUID
    at: datetime
    received_at: datetime
    reviewed_by: UUID | None = None  # who lends the right to it: it was held for want of one

    @property
    def device(self) -> str:
        return str(self.device_id)


@dataclass(frozen=True)
class Awaited:
    """A photo that comes after the op; `keeper` puts it where it belongs, `about` shows it, `made` is its line."""

    id: UUID
    sha256: str
    bytes: int
    mime: str
    about: UUID
    made: UUID | None = None
    keeper: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of an op: a state, the new version of its row, for a person the reason, what was made of it."""

    state: OpState = OpState.APPLIED
    ver: int | None = None
    why: str = ""
    words: str = ""
    conflicts: tuple[FieldConflict, ...] = ()
    made: UUID | None = None
    awaits: tuple[Awaited, ...] = ()


Applier = Callable[[Op], Outcome]


def read_op(raw: Mapping[str, Any]) -> Said | str:
    """The op, or the name of its first fault."""
    try:
        return Said.model_validate(raw)
    except ValidationError as fault:
        return ".".join(str(part) for part in fault.errors()[0]["loc"]) or "op"


def id_of(raw: Mapping[str, Any]) -> UUID | None:
    """The id of an op that may be faulty otherwise."""
    try:
        return UUID(str(raw.get("op")))
    except ValueError:
        return None


def whole(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same without halves of characters, which no text takes: a phone may have cut an emoji in two."""
    words = plain(raw)
    mended = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    found: Mapping[str, Any] = raw if mended == words else json.loads(mended)
    return found


def plain(raw: Mapping[str, Any]) -> str:
    """An op in its one written form."""
    return json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(words: str) -> bytes:
    """By which an op that is sent again is known to be the same."""
    return hashlib.sha256(words.encode()).digest()
