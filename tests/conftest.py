"""One embedded server for every test run on this checkout; each run has a database of its own in it."""

import fcntl
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import hypothesis
import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.template import migrated_template
from tests.world import apply_shipped_rules
from wangge.core.areas.models import Area
from wangge.core.places.models import RulebookVersion
from wangge.ground.foundation import postgres

SCRATCH = Path(__file__).resolve().parents[1] / "var"
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "autovacuum": "off",
}
SLOTS = 50
MADE_ONCE_FOR_ALL = {"tests/demo/built"}
_slots: list[IO[str]] = []


def pytest_configure(config: pytest.Config) -> None:
    """Name this run's database before the workers start, so that they inherit the name."""
    if "WANGGE_TEST_DB" not in os.environ:
        os.environ["WANGGE_TEST_DB"] = _first_free_name()
    hypothesis.settings.register_profile("untimed", deadline=None)  # speed is shown by benchmarks, never by a test
    hypothesis.settings.load_profile("untimed")
    config.option.loadscopereorder = False  # tests that leave a database empty come last, as pytest-django puts them
    settings.WHITENOISE_USE_FINDERS = False  # each test client would look through every static file
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


class TogetherWhereShared(LoadScopeScheduling):
    """Each test goes to the next free worker; tests that share something costly go together."""

    def _split_scope(self, nodeid: str) -> str:
        folder = nodeid.partition("::")[0].rpartition("/")[0]
        return folder if folder in MADE_ONCE_FOR_ALL else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> TogetherWhereShared:
    return TogetherWhereShared(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays to the end: looking through it again and again takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure(config: pytest.Config) -> None:
    while _slots:
        _slots.pop().close()
        os.environ.pop("WANGGE_TEST_DB", None)


def _first_free_name() -> str:
    """A name no other run uses now; names come round again, so that killed runs leave no heap of databases."""
    SCRATCH.mkdir(exist_ok=True)
    for number in range(SLOTS):
        slot = (SCRATCH / f"test-slot-{number}").open("a+")
        try:
            fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            slot.close()
            continue
        _slots.append(slot)
        return f"test_wangge_{number}"
    raise pytest.UsageError(f"{SLOTS} test runs are going on at once")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> Iterator[None]:
    """Point Django to the embedded server, or to WANGGE_DATABASE_URL, before the test database is made."""
    database = settings.DATABASES["default"]
    database["TEST"] = {**database.get("TEST", {}), "NAME": os.environ["WANGGE_TEST_DB"]}
    server = None
    if not os.environ.get("WANGGE_DATABASE_URL"):
        server = postgres.start(SCRATCH / "test-pg", settings=FAST, die_with_parent=False)
        database["HOST"] = server.host
        database["TEST"]["TEMPLATE"] = migrated_template(server, SCRATCH)
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
    yield
    if server is not None:
        server.stop()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database has the shipped rulebooks from its start: a test would take a tenth of a second for them."""
    with django_db_blocker.unblock():
        apply_shipped_rules()


@pytest.fixture(autouse=True)
def _no_rules_unasked(request: pytest.FixtureRequest) -> None:
    """A test that neither asks for rules (`ground` of the browser's does) nor has a place built begins without any."""
    if request.node.get_closest_marker("django_db") and not {"rules", "ground"} & set(request.fixturenames):
        request.getfixturevalue("db")
        if not Area.objects.exists():
            RulebookVersion.objects.all().delete()


@pytest.fixture(scope="session")
def _files_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def _own_files(settings, _files_root: Path) -> None:
    """No test writes into the installation's own folder."""
    settings.FILES_ROOT = _files_root
    settings.KEY_FILE = _files_root / "keys.json"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """With WANGGE_REQUIRE_BROWSER a browser test that was skipped has failed."""
    report = yield
    if report.skipped and os.environ.get("WANGGE_REQUIRE_BROWSER") and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr}"
    return report
