"""Categories of real messages in five parts; left out where the shared folder is absent."""

import pytest

from bench.classify import MESSAGES, read
from wangge.ground.engines.classify import learn

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not MESSAGES.exists(), reason="the folder shared/data is not at hand"),
]


def test_seven_categories_of_real_messages_are_told_as_well_as_asked():
    model, measured = learn(*read())

    assert measured.texts == 2996
    assert measured.macro_f1 >= 0.89
    assert round(measured.top_two, 2) >= 0.98
    assert measured.sure_right / measured.sure >= 0.95
    assert len(model.to_bytes()) < 2_000_000
