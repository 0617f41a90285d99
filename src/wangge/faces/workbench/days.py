"""Days as moments."""

from datetime import date, datetime, time

from django.utils.timezone import make_aware


def midnight(day: date) -> datetime:
    """The first moment of a day, as the calendar on the wall shows it."""
    return make_aware(datetime.combine(day, time()))
