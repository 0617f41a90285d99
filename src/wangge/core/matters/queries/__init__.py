"""What may be sent where, what is held already, what was asked and admitted, what it costs a grid."""

from wangge.core.matters.doors import held_scope, town_scope, towns_of
from wangge.core.matters.memory import HeldFieldRow, MatterRow, PowerRow, ReportRow

from .admission import (
    AdmissionPage,
    AdmissionView,
    AgainRow,
    admission,
    admissions,
    in_force_admissions,
)
from .burden import (
    BurdenPage,
    EntryRow,
    GridBurden,
    MonthTotals,
    ReportBurden,
    burden_entries,
    burden_of_month,
    first_reports_at,
    report_burden,
    totals_of_month,
)
from .demands import DemandPage, DemandView, TaskRow, demand, demand_task, demands, tasks_of, waiting_tasks
from .lists import (
    DutyCounts,
    duty_counts,
    held_field_row,
    held_fields,
    matter_row,
    matters,
    power_row,
    powers,
    report_row,
    reports,
)
from .overlap import Overlap, overlap
from .routing import Holder, units_with_power, why_not_dispatch

__all__ = [
    "AdmissionPage",
    "AdmissionView",
    "AgainRow",
    "BurdenPage",
    "DemandPage",
    "DemandView",
    "DutyCounts",
    "EntryRow",
    "GridBurden",
    "HeldFieldRow",
    "Holder",
    "MatterRow",
    "MonthTotals",
    "Overlap",
    "PowerRow",
    "ReportBurden",
    "ReportRow",
    "TaskRow",
    "admission",
    "admissions",
    "burden_entries",
    "burden_of_month",
    "demand",
    "demand_task",
    "demands",
    "duty_counts",
    "first_reports_at",
    "held_field_row",
    "held_fields",
    "held_scope",
    "in_force_admissions",
    "matter_row",
    "matters",
    "overlap",
    "power_row",
    "powers",
    "report_burden",
    "report_row",
    "reports",
    "tasks_of",
    "totals_of_month",
    "town_scope",
    "towns_of",
    "units_with_power",
    "waiting_tasks",
    "why_not_dispatch",
]
