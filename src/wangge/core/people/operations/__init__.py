"""What may be done to the roster."""

from .households import (
    NewHousehold,
    Registered,
    record_birth,
    register_households,
    register_person,
)
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
from .reversing import record_death, reverse_event

__all__ = [
    "Added",
    "NewBuilding",
    "NewDwelling",
    "NewHousehold",
    "Registered",
    "add_buildings",
    "add_dwellings",
    "add_place",
    "change_building",
    "change_head",
    "change_tenants",
    "close_dwelling",
    "merge_households",
    "move_household",
    "move_in",
    "move_out",
    "record_birth",
    "record_death",
    "register_households",
    "register_person",
    "relate_persons",
    "reverse_event",
    "split_household",
    "use_dwelling",
]
