"""What the rows of the teams are called: a row keeps codes and ids, the words come from memory."""

from datetime import date
from uuid import UUID

from wangge.core.areas.queries import areas_in_memory
from wangge.core.places.queries import places_in_force
from wangge.core.teams.models import Appointment
from wangge.core.teams.models.appointment import AppointmentRows
from wangge.core.teams.units import Unit, units
from wangge.ground.rulebook.rulebook import Rulebook
from wangge.ground.rulebook.schema.base import UnknownCode
from wangge.ground.rulebook.schema.posts import PostKind


def rules_of(place: str) -> Rulebook | None:
    """The rules of a place now, if it has any."""
    found = places_in_force().get(place)
    return None if found is None else found.rules


def post_of(place: str, code: str) -> PostKind | None:
    """A post of the rules in force; None when they no longer name it."""
    rules = rules_of(place)
    try:
        return None if rules is None else rules.post(code)
    except UnknownCode:
        return None


def post_label(place: str, code: str) -> str:
    post = post_of(place, code)
    return code if post is None else post.label


def kind_label(place: str, code: str) -> str:
    """What a place calls a kind of unit."""
    rules = rules_of(place)
    try:
        return code if rules is None else rules.unit_kind(code).label
    except UnknownCode:
        return code


def area_name(area_id: UUID) -> str:
    area = areas_in_memory().by_id.get(area_id)
    return "" if area is None else area.name


def unit_of(unit_id: UUID) -> Unit | None:
    return units().by_id.get(unit_id)


def in_post(rows: AppointmentRows, *, on: date) -> AppointmentRows:
    """The appointments that run on a day."""
    return rows.filter(term__contains=on)


def everyone_in_post(*, on: date, reason: str) -> AppointmentRows:
    """All appointments that run on a day, for reads that are bound by something else than a scope."""
    rows: AppointmentRows = Appointment.objects.everywhere(reason)
    return in_post(rows, on=on)
