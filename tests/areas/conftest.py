import pytest

from wangge.ground.foundation import revisions


@pytest.fixture(autouse=True)
def _nothing_remembered():
    revisions.forget_all()
    yield
    revisions.forget_all()
