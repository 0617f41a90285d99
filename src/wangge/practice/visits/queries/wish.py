"""What one household asked about visits."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from wangge.core.areas.scope import Scope
from wangge.core.people.second_line import scoped
from wangge.practice.visits.models import HouseholdWish

__all__ = ["HouseholdWish", "wish_of"]


@scoped
def wish_of(*, scope: Scope, household_id: UUID, on: date) -> HouseholdWish | None:
    """The wish that holds on a day, None where there is none or it lies outside the scope; one statement."""
    rows = HouseholdWish.objects.within(scope).filter(Q(until=None) | Q(until__gte=on), ended_at=None)
    return rows.filter(household=household_id).order_by("-said_at").first()
