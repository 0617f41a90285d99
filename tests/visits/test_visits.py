"""Visit notes, errands at doors, what comes of them, and what they are counted as."""

from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.behind import asked as asked_of
from tests.people.roster import Roster
from tests.world import MONDAY, make_actor, make_unit
from wangge.core.cases.models import Case
from wangge.core.cases.reports import CaseReport
from wangge.core.notices.subject import SubjectRef
from wangge.core.people.operations import NewHazard
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.practice.visits.models import Errand, Visit
from wangge.practice.visits.operations import (
    DoneErrand,
    NewErrand,
    NewMeeting,
    NewVisit,
    Wish,
    ask_errands,
    end_wish,
    follow_with_case,
    follow_with_hazard,
    keep_wish,
    record_meeting,
    record_visit,
    withdraw_errand,
)
from wangge.practice.visits.queries import coverage, due_doors, unvisited, visit_figures, visits_of_household

pytestmark = pytest.mark.django_db
LATE = MONDAY + timedelta(hours=11, minutes=30)  # 20:30
TODAY = MONDAY.date()
DAY = timedelta(days=1)


def note(household: UUID, **given: object) -> NewVisit:
    return NewVisit(**{"household_id": household, "kind": "home", "happened_at": MONDAY, **given})


def visit(roster: Roster, household: UUID, *, at: datetime = LATE, **given: object) -> UUID:
    return record_visit(actor=roster.member, new=note(household, **given), at=at)


def asked(roster: Roster, household: UUID, *kinds: str, **given: object) -> list[UUID]:
    new = [NewErrand(household_id=household, kind=kind, **given) for kind in kinds]
    ask_errands(actor=roster.lead, new=new, at=MONDAY)
    return list(
        Errand.objects.everywhere("test").filter(household=household).order_by("id").values_list("pk", flat=True)
    )


def scope_of(roster: Roster):
    return roster.lead.scope("visit.see")


class TestNotes:
    def test_T24_a_note_of_half_past_eight_counts_and_what_was_written_is_encrypted(self, roster: Roster):
        home = roster.family()

        visit(roster, home, happened_at=LATE, words="老人在家，说夜里咳嗽", checks=("alone", "need"))

        row = visits_of_household(scope=scope_of(roster), household_id=home)[0]
        assert (row.happened_at, row.outcome, row.words, row.checks) == (
            LATE, "met", "老人在家，说夜里咳嗽", ("alone", "need"),
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SELECT encode(words, 'escape') FROM visits_visit")
            assert "咳嗽" not in cursor.fetchone()[0]

    def test_a_note_that_comes_twice_is_kept_once(self, roster: Roster):
        home, pk = roster.family(), uuid7()

        assert visit(roster, home, id=pk) == visit(roster, home, id=pk) == pk
        assert Visit.objects.everywhere("test").count() == 1

    def test_S22_nothing_changed_confirms_the_sheet(self, roster: Roster):
        home = roster.family()

        visit(roster, home, is_unchanged=True)

        assert roster.household(home).confirmed_at == LATE

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"kind": "chat"}, "kind"),
            ({"happened_at": LATE + DAY}, "happened_at"),
            ({"checks": ("shoes",)}, "checks"),
            ({"unmet_because": "无人在家", "is_unchanged": True}, "unmet_because"),
            ({"cadence": "never"}, "cadence"),
            ({"aim": "进万家门"}, "aim"),
        ],
    )
    def test_a_note_that_cannot_be_is_refused_and_keeps_nothing(self, roster: Roster, given, field):
        home = roster.family()
        with pytest.raises(Refusal) as refused:
            visit(roster, home, **given)
        assert refused.value.field == field
        assert Visit.objects.everywhere("test").count() == 0

    def test_nobody_of_another_town_writes_reads_or_follows(self, roster: Roster, other: Roster):
        home = roster.family()
        pk = visit(roster, home)

        with pytest.raises(NotFound):
            visit(other, home)
        with pytest.raises(NotFound):
            ask_errands(actor=other.lead, new=[NewErrand(household_id=home, kind="survey")], at=MONDAY)
        with pytest.raises(NotFound):
            follow_with_case(actor=other.lead, visit_id=pk, report=report(), at=LATE)
        assert visits_of_household(scope=scope_of(other), household_id=home) == []

    def test_T24_an_evening_talk_is_a_meeting_and_no_visit_at_a_door(self, roster: Roster, other: Roster):
        with pytest.raises(Refusal, match="上门走访"):
            record_meeting(actor=roster.lead, new=NewMeeting(area_id=roster.grid.pk, kind="home", happened_at=MONDAY,
                                                             people=3), at=LATE)  # fmt: skip
        with pytest.raises(NotFound):
            record_meeting(actor=other.lead, new=NewMeeting(area_id=roster.grid.pk, kind="home", happened_at=MONDAY,
                                                            people=3), at=LATE)  # fmt: skip


