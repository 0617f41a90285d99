"""What new grids are called: 荣星村第四网格, as the place names its grids."""

from collections.abc import Collection
from uuid import UUID

from wangge.core.areas.queries import areas_in_memory
from wangge.core.places.queries import in_force

MOST = 99


def grid_name(village_id: UUID, ordinal: int) -> str:
    """The usual name of a village's grid."""
    index = areas_in_memory()
    rules = in_force(place=index.place_of(village_id)).rules
    return rules.grid_name(index.by_id[village_id].name, ordinal)


def next_name(village_id: UUID, taken: Collection[str], used: Collection[int | None]) -> str:
    """The usual name after those in use."""
    highest = max((number for number in used if number is not None), default=0)
    names = (grid_name(village_id, number) for number in range(highest + 1, highest + MOST))
    return next(name for name in names if name not in taken)


def ordinal_of(village_id: UUID, name: str) -> int | None:
    """The number that a usual name holds; None for one of its own."""
    return next((number for number in range(1, MOST) if grid_name(village_id, number) == name), None)
