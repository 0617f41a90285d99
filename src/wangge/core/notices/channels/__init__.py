"""Ways by which a notice reaches somebody; each says for itself whether it can work (`check`)."""

from .base import Channel, Fault, OutgoingChannel, OutgoingMessage, Reaches, Recipient, SendFailed
from .registry import channel_faults, channel_of, channels_in_use, outgoing_channels

__all__ = [
    "Channel",
    "Fault",
    "OutgoingChannel",
    "OutgoingMessage",
    "Reaches",
    "Recipient",
    "SendFailed",
    "channel_faults",
    "channel_of",
    "channels_in_use",
    "outgoing_channels",
]
