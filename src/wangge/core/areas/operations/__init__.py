"""Writes of the tree, one topic a file. Who may do them is checked by the caller's layer, above."""

from .boundaries import draw_missing_boundaries, set_boundary
from .exchange import import_boundaries
from .places import (
    NewNamedPlace,
    add_named_places,
    issue_public_code,
    issue_public_codes,
    revoke_public_code,
    rotate_public_code,
)
from .redrawing import Wanted, WantedGrid, redraw_grids
from .tree import NewArea, add_area, add_areas, bind_rulebook, close_area, describe_area, rename_area

__all__ = [
    "NewArea",
    "NewNamedPlace",
    "Wanted",
    "WantedGrid",
    "add_area",
    "add_areas",
    "add_named_places",
    "bind_rulebook",
    "close_area",
    "describe_area",
    "draw_missing_boundaries",
    "import_boundaries",
    "issue_public_code",
    "issue_public_codes",
    "redraw_grids",
    "rename_area",
    "revoke_public_code",
    "rotate_public_code",
    "set_boundary",
]
