import pytest

from tests.cases.town import Town, make_other_town, make_qingping
from tests.world import rules  # noqa: F401


@pytest.fixture
def town() -> Town:
    return make_qingping()


@pytest.fixture
def other() -> Town:
    """A town that must see nothing of the first, and of which the first must see nothing."""
    return make_other_town()
