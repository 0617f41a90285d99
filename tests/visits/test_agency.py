"""Errands done for people, what going to people finds early, and campaigns by aim."""

from datetime import timedelta

import pytest

from tests.people.roster import Roster
from tests.visits.test_visits import report, visit
from tests.world import MONDAY, make_unit
from wangge.core.cases.models import Case
from wangge.core.cases.operations import report_case
from wangge.core.people.operations import NewHazard, find_hazard
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.practice.visits.models import Agency
from wangge.practice.visits.operations import (
    NewAgency,
    follow_with_case,
    follow_with_hazard,
    move_agency,
    take_agency,
)
from wangge.practice.visits.queries.agency import agencies, agency_page
from wangge.practice.visits.queries.aims import aim_counts
from wangge.practice.visits.queries.early import early_signals

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AIMS = ("进万家门", "访万家情", "送万家暖", "结万家亲")


def scope(roster: Roster):
    return roster.lead.scope("visit.see")


def asked(roster: Roster, **given: object):
    new = {
        "household_id": given.pop("household_id", None) or roster.family(), "what": "代缴医保", "authority": "verbal",
        "authorised_by": "张大力", "papers": ("社保卡", "身份证复印件"),
    }  # fmt: skip
    return take_agency(actor=roster.member, new=NewAgency(**{**new, **given}), at=MONDAY)


def test_S14_an_errand_has_its_authority_its_papers_its_result_and_the_papers_go_back(roster: Roster):
    pk = asked(roster)
    steps = [("handed_in", "送到便民中心"), ("result", "已缴，凭证交本人"), ("returned", "")]
    for number, (step, words) in enumerate(steps, start=1):
        assert agencies(scope=scope(roster))[0].holds_papers
        move_agency(actor=roster.member, agency_id=pk, step=step, words=words, at=MONDAY + number * DAY)

    found = agency_page(scope=scope(roster), agency_id=pk)
    assert (found.row.authority, found.authorised_by, found.row.papers, found.row.holds_papers) == (
        "verbal", "张大力", ("社保卡", "身份证复印件"), False,
    )  # fmt: skip
    assert [note.step for note in found.notes] == ["asked", "handed_in", "result", "returned"]
    assert agencies(scope=scope(roster), is_open=True) == []


def test_S14_without_an_authority_nothing_is_taken_over_and_no_step_is_skipped(roster: Roster):
    home = roster.family()
    for given in ({"authority": ""}, {"authority": "guessed"}, {"authorised_by": " "}):
        with pytest.raises(Refusal) as refusal:
            asked(roster, household_id=home, **given)
        assert refusal.value.field == "authorised_by"
    pk = asked(roster, household_id=home, id=uuid7())
    assert asked(roster, household_id=home, id=pk) == pk
    with pytest.raises(Conflict):
        move_agency(actor=roster.member, agency_id=pk, step="returned", at=MONDAY)
    with pytest.raises(Refusal):
        move_agency(actor=roster.member, agency_id=pk, step="result", at=MONDAY)


def test_an_errand_of_another_town_is_not_there(roster: Roster, other: Roster):
    pk = asked(roster)

    for unknown in (pk, uuid7()):
        with pytest.raises(NotFound):
            agency_page(scope=scope(other), agency_id=unknown)
        with pytest.raises(NotFound):
            move_agency(actor=other.member, agency_id=unknown, step="handed_in", at=MONDAY)
    assert agencies(scope=scope(other)) == []
    with pytest.raises(NotFound):
        take_agency(
            actor=other.member, at=MONDAY,
            new=NewAgency(household_id=Agency.objects.everywhere("test").get().household_id, what="看看",
                          authority="verbal", authorised_by="x"),
        )  # fmt: skip


def test_S25_what_visits_found_stands_against_what_was_complained_of_with_the_lead(roster: Roster):
    make_unit("village_centre", at=roster.village)
    make_unit("town_centre", at=roster.village.parent)
    home = roster.family()
    seen = visit(roster, home, happened_at=MONDAY)
    follow_with_case(actor=roster.member, visit_id=seen, report=report(), at=MONDAY + timedelta(hours=2))
    complained = report_case(
        report=report(source_ref="form:1", area_id=roster.grid.pk), actor=roster.lead, at=MONDAY + timedelta(hours=5)
    )
    hazard = NewHazard(about="dwelling", place_id=roster.doors[0], kind="wiring", words="私拉电线")
    follow_with_hazard(actor=roster.member, visit_id=seen, hazard=hazard, at=MONDAY + timedelta(hours=2))
    find_hazard(actor=roster.lead, new=hazard, at=MONDAY)

    early = early_signals(scope=scope(roster), path=roster.village.path, since=MONDAY - DAY, until=MONDAY + DAY)

    assert Case.objects.everywhere("test").filter(pk=complained.case_id).exists()
    assert (early.matters, early.found_by_visit, early.share, early.lead) == (2, 1, 0.5, timedelta(hours=2))
    assert (early.hazards, early.hazards_by_visit) == (2, 1)


def test_Q12_a_campaign_of_four_aims_is_counted_aim_by_aim(roster: Roster, other: Roster):
    home = roster.family()
    for aim in (AIMS[0], AIMS[0], AIMS[2]):
        visit(roster, home, kind="four", aim=aim)
    visit(roster, home, kind="home")

    since, until = MONDAY - DAY, MONDAY + DAY
    wanted = [("four", aim) for aim in AIMS]
    found = aim_counts(scope=scope(roster), path=roster.village.path, since=since, until=until, aims=wanted)

    assert [(one.aim, one.calls, one.households) for one in found] == [
        (AIMS[0], 2, 1), (AIMS[1], 0, 0), (AIMS[2], 1, 1), (AIMS[3], 0, 0),
    ]  # fmt: skip
    strange = aim_counts(scope=scope(other), path=roster.village.path, since=since, until=until, aims=wanted)
    assert [one.calls for one in strange] == [0, 0, 0, 0]
