"""What a report is made of before it becomes a case, and what the asker gets back."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from wangge.ground.foundation.files import PreparedImage


@dataclass(frozen=True)
class PastAnswer:
    """An answer given before the case was brought into the system."""

    words: str
    at: datetime
    by: str = ""


@dataclass(frozen=True)
class CaseReport:
    """One matter as the asker tells it. `area_id` is the grid, village or town whose door was used.

    A point lies in WGS84 degrees. `source_ref` names the form or the row, so that it is taken once. `id` is the case's
    own where it was made elsewhere, on a phone without a net.
    """

    area_id: UUID
    channel: str
    body: str
    source_ref: str
    title: str = ""
    category: str = ""
    urgency: str = ""  # "": as the category has it
    asker_kind: str = ""  # person or enterprise; "": as usual for the category
    where_words: str = ""
    lon: float | None = None
    lat: float | None = None
    name: str = ""
    phone: str = ""
    is_confidential: bool = False
    account_id: UUID | None = None
    photos: tuple[PreparedImage, ...] = ()
    reported_at: datetime | None = None  # None: now
    past_answer: PastAnswer | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class Reported:
    """What the asker keeps: the number, the code to follow it by; `is_new` is False for a repeated submit."""

    case_id: UUID
    number: str
    tracking_code: str
    is_new: bool
    warnings: tuple[str, ...] = field(default=())
