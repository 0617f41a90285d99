"""The contract between server and phones under a network that loses answers, phones with wrong clocks, and moves."""

import pytest

from tests.sync.contract import run
from tests.sync.phones import ignore_others
from tests.world import apply_shipped_rules

EXAMPLES, PARTS = 300, 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(PARTS))  # each goes to the next free worker
def test_whatever_the_network_does_nothing_typed_is_lost_doubled_or_overwritten(
    monkeypatch: pytest.MonkeyPatch, part: int
):
    ignore_others(monkeypatch)
    apply_shipped_rules()
    run(examples=EXAMPLES // PARTS)
