import pytest

from config.wiring import APPLIERS
from tests.sync.phones import ignore_others
from tests.world import rules  # noqa: F401
from wangge.faces.phone.forms import forget_forms
from wangge.ground.sync.pushing import register


@pytest.fixture(autouse=True)
def _nobody_else_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """One transaction of the test holds everything: count it as over."""
    ignore_others(monkeypatch, ahead=1_000_000)


@pytest.fixture(autouse=True)
def _as_wired() -> None:
    """What another test registered is forgotten."""
    register(APPLIERS)
    forget_forms()
