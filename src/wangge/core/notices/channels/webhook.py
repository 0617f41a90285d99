"""Pushing notices to another system (推送): JSON by POST, signed so that the receiver can trust it."""

import hashlib
import hmac
import json

from django.utils.translation import gettext_lazy as _

from .base import Fault, OutgoingChannel, OutgoingMessage, Reaches
from .posting import post
from .wording import facts_of

ID_HEADER = "X-Wangge-Id"
TIMESTAMP_HEADER = "X-Wangge-Timestamp"
SIGNATURE_HEADER = "X-Wangge-Signature"


def signature(*, secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over `timestamp.body`, in hexadecimal; the receiver makes the same and compares."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class WebhookChannel(OutgoingChannel):
    """One POST per message and receiver; a message sent again carries the same id."""

    code = "webhook"
    label = _("系统推送")
    reaches = Reaches.WEBHOOK

    def check(self) -> list[Fault]:
        return []

    def send(self, message: OutgoingMessage) -> None:
        body = json.dumps(facts_of(message), ensure_ascii=False).encode()
        timestamp = str(int(message.sent_at.timestamp()))
        for recipient in message.recipients:
            sealed = signature(secret=recipient.secret, timestamp=timestamp, body=body)
            headers = {
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": "Wangge",
                ID_HEADER: str(message.id),
                TIMESTAMP_HEADER: timestamp,
                SIGNATURE_HEADER: f"sha256={sealed}",
            }
            post(url=recipient.address, body=body, headers=headers, to_stranger=True)
