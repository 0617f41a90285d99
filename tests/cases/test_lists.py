"""Lists: what waits for whom and why, pages in both directions, the step a person would take next."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.town import Town, make_other_town, make_qingping
from tests.world import MONDAY
from wangge.core.access.queries import Actor
from wangge.core.areas.scope import Scope
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import Action
from wangge.core.cases.models import Case, CasePhoto, CaseStep
from wangge.core.cases.queries import (
    CaseFilter,
    case_list,
    case_page,
    counts_by_state,
    earlier_cases_of_asker,
    photo_of_case,
    usual_action,
    waiting_counts,
    waiting_for,
    why,
)
from wangge.ground.foundation.errors import Conflict, NotFound, Refusal
from wangge.ground.foundation.files import PreparedImage

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=3)


def scope_of(town: Town) -> Scope:
    return town.officer.scope("case.see")


def test_s05_an_accepted_case_waits_for_its_desk_with_a_date():
    town = make_qingping()
    found = town.report()
    ops.accept_case(actor=town.grid_leader, case_id=found.case_id, at=MONDAY)

    rows = waiting_for(actor=town.grid_leader, at=MONDAY).rows

    assert [(row.id, row.due_kind) for row in rows] == [(found.case_id, "dispatch")]
    assert rows[0].due_at is not None
    assert why(row=rows[0], at=MONDAY) == "due"


def five_cases(town: Town) -> None:
    """Four with a running clock, two at the same moment, and one taken back, which has none."""
    for hour in (0, 1, 1):
        town.report(at=MONDAY + timedelta(hours=hour))
    back = town.report(at=MONDAY + timedelta(hours=2))
    ops.withdraw_case(number=back.number, code=back.tracking_code, words="好了", at=LATER)
    town.report(at=MONDAY + timedelta(hours=2))


@pytest.mark.parametrize("sort", ["due", "newest"])
def test_pages_forwards_and_backwards_show_every_case_once_and_alike(sort):
    town = make_qingping()
    five_cases(town)
    whole = case_list(scope=scope_of(town), where=CaseFilter(), at=LATER, sort=sort).rows

    forwards, cursor = [], ""
    while True:
        page = case_list(scope=scope_of(town), where=CaseFilter(), at=LATER, sort=sort, cursor=cursor, size=2)
        forwards.append(page)
        cursor = page.next_cursor
        if not cursor:
            break
    back = [forwards[-1]]
    while back[-1].previous_cursor:
        cursor = back[-1].previous_cursor
        back.append(
            case_list(
                scope=scope_of(town), where=CaseFilter(), at=LATER, sort=sort, cursor=cursor, backwards=True, size=2
            )
        )

    assert len(whole) == 5
    assert [row for page in forwards for row in page.rows] == list(whole)
    assert [page.rows for page in reversed(back)][1:] == [page.rows for page in forwards][1:]
    assert {row.due_at is None for row in whole[-1:]} == ({True} if sort == "due" else {False})


@pytest.mark.parametrize("cursor", ["x", "e30", "W10", "WyIiLCAiIl0"])
def test_a_cursor_that_was_not_made_here_is_refused(cursor):
    town = make_qingping()

    with pytest.raises(Refusal):
        case_list(scope=scope_of(town), where=CaseFilter(), at=MONDAY, cursor=cursor)


def test_a_remark_does_not_hide_that_a_case_was_returned():
    town = make_qingping()
    found = town.signed()
    ops.return_case(actor=town.policeman, case_id=found.case_id, reason="wrong_area", note="不归我们", at=MONDAY)

    ops.comment_case(actor=town.officer, case_id=found.case_id, note="再问问", at=MONDAY)

    assert [why(row=row, at=MONDAY) for row in waiting_for(actor=town.officer, at=MONDAY).rows] == ["returned"]


def test_a_row_names_the_unit_that_took_the_newest_step():
    town = make_qingping()
    reported, dispatched = town.report(), town.dispatched()

    rows = {row.id: row.last_by for row in case_list(scope=scope_of(town), where=CaseFilter(), at=MONDAY).rows}

    assert rows == {reported.case_id: "", dispatched.case_id: town.centre.name}


def usual(town: Town, actor: Actor, case_id: object, at: datetime = MONDAY) -> Action | None:
    rows = {row.id: row for row in case_list(scope=scope_of(town), where=CaseFilter(), at=at).rows}
    return usual_action(row=rows[case_id], actor=actor, at=at)


def test_the_usual_step_is_the_person_s_own_or_none():
    town = make_qingping()
    reported, dispatched, signed, handled = town.report(), town.dispatched(), town.signed(), town.handled()

    assert usual(town, town.officer, reported.case_id) == Action.ACCEPT
    assert usual(town, town.policeman, dispatched.case_id) == Action.SIGN
    assert usual(town, town.policeman, signed.case_id) == Action.HANDLE
    assert usual(town, town.officer, handled.case_id) == Action.VERIFY
    assert usual(town, town.policeman, reported.case_id) is None


def test_closing_is_offered_only_when_the_time_to_rate_is_over():
    town = make_qingping()
    found = town.answered()
    page = case_page(actor=town.officer, case_id=found.case_id, at=LATER)
    over = page.case.due_at + timedelta(seconds=1)

    later = case_page(actor=town.officer, case_id=found.case_id, at=over)

    assert Action.CLOSE not in [offer.action for offer in page.offers]
    assert later.offers[0].action == Action.CLOSE
    assert usual(town, town.officer, found.case_id) == Action.REOPEN
    assert usual(town, town.officer, found.case_id, over) == Action.CLOSE


def test_an_answer_nobody_rated_waits_for_its_closing_and_is_not_overdue():
    town = make_qingping()
    found = town.answered()
    over = town.case(found).due_at + timedelta(seconds=1)

    rows = waiting_for(actor=town.officer, at=over).rows

    counts = waiting_counts(actor=town.officer, at=over)
    overdue = case_list(scope=scope_of(town), where=CaseFilter(deadline="overdue"), at=over).rows
    assert [(row.id, why(row=row, at=over)) for row in rows] == [(found.case_id, "unrated")]
    assert (counts.total, counts.unrated, counts.overdue, overdue) == (1, 1, 0, ())
    assert counts_by_state(scope=scope_of(town), at=over)["overdue"] == 0


def test_the_same_remark_from_the_same_page_is_kept_once():
    town = make_qingping()
    found = town.report()
    seen = case_page(actor=town.officer, case_id=found.case_id, at=MONDAY).newest_step
    ops.comment_case(actor=town.grid_leader, case_id=found.case_id, note="我去看看", seen_step=seen, at=MONDAY)
    ops.comment_case(actor=town.officer, case_id=found.case_id, note="好的", seen_step=seen, at=MONDAY)

    with pytest.raises(Conflict):
        ops.comment_case(actor=town.officer, case_id=found.case_id, note="好的 ", seen_step=seen, at=MONDAY)

    notes = CaseStep.objects.filter(case_id=found.case_id, action="comment").order_by("id")
    assert [step.note for step in notes] == ["我去看看", "好的"]


def test_earlier_cases_of_an_asker_are_of_the_same_phone_and_place_and_not_confidential():
    town, other = make_qingping(), make_other_town()
    first = town.report(phone="138 1234 1234")
    town.report(phone="13812341234", is_confidential=True)
    town.report(phone="13899990000")
    other.report(phone="13812341234")
    now = town.report(phone="13812341234")

    with CaptureQueriesContext(connection) as seen:
        found = earlier_cases_of_asker(scope=scope_of(town), case_id=now.case_id)

    assert ([e.id for e in found], len(seen)) == ([first.case_id], 1)


def test_a_photo_of_another_town_looks_like_a_missing_one():
    town, other = make_qingping(), make_other_town()
    found = town.report(photos=(PreparedImage(sha256="a" * 64, thumb_sha256="b" * 64, bytes=9, width=4, height=3),))
    photo = CasePhoto.objects.get(case_id=found.case_id)

    assert photo_of_case(actor=town.officer, case_id=found.case_id, photo_id=photo.pk) == photo
    with pytest.raises(NotFound):
        photo_of_case(actor=other.officer, case_id=found.case_id, photo_id=photo.pk)
    with pytest.raises(NotFound):
        photo_of_case(actor=town.officer, case_id=town.report().case_id, photo_id=photo.pk)


def seen_in(scope: Scope) -> set[object]:
    return {row.id for row in case_list(scope=scope, where=CaseFilter(), at=MONDAY).rows}


def test_a_scope_of_a_county_a_village_and_a_unit_elsewhere_sees_each_of_them():
    town, other = make_qingping(), make_other_town()
    here, there = town.report(), other.report()
    given = town.dispatched()

    assert seen_in(Scope(("/621123/",))) == {here.case_id, given.case_id}
    assert seen_in(Scope((town.village.path,))) == {here.case_id, given.case_id}
    assert seen_in(Scope((other.grid.path,), (town.station.pk,))) == {there.case_id, given.case_id}
    assert seen_in(Scope((), (town.station.pk,))) == {given.case_id}
    assert seen_in(Scope(("/621123/", "/320581/"))) == {here.case_id, there.case_id, given.case_id}
    assert seen_in(Scope((town.area.path,), (town.station.pk,))) == {here.case_id, given.case_id}
    assert seen_in(Scope()) == set()
    assert seen_in(Scope((), (town.officer.account_id,))) == set()


def test_a_scope_of_one_town_names_the_town_so_that_the_list_is_read_in_order():
    town = make_qingping()

    sql = str(Case.objects.within(town.officer.scope("case.see")).query)

    assert f'"town_id" IN ({town.area.pk})' in sql
    assert "LIKE" not in sql
