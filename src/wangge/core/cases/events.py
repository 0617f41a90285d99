"""What cases announce. Ids and words only, nothing personal."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class CaseReported:
    """A matter was reported (上报) and belongs to its first owner; of an import nobody is told row by row."""

    name: ClassVar[str] = "case.reported"
    case_id: UUID
    town_id: UUID
    area_path: str
    number: str
    channel: str
    category: str
    owner_unit_id: UUID
    is_imported: bool = False


@dataclass(frozen=True)
class CaseMoved:
    """A step was taken on a case."""

    name: ClassVar[str] = "case.moved"
    case_id: UUID
    step_id: UUID
    town_id: UUID
    area_path: str
    number: str
    action: str
    state: str
    owner_unit_id: UUID
    actor_id: UUID | None
    to_unit_id: UUID | None = None


@dataclass(frozen=True)
class CaseEscalated:
    """A late matter climbed a rung of the ladder (催办、督办、报领导)."""

    name: ClassVar[str] = "case.escalated"
    case_id: UUID
    step_id: UUID
    town_id: UUID
    area_path: str
    number: str
    mark: str
    label: str
    owner_unit_id: UUID
    unit_id: UUID
    posts: tuple[str, ...] = ()
