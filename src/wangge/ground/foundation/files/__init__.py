"""The one choke point for uploaded pictures: checked, re-encoded, stripped, kept by their hash."""

from .operations import PreparedImage, forget, keep, receive_image, store_image, sweep_orphans
from .queries import open_file

__all__ = ["PreparedImage", "forget", "keep", "open_file", "receive_image", "store_image", "sweep_orphans"]
