"""What phones carry of the roster follows every change of it, in the grid where it is now."""

import json

import pytest

from tests.people.roster import Roster
from tests.world import MONDAY
from wangge.core.people.models import RosterEvent
from wangge.core.people.operations import (
    NewCareTag,
    NewHazard,
    change_phone,
    confirm_household,
    end_care,
    find_hazard,
    move_household,
    propose_care,
    record_death,
    reverse_event,
)
from wangge.ground.sync.models import SyncRow
from wangge.ground.sync.rows import opened

pytestmark = pytest.mark.django_db


def carried(grid, kind: str) -> list[dict[str, object]]:
    """What the phones of a grid have of a kind."""
    rows = SyncRow.objects.filter(scope=grid.pk, kind=kind, is_deleted=False).order_by("row_id")
    return [json.loads(opened(row.payload, (row.scope, row.kind, row.row_id))) for row in rows]


def names(grid) -> set[str]:
    return {str(one["name"]) for one in carried(grid, "person")}


def test_S04_a_new_household_is_on_the_phones_of_its_grid_and_of_no_other(roster: Roster, other: Roster):
    roster.family()

    home = carried(roster.grid, "household")[0]
    person = next(one for one in carried(roster.grid, "person") if one["name"] == "张大力")
    assert (home["head"], home["members"], home["hazard"]) == ("张大力", 3, False)
    assert (person["letters"], person["born"], person["phone"], person["role"]) == ("zdl", 1968, "2345", "head")
    assert carried(roster.next_grid, "household") == carried(other.grid, "household") == []


def test_whole_numbers_of_documents_and_telephones_stay_on_the_server(roster: Roster):
    roster.family()

    everything = json.dumps(carried(roster.grid, "person") + carried(roster.grid, "household"))
    assert "13893212345" not in everything
    assert "19680307" not in everything


def test_who_moves_to_another_grid_leaves_a_tombstone_and_a_wrong_move_is_taken_back(roster: Roster):
    home = roster.family()

    move_household(actor=roster.lead, household_id=home, dwelling_id=roster.far_doors[0], at=MONDAY)
    assert (names(roster.grid), len(names(roster.next_grid))) == (set(), 3)
    assert SyncRow.objects.filter(scope=roster.grid.pk, is_deleted=True).count() == 4

    reverse_event(actor=roster.lead, event_id=roster.newest_event().pk, reason="弄错了", at=MONDAY)
    assert (len(names(roster.grid)), names(roster.next_grid)) == (3, set())


def test_who_only_a_wrong_registration_had_brought_is_on_no_phone(roster: Roster):
    roster.family()

    reverse_event(actor=roster.lead, event_id=roster.newest_event().pk, reason="登记错了", at=MONDAY)

    assert names(roster.grid) == set()
    assert carried(roster.grid, "household") == []


def test_who_died_is_no_longer_carried_and_the_household_has_a_new_head(roster: Roster):
    roster.family()

    record_death(actor=roster.lead, person_id=roster.person("张大力").pk, new_head_id=roster.person("李芳").pk,
                 on=MONDAY.date(), at=MONDAY)  # fmt: skip

    assert names(roster.grid) == {"李芳", "张小力"}
    assert carried(roster.grid, "household")[0]["head"] == "李芳"


def test_care_hazards_telephones_and_confirmations_reach_the_phones(roster: Roster):
    home = roster.family()
    person = roster.person("李芳").pk
    new = NewCareTag(about="person", subject_id=person, kind="veteran", reason="服过役", source="本人", owner_name="王")
    tag = propose_care(actor=roster.lead, new=new, at=MONDAY)
    find_hazard(actor=roster.member, at=MONDAY,
                new=NewHazard(about="dwelling", place_id=roster.doors[0], kind="wiring", words="私拉电线"))  # fmt: skip
    change_phone(actor=roster.member, person_id=person, phone="13912345678", at=MONDAY)
    confirm_household(actor=roster.member, household_id=home, at=MONDAY)

    found = next(one for one in carried(roster.grid, "person") if one["name"] == "李芳")
    household = carried(roster.grid, "household")[0]
    assert (found["care"], found["phone"]) == (["veteran"], "5678")
    assert (household["hazard"], household["confirmed"]) == (True, MONDAY.isoformat())

    end_care(actor=roster.lead, tag_id=tag.pk, because="搬走了", at=MONDAY)
    assert next(one for one in carried(roster.grid, "person") if one["name"] == "李芳")["care"] == []
    assert RosterEvent.objects.everywhere("test").count() >= 1
