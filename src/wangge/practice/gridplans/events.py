"""What plans of grids announce. Ids and words only, nothing personal."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class PlanPublished:
    """A plan was shown to everybody (公示); `units` are those of the grids it is about."""

    name: ClassVar[str] = "gridplans.published"
    plan_id: UUID
    town_id: UUID
    area_path: str
    title: str
    until: str
    units: tuple[UUID, ...]


@dataclass(frozen=True)
class PlanTookEffect:
    """The grids of a village became others (网格调整生效); `units` are those of its grids."""

    name: ClassVar[str] = "gridplans.took_effect"
    plan_id: UUID
    town_id: UUID
    area_path: str
    title: str
    units: tuple[UUID, ...]
