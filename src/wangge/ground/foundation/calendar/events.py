"""Facts the calendar announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class WorkCalendarChanged:
    """A year's days off were announced or corrected (放假安排已导入); deadlines that fall there are counted again."""

    name: ClassVar[str] = "foundation.work_calendar_changed"

    announcement_id: UUID
    year: int
