"""Reads of cases, one topic a file."""

from .lists import CaseFilter, CaseRow, Page, case_list, counts_by_state, export_rows, map_points
from .page import CasePage, case_page
from .repeats import EarlierCase, earlier_cases_of, likely_repeats
from .tracking import Tracked, track
from .waiting import WaitingCounts, next_due, waiting_counts, waiting_for

__all__ = [
    "CaseFilter",
    "CasePage",
    "CaseRow",
    "EarlierCase",
    "Page",
    "Tracked",
    "WaitingCounts",
    "case_list",
    "case_page",
    "counts_by_state",
    "earlier_cases_of",
    "export_rows",
    "likely_repeats",
    "map_points",
    "next_due",
    "track",
    "waiting_counts",
    "waiting_for",
]
