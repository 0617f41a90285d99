"""Every change to organisations, posts, members and the rota."""

from wangge.core.teams.models import EmploymentKind, EndReason, MembershipKind

from .absence import end_absence, record_absence
from .appointing import NewAppointment, appoint, appoint_many, renew
from .ending import end_appointment
from .entrusting import entrust_unit
from .members import NewTraining, Profile, describe_members, record_trainings
from .memberships import NewMembership, add_memberships, end_membership
from .organisations import (
    NewOrganisation,
    add_named_units,
    add_organisation,
    add_organisations,
    close_organisation,
    rename_organisation,
    set_duty_phone,
)
from .rota import MonthPlan, clear_shift, plan_rota, set_shift

__all__ = [
    "EmploymentKind",
    "EndReason",
    "MembershipKind",
    "MonthPlan",
    "NewAppointment",
    "NewMembership",
    "NewOrganisation",
    "NewTraining",
    "Profile",
    "add_memberships",
    "add_named_units",
    "add_organisation",
    "add_organisations",
    "appoint",
    "appoint_many",
    "clear_shift",
    "close_organisation",
    "describe_members",
    "end_absence",
    "end_appointment",
    "end_membership",
    "entrust_unit",
    "plan_rota",
    "record_absence",
    "record_trainings",
    "rename_organisation",
    "renew",
    "set_duty_phone",
    "set_shift",
]
