from .order import EvacuationOrder
from .rows import EvacuationRow, EvacuationTick

__all__ = ["EvacuationOrder", "EvacuationRow", "EvacuationTick"]
