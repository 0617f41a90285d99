"""Every report that is made, and everything that a meeting decides."""

from .exporting import export_report
from .meetings import (
    Minutes,
    NewItem,
    Task,
    add_item,
    assign_item,
    fill_agenda,
    finish_item,
    minute_meeting,
    open_weekly,
    plan_meetings,
)
from .notices import publish_risk_notice
from .reporting import backfill_reports, make_due_reports, make_report

__all__ = [
    "Minutes",
    "NewItem",
    "Task",
    "add_item",
    "assign_item",
    "backfill_reports",
    "export_report",
    "fill_agenda",
    "finish_item",
    "make_due_reports",
    "make_report",
    "minute_meeting",
    "open_weekly",
    "plan_meetings",
    "publish_risk_notice",
]
