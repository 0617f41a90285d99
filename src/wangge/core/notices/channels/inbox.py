from django.utils.translation import gettext_lazy as _

from .base import Channel, Fault


class Inbox(Channel):
    """站内消息: rows written with the change itself; always on, never delayed."""

    code = "inbox"
    label = _("站内消息")

    def check(self) -> list[Fault]:
        return []
