"""What may be done about grid teams."""

from .belongings import (
    NewCharge,
    NewNetCover,
    NewSupply,
    end_charge,
    fill_list,
    issue_supplies,
    lay_nets,
    lift_net,
    publish_charge,
    show_card,
    take_back,
    take_charge,
)
from .cards import Issued, issue_cards, issue_cards_below, replace_card
from .exporting import record_export
from .groups import (
    NewGroup,
    change_group,
    close_group,
    keep_text,
    record_broadcast,
    register_groups,
    withdraw_text,
)
from .links import SharedOut, end_link, end_links, link_households, share_out

__all__ = [
    "Issued",
    "NewCharge",
    "NewGroup",
    "NewNetCover",
    "NewSupply",
    "SharedOut",
    "change_group",
    "close_group",
    "end_charge",
    "end_link",
    "end_links",
    "fill_list",
    "issue_cards",
    "issue_cards_below",
    "issue_supplies",
    "keep_text",
    "lay_nets",
    "lift_net",
    "link_households",
    "publish_charge",
    "record_broadcast",
    "record_export",
    "register_groups",
    "replace_card",
    "share_out",
    "show_card",
    "take_back",
    "take_charge",
    "withdraw_text",
]
