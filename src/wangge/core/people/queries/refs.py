"""Where households are, for the packages above that keep something about them; who asks checks the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from wangge.core.people.models import Household

WHY = "where a household is; whoever asks checks the right over that place"


@dataclass(frozen=True)
class HouseholdRef:
    """A household without anything personal."""

    id: UUID
    town_id: UUID
    area_id: UUID
    area_path: str
    has_ended: bool
    dwelling_id: UUID | None = None


def household_refs(*, household_ids: Sequence[UUID]) -> dict[UUID, HouseholdRef]:
    """The households of these ids that there are; one statement."""
    rows = Household.objects.everywhere(WHY).filter(pk__in=household_ids)
    values = rows.values_list("id", "town_id", "area_id", "area_path", "ended_on", "dwelling_id")
    return {
        pk: HouseholdRef(pk, town, area, path, ended is not None, dwelling)
        for pk, town, area, path, ended, dwelling in values
    }