def report(**given: object) -> CaseReport:
    words = {"channel": "visit", "body": "门口路灯不亮", "source_ref": "", "area_id": uuid7()}
    return CaseReport(**(words | given))


class TestFollowing:
    def test_T05_a_note_becomes_a_case_of_its_grid_once_and_the_link_is_kept(self, roster: Roster):
        make_unit("village_centre", at=roster.village)
        make_unit("town_centre", at=roster.village.parent)
        home = roster.family()
        pk = visit(roster, home, happened_at=MONDAY)

        first = follow_with_case(actor=roster.member, visit_id=pk, report=report(), at=LATE)
        again = follow_with_case(actor=roster.member, visit_id=pk, report=report(), at=LATE)

        case = Case.objects.everywhere("test").get()
        assert (first.case_id, again.case_id, case.area_id) == (case.pk, case.pk, roster.grid.pk)
        row = visits_of_household(scope=scope_of(roster), household_id=home)[0]
        assert row.follows == (("case", case.pk, case.number),)

    def test_S03_a_hazard_found_at_a_door_is_found_and_not_yet_fixed(self, roster: Roster):
        home = roster.family()
        pk = visit(roster, home)

        hazard = NewHazard(about="dwelling", place_id=roster.doors[0], kind="wiring", words="私拉电线")
        follow_with_hazard(actor=roster.member, visit_id=pk, hazard=hazard, at=LATE)

        figures = visit_figures(scope=scope_of(roster), path=roster.village.path, since=MONDAY - DAY, until=LATE + DAY)
        assert (figures.hazards, figures.hazards_fixed) == (1, 0)


