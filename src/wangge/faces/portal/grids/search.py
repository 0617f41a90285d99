"""Finding a village or a grid by what people call it."""

from dataclasses import dataclass
from functools import lru_cache

from wangge.core.areas.queries import AreaRow, areas_in_memory
from wangge.faces.portal.doors import area_url, door_of
from wangge.ground.engines import numerals
from wangge.ground.foundation.text import fold, initials

MOST = 20
SOUGHT = ("village", "grid", "micro", "town")


@dataclass(frozen=True)
class Hit:
    """An area found, with where it lies."""

    name: str
    above: str
    url: str


def search_areas(words: str) -> list[Hit]:
    """Areas whose name holds the words, or whose syllables begin with them (rxc → 荣星村); the closest first."""
    asked = numerals.fold("".join(fold(words).split()))
    if not asked:
        return []
    rows = [row for row in areas_in_memory().rows if row.level in SOUGHT]
    ranked = [(rank, row) for row in rows if (rank := _rank(row.name, asked)) is not None]
    ranked.sort(key=lambda pair: (*pair[0], SOUGHT.index(pair[1].level), pair[1].path))
    return [_hit(row) for _, row in ranked if door_of(row).place is not None][:MOST]


def _rank(name: str, asked: str) -> tuple[int, int] | None:
    folded = numerals.fold(fold(name))
    if folded == asked:
        return 0, 0
    if asked in folded:
        return (1 if folded.startswith(asked) else 2), 0
    if asked.startswith(folded):  # the name of a post stands behind it: 荣星村第二网格网格长
        return 3, -len(folded)
    if asked.isascii() and asked.isalpha() and _syllables(name).startswith(asked):
        return 4, 0
    return None


@lru_cache(maxsize=50_000)
def _syllables(name: str) -> str:
    return initials(name).lower()


def _hit(row: AreaRow) -> Hit:
    above = [one.name for one in areas_in_memory().above(row.id) if one.id != row.id]
    return Hit(row.name, " › ".join(above), area_url(row))
