"""The number people read aloud (QP26004217K) and the code that lets the asker follow the case."""

import hmac
import threading
import time
from uuid import UUID

from django.db import connection

from wangge.ground.foundation import crypto
from wangge.ground.foundation.ids import READABLE, check_character

SEQUENCE = "cases_number"
CODE_LENGTH = 10
TOGETHER = 8  # single numbers taken at once under load
THICK_AND_FAST, FRESH_FOR = 0.1, 0.5  # seconds since the last were taken


class _Ahead:
    """Single numbers, some at once while reports come thick and fast; what is left a moment later becomes gaps."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: list[int] = []
        self._taken_at = float("-inf")

    def take(self) -> int:
        with self._lock:
            since = time.monotonic() - self._taken_at
            if not self._left or since > FRESH_FOR:
                self._left = _taken(TOGETHER if since < THICK_AND_FAST else 1)[::-1]
                self._taken_at = time.monotonic()
            return self._left.pop()


_ahead = _Ahead()


def take_numbers(*, count: int) -> list[int]:
    """The next running numbers, in one statement at most; gaps, after a rollback as well, are harmless.

    Of cases that come in within the same second a later one may have a lower number.
    """
    return _taken(count) if count > 1 else [_ahead.take()]


def _taken(count: int) -> list[int]:
    with connection.numbered_cursor() as cursor:  # type: ignore[attr-defined]  # our own backend has it
        cursor.execute(f"SELECT nextval('{SEQUENCE}') FROM generate_series(1, $1)", [count])  # noqa: S608  # a constant
        return [row[0] for row in cursor.fetchall()]


def compose_number(*, short: str, year: int, running: int) -> str:
    """Place, year, running number and a check character: QP26004217K."""
    body = f"{_readable(short)}{year % 100:02d}{running:06d}"
    return f"{short}{year % 100:02d}{running:06d}{check_character(body)}"


def number_is_sound(number: str) -> bool:
    """Whether the check character fits; catches one wrong character and two swapped ones."""
    cleaned = tidy_number(number)
    body = _readable(cleaned[:-1])
    return len(cleaned) >= 9 and all(c in READABLE for c in body) and check_character(body) == cleaned[-1]


def tidy_number(typed: str) -> str:
    """A number as it is stored, however it was typed."""
    return "".join(c for c in typed.upper() if c.isascii() and c.isalnum())


def _readable(text: str) -> str:
    """Letters that GB 32100 leaves out stand for their likest digit while the check character is reckoned."""
    return text.translate(str.maketrans("IOSVZ", "10502"))


def tracking_code(*, case_id: UUID) -> str:
    """The asker's secret for one case (查询码): a keyed hash, so that it need not be stored."""
    digest = int.from_bytes(crypto.blind_index(str(case_id), purpose="cases.tracking")[:16], "big")
    letters = []
    for _ in range(CODE_LENGTH):
        digest, rest = divmod(digest, len(READABLE))
        letters.append(READABLE[rest])
    return "".join(letters)


def tracking_code_fits(*, case_id: UUID, typed: str) -> bool:
    """Compare without telling by the time it takes."""
    cleaned = "".join(c for c in typed.upper() if c.isalnum())
    return hmac.compare_digest(tracking_code(case_id=case_id).encode(), cleaned.encode())
