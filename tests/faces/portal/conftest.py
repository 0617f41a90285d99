import json

import pytest
from django.test import Client

from tests.world import rules  # noqa: F401


@pytest.fixture(autouse=True)
def _built_assets(tmp_path, settings):
    """Pages name their style sheet and script; here nothing has to be built for it."""
    settings.SHELL_MANIFEST = tmp_path / "manifest.json"
    entries = {
        f"src/{name}.ts": {"file": f"files/{name}.js", "name": name, "isEntry": True, "css": [f"files/{name}.css"]}
        for name in ("portal", "workbench")
    }
    settings.SHELL_MANIFEST.write_text(json.dumps(entries), "utf8")


@pytest.fixture
def client() -> Client:
    """Somebody with a Chinese browser and no account; each test asks from the same address."""
    return Client(headers={"accept-language": "zh-hans"})
