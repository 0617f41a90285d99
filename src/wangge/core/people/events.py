"""What the roster announces. Ids and words only, nothing personal."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class RosterChanged:
    """Something happened to persons or households (人口变动), or was reversed."""

    name: ClassVar[str] = "people.roster_changed"
    event_id: UUID
    town_id: UUID
    area_path: str
    kind: str
    household_ids: tuple[UUID, ...] = ()
    person_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class HazardMoved:
    """A hazard (隐患) was found, ordered to be fixed, fixed, checked or withdrawn."""

    name: ClassVar[str] = "people.hazard_moved"
    hazard_id: UUID
    step_id: UUID
    town_id: UUID
    area_path: str
    kind: str
    state: str


@dataclass(frozen=True)
class CareChanged:
    """A care tag (关爱标记) was proposed, agreed to, reviewed, ended or restored."""

    name: ClassVar[str] = "people.care_changed"
    tag_id: UUID
    town_id: UUID
    area_path: str
    kind: str
    change: str


@dataclass(frozen=True)
class ChangeAsked:
    """A change of an identity field (身份信息变更) waits for another person's decision."""

    name: ClassVar[str] = "people.change_asked"
    request_id: UUID
    town_id: UUID
    area_path: str
    field: str
