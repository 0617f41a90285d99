"""Every change to a case goes through here."""

from .asker import add_words, appeal_case, rate_case, withdraw_case
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
from .escalating import escalate_late
from .exporting import export_cases
from .grading import grade_case
from .handling import contact_asker, handle_case, return_case, sign_case, take_case
from .intake import report_case, report_cases
from .notes import comment_case, reveal_asker
from .operator import enter_case
from .recounting import end_pauses, mark_backlogs, recount_deadlines
from .requests import Asking, ask_for, decide_request
from .rights import (
    give_interim_answer,
    merge_case,
    resume_case,
    review_suspension,
    sign_off_case,
    supervise_case,
    take_custody,
    take_up_case,
    void_case,
)

__all__ = [
    "Asking",
    "accept_case",
    "add_words",
    "answer_case",
    "appeal_case",
    "archive_case",
    "ask_for",
    "close_case",
    "comment_case",
    "contact_asker",
    "decide_request",
    "dispatch_case",
    "end_pauses",
    "enter_case",
    "escalate_late",
    "export_cases",
    "give_interim_answer",
    "grade_case",
    "handle_case",
    "mark_backlogs",
    "merge_case",
    "rate_case",
    "recount_deadlines",
    "reopen_case",
    "report_case",
    "report_cases",
    "resume_case",
    "return_case",
    "reveal_asker",
    "review_suspension",
    "send_back_case",
    "sign_case",
    "sign_off_case",
    "supervise_case",
    "take_case",
    "take_custody",
    "take_up_case",
    "verify_case",
    "void_case",
    "withdraw_case",
]
