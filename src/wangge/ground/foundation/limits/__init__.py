"""How often the same address, account or grid may do something (限流)."""

from .operations import Exceeded, Limit, hit, prune_windows, refuse_excess

__all__ = ["Exceeded", "Limit", "hit", "prune_windows", "refuse_excess"]
