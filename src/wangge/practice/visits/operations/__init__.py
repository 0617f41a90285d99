"""What may be done about visits."""

from .errands import NewErrand, ask_errands, withdraw_errand
from .following import follow_up, follow_with_case, follow_with_hazard
from .recording import DoneErrand, NewMeeting, NewVisit, record_meeting, record_visit
from .wishes import Wish, end_wish, keep_wish

__all__ = [
    "DoneErrand",
    "NewErrand",
    "NewMeeting",
    "NewVisit",
    "Wish",
    "ask_errands",
    "end_wish",
    "follow_up",
    "follow_with_case",
    "follow_with_hazard",
    "keep_wish",
    "record_meeting",
    "record_visit",
    "withdraw_errand",
]
