"""Texts made alike for comparison and search: one width, one case, one kind of punctuation."""

import re
import unicodedata

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_SPACES = re.compile(r"\s+")
_PUNCTUATION = str.maketrans(
    {
        "。": ".",
        "、": ",",
        "“": '"',
        "”": '"',
        "「": '"',
        "」": '"',
        "『": '"',
        "』": '"',
        "‘": "'",
        "’": "'",
        "《": "<",
        "》": ">",
        "〈": "<",
        "〉": ">",
        "【": "[",
        "】": "]",
        "〔": "[",
        "〕": "]",
        "—": "-",
        "–": "-",
        "‐": "-",
        "−": "-",
        "•": "·",
        "・": "·",
        "‧": "·",
        "∙": "·",
        "⋅": "·",
    }
)


def fold_width(text: str) -> str:
    """Full-width letters, digits and signs as half-width (NFKC), lower case, nothing invisible."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def fold(text: str) -> str:
    """The form in which two texts are compared: `fold_width`, Western punctuation, single spaces."""
    return _SPACES.sub(" ", fold_width(text).translate(_PUNCTUATION)).strip()
