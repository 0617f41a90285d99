"""Organisations: set up by the rulebook, renamed, closed, listed; their members and figures."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.teams.town import Town, make_qingping, make_shanghu
from tests.world import MONDAY, TODAY, make_actor, make_county, make_grid, make_town, make_unit, make_village
from wangge.core.areas.scope import EVERYWHERE, Scope
from wangge.core.teams.models import Membership, MembershipKind, Organisation
from wangge.core.teams.operations import (
    NewMembership,
    NewOrganisation,
    add_memberships,
    add_named_units,
    add_organisation,
    add_organisations,
    close_organisation,
    end_membership,
    rename_organisation,
    set_duty_phone,
)
from wangge.core.teams.queries import memberships, organisation_counts, organisation_tree, organisations
from wangge.core.teams.units import unit_by_id, units
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.models import Fact

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return make_qingping()


def a_station(town: Town, name: str = "庆坪派出所", **more: str) -> NewOrganisation:
    return NewOrganisation(town.area.pk, "town_station", name, **more)


def test_added_organisation_is_known_at_once(town):
    row = add_organisation(actor=town.keeper, new=a_station(town, duty_phone="0932-4510110"), at=MONDAY)

    unit = unit_by_id(unit_id=row.pk)
    assert (unit.name, unit.nature, unit.place, unit.duty_phone) == (
        "庆坪派出所",
        "station",
        "qingping",
        "0932-4510110",
    )
    assert row.opened_on == TODAY


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"unit_kind": "no_such_kind"}, "no_such_kind"),
        ({"unit_kind": "village_centre"}, "要设在村一级"),
        ({"name": " "}, "单位名称"),
        ({"duty_phone": "打我手机"}, "值班电话"),
    ],
)
def test_add_organisation_refuses_what_the_rulebook_does_not_know(town, changes, words):
    given = {"area_id": town.area.pk, "unit_kind": "town_station", "name": "某站"}

    with pytest.raises(Refusal, match=words):
        add_organisation(actor=town.keeper, new=NewOrganisation(**(given | changes)), at=MONDAY)


def test_two_units_of_one_name_at_one_place_are_refused_elsewhere_not(town):
    other = make_shanghu()
    add_organisation(actor=town.keeper, new=a_station(town, "派出所"), at=MONDAY)

    with pytest.raises(Conflict, match="同名"):
        add_organisation(actor=town.keeper, new=a_station(town, "派出所"), at=MONDAY)

    assert add_organisation(actor=other.keeper, new=a_station(other, "派出所"), at=MONDAY)


def test_organisations_of_a_town_are_changed_only_by_those_who_keep_it(town):
    other, leader = make_shanghu(), make_actor("grid_leader", at=town.area)
    for actor, error in ((other.keeper, NotFound), (leader, NotAllowed)):
        with pytest.raises(error):
            add_organisation(actor=actor, new=a_station(town), at=MONDAY)
        with pytest.raises(error):
            rename_organisation(actor=actor, organisation_id=town.group.pk, name="别的", at=MONDAY)
        with pytest.raises(error):
            set_duty_phone(actor=actor, organisation_id=town.group.pk, phone="12345", at=MONDAY)
        with pytest.raises(error):
            close_organisation(actor=actor, organisation_id=town.group.pk, at=MONDAY)


def test_unit_is_part_of_one_that_covers_it_in_the_same_place(town):
    other = make_shanghu()
    for above in (other.centre, town.village_centre):
        with pytest.raises(Refusal, match="上级单位"):
            add_organisation(actor=town.keeper, new=a_station(town, part_of=above.pk), at=MONDAY)

    first = a_station(town, "大站")
    rows = add_organisations(actor=town.keeper, new=[first, a_station(town, "小站", part_of=first.id)], at=MONDAY)

    assert rows[1].part_of_id == rows[0].pk


def test_renamed_unit_and_new_phone_are_known_at_once(town):
    rename_organisation(actor=town.keeper, organisation_id=town.group.pk, name="第一党小组", at=MONDAY)
    set_duty_phone(actor=town.keeper, organisation_id=town.group.pk, phone="12345", at=MONDAY)

    unit = units().by_id[town.group.pk]
    assert (unit.name, unit.duty_phone) == ("第一党小组", "12345")


def test_close_is_refused_while_somebody_is_in_post_or_a_part_is_open(town):
    row = town.appoint("张一", starts_on=date(2026, 6, 1))
    with pytest.raises(Conflict, match="在任人员"):
        close_organisation(actor=town.keeper, organisation_id=town.group.pk, at=MONDAY)
    town.end(row)
    part = add_organisation(
        actor=town.keeper, new=NewOrganisation(town.grid.pk, "grid_group", "分组", part_of=town.group.pk), at=MONDAY
    )
    with pytest.raises(Conflict, match="下属单位"):
        close_organisation(actor=town.keeper, organisation_id=town.group.pk, at=MONDAY)

    close_organisation(actor=town.keeper, organisation_id=part.pk, at=MONDAY)
    close_organisation(actor=town.keeper, organisation_id=town.group.pk, at=MONDAY)

    assert town.group.pk not in units().by_id
    facts = Fact.objects.filter(name="teams.organisation_closed").order_by("pk")
    assert [fact.payload["organisation_id"] for fact in facts] == [str(part.pk), str(town.group.pk)]
    with pytest.raises(Conflict, match="已经撤销"):
        set_duty_phone(actor=town.keeper, organisation_id=town.group.pk, phone="12345", at=MONDAY)


def test_named_units_of_the_rulebook_are_added_once_with_their_chain():
    town = make_town("庆坪镇")
    village = make_village("荣星村", under=town)
    grid = make_grid(under=village)
    keeper = make_actor("town_lead", at=town)

    added = add_named_units(actor=keeper, place="qingping", at=MONDAY)

    by_code = {(row.code, row.area_id): row for row in added}
    group, party = by_code["grid_group", grid.pk], by_code["village_party", village.pk]
    assert len(added) == 11 + 2 + 1
    assert (group.name, party.name) == ("荣星村第一网格党小组", "荣星村党支部")
    assert group.part_of_id == party.pk
    assert by_code["village_centre", village.pk].part_of_id == by_code["town_centre", town.pk].pk
    assert add_named_units(actor=keeper, place="qingping", at=MONDAY) == []


def test_named_units_of_a_district_hang_together_over_its_towns():
    county = make_county("示范区", code="410871", place="jiaozuo")
    towns = [make_town(name, under=county, number=f"00{n}", place="") for n, name in enumerate(("文昌", "阳庙"), 1)]
    keeper = make_actor("system_admin", at=county)

    added = add_named_units(actor=keeper, place="jiaozuo", at=MONDAY)

    centre = next(row for row in added if row.code == "district_centre")
    assert {row.area_id: row.part_of_id for row in added if row.code == "town_centre"} == {
        town.pk: centre.pk for town in towns
    }


def test_members_are_entered_and_struck_off(town):
    rows = add_memberships(
        actor=town.keeper,
        new=[NewMembership(town.group.pk, name, date(2010, 7, 1)) for name in ("张一", "李二")],
        at=MONDAY,
    )
    end_membership(actor=town.keeper, membership_id=rows[0].pk, left_on=TODAY, at=MONDAY)

    page = memberships(scope=town.scope, on=TODAY, organisation_id=town.group.pk)
    assert [(row.person_name, row.kind_label) for row in page.rows] == [("李二", "党员")]
    with pytest.raises(Conflict):
        end_membership(actor=town.keeper, membership_id=rows[0].pk, left_on=TODAY, at=MONDAY)
    with pytest.raises(Refusal):
        end_membership(actor=town.keeper, membership_id=rows[1].pk, left_on=date(2009, 1, 1), at=MONDAY)


def test_member_is_entered_once_and_only_by_those_who_keep_the_place(town):
    other = make_shanghu()
    new = [NewMembership(town.group.pk, "张一", date(2010, 7, 1))]
    add_memberships(actor=town.keeper, new=new, at=MONDAY)

    with pytest.raises(Conflict, match="同名"):
        add_memberships(actor=town.keeper, new=new, at=MONDAY)
    with pytest.raises(NotFound):
        add_memberships(actor=other.keeper, new=new, at=MONDAY)
    with pytest.raises(NotFound):
        end_membership(
            actor=other.keeper, membership_id=Membership.objects.within(EVERYWHERE).get().pk, left_on=TODAY, at=MONDAY
        )
    assert memberships(scope=other.scope, on=TODAY, organisation_id=town.group.pk).rows == ()


def test_counts_are_those_of_the_place_itself(town):
    other = make_shanghu()
    make_unit("village_party", at=town.village)
    make_unit("other_party", at=town.area)
    for one in (town, other):
        add_memberships(
            actor=one.keeper,
            new=[
                NewMembership(one.group.pk, "张一", date(2010, 7, 1)),
                NewMembership(one.group.pk, "李二", date(2025, 7, 1), MembershipKind.PROBATIONARY),
                NewMembership(one.group.pk, "王三", date(2025, 7, 1), MembershipKind.MEMBER),
            ],
            at=MONDAY,
        )
        one.appoint("张一")

    counts = organisation_counts(scope=town.scope, on=TODAY)

    assert (counts.party_organisations, counts.party_groups) == (2, 2)
    assert (counts.party_members, counts.other_members) == (2, 1)
    assert counts.in_post == {"grid_leader": 1}
    assert counts.by_unit_kind["grid_group"] == 2
    assert organisation_counts(scope=town.scope, on=date(2020, 1, 1)).party_members == 1


def test_figures_of_a_whole_town_go_in_in_few_statements(django_assert_max_num_queries):
    town = make_town("庆坪镇")
    keeper = make_actor("town_lead", at=town)
    branches = [make_unit("village_party", at=make_village(f"{n}村", under=town)) for n in range(14)]
    branches += [make_unit("other_party", at=town, name=f"机关{n}支部") for n in range(4)]
    make_unit("grid_group", at=make_grid(under=branches[0].area))
    new = [NewMembership(branches[n % 18].pk, f"党员{n}", date(2015, 7, 1)) for n in range(644)]

    units()
    with django_assert_max_num_queries(8):
        add_memberships(actor=keeper, new=new, at=MONDAY)

    counts = organisation_counts(scope=Scope((town.path,)), on=TODAY)
    assert (counts.party_organisations, counts.party_members, counts.party_groups) == (18, 644, 1)


def test_list_shows_only_the_scope_filtered_and_page_by_page(town):
    other = make_shanghu()
    town.appoint("张一")

    everything = organisations(scope=town.scope, on=TODAY)
    first = organisations(scope=town.scope, on=TODAY, limit=2)
    second = organisations(scope=town.scope, on=TODAY, limit=2, after=first.after)
    third = organisations(scope=town.scope, on=TODAY, limit=2, after=second.after)

    assert [row.id for row in everything.rows] == [row.id for page in (first, second, third) for row in page.rows]
    assert (len(everything.rows), third.after) == (5, None)
    assert {row.id: row.in_post for row in everything.rows}[town.group.pk] == 1
    assert [row.id for row in organisations(scope=EVERYWHERE, on=TODAY, words="新和村第一").rows] == [other.group.pk]
    assert [row.id for row in organisations(scope=town.scope, on=TODAY, unit_kind="town_centre").rows] == [
        town.centre.pk
    ]
    assert len(organisations(scope=town.scope, on=TODAY, nature="party").rows) == 2
    assert organisations(scope=Scope(), on=TODAY).rows == ()


def test_closed_organisation_is_listed_only_when_asked_for(town):
    close_organisation(actor=town.keeper, organisation_id=town.group.pk, at=MONDAY)

    assert len(organisations(scope=town.scope, on=TODAY).rows) == 4
    assert len(organisations(scope=town.scope, on=TODAY, with_closed=True).rows) == 5


def test_tree_hangs_each_unit_under_the_one_it_is_part_of(town):
    make_shanghu()
    Organisation.objects.filter(pk=town.village_centre.pk).update(part_of=town.centre)
    set_duty_phone(actor=town.keeper, organisation_id=town.centre.pk, phone="12345", at=MONDAY)

    tree = organisation_tree(scope=town.scope, on=TODAY)

    centre = next(node for node in tree if node.unit.id == town.centre.pk)
    assert [node.unit.id for node in centre.parts] == [town.village_centre.pk]
    assert {node.unit.id for node in tree} == {town.centre.pk, town.government.pk, town.group.pk, town.second_group.pk}


@pytest.mark.parametrize("villages", [1, 3])
def test_lists_and_figures_cost_a_fixed_number_of_queries(town, villages, django_assert_num_queries):
    for number in range(villages - 1):
        make_unit("village_centre", at=make_village(f"{number}村", under=town.area))
    units(), organisations(scope=town.scope, on=TODAY)

    with django_assert_num_queries(3):
        organisations(scope=town.scope, on=TODAY)
    with django_assert_num_queries(2):
        organisation_tree(scope=town.scope, on=TODAY)
    with django_assert_num_queries(2):
        organisation_counts(scope=town.scope, on=TODAY)


def test_database_refuses_a_member_who_left_before_joining(town):
    with pytest.raises(IntegrityError, match="membership_ends_after_start"), transaction.atomic():
        Membership.objects.create(
            town=town.area,
            organisation=town.group,
            person_name="张一",
            kind=MembershipKind.MEMBER,
            joined_on=TODAY,
            left_on=date(2020, 1, 1),
        )
