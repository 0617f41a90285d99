"""Each fixed word of a case has its usual word in the rulebook, so that a place may put its own in its stead."""

import pytest

from wangge.core.cases.lifecycle import Action, ClockKind, State
from wangge.ground.rulebook.schema.routing import MARKS
from wangge.ground.rulebook.words import LABELS


@pytest.mark.parametrize(
    "key",
    [
        *(f"state.{state}" for state in State.values),
        *(f"step.{action}" for action in Action.values),
        *(f"clock.{kind}" for kind in ClockKind.values),
        *(f"mark.{mark}" for mark in MARKS),
    ],
)
def test_a_place_may_rename_it(key):
    assert LABELS[key]
