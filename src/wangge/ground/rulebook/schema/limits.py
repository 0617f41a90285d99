"""limits.toml: how much the public may write, look up and attach, and how much is left to suggestions.

Emergencies are never limited.
"""

from wangge.ground.rulebook.schema.base import Count, Number, Percent, Strict


class Window(Strict):
    """At most `count` in any `minutes`."""

    count: Count
    minutes: Count


class Limits(Strict):
    """Limits on what the public may do."""

    report_per_address: Window
    report_per_grid: Window
    track_per_address: Window  # looking up a number with its code: guesses
    photos_max: Number
    photo_mb_max: Count
    words_max: Count
    suggested_category_percent: Percent | None = None  # taken when as sure as this; None: a clerk confirms each
