"""Which grid held a household on a day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.core.people.models import HouseholdHome
from wangge.core.people.queries import Sight
from wangge.core.people.second_line import scoped
from wangge.ground.foundation.errors import NotFound


@dataclass(frozen=True)
class HeldBy:
    """The area that held a household, which may be closed by now."""

    area_id: UUID
    path: str
    name: str


@scoped
def grid_of_household(*, sight: Sight, household_id: UUID, on: date) -> HeldBy:
    """The grid that held a household on a day (哪一天归哪个网格); one statement. Raises NotFound."""
    rows = HouseholdHome.objects.within(sight.scope).filter(household=household_id, voided_by=None, term__contains=on)
    found = rows.values_list("area_id", "area_path", "area__name").first()
    if found is None:
        raise NotFound(_("没有找到，或者那一天还没有登记"))
    return HeldBy(*found)
