from .charge import Charge, ListEntry, NetCover
from .chat import Broadcast, ChatGroup, GroupText
from .links import ContactCard, HouseholdLink
from .supply import SupplyItem

__all__ = [
    "Broadcast",
    "Charge",
    "ChatGroup",
    "ContactCard",
    "GroupText",
    "HouseholdLink",
    "ListEntry",
    "NetCover",
    "SupplyItem",
]
