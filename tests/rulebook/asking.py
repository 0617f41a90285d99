"""The six shipped places, and short questions to them."""

from wangge.ground.rulebook.load import load, shipped_places
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import Level
from wangge.ground.rulebook.schema.clocks import ClockSet

PLACES: dict[str, Rulebook] = {code: load(folder) for code, folder in shipped_places().items()}
JIAOZUO, KAIXUAN, QINGPING, QIXING, SHANGHU, TUDIAN = (PLACES[code] for code in sorted(PLACES))


def items(place: Rulebook, code: str) -> tuple[str, ...]:
    """The items of a named list."""
    return next(one.items for one in place.place.slogans if one.code == code)


def owner(place: Rulebook, *, channel: str = "qr", category: str = "other", level: Level) -> str:
    return place.intake_unit_kind(channel=channel, category=category, level=level).code


def clocks(place: Rulebook, *, channel: str = "qr", category: str = "other", asker: str = "person") -> ClockSet:
    return place.clock_rule(channel=channel, category=category, urgency="normal", asker=asker)


def seats(place: Rulebook, code: str) -> tuple[int, int | None]:
    return place.post(code).seats.min, place.post(code).seats.max


def label_of_level(place: Rulebook, level: Level) -> str:
    return place.level_rule(level).label
