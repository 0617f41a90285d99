"""gridplans.toml: how large a grid is to be, how far it may reach, and how long a plan of grids is shown."""

from wangge.ground.rulebook.schema.base import Count, Percent, Strict

USUAL_TOLERANCE = 20
USUAL_NOTICE = 7


class GridPlans(Strict):
    """The place's norms of grids; what is left out is not checked."""

    urban_households: Count | None = None  # a grid of a community (每400户)
    rural_households: Count | None = None  # a grid of a village; None: by villagers' groups, as they are
    tolerance: Percent = USUAL_TOLERANCE  # so many percent a grid may be off
    notice_days: Count = USUAL_NOTICE  # how long a plan is shown to everybody before it is approved
    radius_metres: Count | None = None  # from the middle of a grid to its farthest building
    households_per_member: Count | None = None  # more than this for one person in post is too much

    def norm_of(self, village_kind: str) -> int | None:
        """Households a grid of a village or a community should have; None where the place does not say."""
        return self.urban_households if village_kind == "community" else self.rural_households
