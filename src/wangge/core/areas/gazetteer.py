"""Words → named place → grid: what a text says of where it is. A suggestion; nothing is placed by it."""

from dataclasses import dataclass
from uuid import UUID

from wangge.ground.engines.gazetteer import Entry, Gazetteer
from wangge.ground.foundation.revisions import Cached

from .levels import Level
from .memory import REVISION, AreaRow, areas_in_memory
from .models import NamedPlace
from .scope import Scope

KEPT_LEVELS = (Level.VILLAGE, Level.GRID, Level.MICRO)


@dataclass(frozen=True)
class PlaceGuess:
    """An area that a text names, by these words; the point is that of the named place, if it has one.

    `is_sure`: the text names this area and no other.
    """

    area_id: UUID
    words: tuple[str, ...]
    name: str
    lon: float | None
    lat: float | None
    is_sure: bool


@dataclass(frozen=True)
class _Known:
    """A named place, or an area under its own name."""

    name: str
    lon: float | None
    lat: float | None


def _load() -> Gazetteer:
    index = areas_in_memory()
    entries = [_of_area(row) for row in index.rows if row.level in KEPT_LEVELS]
    rows = NamedPlace.objects.everywhere("one list for all; each reader looks only below its own paths")
    for area_id, name, aliases, lon, lat in rows.order_by("pk").values_list("area_id", "name", "aliases", "lon", "lat"):
        area = index.by_id.get(area_id)
        if area is not None:
            entries.append(Entry(_Known(name, lon, lat), area.path, (name, *aliases)))
    return Gazetteer(entries)


def _of_area(row: AreaRow) -> Entry:
    """An area by its name, a grid also by what its name has after its village's: 第二网格."""
    parent = areas_in_memory().by_id.get(row.parent_id) if row.parent_id else None
    short = row.name.removeprefix(parent.name) if parent else ""
    return Entry(_Known(row.name, row.lon, row.lat), row.path, tuple(dict.fromkeys((row.name, short))))


_gazetteer = Cached(REVISION, _load)


def places_in_text(*, text: str, scope: Scope) -> list[PlaceGuess]:
    """The areas of a scope that a text names, the best first, at most three; no statement once the names are in memory.

    The scope should be the town the text comes from: a name may be common elsewhere.
    """
    if not scope.roots or not text.strip():
        return []
    index, found = areas_in_memory(), []
    for one in _gazetteer().places(text, roots=scope.roots):
        area, known = index.by_path.get(one.path), one.key
        if area is not None and isinstance(known, _Known):
            found.append(PlaceGuess(area.id, one.words, known.name, known.lon, known.lat, one.is_sure))
    return found


def nearer_places(*, text: str, area_id: UUID) -> list[PlaceGuess]:
    """What a text says more closely of where it is than this area does; nothing for an area above the towns."""
    index = areas_in_memory()
    row = index.by_id.get(area_id)
    town = index.by_id.get(row.town_id) if row and row.town_id else None
    if row is None or town is None:
        return []
    guesses = places_in_text(text=text, scope=Scope((town.path,)))
    paths = [(guess, index.by_id[guess.area_id].path) for guess in guesses]
    return [guess for guess, path in paths if path != row.path and path.startswith(row.path)]
