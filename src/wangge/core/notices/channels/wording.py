"""What an outgoing message says: for machines as facts, for persons as a line."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from .base import OutgoingMessage


def facts_of(message: OutgoingMessage) -> dict[str, Any]:
    """The message as plain values; the field names are a contract with receivers."""
    subject = message.subject
    return {
        "id": str(message.id),
        "kind": message.kind,
        "title": message.title,
        "subject": {"kind": subject.kind, "id": str(subject.id or ""), "label": subject.label},
        "area_path": message.area_path,
        "created_at": message.created_at.isoformat(),
    }


def line_of(message: OutgoingMessage) -> str:
    """The message as a person reads it, with the way to the rest."""
    label = message.subject.label
    about = message.title if label in message.title else f"{message.title} {label}"
    return _("{about}\n请登录查看：{address}").format(about=about, address=settings.PUBLIC_URL)
