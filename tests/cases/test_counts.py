"""Numbers that administrators see beside areas and versions of the rules."""

from datetime import timedelta

import pytest

from tests.cases.town import make_other_town, make_qingping
from tests.world import MONDAY, shipped_rulebook
from wangge.core.cases.queries import OpenCount, counts_by_rulebook_version, open_counts
from wangge.core.places.operations import apply_rulebook
from wangge.core.places.queries import in_force
from wangge.ground.foundation import revisions

pytestmark = pytest.mark.django_db


def test_open_cases_are_counted_for_each_part_of_an_area(django_assert_num_queries):
    town, other = make_qingping(), make_other_town()
    for _ in range(2):
        town.report()
    town.report(area_id=town.area.pk)
    other.report()
    parts = [town.area.path, town.village.path, town.grid.path, other.area.path]

    with django_assert_num_queries(1):
        now = open_counts(scope=town.officer.scope("case.see"), path=town.area.path, parts=parts, at=MONDAY)
    late = open_counts(
        scope=town.officer.scope("case.see"), path=town.area.path, parts=parts, at=MONDAY + timedelta(days=90)
    )

    assert now == {town.area.path: OpenCount(3), town.village.path: OpenCount(2), town.grid.path: OpenCount(2)}
    assert late[town.area.path] == OpenCount(3, 3)


def test_cases_are_counted_by_the_version_that_decided_them(django_assert_num_queries):
    town, other = make_qingping(), make_other_town()
    first = in_force(place="qingping").version_id
    town.report()
    other.report()
    old = shipped_rulebook("qingping")
    renamed = old.model_copy(update={"place": old.place.model_copy(update={"name": "新庆坪"})})
    second = apply_rulebook(rulebook=renamed, applied_by="测试", at=MONDAY).pk
    revisions.forget_all()
    for _ in range(2):
        town.report()

    with django_assert_num_queries(1):
        counts = counts_by_rulebook_version(scope=town.officer.scope("case.see"), version_ids=[first, second])

    assert counts == {first: 1, second: 2}
