"""What the tests of the exchange share: a city platform near by and a drop folder of one's own."""

import pytest

from tests.exchange.city import city
from tests.world import rules  # noqa: F401


@pytest.fixture(autouse=True)
def near(settings, tmp_path):
    settings.UPSTREAM_HOSTS = ["127.0.0.1"]
    settings.DROP_ROOT = tmp_path / "drop"


@pytest.fixture
def upstream():
    with city() as server:
        yield server
