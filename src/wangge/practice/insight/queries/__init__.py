"""Reads of reports and meetings, one topic a file."""

from .figures import Figures, Hint, figures_of, rule_words
from .kept import (
    CaseLine,
    CasesBehind,
    Chosen,
    ReportPage,
    ReportRow,
    cases_behind,
    counted,
    report_list,
    report_page,
)
from .meetings import (
    Evidence,
    MeetingPage,
    closure_rate,
    evidence_of,
    item_of,
    meeting_list,
    meeting_of_report,
    meeting_page,
    notice_of,
)
from .rates import rates_of
from .rising import rising_of
from .windows import Window

__all__ = [
    "CaseLine",
    "CasesBehind",
    "Chosen",
    "Evidence",
    "Figures",
    "Hint",
    "MeetingPage",
    "ReportPage",
    "ReportRow",
    "Window",
    "cases_behind",
    "closure_rate",
    "counted",
    "evidence_of",
    "figures_of",
    "item_of",
    "meeting_list",
    "meeting_of_report",
    "meeting_page",
    "notice_of",
    "rates_of",
    "report_list",
    "report_page",
    "rising_of",
    "rule_words",
]
