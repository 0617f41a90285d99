"""Plans of grids and what belongs to them."""

from .comment import PlanComment
from .plan import Plan, PlanGround, PlanStep, Proposal

__all__ = ["Plan", "PlanComment", "PlanGround", "PlanStep", "Proposal"]
