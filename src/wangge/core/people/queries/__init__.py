"""What is read of the roster; everything through a `Sight`."""

from .grids import GridCounts, GridFile, MapBuilding, counts_by_grid, grid_file, map_buildings
from .households import (
    HouseholdCard,
    HouseholdPage,
    HouseholdRow,
    MemberCard,
    SheetCard,
    TagCard,
    household_card,
    households,
)
from .likeness import likely_same
from .persons import PersonCard, RelationCard, StayCard, person_card
from .refs import HouseholdRef, household_refs
from .search import DoorHit, Found, PersonHit, search_doors, search_persons
from .sight import Sight, sight_of
from .waiting import (
    CareRow,
    ChangeRow,
    HazardRow,
    care_due,
    care_to_agree,
    consents,
    hazard_steps,
    hazards,
    hazards_to_recheck,
    roster_events,
    waiting_changes,
)

__all__ = [
    "CareRow",
    "ChangeRow",
    "DoorHit",
    "Found",
    "GridCounts",
    "GridFile",
    "HazardRow",
    "HouseholdCard",
    "HouseholdPage",
    "HouseholdRef",
    "HouseholdRow",
    "MapBuilding",
    "MemberCard",
    "PersonCard",
    "PersonHit",
    "RelationCard",
    "SheetCard",
    "Sight",
    "StayCard",
    "TagCard",
    "care_due",
    "care_to_agree",
    "consents",
    "counts_by_grid",
    "grid_file",
    "hazard_steps",
    "hazards",
    "hazards_to_recheck",
    "household_card",
    "household_refs",
    "households",
    "likely_same",
    "map_buildings",
    "person_card",
    "roster_events",
    "search_doors",
    "search_persons",
    "sight_of",
    "waiting_changes",
]
