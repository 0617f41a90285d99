"""What every command needs first: the database of this installation, and Django on it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from config import environment
from wangge.ground.engines import machine_code
from wangge.ground.foundation import postgres

SERVER_SETTINGS = {"max_connections": "200", "random_page_cost": "1.1", "log_checkpoints": "off"}


def uses_embedded_database() -> bool:
    """Whether we have to look after the database ourselves."""
    return not os.environ.get("WANGGE_DATABASE_URL")


def start_database(*, die_with_parent: bool) -> postgres.Server:
    """The embedded server of this installation; processes started from here find it. Raises PostgresFault."""
    server = postgres.start(data_dir(), settings=SERVER_SETTINGS, die_with_parent=die_with_parent)
    os.environ["WANGGE_PG_HOST"] = server.host
    return server


def data_dir() -> Path:
    return environment.home() / "pg"


@contextmanager
def database_at_hand() -> Iterator[postgres.Server | None]:
    """A running database, with its server where it is ours to look after; that one stops when nobody needs it."""
    if not uses_embedded_database() or os.environ.get("WANGGE_PG_HOST"):
        yield None
        return
    server = start_database(die_with_parent=False)
    try:
        yield server
    finally:
        del os.environ["WANGGE_PG_HOST"]
        server.stop()


def make_engines_ready() -> None:
    """Let the machine code of the engines be made beside us where it is missing; WANGGE_MAKE_ENGINES=0 leaves it."""
    machine_code.keep_in(environment.home())
    if environment.flag("WANGGE_MAKE_ENGINES", default=True):
        machine_code.start(again=True)


@contextmanager
def django_at_hand() -> Iterator[None]:
    """Django set up on a running database."""
    with database_at_hand():
        django.setup()
        yield


@contextmanager
def django_alone() -> Iterator[None]:
    """Django set up, whether the database runs or not."""
    if uses_embedded_database():
        os.environ.setdefault("WANGGE_PG_HOST", str(postgres.socket_folder(data_dir())))
    django.setup()
    yield
