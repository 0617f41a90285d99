import pytest

from tests.faces.portal.conftest import _built_assets  # noqa: F401
from tests.gridplans.village import Village, make_planned_village
from tests.world import make_town, rules  # noqa: F401


@pytest.fixture
def village() -> Village:
    return make_planned_village()


@pytest.fixture
def other() -> Village:
    """A village of another town, which the first must not meet."""
    return make_planned_village(make_town("尚湖镇", number="111", place="shanghu"))
