"""What is asked: doors with time windows and worth, visitors with their evening; and the faults of such input."""

from dataclasses import dataclass
from math import isfinite

DAY = 86_400
TWICE, BAD_NUMBER, BAD_PLACE, BAD_WINDOW, NOBODY, UNKNOWN = (
    *("twice", "bad_number", "bad_place"),
    *("bad_window", "nobody", "unknown"),
)
ROUTINE, SOON, URGENT = 1_200, 4_000, 20_000  # what a visit is worth, in seconds somebody would walk for it
MOST_STOPS = 2_000


class BadStop(ValueError):
    """Something cannot be used: `fault` says how (one of the words above), `key` which stop, door or visitor it is."""

    def __init__(self, fault: str, key: str, text: str) -> None:
        super().__init__(f"{key!r}: {text}")
        self.fault = fault
        self.key = key


@dataclass(frozen=True, slots=True)
class Pace:
    """How somebody gets about: on foot, or by bicycle where getting on it pays; ways wind by `winding`."""

    walking: float = 1.25  # metres a second, 4.5 km/h
    riding: float = 4.2  # 15 km/h; 0: only on foot
    mounting: float = 120.0  # seconds to unlock and to park
    winding: float = 1.3


ON_FOOT = Pace(riding=0.0)
BY_BICYCLE = Pace()


@dataclass(frozen=True, slots=True)
class Stop:
    """A door: what is done there takes `seconds`, begins no sooner than `earliest` and is over by `latest`.

    Times are seconds from midnight. `worth` is what it is worth in seconds of going; what is worth least is left
    for another evening where time is short.
    """

    key: str
    lon: float
    lat: float
    seconds: int
    earliest: int = 0
    latest: int = DAY
    worth: int = ROUTINE


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who goes out from a place and is back there by the end of the evening."""

    key: str
    lon: float
    lat: float
    begins: int
    ends: int
    pace: Pace = BY_BICYCLE


QUICK, ORDINARY, THOROUGH = "quick", "ordinary", "thorough"


@dataclass(frozen=True)
class Evening:
    """Everything asked of one evening; the same evening, effort and seed give the same plan."""

    stops: tuple[Stop, ...]
    visitors: tuple[Visitor, ...]
    effort: str = ORDINARY
    seed: int = 1


def check(evening: Evening) -> None:
    """Raises BadStop for the first thing that cannot be used, ValueError for an unknown effort."""
    if evening.effort not in (QUICK, ORDINARY, THOROUGH):
        raise ValueError(f"no such effort: {evening.effort!r}")
    if len(evening.stops) > MOST_STOPS:
        raise BadStop(BAD_NUMBER, evening.stops[MOST_STOPS].key, f"more than {MOST_STOPS} stops in one evening")
    if evening.stops and not evening.visitors:
        raise BadStop(NOBODY, evening.stops[0].key, "nobody goes out")
    seen: set[str] = set()
    for stop in evening.stops:
        _check_place(stop.key, stop.lon, stop.lat, seen)
        _check_whole(stop.key, seconds=stop.seconds, worth=stop.worth)
        _check_window(stop.key, stop.earliest, stop.latest)
        if stop.latest - stop.earliest < stop.seconds:
            raise BadStop(BAD_WINDOW, stop.key, f"takes {stop.seconds} seconds, more than its hours leave")
    people: set[str] = set()
    for visitor in evening.visitors:
        _check_place(visitor.key, visitor.lon, visitor.lat, people)
        _check_window(visitor.key, visitor.begins, visitor.ends)
        _check_pace(visitor)


def _check_place(key: str, lon: float, lat: float, seen: set[str]) -> None:
    if not key or key in seen:
        raise BadStop(TWICE, key, "is given twice" if key else "has no name")
    seen.add(key)
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) < 90):
        raise BadStop(BAD_PLACE, key, f"lies at {lon!r}, {lat!r}, which is no place in degrees")


def _check_whole(key: str, **given: int) -> None:
    for name, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10 * DAY:
            raise BadStop(BAD_NUMBER, key, f"{name} is {value!r}, not a whole number of seconds")


def _check_window(key: str, first: int, last: int) -> None:
    _check_whole(key, first=first, last=last)
    if not first < last:
        raise BadStop(BAD_WINDOW, key, f"its time from {first} to {last} is empty")


def _check_pace(visitor: Visitor) -> None:
    pace = visitor.pace
    numbers = (pace.walking, pace.riding, pace.mounting, pace.winding)
    if not all(isfinite(one) and one >= 0 for one in numbers) or not pace.walking or pace.winding < 1:
        raise BadStop(BAD_NUMBER, visitor.key, f"{pace} is no pace")
