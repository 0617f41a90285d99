"""A survey that is still open goes along with its grid; what was answered stays where it was said."""

from wangge.core.areas.redrawing import Redrawn, follow


def move_surveys(redrawn: Redrawn) -> None:
    """Open surveys of closed grids, and their sheets of groups where the heir has none."""
    follow(redrawn, kind="survey", table="surveys_survey", live="t.closed_at IS NULL")
    live = "t.survey_id IN (SELECT id FROM surveys_survey WHERE closed_at IS NULL)"
    follow(redrawn, kind="group_sheet", table="surveys_sheet", live=live, once=["survey_id"])
