"""Telling persons and systems what happened. Nothing is sent here: rows are written, a job sends."""

from .addresses import drop_address, set_address
from .notify import NewNotice, notify
from .reading import mark_all_read, mark_read
from .retrying import retry_delivery
from .webhooks import NewWebhook, add_webhook, remove_webhook

__all__ = [
    "NewNotice",
    "NewWebhook",
    "add_webhook",
    "drop_address",
    "mark_all_read",
    "mark_read",
    "notify",
    "remove_webhook",
    "retry_delivery",
    "set_address",
]
