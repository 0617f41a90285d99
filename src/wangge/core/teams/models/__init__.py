"""The tables of teams, one topic a file."""

from .absence import AppointmentAbsence
from .appointment import Appointment, EndReason
from .duty import DutyShift
from .membership import Membership, MembershipKind
from .organisation import Organisation

__all__ = [
    "Appointment",
    "AppointmentAbsence",
    "DutyShift",
    "EndReason",
    "Membership",
    "MembershipKind",
    "Organisation",
]
