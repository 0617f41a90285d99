"""Reads of the teams: who answers where, who is on duty, which posts are empty, what a code on a card says."""

from .appointments import (
    STATE_LABELS,
    AppointmentFilter,
    AppointmentPage,
    AppointmentRow,
    appointments,
    ending_soon,
)
from .duty import OnDuty, ShiftRow, on_duty, shifts_of_month, standing_unit
from .organisations import (
    MemberPage,
    MemberRow,
    OrganisationCounts,
    OrganisationNode,
    OrganisationPage,
    OrganisationRow,
    memberships,
    organisation_counts,
    organisation_tree,
    organisations,
)
from .papers import certificates, duties_notice, grid_poster, work_cards
from .posts import (
    AreaPosts,
    Holder,
    PostLine,
    PublicPerson,
    acting_holders,
    holder_of,
    posts_of_area,
    public_directory,
    public_people,
)
from .vacancies import Vacancy, vacancies
from .verification import Verification, VerificationState, appointment_by_token

__all__ = [
    "STATE_LABELS",
    "AppointmentFilter",
    "AppointmentPage",
    "AppointmentRow",
    "AreaPosts",
    "Holder",
    "MemberPage",
    "MemberRow",
    "OnDuty",
    "OrganisationCounts",
    "OrganisationNode",
    "OrganisationPage",
    "OrganisationRow",
    "PostLine",
    "PublicPerson",
    "ShiftRow",
    "Vacancy",
    "Verification",
    "VerificationState",
    "acting_holders",
    "appointment_by_token",
    "appointments",
    "certificates",
    "duties_notice",
    "ending_soon",
    "grid_poster",
    "holder_of",
    "memberships",
    "on_duty",
    "organisation_counts",
    "organisation_tree",
    "organisations",
    "posts_of_area",
    "public_directory",
    "public_people",
    "shifts_of_month",
    "standing_unit",
    "vacancies",
    "work_cards",
]
