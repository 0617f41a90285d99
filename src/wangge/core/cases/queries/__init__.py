"""Reads of cases, one topic a file."""

from wangge.core.cases.models import CaseRequest

from .counts import OpenCount, counts_by_rulebook_version, open_counts, owned_count
from .lists import CaseFilter, CaseRow, Page, case_list, counts_by_state, export_rows, map_points
from .offers import Offer, usual_action
from .page import CasePage, case_page, photo_of_case
from .public import PublicCounts, public_counts
from .repeats import EarlierCase, earlier_cases_of, earlier_cases_of_asker, likely_repeats
from .requests import RequestRow, requests_of, requests_to_decide
from .tracking import PublicStep, Tracked, track, track_photo
from .waiting import Duty, WaitingCounts, waiting_counts, waiting_for, why

__all__ = [
    "CaseFilter",
    "CasePage",
    "CaseRequest",
    "CaseRow",
    "Duty",
    "EarlierCase",
    "Offer",
    "OpenCount",
    "Page",
    "PublicCounts",
    "PublicStep",
    "RequestRow",
    "Tracked",
    "WaitingCounts",
    "case_list",
    "case_page",
    "counts_by_rulebook_version",
    "counts_by_state",
    "earlier_cases_of",
    "earlier_cases_of_asker",
    "export_rows",
    "likely_repeats",
    "map_points",
    "open_counts",
    "owned_count",
    "photo_of_case",
    "public_counts",
    "requests_of",
    "requests_to_decide",
    "track",
    "track_photo",
    "usual_action",
    "waiting_counts",
    "waiting_for",
    "why",
]
