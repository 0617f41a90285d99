from .agency import Agency, AgencyNote
from .errand import Errand
from .visit import HouseholdWish, Visit, VisitFollow

__all__ = ["Agency", "AgencyNote", "Errand", "HouseholdWish", "Visit", "VisitFollow"]
