"""Return visits: which are planned, each try, what follows from what the asker says."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.test_rights import change_rules
from tests.cases.town import Town, a_result, make_other_town, make_qingping
from tests.world import MONDAY, make_actor
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import Action, ClockKind, State
from wangge.core.cases.models import CaseClock, CaseStep, CaseVisit, VisitCause
from wangge.core.cases.operations import Visited
from wangge.core.cases.operations.visiting import is_sampled
from wangge.core.cases.queries.visits import VisitFilter, visit_counts, visit_list, visit_of
from wangge.core.places.queries import in_force
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal
from wangge.ground.foundation.ids import uuid7
from wangge.ground.rulebook.document import to_document

pytestmark = pytest.mark.django_db

AFTER = MONDAY + timedelta(days=30)


def rate(town: Town, found, score: int, at=MONDAY + timedelta(hours=2)) -> None:
    ops.rate_case(number=found.number, code=found.tracking_code, score=score, words="灯又灭了", at=at)
    jobs.run_waiting()


def unrated(town: Town) -> CaseVisit:
    """A visit to somebody who said nothing while he could."""
    found = town.answered()
    ops.plan_unrated_visits(at=AFTER)
    return CaseVisit.objects.get(case_id=found.case_id)


def visit(town: Town, row: CaseVisit, at=AFTER, **said: object):
    given = Visited(**({"was_reached": True, "is_solved": "yes"} | said))  # type: ignore[arg-type]
    return ops.record_visit(actor=town.officer, case_id=row.case_id, visit_id=row.pk, visited=given, at=at)


def test_every_unhappy_rating_is_visited_and_the_reopened_matter_is_not_reopened_twice():
    town = make_qingping()
    clocks = to_document(in_force(place="qingping").rules)["clocks"]
    change_rules(clocks={"default": clocks["default"] | {"visit": {"amount": 2, "unit": "workdays"}}})
    found = town.answered()
    rate(town, found, 1)
    row = CaseVisit.objects.get()

    assert (row.case_id, row.cause, row.unit_id) == (found.case_id, VisitCause.UNHAPPY, town.centre.pk)
    assert row.due_at is not None
    assert town.case(found).state == State.DISPATCHED
    visit(town, row, is_solved="no", words="三天又灭了")
    steps = list(CaseStep.objects.filter(case_id=found.case_id).order_by("id"))
    assert [s.action for s in steps].count(Action.REOPEN) == 1
    assert (steps[-1].action, steps[-1].is_public) == (Action.VISIT, False)


def test_every_answer_unrated_in_time_is_visited_once_and_no_other():
    town = make_qingping()
    change_rules(rating={"visits": {"sample_percent": 0, "unrated": True}})
    silent, rated = town.answered(), town.answered()
    rate(town, rated, 5)

    assert ops.plan_unrated_visits(at=MONDAY + timedelta(days=2)) == 0
    assert ops.plan_unrated_visits(at=AFTER) == 1
    assert ops.plan_unrated_visits(at=AFTER) == 0
    assert list(CaseVisit.objects.values_list("case_id", "cause")) == [(silent.case_id, VisitCause.UNRATED)]


def test_the_sample_is_drawn_by_the_rulebook_and_is_the_same_each_time():
    ids = [uuid7() for _ in range(2000)]
    share = [is_sampled(answer_step_id=pk, percent=10) for pk in ids]

    assert share == [is_sampled(answer_step_id=pk, percent=10) for pk in ids]
    assert 140 < sum(share) < 260
    assert not any(is_sampled(answer_step_id=pk, percent=0) for pk in ids)
    assert all(is_sampled(answer_step_id=UUID(int=n), percent=100) for n in range(100))


def test_happy_ratings_are_visited_as_the_sample_says():
    town = make_qingping()
    change_rules(rating={"visits": {"sample_percent": 100, "unrated": True}})
    found = town.answered()
    rate(town, found, 5)

    assert CaseVisit.objects.get().cause == VisitCause.SAMPLE
    visit(town, CaseVisit.objects.get(), is_solved="partly")
    assert town.case(found).state == State.CLOSED


def test_one_who_is_not_reached_is_tried_again_and_each_try_is_a_step():
    town = make_qingping()
    row = unrated(town)
    visit(town, row, was_reached=False, is_solved="")
    with pytest.raises(Refusal, match="至少联系 3 次"):
        visit(town, row, was_reached=False, is_solved="", is_last=True)
    visit(town, row, was_reached=False, is_solved="", words="关机")
    case = visit(town, row, was_reached=False, is_solved="", is_last=True, closes=True)

    row.refresh_from_db()
    tries = CaseStep.objects.filter(case_id=row.case_id, action=Action.VISIT).order_by("id")
    assert [s.detail["attempt"] for s in tries] == [1, 2, 3]
    assert "关机" in tries[1].note
    assert (row.attempts, row.was_reached, row.done_at) == (3, False, AFTER)
    assert case.state == State.CLOSED
    with pytest.raises(Conflict):
        visit(town, row)


def test_J20_an_unrated_matter_closes_on_the_recorded_check():
    town = make_qingping()
    row = unrated(town)
    case = visit(town, row, words="灯亮了，谢谢", closes=True)

    step = CaseStep.objects.filter(case_id=row.case_id).order_by("-id")[0]
    assert (case.state, step.action) == (State.CLOSED, Action.CLOSE)
    assert "灯亮了" in step.note


def test_J20_who_says_no_gets_it_repaired_with_its_own_clock_and_it_is_not_closed():
    town = make_qingping()
    row = unrated(town)
    with pytest.raises(Refusal, match="不能结案"):
        visit(town, row, is_solved="no", closes=True)
    case = visit(town, row, is_solved="no", answers={}, words="还是黑的")

    redo = CaseClock.objects.get(case_id=row.case_id, kind=ClockKind.REDO, stopped_at=None)
    assert (case.state, case.owner_unit_id) == (State.DISPATCHED, town.station.pk)
    assert redo.derivation["allowance"] == "15个工作日"
    step = CaseStep.objects.filter(case_id=row.case_id).order_by("-id")[0]
    assert (step.action, step.detail["visit"]) == (Action.REOPEN, str(row.pk))
    assert CaseVisit.objects.count() == 1


def test_the_answers_are_those_of_the_script_and_what_is_missing_is_asked_for():
    town = make_qingping()
    row = unrated(town)
    with pytest.raises(Refusal, match="解决了没有"):
        visit(town, row, is_solved="")
    with pytest.raises(Refusal, match="问话"):
        visit(town, row, answers={"nothing": True})
    visit(town, row, answers={"contacted": True})
    row.refresh_from_db()
    assert row.answers == {"contacted": True}


def test_nobody_visits_about_his_own_work_and_without_the_right_one_does_not_visit():
    town = make_qingping()
    both = make_actor("town_desk", at=town.area, unit=town.centre)
    found = town.dispatched(to=town.centre)
    ops.sign_case(actor=both, case_id=found.case_id, at=MONDAY)
    ops.handle_case(actor=both, case_id=found.case_id, done=a_result(), at=MONDAY)
    ops.verify_case(actor=town.officer, case_id=found.case_id, at=MONDAY)
    ops.answer_case(actor=town.officer, case_id=found.case_id, answer="好了", at=MONDAY)
    ops.plan_unrated_visits(at=AFTER)
    row = CaseVisit.objects.get()
    given = Visited(was_reached=True, is_solved="yes")

    with pytest.raises(NotAllowed, match="自己办的"):
        ops.record_visit(actor=both, case_id=row.case_id, visit_id=row.pk, visited=given, at=AFTER)
    with pytest.raises((NotAllowed, NotFound)):
        ops.record_visit(actor=town.policeman, case_id=row.case_id, visit_id=row.pk, visited=given, at=AFTER)


def test_T03_another_place_sees_no_visit_and_records_none():
    here, there = make_qingping(), make_other_town()
    row = unrated(there)

    assert visit_list(scope=here.officer.scope("case.visit"), where=VisitFilter(), at=AFTER).rows == ()
    assert visit_counts(actor=here.officer, at=AFTER).waiting == 0
    with pytest.raises(NotFound):
        visit_of(actor=here.officer, visit_id=row.pk)
    with pytest.raises(NotFound):
        visit(here, row)


def test_the_list_has_the_nearest_end_first_and_goes_on_behind_a_key():
    town = make_qingping()
    rows = [unrated(town) for _ in range(3)]
    for number, row in enumerate(rows):
        CaseVisit.objects.filter(pk=row.pk).update(due_at=AFTER + timedelta(days=3 - number))
    scope = town.officer.scope("case.visit")

    first = visit_list(scope=scope, where=VisitFilter(), at=AFTER, size=2)
    rest = visit_list(scope=scope, where=VisitFilter(), at=AFTER, size=2, after=first.after)
    assert [r.id for r in (*first.rows, *rest.rows)] == [row.pk for row in reversed(rows)]
    assert rest.after is None
    visit(town, rows[0], is_solved="partly")
    done = visit_list(scope=scope, where=VisitFilter(is_done=True), at=AFTER)
    assert [(r.id, r.is_solved) for r in done.rows] == [(rows[0].pk, "partly")]
    assert visit_counts(actor=town.officer, at=AFTER + timedelta(days=1, hours=1)).late == 1


@pytest.mark.parametrize("said", [{"is_solved": "partly"}, {"is_solved": "no"}])
def test_one_visit_costs_at_most_ten_statements(said):
    town = make_qingping()
    visit(town, unrated(town))
    row = unrated(town)
    with CaptureQueriesContext(connection) as seen:
        visit(town, row, **said)
    assert len([q for q in seen if "SAVEPOINT" not in q["sql"]]) <= 10
