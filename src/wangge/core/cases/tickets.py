"""What an upstream platform (上级平台) sends: a ticket with its own number, status and deadline."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.core.cases.reports import Reported

MOST_LEVELS = 5
LONGEST_SYSTEM = 20
LONGEST_ID = 59  # with the system and a colon it is the case's source_ref


class TicketRole(models.TextChoices):
    """What we are to the ticket."""

    LEAD = "lead", _("主办")
    ASSIST = "assist", _("协办")
    FORWARD = "forward", _("转办")


@dataclass(frozen=True)
class UpstreamTicket:
    """One copy of a ticket as the upstream platform tells it; what it does not say stays empty.

    `changed_at` is the moment of the upstream's own last change: an older copy never overrides a newer one.
    """

    system: str
    upstream_id: str
    categories: tuple[str, ...] = ()  # its own words, the widest first
    role: str = TicketRole.LEAD
    is_confidential: bool = False
    status: str = ""  # its own word
    due_at: datetime | None = None
    urged: int = 0
    urging: str = ""
    changed_at: datetime | None = None

    @property
    def source_ref(self) -> str:
        return f"{self.system}:{self.upstream_id}"


class Change(Enum):
    """What a copy of a ticket did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    STALE = "stale"  # older than what is known


@dataclass(frozen=True)
class TicketTaken:
    """The case of a ticket, and what this copy of it did."""

    reported: Reported
    change: Change
