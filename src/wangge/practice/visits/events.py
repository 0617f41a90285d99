"""What visits announce. Ids and words only, nothing personal."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class VisitRecorded:
    """Somebody was at a door (走访), or a meeting was held."""

    name: ClassVar[str] = "visits.recorded"
    visit_id: UUID
    town_id: UUID
    area_path: str
    kind: str
    household_id: UUID | None
    outcome: str
    errand_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class ErrandAsked:
    """A department wants something done at a door (上门事务)."""

    name: ClassVar[str] = "visits.errand_asked"
    errand_id: UUID
    town_id: UUID
    area_path: str
    kind: str
    household_id: UUID
