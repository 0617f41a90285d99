"""Identifiers: UUIDv7 (RFC 9562) made by the application, and codes people read aloud."""

import secrets
import threading
import time
from uuid import UUID

READABLE = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # 31 characters of GB 32100-2015: no I, O, S, V, Z

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A new id; ids made by one process sort in the order they were made."""
    global _last
    with _lock:
        stamp = time.time_ns() // 250  # 4 ticks a microsecond
        _last = stamp = max(stamp, _last + 1)
    micros, tick = divmod(stamp, 4)
    millis, micro = divmod(micros, 1000)
    return _compose(millis, (micro << 2) | tick)


def _compose(millis: int, fraction: int) -> UUID:
    rand_b = secrets.randbits(62)
    return UUID(int=(millis & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (fraction & 0xFFF) << 64 | 0b10 << 62 | rand_b)


def readable_code(length: int) -> str:
    """A random secret of `length` characters (4.95 bits each) that can be read over the phone."""
    return "".join(secrets.choice(READABLE) for _ in range(length))


def check_character(body: str) -> str:
    """The check character of GB 32100-2015 (weights 3^i, modulo 31) over a string of READABLE characters.

    Catches every single wrong character and every swap of two neighbours.
    """
    total = sum(READABLE.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return READABLE[(31 - total) % 31]
