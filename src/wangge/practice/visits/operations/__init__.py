"""What may be done about visits."""

from .agency import NewAgency, move_agency, take_agency
from .errands import NewErrand, ask_errands, withdraw_errand
from .exporting import note_export
from .following import follow_up, follow_with_case, follow_with_hazard
from .recording import DoneErrand, NewMeeting, NewVisit, record_meeting, record_visit
from .turning import follow_with_care, follow_with_dispute
from .wishes import Wish, end_wish, keep_wish

__all__ = [
    "DoneErrand",
    "NewAgency",
    "NewErrand",
    "NewMeeting",
    "NewVisit",
    "Wish",
    "ask_errands",
    "end_wish",
    "follow_up",
    "follow_with_care",
    "follow_with_case",
    "follow_with_dispute",
    "follow_with_hazard",
    "keep_wish",
    "move_agency",
    "note_export",
    "record_meeting",
    "record_visit",
    "take_agency",
    "withdraw_errand",
]
