"""The tables: places and doors, persons and households with their dated rows, care and hazards, rights."""

from .care import CareReview, CareTag, Hazard, HazardStep, Sheet
from .history import LIVE, Dated, RosterEvent
from .persons import Household, HouseholdHome, HouseholdMember, Person, Relation, Residence
from .places import Building, BuildingUnit, Dwelling, Enterprise
from .rights import ChangeRequest, Consent, ConsentText

__all__ = [
    "LIVE",
    "Building",
    "BuildingUnit",
    "CareReview",
    "CareTag",
    "ChangeRequest",
    "Consent",
    "ConsentText",
    "Dated",
    "Dwelling",
    "Enterprise",
    "Hazard",
    "HazardStep",
    "Household",
    "HouseholdHome",
    "HouseholdMember",
    "Person",
    "Relation",
    "Residence",
    "RosterEvent",
    "Sheet",
]
