from collections.abc import Iterator
from typing import Any

import pytest

from tests.notices.receiver import Receiver
from tests.world import rules  # noqa: F401
from wangge.core.notices.channels import registry

from .probe import Probe


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Another system, on a port of this machine."""
    with Receiver() as server:
        yield server


@pytest.fixture
def probe(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Probe:
    """The only channel that leaves the system: it keeps what it is given, or fails as it is told."""
    channel = Probe()
    monkeypatch.setitem(registry.CHANNELS, channel.code, channel)
    settings.NOTICE_CHANNELS = ["inbox", channel.code]
    return channel


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keys and the file of the development channel lie in a folder of the test."""
    settings.HOME = tmp_path_factory.mktemp("home")
    settings.KEY_FILE = settings.HOME / "keys.json"
    settings.NOTICE_CHANNELS = ["inbox"]
    settings.WEBHOOKS_MAY_BE_PRIVATE = False
