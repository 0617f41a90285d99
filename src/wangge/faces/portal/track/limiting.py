"""How often one address may look a case up: numbers are short, so guessing must be slow."""

from datetime import datetime

from django.utils.translation import gettext as _

from wangge.core.cases.numbers import tidy_number
from wangge.core.places.queries import places_in_force
from wangge.ground.foundation.errors import TooMany
from wangge.ground.foundation.limits import Limit, hit


def count_look_up(*, address: str, number: str, at: datetime) -> None:
    """Count one look-up. Raises TooMany."""
    refusal = refuse_flood(address=address, number=number, at=at)
    if refusal is not None:
        raise refusal


def refuse_flood(*, address: str, number: str, at: datetime) -> TooMany | None:
    """Count one look-up in one statement, by the limit of the place whose letters the number begins with."""
    rulebooks = [place.rules for place in places_in_force().values()]
    named = [rules for rules in rulebooks if tidy_number(number).startswith(rules.place.short)]
    windows = [rules.limits.track_per_address for rules in named or rulebooks]
    if not windows:
        return None
    window = min(windows, key=lambda one: one.count / one.minutes)
    exceeded = hit([Limit(f"portal.track:{address}", window.count, window.minutes * 60)], at=at)
    if not exceeded:
        return None
    seconds = exceeded[0].retry_after
    words = _("查得太频繁了，请过 {minutes} 分钟再来。").format(minutes=-(-seconds // 60))
    return TooMany(words, retry_after=seconds)
