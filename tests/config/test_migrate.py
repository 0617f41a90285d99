"""`wangge migrate`: what a new and an older database need."""

import argparse

import pytest

from config.cli import migrate
from tests.world import make_county
from wangge.core.places.queries import places_in_force, versions
from wangge.ground.foundation import revisions
from wangge.ground.rulebook.load import shipped_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstrations(monkeypatch, tmp_path):
    """The places that were built, with a builder that makes only a county of the place."""
    built = []

    def build(_command: str, place: str) -> None:
        if place in broken:
            raise KeyboardInterrupt
        make_county(place, code=f"62112{len(built)}", place=place)
        built.append(place)

    broken: set[str] = set()
    build.broken = broken
    build.built = built
    monkeypatch.setenv("WANGGE_HOME", str(tmp_path))
    monkeypatch.setattr(migrate, "get_commands", lambda: {"demo": "somewhere"})
    monkeypatch.setattr(migrate, "call_command", build)
    monkeypatch.setattr(migrate, "WORDS", "wangge.none.accounts")
    return build


def test_shipped_rulebooks_are_put_in_force_once():
    revisions.forget_all()

    first = migrate.run(argparse.Namespace(demo=False))
    second = migrate.run(argparse.Namespace(demo=False))

    assert (first, second) == (0, 0)
    assert set(places_in_force()) == set(shipped_places())
    assert [len(versions(place=place)) for place in shipped_places()] == [1] * len(shipped_places())


def test_demonstrations_are_built_in_an_empty_database_only(demonstrations):
    migrate.build_demonstrations()
    migrate.build_demonstrations()

    assert demonstrations.built == ["qingping", "jiaozuo"]


def test_demonstrations_stay_out_of_a_database_that_is_in_use(demonstrations):
    make_county("渭源县")

    migrate.build_demonstrations()

    assert demonstrations.built == []


def test_interrupted_demonstration_goes_on_with_the_missing_place(demonstrations):
    demonstrations.broken.add("jiaozuo")
    with pytest.raises(KeyboardInterrupt):
        migrate.build_demonstrations()
    demonstrations.broken.clear()

    migrate.build_demonstrations()

    assert demonstrations.built == ["qingping", "jiaozuo"]
