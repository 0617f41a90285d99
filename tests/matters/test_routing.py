"""What may not be sent where, and whom to call."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.matters.desk import a_matter, a_power, keep_lists, taken_back
from tests.world import MONDAY, make_unit
from wangge.core.matters.operations import end_line
from wangge.core.matters.queries import units_with_power, why_not_dispatch

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=1)


def why(town, category: str, level: str, at=LATER) -> str | None:
    return why_not_dispatch(town_id=town.area.pk, category=category, level=level, at=at)


def test_J29_a_taken_back_matter_is_not_sent_down_and_its_holder_is_named(town, other):
    keep_lists(town, taken_back())

    assert "县住房和城乡建设局" in str(why(town, "safety_fire", "town"))
    assert "县住房和城乡建设局" in str(why(town, "safety_fire", "grid"))
    assert why(town, "safety_fire", "county") is None
    assert why(town, "safety_road", "town") is None
    assert why(other, "safety_fire", "town") is None
    assert why(town, "safety_fire", "town", at=MONDAY - timedelta(days=1)) is None


def test_J29_a_category_that_is_also_somebodys_duty_here_may_be_sent(town):
    keep_lists(town, taken_back(), a_matter("B-9", "消防宣传", categories=("safety_fire",)))

    assert why(town, "safety_fire", "grid") is None


def test_J29_a_level_without_the_power_is_refused_and_those_who_hold_it_are_named(town):
    make_unit("town_function", at=town.area, name="庆坪镇综合执法队")
    keep_lists(town, a_power(unit_code=""))

    refusal = why(town, "environment_litter", "grid")

    assert "庆坪镇综合执法队" in str(refusal)
    assert "垃圾清运" in str(refusal)
    assert why(town, "environment_litter", "village") is not None
    assert why(town, "environment_litter", "town") is None
    assert why(town, "environment_litter", "county") is None


def test_J29_the_kind_comes_before_its_domain(town):
    own = a_power("P-02", name="清运", categories=("environment_litter",), unit_kind="grid_group", unit_code="")
    keep_lists(town, a_power(), own)

    assert why(town, "environment_litter", "grid") is None
    assert why(town, "environment", "grid") is not None


def test_J29_a_power_that_ended_binds_no_longer(town):
    keep_lists(town, a_power())
    end_line(actor=town.lead, town_id=town.area.pk, kind="power", code="P-01", at=LATER)

    assert why(town, "environment", "grid", at=MONDAY) is not None
    assert why(town, "environment", "grid") is None


def test_J29_an_emergency_and_an_unknown_category_are_never_held_up(town):
    keep_lists(town, taken_back(categories=("emergency_fire",)))

    assert why(town, "emergency_fire", "grid") is None
    assert why(town, "no_such_kind", "grid") is None


def test_Q18_the_power_list_says_whom_to_call(town, other):
    ours = make_unit("town_function", at=town.area, name="庆坪镇综合执法队")
    theirs = make_unit("town_function", at=other.area, name="尚湖镇综合执法队")
    keep_lists(town, a_power(unit_code=""), a_power("P-03", name="清运", unit_kind="grid_group", unit_code=""))

    by_name = {h.power.name: [u.id for u in h.units] for h in holders(town)}
    near = {h.power.name: [u.id for u in h.units] for h in holders(town, area_path=town.village.path)}

    assert by_name == {"占道经营处罚": [ours.pk], "清运": [town.grid_group.pk]}
    assert near == {"占道经营处罚": [ours.pk], "清运": []}
    assert theirs.pk not in by_name["占道经营处罚"]


def holders(town, **more):
    return units_with_power(town_id=town.area.pk, category="environment_litter", at=LATER, **more)


def test_J29_asking_costs_no_statement(town):
    keep_lists(town, taken_back(), a_power())
    why(town, "safety_fire", "town")
    holders(town)

    with CaptureQueriesContext(connection) as queries:
        why(town, "safety_fire", "town")
        why(town, "environment", "grid")
        holders(town)

    assert len(queries) == 0
