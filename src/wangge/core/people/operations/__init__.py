"""What may be done to the roster."""

from .care import NewCareTag, agree_care, end_care, hand_over_care, propose_care, review_care
from .enterprises import NewEnterprise, add_enterprise, change_enterprise, close_enterprise
from .erasing import erase_expired
from .exporting import Export, export_households, export_persons
from .hazards import NewHazard, find_hazard, move_hazard
from .households import (
    NewHousehold,
    Registered,
    record_birth,
    register_households,
    register_person,
)
from .identity_changes import Asking, ask_change, decide_change, withdraw_change
from .merging import merge_persons
from .moves import (
    change_head,
    change_tenants,
    merge_households,
    move_household,
    move_in,
    move_out,
    relate_persons,
    split_household,
)
from .places import (
    Added,
    NewBuilding,
    NewDwelling,
    add_buildings,
    add_dwellings,
    add_place,
    change_building,
    close_dwelling,
    use_dwelling,
)
from .revealing import Revealed, reveal_care, reveal_change, reveal_contact, reveal_person, reveal_sheet
from .reversing import record_death, reverse_event
from .rights import Agreement, Held, give_consent, tell_person, withdraw_consent
from .sheets import change_phone, confirm_household, fill_sheet

__all__ = [
    "Added",
    "Agreement",
    "Asking",
    "Export",
    "Held",
    "NewBuilding",
    "NewCareTag",
    "NewDwelling",
    "NewEnterprise",
    "NewHazard",
    "NewHousehold",
    "Registered",
    "Revealed",
    "add_buildings",
    "add_dwellings",
    "add_enterprise",
    "add_place",
    "agree_care",
    "ask_change",
    "change_building",
    "change_enterprise",
    "change_head",
    "change_phone",
    "change_tenants",
    "close_dwelling",
    "close_enterprise",
    "confirm_household",
    "decide_change",
    "end_care",
    "erase_expired",
    "export_households",
    "export_persons",
    "fill_sheet",
    "find_hazard",
    "give_consent",
    "hand_over_care",
    "merge_households",
    "merge_persons",
    "move_hazard",
    "move_household",
    "move_in",
    "move_out",
    "propose_care",
    "record_birth",
    "record_death",
    "register_households",
    "register_person",
    "relate_persons",
    "reveal_care",
    "reveal_change",
    "reveal_contact",
    "reveal_person",
    "reveal_sheet",
    "reverse_event",
    "review_care",
    "split_household",
    "tell_person",
    "use_dwelling",
    "withdraw_change",
    "withdraw_consent",
]
