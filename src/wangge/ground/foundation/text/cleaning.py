"""What people typed, made safe to keep: same words, no control characters."""

import re
import unicodedata

from django.utils.translation import gettext as _

from wangge.ground.foundation.errors import Refusal

_LINE_ENDS = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
_TRAILING = re.compile(r"[^\S\n]+(?=\n)")
_EMPTY_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"\s+")


def clean_text(raw: str, max_length: int, *, field: str = "") -> str:
    """A text of several lines: NFC, one kind of line end, no control, direction or half characters.

    Emoji, rare characters and markup stay as typed. Raises Refusal when more than `max_length`
    characters are left: nothing typed is cut off in silence.
    """
    if raw.isprintable() and unicodedata.is_normalized("NFC", raw):  # one plain line, as most are
        return _within(raw.strip(), max_length, field)
    text = _LINE_ENDS.sub("\n", raw)
    text = unicodedata.normalize("NFC", _CONTROLS.sub("", text))
    text = _EMPTY_LINES.sub("\n\n", _TRAILING.sub("", text)).strip()
    return _within(text, max_length, field)


def clean_line(raw: str, max_length: int, *, field: str = "") -> str:
    """As `clean_text`, on one line (names, titles, telephone numbers)."""
    text = _SPACES.sub(" ", _CONTROLS.sub("", _LINE_ENDS.sub("\n", raw)))
    return _within(unicodedata.normalize("NFC", text).strip(), max_length, field)


def _within(text: str, max_length: int, field: str) -> str:
    if len(text) > max_length:
        message = _("最多 {limit} 字，现在有 {length} 字").format(limit=max_length, length=len(text))
        raise Refusal(message, field=field)
    return text
