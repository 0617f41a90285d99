"""What matters announce. Ids and words only, nothing personal."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class AdmissionAsked:
    """A unit asks that something may be sent to grids (准入申请)."""

    name: ClassVar[str] = "admission.asked"
    request_id: UUID
    town_id: UUID
    area_path: str
    title: str


@dataclass(frozen=True)
class AdmissionDecided:
    """The deciding desk has answered a request."""

    name: ClassVar[str] = "admission.decided"
    request_id: UUID
    town_id: UUID
    area_path: str
    title: str
    state: str
    unit_id: UUID


@dataclass(frozen=True)
class DemandSent:
    """An admitted demand was sent to grids (下派)."""

    name: ClassVar[str] = "demand.sent"
    demand_id: UUID
    town_id: UUID
    area_path: str
    title: str
    due_on: str
