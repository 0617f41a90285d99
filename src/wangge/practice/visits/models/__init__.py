from .errand import Errand
from .visit import HouseholdWish, Visit, VisitFollow

__all__ = ["Errand", "HouseholdWish", "Visit", "VisitFollow"]
