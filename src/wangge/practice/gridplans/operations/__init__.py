"""What may be done with plans of grids, one topic a file."""

from .commenting import answer_comment, say_comment
from .deciding import approve_plan, publish_plan, revise_plan, withdraw_plan
from .drafting import begin_plan, cancel_drawing, choose_proposal, draw_again, undo_plan
from .drawing import draw_proposals
from .editing import lock_buildings, lock_grid, merge_grids, move_buildings, rename_grid, split_grid, undo_edit
from .effecting import put_due_in_force, put_in_force
from .exporting import Download, export_plan
from .importing import import_proposal

__all__ = [
    "Download",
    "answer_comment",
    "approve_plan",
    "begin_plan",
    "cancel_drawing",
    "choose_proposal",
    "draw_again",
    "draw_proposals",
    "export_plan",
    "import_proposal",
    "lock_buildings",
    "lock_grid",
    "merge_grids",
    "move_buildings",
    "publish_plan",
    "put_due_in_force",
    "put_in_force",
    "rename_grid",
    "revise_plan",
    "say_comment",
    "split_grid",
    "undo_edit",
    "undo_plan",
    "withdraw_plan",
]
