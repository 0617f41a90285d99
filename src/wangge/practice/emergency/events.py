"""What the emergency announces. Ids and words only, nothing personal."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class EvacuationBegun:
    """An order with a long list (转移令) was given: its lists are to be written."""

    name: ClassVar[str] = "emergency.begun"
    alarm_id: UUID


@dataclass(frozen=True)
class EvacuationOrdered:
    """People are to be moved (转移令), a piece of the list; `grid_ids` are where they live."""

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
    is_long: bool = False  # the list is still on phones, and to be taken back
