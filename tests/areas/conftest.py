import pytest

from tests.areas.county import QINGPING, RONGXING, SHANGHU, WUXING, make_county, survey
from wangge.ground.foundation import revisions


@pytest.fixture(autouse=True)
def _nothing_remembered():
    revisions.forget_all()
    yield
    revisions.forget_all()


@pytest.fixture
def county():
    return make_county()


@pytest.fixture
def surveyed(county):
    """庆坪镇 two hundredths of a degree wide, cut into its two villages; 尚湖镇 to the east."""
    survey(county[QINGPING], 0, 0, 2, 1)
    survey(county[RONGXING], 0, 0, 1, 1)
    survey(county[WUXING], 1, 0, 2, 1)
    survey(county[SHANGHU], 2, 0, 4, 1)
    return county