class TestErrands:
    def test_S28_what_is_open_at_a_door_is_done_in_one_visit_and_knocks_are_saved(self, roster: Roster):
        home = roster.family()
        errands = asked(roster, home, "survey", "notice", "signature")

        door = due_doors(scope=scope_of(roster), path=roster.village.path, today=TODAY)[0]
        visit(roster, home, errands=tuple(DoneErrand(pk, "办好了") for pk in errands))

        assert (door.household_id, [errand.id for errand in door.errands]) == (home, errands)
        figures = visit_figures(scope=scope_of(roster), path=roster.village.path, since=MONDAY - DAY, until=LATE + DAY)
        assert (figures.errands_a_visit, figures.knocks_saved) == (3.0, 2)
        assert due_doors(scope=scope_of(roster), path=roster.village.path, today=TODAY) == []

    def test_one_thing_is_asked_for_once_while_it_is_open(self, roster: Roster):
        home, case = roster.family(), SubjectRef("case", uuid7(), "QP260000016")
        new = NewErrand(household_id=home, kind="case_followup", source=case)

        assert ask_errands(actor=roster.lead, new=[new, new], at=MONDAY) == 1
        assert ask_errands(actor=roster.lead, new=[new], at=MONDAY) == 0

    def test_an_errand_that_is_done_or_withdrawn_is_not_withdrawn_again(self, roster: Roster):
        errand = asked(roster, roster.family(), "survey")[0]
        withdraw_errand(actor=roster.lead, errand_id=errand, because="问卷停了", at=MONDAY)

        with pytest.raises(Conflict):
            withdraw_errand(actor=roster.lead, errand_id=errand, because="再撤", at=MONDAY)

    def test_late_doors_come_first_and_who_asked_for_peace_is_left_in_peace(self, roster: Roster):
        homes = [roster.family(door=roster.doors[0])]
        asked(roster, homes[0], "survey", due_on=TODAY + 3 * DAY)
        keep_wish(actor=roster.member, household_id=homes[0], wish=Wish(not_before=time(18)), at=MONDAY)
        path, scope = roster.village.path, scope_of(roster)

        assert due_doors(scope=scope, path=path, today=TODAY)[0].not_before == time(18)
        keep_wish(actor=roster.member, household_id=homes[0], wish=Wish(no_visits=True), at=LATE)
        assert due_doors(scope=scope, path=path, today=TODAY) == []
        end_wish(actor=roster.member, household_id=homes[0], at=LATE)
        assert len(due_doors(scope=scope, path=path, today=TODAY)) == 1

    def test_a_wish_that_leaves_no_hour_is_refused(self, roster: Roster):
        with pytest.raises(Refusal, match="核对时刻"):
            keep_wish(actor=roster.member, household_id=roster.family(),
                      wish=Wish(not_before=time(18), not_after=time(9)), at=MONDAY)  # fmt: skip


class TestCoverage:
    def test_T04_S45_distinct_households_met_of_those_due_and_why_the_others_were_not(
        self, roster: Roster, other: Roster
    ):
        met = roster.family()
        visit(roster, met)
        visit(roster, met, happened_at=LATE)
        since, until, scope = MONDAY - DAY, LATE + DAY, scope_of(roster)

        found = coverage(scope=scope, path=roster.village.path, since=since, until=until)
        figures = visit_figures(scope=scope, path=roster.village.path, since=since, until=until)

        assert (found.due, found.visited, found.share) == (1, 1, 1.0)
        assert (figures.calls, figures.households) == (2, 1)
        assert unvisited(scope=scope, path=roster.village.path, since=since, until=until) == []
        assert coverage(scope=scope_of(other), path=roster.village.path, since=since, until=until).due == 0

    def test_S45_nobody_at_home_is_a_reason_and_no_visit(self, roster: Roster):
        home = roster.family()
        visit(roster, home, unmet_because="无人在家")

        missed = unvisited(scope=scope_of(roster), path=roster.village.path, since=MONDAY - DAY, until=LATE + DAY)

        assert [(row.household_id, row.because) for row in missed] == [(home, "无人在家")]

    def test_X18_care_households_alone_are_due_where_care_is_asked_for(self, roster: Roster):
        roster.family()

        found = coverage(scope=scope_of(roster), path=roster.village.path, since=MONDAY - DAY, until=LATE, care=())

        assert (found.due, found.share) == (0, None)

    def test_lists_and_figures_cost_the_same_at_any_size(self, roster: Roster):
        home = roster.family()
        asked(roster, home, "survey", "notice")
        with CaptureQueriesContext(connection) as seen:
            due_doors(scope=scope_of(roster), path=roster.village.path, today=TODAY)
        assert asked_of(seen) == 3


def test_who_visits_does_not_send_others_on_errands(roster: Roster):
    linked = make_actor("linked_member", at=roster.grid, name="联户党员")
    home = roster.family()

    record_visit(actor=linked, new=note(home, is_unchanged=True), at=LATE)
    with pytest.raises(NotAllowed):
        ask_errands(actor=linked, new=[NewErrand(household_id=home, kind="survey")], at=MONDAY)
    assert roster.household(home).confirmed_at is None
