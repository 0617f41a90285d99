"""What is known of plans and of the sizes of grids, one topic a file."""

from .effect import Effect, effect_of
from .household import HeldBy, grid_of_household
from .maps import plan_buildings, plan_map
from .page import PlanPage, PlanRow, ProposalView, plan_page, plan_row, plans
from .public import PublicNotice, public_map, public_notice, public_notices
from .sizes import Beyond, GridSize, VillageSizes, grid_sizes, villages_to_plan

__all__ = [
    "Beyond",
    "Effect",
    "GridSize",
    "HeldBy",
    "PlanPage",
    "PlanRow",
    "ProposalView",
    "PublicNotice",
    "VillageSizes",
    "effect_of",
    "grid_of_household",
    "grid_sizes",
    "plan_buildings",
    "plan_map",
    "plan_page",
    "plan_row",
    "plans",
    "public_map",
    "public_notice",
    "public_notices",
    "villages_to_plan",
]
