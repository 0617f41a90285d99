"""What becomes of the ops of phones: each kind turned into the operation it stands for, in its author's name."""

from .cases import apply_case, apply_case_step
from .photos import keep_case_photo
from .rest import apply_hazard, apply_read, apply_tick
from .roster import apply_change_request, apply_household, apply_person, settle_household, settle_person
from .visits import apply_meeting, apply_visit, apply_wish

__all__ = [
    "apply_case",
    "apply_case_step",
    "apply_change_request",
    "apply_hazard",
    "apply_household",
    "apply_meeting",
    "apply_person",
    "apply_read",
    "apply_tick",
    "apply_visit",
    "apply_wish",
    "keep_case_photo",
    "settle_household",
    "settle_person",
]
