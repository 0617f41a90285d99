"""Branches that coordinate, levels a place may do without, rules each matter cites, kinds each grid carries."""

from datetime import timedelta

import pytest

from tests.cases.town import make_qingping
from tests.gridteams.place import make_place
from tests.world import MONDAY, TODAY, make_actor, shipped_rulebook
from wangge.core.areas.levels import Level
from wangge.core.areas.models import Area
from wangge.core.areas.queries import areas_in_memory
from wangge.core.cases.models import Case
from wangge.core.cases.queries import waiting_for
from wangge.practice.gridteams.queries import breaches, kinds_on, matters_by_grid, review

pytestmark = pytest.mark.django_db
SPAN = {"since": MONDAY - timedelta(days=1), "until": MONDAY + timedelta(days=1)}


def test_J09_one_grid_carries_all_kinds_of_matters_counted_by_kind():
    town = make_qingping()
    town.report("路灯坏了")
    town.report("两家争地界", category="dispute_neighbour")
    town.report("井盖丢了")

    (found,) = matters_by_grid(scope=town.lead.scope("case.see"), path=town.area.path, **SPAN)

    assert (found.area_id, found.matters, found.kinds["dispute_neighbour"]) == (town.grid.pk, 3, 1)
    assert found.kinds == {"dispute_neighbour": 1, "other": 1, "safety_road": 1}
    stranger = make_actor("town_lead", at=make_place("shanghu", "尚湖镇", number="111").town)
    assert matters_by_grid(scope=stranger.scope("case.see"), path=town.area.path, **SPAN) == []


def test_J13_every_matter_cites_the_version_of_its_rules():
    town = make_qingping()

    case = town.case(town.report("小区门口积水"))

    assert (case.rulebook_version.place, case.rulebook_version.number) == ("qingping", 1)
    assert not Case._meta.get_field("rulebook_version").null


def test_J40_the_town_of_sectors_and_road_chiefs_loads_and_either_may_be_missing():
    rules, place = shipped_rulebook("jiaozuo"), make_place("jiaozuo", "文昌街道", grids=(1,))
    assert review(scope=place.scope, on=TODAY).checks != ()
    path = f"{place.town.path}G01/"
    Area.objects.create(
        name="第一管区", level=Level.SECTOR, path=path, code=path.replace("/", ""), parent=place.town,
        parent_level=Level.TOWN, town=place.town, opened_on=TODAY,
    )  # fmt: skip
    areas_in_memory.forget()

    assert {rule.level for rule in rules.place.levels if not rule.required} == {"sector", "micro"}
    assert rules.post("street_chief").seats.min == 0
    assert kinds_on(scope=place.scope, place="jiaozuo", on=TODAY)["sector", ""] == 1
    assert {one.kind for one in review(scope=place.scope, on=TODAY).checks} >= {"place_held", "linked"}


def test_Q04_the_village_branch_sees_what_waits_in_its_grids_and_what_they_lack():
    place = make_place("qingping", "庆坪镇", villages=2, grids=(3, 2))
    branch = make_actor("village_lead", at=place.villages[0])

    found = breaches(scope=branch.scope("team.see"), on=TODAY)

    assert {one.area_name for one in found if one.check == "party_body"} == {grid.name for grid in place.grids[:3]}
    assert waiting_for(actor=branch, at=MONDAY).rows == ()
