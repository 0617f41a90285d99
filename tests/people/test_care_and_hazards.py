"""Hazards and their steps, care tags and their second person, enterprises, the resident sheet."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.people.roster import LOOK, Roster
from tests.world import MONDAY, TODAY, make_actor
from wangge.core.people.lifecycle import HAZARD_STEPS, HazardAction, HazardState
from wangge.core.people.models import CareTag, Hazard, HazardStep, Sheet
from wangge.core.people.operations import (
    NewCareTag,
    NewEnterprise,
    NewHazard,
    add_enterprise,
    agree_care,
    change_enterprise,
    close_enterprise,
    confirm_household,
    end_care,
    fill_sheet,
    find_hazard,
    hand_over_care,
    move_hazard,
    move_household,
    propose_care,
    reveal_care,
    reveal_sheet,
    review_care,
)
from wangge.core.people.queries import (
    care_due,
    care_to_agree,
    hazard_steps,
    hazards,
    hazards_to_recheck,
    household_card,
    sight_of,
)
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db
SEPTEMBER_2 = date(2026, 9, 2)


def a_hazard(roster: Roster, **more: object) -> NewHazard:
    values = {
        "about": "dwelling",
        "place_id": roster.doors[0],
        "kind": "wiring",
        "words": "电线老化",
        "source": "visit:1",
    }
    return NewHazard(**(values | more))  # type: ignore[arg-type]


def a_tag(roster: Roster, name: str = "张大力", kind: str = "alone_elder", **more: object) -> NewCareTag:
    values = {"about": "person", "subject_id": roster.person(name).pk, "kind": kind, "reason": "子女在外地，腿脚不便",
              "source": "走访", "owner_name": "网格员小李"}  # fmt: skip
    return NewCareTag(**(values | more))  # type: ignore[arg-type]


def test_S20_a_hazard_is_found_ordered_fixed_and_checked_then_drops_off(roster: Roster):
    hazard = find_hazard(actor=roster.member, new=a_hazard(roster), at=MONDAY)
    sight = sight_of(actor=roster.member)
    shown = hazards(sight=sight, path=roster.grid.path, on=TODAY + timedelta(days=16))

    for action in ("order", "fix", "fail", "fix", "check"):
        move_hazard(actor=roster.member, hazard_id=hazard, action=action, note="看过", at=MONDAY)

    assert [(row.label, row.due_on, row.is_late) for row in shown] == [
        ("电路老化、私拉乱接", TODAY + timedelta(days=15), True)
    ]
    assert hazards(sight=sight, path=roster.grid.path, on=TODAY) == []
    steps = hazard_steps(sight=sight, hazard_id=hazard)
    assert [step.action for step in steps] == ["find", "order", "fix", "fail", "fix", "check"]
    assert [row.recheck_on for row in hazards_to_recheck(sight=sight, on=SEPTEMBER_2)] == [SEPTEMBER_2]


@pytest.mark.parametrize("action", [a for a in HazardAction if a != HazardAction.FIND])
@pytest.mark.parametrize("state", list(HazardState))
def test_a_step_is_taken_only_from_where_the_table_says(roster: Roster, action: str, state: str):
    hazard = find_hazard(actor=roster.member, new=a_hazard(roster), at=MONDAY)
    Hazard.objects.everywhere(LOOK).update(state=state)
    rule = HAZARD_STEPS[HazardAction(action)]

    if state in rule.sources:
        found = move_hazard(actor=roster.member, hazard_id=hazard, action=action, note="原因", at=MONDAY)
        assert found.state == rule.target
    else:
        with pytest.raises(Conflict):
            move_hazard(actor=roster.member, hazard_id=hazard, action=action, note="原因", at=MONDAY)


def test_hazards_of_another_town_do_not_exist(roster: Roster, other: Roster):
    hazard = find_hazard(actor=roster.member, new=a_hazard(roster), at=MONDAY)

    for attempt in (
        lambda: move_hazard(actor=other.lead, hazard_id=hazard, action="fix", at=MONDAY),
        lambda: find_hazard(actor=other.lead, new=a_hazard(roster), at=MONDAY),
        lambda: hazard_steps(sight=sight_of(actor=other.lead), hazard_id=hazard),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert hazards(sight=sight_of(actor=other.lead), path="/", on=TODAY) == []
    with pytest.raises(IntegrityError, match="只增不改"), transaction.atomic():
        HazardStep.objects.all().delete()


def test_a_hazard_needs_a_kind_of_the_rules_and_words(roster: Roster):
    for wrong, field in (({"kind": "ghost"}, "kind"), ({"words": " "}, "words"), ({"grade": 4}, "grade")):
        with pytest.raises(Refusal) as refused:
            find_hazard(actor=roster.member, new=a_hazard(roster, **wrong), at=MONDAY)
        assert refused.value.field == field


def test_S21_a_care_tag_has_owner_reason_purpose_source_and_a_day_to_be_looked_at_again(roster: Roster):
    household = roster.family()
    tag = propose_care(actor=roster.member, new=a_tag(roster), at=MONDAY)
    sight = sight_of(actor=roster.member)

    due = care_due(sight=sight, on=date(2026, 6, 2))
    again = review_care(actor=roster.member, tag_id=tag.pk, note="身体好", at=MONDAY + timedelta(days=80))
    hand_over_care(actor=roster.member, tag_id=tag.pk, owner_name="老党员王建国", at=MONDAY)

    assert (tag.purpose, tag.review_on) == ("定期上门看望，紧急时优先转移", date(2026, 6, 2))
    assert [(row.label, row.owner_name) for row in due] == [("独居老人", "网格员小李")]
    assert again.review_on == date(2026, 8, 21)
    assert household_card(sight=sight, household_id=household).members[0].care[0].owner_name == "老党员王建国"
    end_care(actor=roster.member, tag_id=tag.pk, because="子女搬回来了", at=MONDAY)
    assert household_card(sight=sight, household_id=household).members[0].care == ()
    with pytest.raises(Conflict):
        end_care(actor=roster.member, tag_id=tag.pk, because="再来一次", at=MONDAY)


def test_a_sensitive_tag_waits_for_a_second_person_and_is_a_flag_to_most(roster: Roster):
    household = roster.family()
    tag = propose_care(actor=roster.lead, new=a_tag(roster, kind="disabled"), at=MONDAY)
    second = make_actor("village_lead", at=roster.village)
    member, lead = sight_of(actor=roster.member), sight_of(actor=roster.lead)

    with pytest.raises(NotAllowed):
        agree_care(actor=roster.lead, tag_id=tag.pk, at=MONDAY)
    with pytest.raises(NotAllowed):
        agree_care(actor=roster.member, tag_id=tag.pk, at=MONDAY)
    assert [row.is_agreed for row in care_to_agree(sight=lead)] == [False]
    agree_care(actor=second, tag_id=tag.pk, at=MONDAY)

    assert household_card(sight=member, household_id=household).members[0].care[0].label == "敏感关爱"
    assert household_card(sight=lead, household_id=household).members[0].care[0].label == "残疾人"
    assert care_to_agree(sight=lead) == []
    with pytest.raises(NotAllowed):
        reveal_care(actor=roster.member, tag_id=tag.pk, purpose="走访", at=MONDAY)
    assert reveal_care(actor=roster.lead, tag_id=tag.pk, purpose="走访", at=MONDAY) == "子女在外地，腿脚不便"


def test_why_somebody_is_cared_for_stands_nowhere_in_clear(roster: Roster):
    roster.family()
    propose_care(actor=roster.member, new=a_tag(roster), at=MONDAY)

    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM people_care_tag t")
        assert "腿脚" not in cursor.fetchone()[0]


def test_a_tag_goes_with_the_person_and_is_put_once(roster: Roster):
    household = roster.family()
    tag = propose_care(actor=roster.lead, new=a_tag(roster), at=MONDAY)

    with pytest.raises(Conflict):
        propose_care(actor=roster.lead, new=a_tag(roster), at=MONDAY)
    move_household(actor=roster.lead, household_id=household, dwelling_id=roster.far_doors[0], at=MONDAY)

    assert CareTag.objects.everywhere(LOOK).get(pk=tag.pk).area_path == roster.next_grid.path
    assert care_due(sight=sight_of(actor=roster.member), on=date(2027, 1, 1)) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "watched"}, "kind"),
        ({"kind": "hardship"}, "kind"),
        ({"reason": ""}, "reason"),
        ({"source": ""}, "source"),
    ],
)
def test_a_tag_without_reason_or_of_no_kind_is_refused(roster: Roster, wrong: dict[str, object], field: str):
    roster.family()

    with pytest.raises(Refusal) as refused:
        propose_care(actor=roster.member, new=a_tag(roster, **wrong), at=MONDAY)

    assert refused.value.field == field


def test_a_shop_is_registered_with_its_code_once(roster: Roster, other: Roster):
    new = NewEnterprise(name="福满多超市", credit_code="91350100m000100y43", contact_phone="13893210000")
    shop = add_enterprise(actor=roster.member, area_id=roster.grid.pk, new=new, at=MONDAY)

    with pytest.raises(Conflict):
        add_enterprise(actor=roster.member, area_id=roster.grid.pk, new=new, at=MONDAY)
    with pytest.raises(NotFound):
        change_enterprise(actor=other.lead, enterprise_id=shop, new=new, at=MONDAY)
    with pytest.raises(NotFound):
        add_enterprise(actor=other.lead, area_id=roster.grid.pk, new=new, at=MONDAY)
    close_enterprise(actor=roster.member, enterprise_id=shop, at=MONDAY)
    add_enterprise(actor=roster.member, area_id=roster.grid.pk, new=new, at=MONDAY)


def test_S19_the_sheet_keeps_each_item_by_its_type_and_seals_what_is_sensitive(roster: Roster):
    household = roster.family()
    person = roster.person("张大力").pk

    first = fill_sheet(
        actor=roster.member, about="person", subject_id=person, at=MONDAY,
        values={"education": "初中", "health": "行动不便"},
    )  # fmt: skip
    second = fill_sheet(
        actor=roster.member,
        about="person",
        subject_id=person,
        at=MONDAY + timedelta(days=1),
        values={"education": "大专"},
    )
    fill_sheet(
        actor=roster.member, about="dwelling", subject_id=roster.doors[0], values={"floor_area": 89.5}, at=MONDAY
    )

    card = household_card(sight=sight_of(actor=roster.member), household_id=household)
    shown = {item.label: (item.value, item.is_sealed) for item in card.sheet}
    assert shown == {"文化程度": ("大专", False), "健康状况": (None, True), "建筑面积": (89.5, False)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(s::text, ' ') FROM people_sheet s")
        assert "行动不便" not in cursor.fetchone()[0]
    assert Sheet.objects.everywhere(LOOK).get(pk=first.pk).values == {"education": "初中"}  # the old one stays
    with pytest.raises(NotAllowed):
        reveal_sheet(actor=roster.member, sheet_id=second.pk, purpose="转移帮扶", at=MONDAY)
    assert reveal_sheet(actor=roster.lead, sheet_id=second.pk, purpose="转移帮扶", at=MONDAY) == {"health": "行动不便"}


@pytest.mark.parametrize(
    "values", [{"education": "博士后"}, {"shoe_size": 42}, {"dog": True}, {"education": 3}, {"floor_area": 1}]
)
def test_what_is_not_of_the_type_or_not_on_the_sheet_is_refused(roster: Roster, values: dict[str, object]):
    roster.family()

    with pytest.raises(Refusal) as refused:
        fill_sheet(actor=roster.member, about="person", subject_id=roster.person("李芳").pk, values=values, at=MONDAY)

    assert refused.value.field == next(iter(values))


def test_S22_a_household_is_confirmed_by_one_tap(roster: Roster, other: Roster):
    household = roster.family()

    confirm_household(actor=roster.member, household_id=household, at=MONDAY)

    assert roster.household(household).confirmed_at == MONDAY
    with pytest.raises(NotFound):
        confirm_household(actor=other.lead, household_id=household, at=MONDAY)
