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
from .exporting import export_cases, record_export
from .grading import grade_case
from .handling import contact_asker, handle_case, return_case, sign_case, take_case
from .intake import report_case, report_cases
from .members import come, sign_up
from .mustering import (
    adjudicate_party,
    arrive_party,
    ask_help,
    contact_party,
    decline_party,
    report_party,
    sign_party,
)
from .notes import comment_case, reveal_asker
from .operator import enter_case
from .receptions import Held, NewReception, may_keep, plan_reception, record_reception
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
from .visiting import Visited, plan_rated_visits, plan_unrated_visits, record_visit
from .whistling import (
    Call,
    Mark,
    approve_whistle,
    ask_whistle,
    blow_whistle,
    conclude_whistle,
    end_whistles,
    rate_parties,
    refuse_whistle,
    review_whistle,
    withdraw_whistle,
)

__all__ = [
    "Asking",
    "Call",
    "Held",
    "Mark",
    "NewReception",
    "Visited",
    "accept_case",
    "add_words",
    "adjudicate_party",
    "answer_case",
    "appeal_case",
    "approve_whistle",
    "archive_case",
    "arrive_party",
    "ask_for",
    "ask_help",
    "ask_whistle",
    "blow_whistle",
    "close_case",
    "come",
    "comment_case",
    "conclude_whistle",
    "contact_asker",
    "contact_party",
    "decide_request",
    "decline_party",
    "dispatch_case",
    "end_pauses",
    "end_whistles",
    "enter_case",
    "escalate_late",
    "export_cases",
    "give_interim_answer",
    "grade_case",
    "handle_case",
    "mark_backlogs",
    "may_keep",
    "merge_case",
    "plan_rated_visits",
    "plan_reception",
    "plan_unrated_visits",
    "rate_case",
    "rate_parties",
    "record_export",
    "record_reception",
    "record_visit",
    "recount_deadlines",
    "refuse_whistle",
    "reopen_case",
    "report_case",
    "report_cases",
    "report_party",
    "resume_case",
    "return_case",
    "reveal_asker",
    "review_suspension",
    "review_whistle",
    "send_back_case",
    "sign_case",
    "sign_off_case",
    "sign_party",
    "sign_up",
    "supervise_case",
    "take_case",
    "take_custody",
    "take_up_case",
    "verify_case",
    "void_case",
    "withdraw_case",
    "withdraw_whistle",
]
