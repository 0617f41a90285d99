from datetime import UTC, datetime

import pytest

from wangge.ground.foundation.ids import uuid7
from wangge.ground.foundation.inserts import insert_together, row_of
from wangge.ground.foundation.models import Fact

MOMENT = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.django_db
def test_a_row_is_made_from_its_columns_and_a_strange_or_missing_name_is_refused():
    given = {"id": uuid7(), "name": "a", "payload": {}, "happened_at": MOMENT}

    insert_together([row_of(Fact, **given)])

    assert Fact.objects.values().get() == given
    for wrong in (given | {"nam": "b"}, {"name": "a"}):
        with pytest.raises(TypeError):
            row_of(Fact, **wrong)
