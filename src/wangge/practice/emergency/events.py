"""What the emergency announces. Ids and words only, nothing personal."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class EvacuationOrdered:
    """People are to be moved (转移令); `grid_ids` are where they live."""

    name: ClassVar[str] = "emergency.ordered"
    order_id: UUID
    town_id: UUID
    area_path: str
    title: str
    grid_ids: tuple[UUID, ...] = ()
    helper_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class EvacuationEnded:
    """It is over; whoever is still away is on the list."""

    name: ClassVar[str] = "emergency.ended"
    order_id: UUID
    town_id: UUID
    area_path: str
