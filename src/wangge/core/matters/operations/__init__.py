"""Keeping the lists, admitting what may be asked, sending it to grids, counting what it costs."""

from .admission import NewRequest, decide_admission, request_admission, say_why_again
from .burden import BurdenCount, count_burden, count_burdens
from .catalogue_file import CatalogueReport, import_catalogue
from .demands import NewDemand, answer_task, send_demand
from .exporting import export_lists
from .lists import (
    NewHeldField,
    NewMatter,
    NewPower,
    NewReport,
    add_lines,
    change_line,
    end_line,
)

__all__ = [
    "BurdenCount",
    "CatalogueReport",
    "NewDemand",
    "NewHeldField",
    "NewMatter",
    "NewPower",
    "NewReport",
    "NewRequest",
    "add_lines",
    "answer_task",
    "change_line",
    "count_burden",
    "count_burdens",
    "decide_admission",
    "end_line",
    "export_lists",
    "import_catalogue",
    "request_admission",
    "say_why_again",
    "send_demand",
]
