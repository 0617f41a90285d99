import pytest

from tests.cases.town import Town, make_other_town, make_qingping
from tests.world import rules  # noqa: F401


@pytest.fixture
def town() -> Town:
    return make_qingping()


@pytest.fixture
def other() -> Town:
    """A town whose lists, requests and demands the first must not meet."""
    return make_other_town()
