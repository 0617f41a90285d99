"""Which channels this installation uses: WANGGE_CHANNELS, the inbox always."""

from django.conf import settings
from django.utils.translation import gettext as _

from .base import Channel, Fault, OutgoingChannel
from .file import FileChannel
from .inbox import Inbox
from .sms import SmsChannel
from .webhook import WebhookChannel
from .wecom import WeComChannel

CHANNELS: dict[str, Channel] = {
    channel.code: channel for channel in (Inbox(), WebhookChannel(), SmsChannel(), WeComChannel(), FileChannel())
}


def channels_in_use() -> list[Channel]:
    """The channels switched on, the inbox first."""
    return [channel for code, channel in CHANNELS.items() if code == Inbox.code or code in settings.NOTICE_CHANNELS]


def outgoing_channels() -> list[OutgoingChannel]:
    """The channels switched on that leave the system."""
    return [channel for channel in channels_in_use() if isinstance(channel, OutgoingChannel)]


def channel_of(code: str) -> OutgoingChannel | None:
    """A channel that is switched on and leaves the system."""
    return next((channel for channel in outgoing_channels() if channel.code == code), None)


def channel_faults() -> list[Fault]:
    """What keeps the channels switched on from working; may ask other machines."""
    unknown = [code for code in settings.NOTICE_CHANNELS if code not in CHANNELS]
    faults = [
        Fault(
            _("没有叫 {code} 的通知通道").format(code=code),
            _("改正 WANGGE_CHANNELS，可以写：{codes}").format(codes=", ".join(CHANNELS)),
        )
        for code in unknown
    ]
    return faults + [fault for channel in channels_in_use() for fault in channel.check()]
