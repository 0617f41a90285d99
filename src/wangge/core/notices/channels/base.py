"""The contract of a channel (通道)."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise

from wangge.core.notices.subject import SubjectRef


@dataclass(frozen=True)
class Fault:
    """What keeps a channel from working, and what to do about it; shown by `wangge doctor`."""

    message: str
    how_to_mend: str


class Reaches(Enum):
    """Whom a channel writes to."""

    EVERYBODY = "everybody"  # every person notified, by login name
    ADDRESS = "address"  # persons who left an address for this channel
    WEBHOOK = "webhook"  # systems registered for an area


@dataclass(frozen=True)
class Recipient:
    """Where a message goes: a telephone, a member's id, an address of the web with its secret."""

    address: str = field(repr=False)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class OutgoingMessage:
    """What leaves the system: a title and a reference, nothing personal; sent again, it has the same id."""

    id: UUID
    kind: str
    title: str
    subject: SubjectRef
    area_path: str
    created_at: datetime
    sent_at: datetime
    recipients: tuple[Recipient, ...]


class SendFailed(Exception):
    """A message did not go; `words` are for the administrator and hold no address and no secret.

    A temporary failure is tried again. `not_reached` names the addresses that failed when the others did go.
    """

    def __init__(self, words: str | Promise, *, temporary: bool, not_reached: Collection[str] = ()) -> None:
        super().__init__(words)
        self.words = str(words)
        self.temporary = temporary
        self.not_reached = frozenset(not_reached)


class Channel(ABC):
    """One way to reach somebody."""

    code: ClassVar[str]
    label: ClassVar[str | Promise]

    @abstractmethod
    def check(self) -> list[Fault]:
        """What keeps this channel from working now; empty when it works."""


class OutgoingChannel(Channel):
    """A channel that leaves the database: only jobs send by it, never a transaction."""

    reaches: ClassVar[Reaches]
    recipients_per_call: ClassVar[int] = 1
    spread: ClassVar[timedelta] = timedelta(0)  # messages that can wait are spread over this time
    crowded_minutes: ClassVar[Collection[int]] = ()  # minutes of the hour to keep away from

    @abstractmethod
    def send(self, message: OutgoingMessage) -> None:
        """Send to all its recipients. Raises SendFailed."""

    def fault_of_address(self, address: str) -> str | Promise | None:
        """Why an address cannot be one of this channel; None when it can."""
        return None
