"""One door, at least two errands (上一次门，至少办两件事): what is open at a door becomes one stop."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .request import BAD_WINDOW, DAY, ROUTINE, UNKNOWN, BadStop, Stop

ANOTHER = 150  # what each further errand of a door adds to its worth


@dataclass(frozen=True, slots=True)
class Door:
    """A household's door, and when people may come."""

    key: str
    lon: float
    lat: float
    earliest: int = 0
    latest: int = DAY


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to be done at a door; it takes `seconds` beside the greeting."""

    key: str
    door: str
    seconds: int
    worth: int = ROUTINE
    earliest: int = 0
    latest: int = DAY


@dataclass(frozen=True)
class Bundle:
    """A stop with the errands done there."""

    stop: Stop
    errands: tuple[str, ...]


def bundled(*, doors: Iterable[Door], errands: Iterable[Errand], greeting: int) -> list[Bundle]:
    """The errands of each door as one stop, in the order of the doors; `greeting` are seconds for being let in.

    A stop is open while all its errands are. An errand whose hours leave no time together with the others stays a
    stop of its own, so that it does not close the door for them. Raises BadStop.
    """
    at = {door.key: door for door in doors}
    waiting: dict[str, list[Errand]] = {key: [] for key in at}
    for errand in errands:
        if errand.door not in at:
            raise BadStop(UNKNOWN, errand.key, f"is to be done at {errand.door!r}, which is not given")
        waiting[errand.door].append(errand)
    return [one for key, some in waiting.items() if some for one in _of_a_door(at[key], some, greeting)]


def _of_a_door(door: Door, errands: list[Errand], greeting: int) -> list[Bundle]:
    groups: list[list[Errand]] = []
    for errand in sorted(errands, key=lambda e: (-e.worth, e.key)):
        group = next((group for group in groups if _window(door, [*group, errand], greeting)), None)
        if group is None:
            groups.append(group := [])
        group.append(errand)
    return [_bundle(door, number, group, greeting) for number, group in enumerate(groups)]


def _bundle(door: Door, number: int, group: list[Errand], greeting: int) -> Bundle:
    window = _window(door, group, greeting)
    if window is None:
        raise BadStop(BAD_WINDOW, group[0].key, f"leaves no time at {door.key!r}")
    worth = max(errand.worth for errand in group) + ANOTHER * (len(group) - 1)
    key = door.key if number == 0 else f"{door.key}#{number + 1}"
    stop = Stop(key, door.lon, door.lat, _seconds(group, greeting), *window, worth)
    return Bundle(stop, tuple(errand.key for errand in group))


def _seconds(group: list[Errand], greeting: int) -> int:
    return greeting + sum(errand.seconds for errand in group)


def _window(door: Door, group: list[Errand], greeting: int) -> tuple[int, int] | None:
    first = max(door.earliest, *(errand.earliest for errand in group))
    last = min(door.latest, *(errand.latest for errand in group))
    return (first, last) if last - first >= _seconds(group, greeting) else None


def errands_a_stop(bundles: Iterable[Bundle]) -> float:
    """每次办事数; 0 where there are no stops."""
    found = [len(bundle.errands) for bundle in bundles]
    return sum(found) / len(found) if found else 0.0


def apart(*, doors: Mapping[str, Door], errands: Iterable[Errand], greeting: int) -> list[Bundle]:
    """Each errand as a stop of its own, as it is where every department goes by itself; to compare with."""
    return [
        Bundle(
            Stop(
                errand.key, door.lon, door.lat, greeting + errand.seconds, max(door.earliest, errand.earliest),
                min(door.latest, errand.latest), errand.worth,
            ),
            (errand.key,),
        )
        for errand in errands
        if (door := doors[errand.door])
    ]  # fmt: skip
