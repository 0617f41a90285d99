"""A real browser against a real server: whatever leaves the server or complains on the way fails the test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser.server import PageServer
from tests.browser.visitor import LAPTOP, Visitor
from tests.world import apply_shipped_rules
from wangge.faces.shell import manifest
from wangge.ground.foundation import revisions

SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Visit(Protocol):
    """How a test calls for another browser."""

    def __call__(self, size: tuple[int, int] = LAPTOP, **options: object) -> Visitor: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture
def _django_db_helper() -> None:
    """Nothing for a single test: its mark asks for the database, and `ground` opens and empties it for a whole file."""


@pytest.fixture(scope="package")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """One browser for all tests here, started when the database has its name and gone before other tests go on."""
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")  # the first opens pages much faster
    if found is None:
        pytest.skip("这些测试要用 Chromium：请安装后重试（例如 sudo apt install chromium-headless-shell）")
    # Playwright keeps an event loop on this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture(scope="package")
def server(chromium: Browser) -> Iterator[PageServer]:
    """The site as it is installed: all middleware, files from whitenoise (looked up anew, as assets may be rebuilt)."""
    try:
        manifest.chunks()
    except manifest.AssetsMissing:
        pytest.fail("页面的样式和脚本还没有生成：请先运行 make assets")
    with override_settings(WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=True):
        running = PageServer()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def ground(server: PageServer, django_db_blocker, _files_root: Path) -> Iterator[None]:
    """An empty database with the rules in force, for all tests of one file; what they write stays to its end."""
    own = {"FILES_ROOT": _files_root, "KEY_FILE": _files_root / "keys.json", "PUBLIC_URL": server.url}
    with django_db_blocker.unblock(), override_settings(**own):
        _empty()
        apply_shipped_rules()
        yield
        _empty()
        connections.close_all()


def _empty() -> None:
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    revisions.forget_all()


@pytest.fixture
def visit(chromium: Browser, server: PageServer, ground: None) -> Iterator[Visit]:
    """Call for browsers; when the test is over none of them may have found a fault."""
    visitors: list[Visitor] = []

    def another(size: tuple[int, int] = LAPTOP, **options: object) -> Visitor:
        width, height = size
        options = {"locale": "zh-CN", "service_workers": "block", "reduced_motion": "reduce", **options}
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        visitors.append(Visitor(context, server.url))
        return visitors[-1]

    yield another
    for visitor in visitors:
        visitor.context.close()
    assert [fault for visitor in visitors for fault in visitor.faults] == []
