"""`wangge migrate`: what a new and an older database need."""

import argparse
import io

import pytest
from django.core.management import call_command

from config.cli import migrate
from config.cli.checks.rules import rules_are_newest
from tests.world import MONDAY, make_county, shipped_rulebook
from wangge.core.places.operations import apply_rulebook
from wangge.core.places.queries import places_in_force, versions
from wangge.ground.foundation import revisions
from wangge.ground.rulebook.document import from_document, to_document
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


def older_rules(place: str, *, is_shipped: bool) -> None:
    """In force is what an earlier version brought, in which the desk of the town could not order anything yet."""
    document = to_document(shipped_rulebook(place))
    desk = next(role for role in document["roles"] if role["code"] == "town_desk")
    desk["permissions"].remove("order.issue")
    apply_rulebook(rulebook=from_document(document), applied_by="测试", is_shipped=is_shipped, at=MONDAY)


def may_order(place: str) -> bool:
    roles = {role.code: role for role in places_in_force()[place].rules.roles}
    return "order.issue" in roles["town_desk"].permissions


@pytest.fixture
def older(monkeypatch, tmp_path):
    monkeypatch.setenv("WANGGE_HOME", str(tmp_path))
    revisions.forget_all()
    older_rules("qingping", is_shipped=True)
    older_rules("shanghu", is_shipped=False)  # changed by the town itself


def test_newer_shipped_rules_are_told_of_and_taken_up_only_when_somebody_says_so(older, capsys):
    assert migrate.run(argparse.Namespace(demo=False)) == 0
    told = capsys.readouterr().out
    findings = {one.title: one for one in rules_are_newest()}

    assert ("wangge rulebook diff qingping" in told, may_order("qingping"), may_order("shanghu")) == (
        True,
        False,
        False,
    )
    assert {one.level for one in findings.values()} == {"advice"}
    assert set(findings) == {"规则（庆坪镇）", "规则（尚湖镇）"}
    assert "order.issue" in findings["规则（庆坪镇）"].says

    said = io.StringIO()
    call_command("rulebook", "upgrade", stdout=said)
    assert (may_order("qingping"), may_order("shanghu")) == (True, False)
    assert "尚湖镇的规则是本地改过的，没有动" in said.getvalue()
    assert [one.title for one in rules_are_newest()] == ["规则（尚湖镇）"]
    call_command("rulebook", "diff", "shanghu", stdout=said)
    assert "roles[town_desk].permissions: + order.issue" in said.getvalue()


def test_a_demonstration_takes_newer_shipped_rules_up_at_its_next_start(older, demonstrations, capsys):
    assert migrate.run(argparse.Namespace(demo=True)) == 0

    assert (may_order("qingping"), may_order("shanghu")) == (True, False)
    assert "庆坪镇的规则换成随附的新规则（1 处）" in capsys.readouterr().out
    assert [version.number for version in versions(place="qingping")] == [2, 1]

    assert migrate.run(argparse.Namespace(demo=True)) == 0
    assert [version.number for version in versions(place="qingping")] == [2, 1]
