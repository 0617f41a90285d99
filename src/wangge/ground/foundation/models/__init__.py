"""The tables of the foundation, one topic a file."""

from .outbox import Fact

__all__ = ["Fact"]
