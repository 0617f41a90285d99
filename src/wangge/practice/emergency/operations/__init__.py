"""What may be done in an emergency."""

from .ordering import NewOrder, end_alarm, issue_order
from .ticking import record_tick, record_ticks

__all__ = ["NewOrder", "end_alarm", "issue_order", "record_tick", "record_ticks"]
