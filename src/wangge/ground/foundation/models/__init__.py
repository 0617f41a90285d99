"""The tables of the foundation, one topic a file."""

from .outbox import Fact
from .revisions import Revision

__all__ = ["Fact", "Revision"]
