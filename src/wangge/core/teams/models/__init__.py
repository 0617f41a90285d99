"""The tables of teams, one topic a file."""

from .absence import AppointmentAbsence
from .appointment import Appointment, EndReason
from .duty import DutyShift
from .member import EmploymentKind, MemberProfile, TrainingRecord
from .membership import Membership, MembershipKind
from .organisation import Organisation

__all__ = [
    "Appointment",
    "AppointmentAbsence",
    "DutyShift",
    "EmploymentKind",
    "EndReason",
    "MemberProfile",
    "Membership",
    "MembershipKind",
    "Organisation",
    "TrainingRecord",
]
