"""Jobs of this package, where the queue looks for them."""

from .sending import send_due

__all__ = ["send_due"]
