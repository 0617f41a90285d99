"""What the teams announce."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class AppointmentStarted:
    """Somebody was put into a post (任职); `starts_on` may lie ahead."""

    name: ClassVar[str] = "teams.appointment_started"

    appointment_id: UUID
    place: str
    post_kind: str
    area_id: UUID
    area_path: str
    organisation_id: UUID
    account_id: UUID | None
    starts_on: str


@dataclass(frozen=True)
class AppointmentEnded:
    """Somebody left a post before the term was over (离任)."""

    name: ClassVar[str] = "teams.appointment_ended"

    appointment_id: UUID
    place: str
    post_kind: str
    area_id: UUID
    area_path: str
    organisation_id: UUID
    account_id: UUID | None
    ended_on: str


@dataclass(frozen=True)
class OrganisationClosed:
    """An organisation was closed (撤销); who listens hands on what it still owns."""

    name: ClassVar[str] = "teams.organisation_closed"

    organisation_id: UUID
    place: str
    unit_kind: str
    area_id: UUID
    area_path: str
    closed_on: str
