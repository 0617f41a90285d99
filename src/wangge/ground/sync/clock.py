"""When something happened that a phone recorded: its clock may be wrong or have been changed, so it is not believed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

TRUSTED = timedelta(minutes=2)  # so far a phone's clock may be off before it is corrected


@dataclass(frozen=True)
class PhoneClock:
    """What a phone's clocks showed when it sent: the wall clock, and milliseconds since its last start."""

    shown: datetime
    mono: int
    boot: str


def happened_at(
    *, said: datetime, mono: int | None, boot: str, sending: PhoneClock, pulled_at: datetime | None,
    received_at: datetime,
) -> datetime:  # fmt: skip
    """The moment of an op: by the running clock where the phone was not restarted since, else by the offset of its
    wall clock; never before the device's last pull as the server recorded it, never after the receipt.
    """
    found = said
    if mono is not None and boot and boot == sending.boot:
        found = received_at - timedelta(milliseconds=max(0, sending.mono - mono))
    elif abs(received_at - sending.shown) > TRUSTED:
        found = said + (received_at - sending.shown)
    return min(max(found, pulled_at or found), received_at)
