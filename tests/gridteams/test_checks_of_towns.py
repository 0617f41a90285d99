"""The organisation of 屠甸, 尚湖 and 庆坪: what their rules ask, row by row, on a database with their numbers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.gridteams.place import Place, add_micros, make_place
from tests.world import MONDAY, TODAY, make_unit
from wangge.core.areas.levels import PlaceKind
from wangge.core.areas.models import Area
from wangge.core.areas.queries import areas_in_memory
from wangge.core.teams.models import EndReason
from wangge.core.teams.operations import Profile, describe_members, end_appointment, renew
from wangge.practice.gridteams.lifecycle import ChargeKind
from wangge.practice.gridteams.operations import (
    NewCharge,
    NewGroup,
    NewSupply,
    issue_supplies,
    link_households,
    publish_charge,
    register_groups,
    share_out,
    take_charge,
)
from wangge.practice.gridteams.queries import composition, grid_numbers, load_view, review

pytestmark = pytest.mark.django_db
SHARES = (5,) * 30 + (6,) * 38  # 378 grids under 68


@pytest.fixture
def tudian() -> Place:
    return make_place("tudian", "屠甸镇", grids=(2,))


def test_T01_every_villagers_group_lies_in_exactly_one_grid(tudian):
    grid, other = tudian.grids
    for area, name in ((grid, "一组"), (grid, "二组"), (other, "二组"), (tudian.villages[0], "三组"), (other, "四组")):
        tudian.place(area, name, PlaceKind.VILLAGE_GROUP)

    found = {one.subject: (one.held, one.mend) for one in tudian.found("groups")}

    assert found == {"二组": (2, "place"), "三组": (0, "place")}
    assert tudian.checked("groups").checked == 4


def test_T02_a_grid_that_lacks_one_of_three_teams_shows_the_same_minute(tudian):
    government = make_unit("town_government", at=tudian.town)
    (leading,) = [make_unit("village_party", at=tudian.villages[0])]
    teams = tudian.units("grid_team", tudian.grids)
    posts = [("village_secretary", tudian.villages[0], leading, "书记")]
    for grid, team in zip(tudian.grids, teams, strict=True):
        posts += [("linked_cadre", grid, government, "包联"), ("grid_leader", grid, team, f"长{grid.name}")]
        posts += [("grid_member", grid, team, f"员{grid.name}")]
    rows = tudian.appoint(*posts)
    assert tudian.found("three_teams") == []

    end_appointment(actor=tudian.keeper, appointment_id=rows[-1].pk, reason=EndReason.REMOVED, at=MONDAY)

    (gap,) = tudian.found("three_teams")
    assert (gap.area_name, gap.words, gap.mender_label, gap.menders) == (
        tudian.grids[1].name, "缺网格员 1 人", "村社党组织书记", ("书记",),
    )  # fmt: skip


def test_T08_each_grid_lists_its_kit_with_the_day(tudian):
    grid, other = tudian.grids
    kit = [NewSupply(grid.pk, code, TODAY - timedelta(days=30)) for code in ("vest", "notebook", "phone")]
    issue_supplies(actor=tudian.keeper, new=[*kit, NewSupply(other.pk, "vest", TODAY)], at=MONDAY)

    assert [(one.area_name, one.words) for one in tudian.found("kit")] == [(other.name, "还没有发民情本、工作手机")]


def test_naming_by_the_rule_is_told_with_the_name_that_should_be(tudian):
    Area.objects.filter(pk=tudian.grids[0].pk).update(name="幸福里网格")
    areas_in_memory.forget()

    assert [one.words for one in tudian.found("naming")] == ["按规则叫“第1村第一网格”"]


@pytest.fixture
def shanghu() -> Place:
    """68 comprehensive grids with 378 grids."""
    place = make_place("shanghu", "尚湖镇", villages=17, grids=(4,) * 17)
    add_micros(place, SHARES)
    return place


def test_S01_S08_S09_level_counts_are_68_and_378_and_each_grid_has_one_parent(shanghu):
    numbers = {
        one.label: (one.counted, one.agrees) for one in grid_numbers(scope=shanghu.scope, place="shanghu", on=TODAY)
    }
    parents = [areas_in_memory().by_id[one.pk].parent_id for one in shanghu.micros]

    assert numbers == {"综合网格": (68, True), "网格": (378, True)}
    assert set(parents) == {grid.pk for grid in shanghu.grids}
    assert round(len(parents) / len(set(parents)), 2) == 5.56


def test_S11_S12_one_member_for_ten_households_and_sources_add_up_to_2509(shanghu):
    members = [7] * 241 + [6] * 137  # 2,509 over 378 grids
    Area.objects.bulk_update(
        [_with(area, 10 * count) for area, count in zip(shanghu.micros, members, strict=True)], ["households"]
    )
    areas_in_memory.forget()
    units = shanghu.units("grid_team", shanghu.micros)
    posts = [
        ("grid_member", area, unit, f"员{n}")
        for area, unit, count in zip(shanghu.micros, units, members, strict=True)
        for n in range(count)
    ]
    rows = shanghu.put(*posts)
    sources = ("party_member", "delegate", "retired_cadre", "group_head", "other")
    about = [Profile(row.member_id, n % 3 == 0, "", (sources[n % 5],)) for n, row in enumerate(rows)]
    describe_members(actor=shanghu.keeper, profiles=about, at=MONDAY)

    found = composition(scope=shanghu.scope, on=TODAY)

    assert (found.members, sum(found.backgrounds.values()), len(found.backgrounds)) == (2509, 2509, 5)
    assert sum(area.households or 0 for area in areas_in_memory().rows) == 25_090
    assert shanghu.found("ten_households") == []
    end_appointment(actor=shanghu.keeper, appointment_id=rows[0].pk, reason=EndReason.MOVED, at=MONDAY)
    assert [(one.words, one.mend) for one in shanghu.found("ten_households")] == [
        ("70 户，应有 7 人，现有 6 人，缺 1 人", "appoint")
    ]


def _with(area: Area, households: int) -> Area:
    area.households = households
    return area


def test_S29_378_chat_groups_are_registered(shanghu):
    groups = [NewGroup(area.pk, f"{area.name}群", "群主", size=66) for area in shanghu.micros]

    register_groups(actor=shanghu.keeper, new=groups[:-1], at=MONDAY)
    assert [one.area_name for one in shanghu.found("chat_group")] == [shanghu.micros[-1].name]
    register_groups(actor=shanghu.keeper, new=groups[-1:], at=MONDAY)

    assert (shanghu.checked("chat_group").checked, shanghu.found("chat_group")) == (378, [])


@pytest.fixture
def qingping() -> Place:
    return make_place("qingping", "庆坪镇", villages=14, grids=(3,) * 14)


def test_Q02_fourteen_parties_42_groups_266_members_and_no_household_unlinked(qingping):
    parties = qingping.units("village_party", qingping.villages)
    groups = qingping.units("grid_group", qingping.grids)
    counts = [7] * 14 + [6] * 28  # 266
    members = qingping.appoint(
        *[
            ("linked_member", grid, group, f"党员{n}")
            for grid, group, count in zip(qingping.grids, groups, counts, strict=True)
            for n in range(count)
        ]
    )
    homes = [85] * 17 + [84] * 25  # 3,545
    for grid, count in zip(qingping.grids, homes, strict=True):
        qingping.households(grid, count)
    assert len(qingping.found("linked")) == 42

    shared = share_out(actor=qingping.keeper, area_id=qingping.town.pk, at=MONDAY)

    view = load_view(scope=qingping.scope, on=TODAY)
    assert (len(parties), len(groups), len(members), shared.links) == (14, 42, 266, 3545)
    assert (qingping.found("linked"), qingping.found("party_body"), view.unlinked) == ([], [], 0)
    assert (round(float(view.mean or 0), 1), view.least, view.most, shared.heaviest) == (13.3, 12, 15, 15)


def test_Q02_links_outlive_a_renewal_and_end_with_the_post(qingping):
    grid = qingping.grids[0]
    (group,) = qingping.units("grid_group", [grid])
    homes = qingping.households(grid, 4)
    (member,) = qingping.appoint(("linked_member", grid, group, "李四"))
    link_households(actor=qingping.keeper, member_id=member.member_id, household_ids=homes, at=MONDAY)
    again = renew(actor=qingping.keeper, appointment_id=member.pk, at=MONDAY)
    later = MONDAY + timedelta(days=365 * 4)

    assert again.member_id == member.member_id
    assert qingping.found("linked", at=later) == []
    end_appointment(actor=qingping.keeper, appointment_id=again.pk, reason=EndReason.MOVED, at=later)
    assert [one.held for one in qingping.found("linked", at=later)] == [0]


def test_Q09_every_cadre_has_a_field_and_it_is_on_the_wall(qingping):
    government = make_unit("town_government", at=qingping.town)
    grid, other = qingping.grids[:2]
    cadre, second = qingping.appoint(
        ("linked_cadre", grid, government, "甲"), ("linked_cadre", other, government, "乙")
    )
    (charge,) = take_charge(
        actor=qingping.keeper,
        new=[NewCharge(ChargeKind.FIELD, grid.pk, "甲的责任田", TODAY, cadre.member_id)],
        at=MONDAY,
    )

    assert {one.subject: one.words for one in qingping.found("field")} == {
        "甲": "认领了，还没有上墙公示", "乙": "还没有认领责任田",
    }  # fmt: skip
    publish_charge(actor=qingping.keeper, charge_id=charge.pk, on=TODAY, at=MONDAY)
    assert [one.subject for one in qingping.found("field")] == [second.person_name]


def test_a_review_takes_as_many_statements_for_two_grids_as_for_forty_two(qingping):
    small = make_place("qingping", "小镇", grids=(2,), number="111")
    for place in (small, qingping):
        for grid in place.grids:
            place.households(grid, 1)

    def statements(place: Place) -> int:
        review(scope=place.scope, on=TODAY)
        with CaptureQueriesContext(connection) as seen:
            review(scope=place.scope, on=TODAY)
        return len([one for one in seen if "SAVEPOINT" not in one["sql"]])

    assert statements(small) == statements(qingping) <= 16
    both = {one.area_path[:12] for one in review(scope=small.scope, on=TODAY).breaches}
    assert both == {small.town.path[:12]}
