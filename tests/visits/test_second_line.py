"""What was noted at doors, behind the second line: no SQL shows another place's."""

import pytest

from tests.behind import check_second_line
from tests.people.roster import Roster
from tests.visits.test_agency import asked as taken
from tests.visits.test_visits import LATE, asked, visit
from tests.world import MONDAY
from wangge.core.people.operations import NewHazard
from wangge.practice.visits.operations import Wish, follow_with_hazard, keep_wish

pytestmark = pytest.mark.django_db
HALF = {
    "visits_visit": 1, "visits_follow": 1, "visits_errand": 2, "visits_wish": 1, "visits_agency": 1,
    "visits_agency_note": 1,
}  # fmt: skip


@pytest.fixture
def towns(roster: Roster, other: Roster) -> tuple[Roster, Roster]:
    """In each town a door with two errands, a note from which a hazard came, a wish and an errand done for somebody."""
    for one in (roster, other):
        home = one.family()
        asked(one, home, "care_check", "notice")
        pk = visit(one, home, words="夜里咳嗽")
        hazard = NewHazard(about="dwelling", place_id=one.doors[0], kind="wiring", words="线路老化")
        follow_with_hazard(actor=one.lead, visit_id=pk, hazard=hazard, at=LATE)
        wish = Wish(no_visits=True, words="上夜班")
        keep_wish(actor=one.member, household_id=home, wish=wish, at=MONDAY)
        taken(one, household_id=home)
    return roster, other


def test_sql_that_names_no_scope_sees_the_scope_only(towns: tuple[Roster, Roster]):
    beside = dict.fromkeys(("visits_visit", "visits_errand", "visits_agency"), 0)
    check_second_line("visits", HALF, towns, beside)
