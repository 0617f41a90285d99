"""What is read of orders, lists and ticks; everything within a scope."""

from .board import (
    AlarmRow,
    Coverage,
    ListPage,
    RowOfList,
    TickRow,
    alarm,
    alarms,
    coverage,
    coverage_by_area,
    rows_of_alarm,
    ticks_of_row,
)
from .calling import Called, call_list

__all__ = [
    "AlarmRow",
    "Called",
    "Coverage",
    "ListPage",
    "RowOfList",
    "TickRow",
    "alarm",
    "alarms",
    "call_list",
    "coverage",
    "coverage_by_area",
    "rows_of_alarm",
    "ticks_of_row",
]
