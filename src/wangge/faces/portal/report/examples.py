"""Three things that people of this place often report, to begin a text with."""

from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.categories import Category

HOW_MANY = 3
LONGEST = 8


def examples_of(rules: Rulebook) -> list[str]:
    """Labels of everyday kinds, the minor ones first, no two of one domain."""
    kinds = [c for c in rules.categories if c.parent and not c.emergency and _is_near(c) and len(c.label) <= LONGEST]
    chosen: dict[str | None, str] = {}
    for kind in sorted(kinds, key=lambda c: not c.minor):
        chosen.setdefault(kind.parent, kind.label)
    return list(chosen.values())[:HOW_MANY]


def _is_near(category: Category) -> bool:
    return category.level in ("village", "grid", "micro")
