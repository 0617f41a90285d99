import pytest

from tests.people.roster import Roster, make_roster
from tests.world import make_town, make_unit, make_village, rules  # noqa: F401


@pytest.fixture
def roster() -> Roster:
    """Two grids of 荣星村 in 庆坪 with a family at the first door."""
    found = make_roster(make_village())
    make_unit("village_centre", at=found.village)
    make_unit("town_centre", at=found.village.parent)
    return found


@pytest.fixture
def other() -> Roster:
    """A grid of another town, which the first must not meet."""
    return make_roster(make_village("新鑫村", under=make_town("尚湖镇", number="111", place="shanghu")))
