"""七星 and the streets of 焦作: what their rules ask of the organisation, on a database with their numbers."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.gridteams.place import Place, make_place
from tests.world import MONDAY, TODAY, make_actor
from wangge.core.areas.levels import Kind
from wangge.core.areas.scope import Scope
from wangge.core.teams.models import EndReason
from wangge.core.teams.operations import (
    NewTraining,
    Profile,
    close_organisation,
    describe_members,
    end_appointment,
    record_trainings,
)
from wangge.practice.gridteams.lifecycle import ChargeKind
from wangge.practice.gridteams.operations import (
    NewCharge,
    NewNetCover,
    lay_nets,
    lift_net,
    link_households,
    take_charge,
)
from wangge.practice.gridteams.queries import (
    breaches,
    composition,
    grid_numbers,
    load_view,
    members_of_households,
    net_covers,
)

pytestmark = pytest.mark.django_db
SIX = (9, 8, 8, 8, 8, 8)


@pytest.fixture
def qixing() -> Place:
    """49 grids of six communities, one organisation and one leader each."""
    return make_place("qixing", "七星街道", villages=6, grids=SIX, kinds=[Kind.MARKET, *[Kind.INDUSTRIAL_PARK] * 2])


def test_X02_X03_forty_nine_grids_are_46_and_2_and_1_and_each_has_a_party_body(qixing):
    numbers = grid_numbers(scope=qixing.scope, place="qixing", on=TODAY)
    branches = qixing.units("grid_branch", qixing.grids[:28])
    groups = qixing.units("grid_group", [*qixing.grids[28:], *qixing.grids[:33]])

    assert [(one.counted, one.reported, one.agrees) for one in numbers] == [
        (49, 49, True), (46, 46, True), (2, 2, True), (1, 1, True),
    ]  # fmt: skip
    assert (len(branches), len(groups)) == (28, 54)
    assert (qixing.checked("party_body").checked, qixing.found("party_body")) == (49, [])
    close_organisation(actor=qixing.keeper, organisation_id=groups[10].pk, at=MONDAY)
    assert [(one.area_name, one.mend) for one in qixing.found("party_body")] == [(qixing.grids[38].name, "unit")]


def test_X04_party_members_are_a_third_of_a_team_to_the_head(qixing):
    grid, other = qixing.grids[:2]
    team, second = qixing.units("grid_team", [grid, other])
    rows = qixing.appoint(*[("part_time_member", grid, team, f"甲{n}") for n in range(3)])
    more = qixing.appoint(*[("part_time_member", other, second, f"乙{n}") for n in range(4)])
    describe_members(
        actor=qixing.keeper, profiles=[Profile(rows[0].member_id, True), Profile(more[0].member_id, True)], at=MONDAY
    )

    assert [(one.area_name, one.needed, one.held) for one in qixing.found("party_share")] == [(other.name, 2, 1)]


def test_X05_load_about_sixty_with_mean_spread_and_who_is_far_off(qixing):
    grid = qixing.grids[0]
    (team,) = qixing.units("grid_team", [grid])
    homes = qixing.households(grid, 160)
    members = qixing.appoint(*[("linked_member", grid, team, name) for name in ("重", "正", "轻")])
    for member, some in zip(members, (homes[:100], homes[100:155], homes[155:]), strict=True):
        link_households(actor=qixing.keeper, member_id=member.member_id, household_ids=some, at=MONDAY)

    view = load_view(scope=qixing.scope, on=TODAY)

    assert [(row.person_name, row.households) for row in view.rows] == [("重", 100), ("正", 55), ("轻", 5)]
    assert (view.mean, round(view.spread, 2), view.least, view.most) == (Fraction(160, 3), 38.80, 5, 100)
    assert (view.households, view.unlinked) == (160, 0)
    assert {one.subject for one in qixing.found("load")} == {"重", "轻"}


def test_X06_X07_leaders_are_community_cadres_and_every_grid_has_an_instructor(qixing):
    community, grid, other = qixing.villages[0], *qixing.grids[:2]
    (party,), teams = qixing.units("community_party", [community]), qixing.units("grid_team", [grid, other])
    (office,) = qixing.units("street_office", [qixing.town])
    qixing.appoint(
        ("grid_leader", grid, teams[0], "李亚"),
        ("community_officer", community, party, "李亚"),
        ("grid_leader", other, teams[1], "王五"),
    )
    guides = qixing.appoint(*[("instructor", one, office, f"指导{n}") for n, one in enumerate(qixing.grids)])

    def short_of(post: str) -> list[str]:
        return [one.area_name for one in qixing.found("posts") if one.mend_id == post]

    assert [one.subject for one in qixing.found("leader_is_cadre")] == ["王五"]
    assert (len(guides), short_of("instructor"), len(short_of("grid_leader"))) == (49, [], 47)
    end_appointment(actor=qixing.keeper, appointment_id=guides[0].pk, reason=EndReason.MOVED, at=MONDAY)
    assert short_of("instructor") == [grid.name]


def test_X08_J12_backgrounds_and_employment_add_up_to_the_members(qixing):
    grid = qixing.grids[0]
    (team,) = qixing.units("grid_team", [grid])
    rows = qixing.appoint(
        ("grid_leader", grid, team, "长"),
        *[("part_time_member", grid, team, f"兼{n}") for n in range(3)],
        ("full_time_member", grid, team, "专"),
    )
    keep = [
        Profile(rows[1].member_id, True, "", ("three_head", "party_backbone")),
        Profile(rows[2].member_id, False, "", ("stair_head",)),
        Profile(rows[3].member_id, False, "full_time", ("stair_head",)),
    ]
    describe_members(actor=qixing.keeper, profiles=keep, at=MONDAY)

    found = composition(scope=qixing.scope, on=TODAY)

    assert found.employment == {"lead": 1, "part_time": 2, "full_time": 2}
    assert found.backgrounds == {"三小组长": 1, "楼道长": 2, "没有登记": 2}
    assert found.all_backgrounds == {"三小组长": 1, "党员骨干": 1, "楼道长": 2}
    assert sum(found.backgrounds.values()) == sum(found.employment.values()) == found.members == 5


def test_X01_S27_J32_three_nets_on_each_grid_and_what_overlaps_is_told(qixing):
    grid, other = qixing.grids[:2]
    covers = [NewNetCover(one.pk, net, "") for one in qixing.grids for net in ("party", "order", "service")]
    lay_nets(actor=qixing.keeper, new=covers, at=MONDAY)
    assert (qixing.checked("three_nets").checked, qixing.found("three_nets")) == (49, [])
    lifted = net_covers(scope=qixing.scope, net="order")[0]
    lift_net(actor=qixing.keeper, cover_id=lifted.id, at=MONDAY)
    assert [(one.area_name, one.words) for one in qixing.found("three_nets")] == [(grid.name, "缺治安管理网")]

    shanghu = make_place("shanghu", "尚湖镇", number="111", grids=(3,))
    first, second, third = shanghu.grids
    twice = [
        NewNetCover(first.pk, "safety", "安全一格", "陈伟龙"),
        NewNetCover(first.pk, "safety", "安全二格", "王梅"),
        NewNetCover(second.pk, "economy", "经济三格", "陈伟龙"),
        NewNetCover(third.pk, "party", "党建一格", "赵六"),
    ]
    lay_nets(actor=shanghu.keeper, new=twice, at=MONDAY)

    told = {(one.area_name, one.subject, one.held) for one in shanghu.found("one_grid")}
    assert told == {(first.name, "陈伟龙", 2), (first.name, "", 2)}
    assert other.name not in {one.area_name for one in shanghu.found("one_grid")}


def test_X09_a_community_sees_its_grids_and_no_others(qixing):
    qixing.units("grid_team", qixing.grids)
    own, far = qixing.villages[:2]
    secretary = make_actor("community_lead", at=own)

    found = breaches(scope=secretary.scope("team.see"), on=TODAY)

    assert {one.area_path[: len(own.path)] for one in found} == {own.path}
    assert {one.area_name for one in found if one.check == "party_body"} == {g.name for g in qixing.grids[:9]}
    assert far.path not in {one.area_path for one in found}
    assert breaches(scope=Scope(), on=TODAY) == ()


@pytest.fixture
def wenchang() -> Place:
    return make_place("jiaozuo", "文昌街道", grids=(2,))


def test_J02_J03_J41_every_household_has_a_party_member_every_road_a_chief_every_building_a_group(wenchang):
    grid, other = wenchang.grids
    team, second = wenchang.units("grid_team", [grid, other])
    (group,) = wenchang.units("building_group", [grid])
    road, lane = (wenchang.place(grid, name, "road") for name in ("文昌路", "书院巷"))
    tower = wenchang.place(grid, "1号楼", "building")
    chief, linked, plain = wenchang.appoint(
        ("street_chief", grid, team, "街长"), ("linked_member", grid, team, "党员"),
        ("part_time_member", other, second, "群众"),
    )  # fmt: skip
    homes, far = wenchang.households(grid, 3), wenchang.households(other, 2)
    link_households(actor=wenchang.keeper, member_id=linked.member_id, household_ids=homes[:2], at=MONDAY)
    charges = [
        NewCharge(ChargeKind.ROAD, grid.pk, "文昌路", TODAY, chief.member_id, place_id=road.pk),
        NewCharge(ChargeKind.BUILDING, grid.pk, "1号楼", TODAY, organisation_id=group.pk, place_id=tower.pk),
    ]
    take_charge(actor=wenchang.keeper, new=charges, at=MONDAY)

    assert [(one.area_name, one.needed, one.held) for one in wenchang.found("linked")] == [
        (grid.name, 3, 2), (other.name, 2, 0),
    ]  # fmt: skip
    assert [one.subject for one in wenchang.found("roads")] == [lane.name]
    assert wenchang.found("buildings") == []
    whom = members_of_households(scope=wenchang.scope, household_ids=[*homes, *far], on=TODAY)
    assert {pk: [one.person_name for one in some] for pk, some in whom.items()} == {
        homes[0]: ["党员"], homes[1]: ["党员"],
    }  # fmt: skip
    end_appointment(actor=wenchang.keeper, appointment_id=chief.pk, reason=EndReason.MOVED, at=MONDAY)
    assert [one.subject for one in wenchang.found("roads")] == [lane.name, road.name]
    assert plain.person_name == "群众"


def test_J39_J44_seven_skills_or_the_gap_and_the_share_whose_training_holds(wenchang):
    grid, other = wenchang.grids
    (team,) = wenchang.units("grid_team", [grid])
    rows = wenchang.appoint(*[("full_time_member", grid, team, f"应急{n}") for n in range(3)])
    skills = ("member", "party", "police", "lawyer", "liaison", "informer")
    describe_members(
        actor=wenchang.keeper,
        profiles=[Profile(rows[0].member_id, True, "", (), skills[:3]), Profile(rows[1].member_id, skills=skills[3:])],
        at=MONDAY,
    )
    trained = [
        NewTraining(rows[0].member_id, "emergency", TODAY - timedelta(days=100), hours=8),
        NewTraining(rows[1].member_id, "emergency", date(2025, 3, 1)),
    ]
    record_trainings(actor=wenchang.keeper, new=trained, at=MONDAY)

    gaps = {one.area_name: one.words for one in wenchang.found("skills")}
    share = next(one for one in composition(scope=wenchang.scope, on=TODAY).trainings if one.code == "emergency")

    assert gaps == {
        grid.name: "缺调解员",
        other.name: "缺网格员、党员、民警、律师、网络联络员、网格员信息员、调解员",
    }
    assert (share.wanted, share.valid, share.run_out, share.share) == (3, 1, 1, Fraction(1, 3))
    told = {(one.subject, one.words) for one in wenchang.found("trained") if "应急救援" in one.words}
    assert told == {("应急1", "“应急救援”到期了"), ("应急2", "没有“应急救援”")}
