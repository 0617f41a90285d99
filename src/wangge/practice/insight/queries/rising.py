"""What came more often than before: topics and places of a week against the four weeks before it."""

from datetime import timedelta
from typing import Any

from wangge.core.areas.levels import Level
from wangge.core.areas.queries import areas_in_memory

from .windows import Window, fetched

WEEKS_BEFORE = 4
LEAST = 3  # fewer are no trend
FACTOR = 1.5
COUNTED = """
SELECT c.category, c.area_path, count(*) FILTER (WHERE c.reported_at >= %(since)s),
  count(*) FILTER (WHERE c.reported_at < %(since)s)
FROM cases_case c WHERE c.town_id = %(town_id)s AND c.area_path LIKE %(below)s AND c.reported_at >= %(from)s
  AND c.reported_at < %(until)s AND c.recorded_at <= %(known_at)s GROUP BY 1, 2"""


def rising_of(*, window: Window) -> list[dict[str, Any]]:
    """Topics and places with at least three new cases and half as many again as a week before them; one statement.

    Each with the numbers: this week, the four before together.
    """
    start = window.since - WEEKS_BEFORE * timedelta(days=7)
    topics: dict[str, list[int]] = {}
    places: dict[str, list[int]] = {}
    for category, path, now, before in fetched(COUNTED, window.values(**{"from": start})):
        for counts, key in ((topics, category), (places, _community(path))):
            kept = counts.setdefault(key, [0, 0])
            kept[0] += now
            kept[1] += before
    return [*_risen("category", topics), *_risen("place", places)]


def _risen(what: str, counts: dict[str, list[int]]) -> list[dict[str, Any]]:
    risen = [
        {"what": what, "key": key, "now": now, "before": before}
        for key, (now, before) in counts.items()
        if now >= LEAST and now > FACTOR * before / WEEKS_BEFORE
    ]
    return sorted(risen, key=lambda one: (-one["now"] + one["before"] / WEEKS_BEFORE, one["key"]))


def _community(path: str) -> str:
    """The village or community a path lies in; the path itself where it lies in none."""
    index = areas_in_memory()
    row = index.by_path.get(path)
    chain = index.above(row.id) if row else []
    return next((one.path for one in reversed(chain) if one.level == Level.VILLAGE), path)
