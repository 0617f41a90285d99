"""Which town an area lies in, and when that place wants quiet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from wangge.core.areas.levels import Level
from wangge.core.areas.models import Area
from wangge.core.places.queries import places_in_force
from wangge.ground.rulebook.schema.place import QuietHours

USUAL_QUIET_HOURS = QuietHours(start=time(21), end=time(7, 30))  # where no place's rules hold: the whole county


@dataclass(frozen=True)
class Whereabouts:
    """What notices need to know of an area."""

    town_id: UUID | None
    quiet: QuietHours


def whereabouts(*, area_paths: Iterable[str]) -> dict[str, Whereabouts]:
    """The whereabouts of each path, in one statement; an unknown path counts as the whole county."""
    wanted = set(area_paths)
    above = {path for wanted_path in wanted for path in lines_of(wanted_path)}
    known = {path: (pk, level, place) for path, pk, level, place in
             Area.objects.filter(path__in=above).values_list("path", "id", "level", "place")}  # fmt: skip
    rules = places_in_force()
    found = {}
    for path in wanted:
        line = [known[one] for one in lines_of(path) if one in known]
        town_id = next((pk for pk, level, _ in line if level == Level.TOWN), None)
        place = next((place for _, _, place in reversed(line) if place in rules), None)
        quiet = rules[place].rules.place.quiet_hours if place else USUAL_QUIET_HOURS
        found[path] = Whereabouts(town_id, quiet)
    return found


def lines_of(path: str) -> list[str]:
    """The area's path with those of all above it, from the top: /621123/, /621123/109/ …"""
    pieces = path.strip("/").split("/")
    return ["/" + "/".join(pieces[:end]) + "/" for end in range(1, len(pieces) + 1)]
