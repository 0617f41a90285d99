"""Every change to a case goes through here."""

from .asker import add_words, rate_case
from .desk import (
    accept_case,
    answer_case,
    archive_case,
    close_case,
    dispatch_case,
    reopen_case,
    send_back_case,
    verify_case,
)
from .exporting import export_cases
from .handling import contact_asker, handle_case, return_case, sign_case, take_case
from .intake import report_case, report_cases
from .notes import comment_case, reveal_asker
from .operator import enter_case

__all__ = [
    "accept_case",
    "add_words",
    "answer_case",
    "archive_case",
    "close_case",
    "comment_case",
    "contact_asker",
    "dispatch_case",
    "enter_case",
    "export_cases",
    "handle_case",
    "rate_case",
    "reopen_case",
    "report_case",
    "report_cases",
    "return_case",
    "reveal_asker",
    "send_back_case",
    "sign_case",
    "take_case",
    "verify_case",
]
