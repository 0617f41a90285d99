"""What an asker wrote, made ready to keep; and which category it sounds like."""

import re

from wangge.ground.foundation.text import clean_text, fold
from wangge.ground.rulebook.rulebook import Rulebook

TITLE_LENGTH = 40
FIRST_SENTENCE = re.compile(r"[。！？!?；;\n]")


def title_of(*, given: str, body: str) -> str:
    """The given title, else the first sentence of the text."""
    title = clean_text(given, max_length=120, field="title").replace("\n", " ")
    if title:
        return title
    first = FIRST_SENTENCE.split(body.strip(), maxsplit=1)[0].strip()
    return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"


def suggest_categories(*, rules: Rulebook, text: str) -> list[str]:
    """Categories whose words occur in the text, the most words (longest first) in front; at most three."""
    scores = []
    for place, category in enumerate(rules.categories):
        found = [word for word in category.words if word in text]
        if found:
            scores.append((-sum(map(len, found)), place, category.code))
    return [code for _, _, code in sorted(scores)[:3]]


def fallback_category(rules: Rulebook) -> str:
    """Where a matter goes whose words say nothing: the category «other», else the last one declared."""
    codes = [category.code for category in rules.categories]
    return "other" if "other" in codes else codes[-1]


def sounds_like_emergency(*, rules: Rulebook, text: str) -> bool:
    """Whether a word of an emergency category occurs in the text; such a report is never held up (紧急类别)."""
    folded = fold(text)
    return any(fold(word) in folded for c in rules.categories if c.emergency for word in c.words)
