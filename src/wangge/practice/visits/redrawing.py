"""Notes, wishes, errands and tasks go along with the households whose house is in another grid now."""

from wangge.core.areas.redrawing import Redrawn, moved_things, stand_upon

from .carrying import follow_moved, retask
from .lifecycle import AGENCY_OVER
from .tasks import Which

OPEN_ERRANDS = "t.state = 'open'"


def move_visits(redrawn: Redrawn) -> None:
    """Open errands and agencies, also those whose papers are still to go back, and what phones carry of visits.

    Notes stay where they were written.
    """
    closed = ", ".join(f"'{step}'" for step in AGENCY_OVER)
    for upon in ("household", "household_along"):
        stand_upon(redrawn, kind="errand", table="visits_errand", upon=upon, column="household_id", live=OPEN_ERRANDS)
        stand_upon(
            redrawn, kind="agency", table="visits_agency", upon=upon, column="household_id",
            live=f"t.state NOT IN ({closed})",
        )  # fmt: skip
    households = {*moved_things(redrawn.id, "household"), *moved_things(redrawn.id, "household_along")}
    if households:
        follow_moved(households, at=redrawn.at)
    about = Which(hazards=set(moved_things(redrawn.id, "hazard")), tags=set(moved_things(redrawn.id, "care_tag")))
    retask(which=about, at=redrawn.at)
