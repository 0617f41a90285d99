"""The way of a case: accept, dispatch, sign, handle, verify, answer, rate, close; and the ways back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cases.town import a_result, make_other_town, make_qingping
from tests.world import MONDAY, make_actor
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import STEPS, Action, By, RequestKind, State
from wangge.core.cases.models import CaseClock, CaseRating, CaseStep
from wangge.core.cases.queries import case_page, track
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=3)


def test_a_case_goes_from_the_grid_to_a_station_and_back_to_the_asker():
    town = make_qingping()

    found = town.answered()
    ops.rate_case(number=found.number, code=found.tracking_code, score=5, at=LATER)

    case = town.case(found)
    actions = list(CaseStep.objects.filter(case_id=case.pk).order_by("id").values_list("action", flat=True))
    assert actions == ["report", "accept", "dispatch", "sign", "handle", "verify", "answer", "rate"]
    assert (case.state, case.outcome, case.closed_at) == (State.CLOSED, "solved", LATER)
    assert not CaseClock.objects.filter(case_id=case.pk, stopped_at=None).exists()


def test_the_owner_is_always_the_unit_that_has_to_act():
    town = make_qingping()
    found = town.report()
    owners = [town.case(found).owner_unit_id]

    ops.accept_case(actor=town.officer, case_id=found.case_id, at=MONDAY)
    ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.station.pk, at=MONDAY)
    owners.append(town.case(found).owner_unit_id)
    ops.sign_case(actor=town.policeman, case_id=found.case_id, at=MONDAY)
    ops.handle_case(actor=town.policeman, case_id=found.case_id, done=a_result(), at=MONDAY)
    owners.append(town.case(found).owner_unit_id)

    assert owners == [town.grid_group.pk, town.station.pk, town.centre.pk]


def test_clocks_start_at_dispatch_and_stop_when_met():
    town = make_qingping()

    found = town.dispatched()
    running = CaseClock.objects.filter(case_id=found.case_id, stopped_at=None)
    assert set(running.values_list("kind", "started_at")) == {
        ("sign", MONDAY), ("contact", MONDAY), ("close", MONDAY)
    }  # fmt: skip

    ops.sign_case(actor=town.policeman, case_id=found.case_id, at=MONDAY + timedelta(minutes=5))
    ops.contact_asker(actor=town.policeman, case_id=found.case_id, note="电话联系,约明早", at=LATER)

    done = dict(CaseClock.objects.filter(case_id=found.case_id).exclude(stopped_at=None).values_list("kind", "was_met"))
    assert done == {"accept": True, "dispatch": True, "sign": True, "contact": True}


def test_T25_time_to_first_response_is_the_contact_clocks_span():
    town = make_qingping()
    found = town.signed()

    ops.contact_asker(actor=town.policeman, case_id=found.case_id, note="已回电", at=MONDAY + timedelta(minutes=40))

    clock = CaseClock.objects.get(case_id=found.case_id, kind="contact")
    assert clock.stopped_at - clock.started_at == timedelta(minutes=40)


def test_nobody_verifies_one_s_own_work():
    town = make_qingping()
    found = town.report("有人赌博")
    ops.accept_case(actor=town.officer, case_id=found.case_id, at=MONDAY)
    ops.take_case(actor=town.officer, case_id=found.case_id, at=MONDAY)
    ops.handle_case(actor=town.officer, case_id=found.case_id, done=a_result(), at=MONDAY)

    with pytest.raises(NotAllowed):
        ops.verify_case(actor=town.officer, case_id=found.case_id, at=MONDAY)

    ops.verify_case(actor=town.lead, case_id=found.case_id, at=MONDAY)
    assert town.case(found).state == State.VERIFIED


def test_a_minor_kind_may_be_verified_by_its_own_handler():
    town = make_qingping()
    found = town.report("垃圾箱满了没人清运")
    ops.accept_case(actor=town.grid_leader, case_id=found.case_id, at=MONDAY)
    ops.take_case(actor=town.grid_leader, case_id=found.case_id, at=MONDAY)
    ops.handle_case(actor=town.grid_leader, case_id=found.case_id, done=a_result("清运完了"), at=MONDAY)

    ops.verify_case(actor=town.grid_leader, case_id=found.case_id, at=MONDAY)

    assert town.case(found).state == State.VERIFIED


def test_a_return_needs_a_listed_reason_and_goes_back_to_who_handed_it_out():
    town = make_qingping()
    found = town.dispatched()

    with pytest.raises(Refusal):
        ops.return_case(actor=town.policeman, case_id=found.case_id, reason="不想办", note="不归我们", at=MONDAY)
    ops.return_case(actor=town.policeman, case_id=found.case_id, reason="wrong_area", note="在邻村", at=MONDAY)

    case = town.case(found)
    assert (case.state, case.owner_unit_id, case.handler_unit_id) == (State.ACCEPTED, town.centre.pk, None)


def test_returns_are_counted_and_capped():
    town = make_qingping()
    found = town.dispatched()
    ops.return_case(actor=town.policeman, case_id=found.case_id, reason="wrong_area", note="在邻村", at=MONDAY)
    ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.station.pk, at=MONDAY)

    with pytest.raises(Refusal) as refused:
        ops.return_case(actor=town.policeman, case_id=found.case_id, reason="wrong_area", note="真的", at=MONDAY)

    assert "最多 1 次" in refused.value.message


def test_a_return_does_not_start_the_closing_clock_anew():
    town = make_qingping()
    found = town.dispatched()
    before = CaseClock.objects.get(case_id=found.case_id, kind="close", stopped_at=None).due_at

    ops.return_case(actor=town.policeman, case_id=found.case_id, reason="wrong_area", note="在邻村", at=LATER)
    ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.grid_group.pk, at=LATER)

    assert CaseClock.objects.get(case_id=found.case_id, kind="close", stopped_at=None).due_at == before


def test_a_failed_check_sends_the_work_back():
    town = make_qingping()
    found = town.handled()

    ops.send_back_case(actor=town.officer, case_id=found.case_id, note="灯还不亮", at=LATER)

    case = town.case(found)
    assert (case.state, case.owner_unit_id, case.outcome) == (State.DISPATCHED, town.station.pk, "")


def test_an_unhappy_rating_reopens_with_a_clock_of_its_own():
    town = make_qingping()
    found = town.answered()

    ops.rate_case(number=found.number, code=found.tracking_code, score=1, words="灯又灭了", at=LATER)

    case = town.case(found)
    running = set(CaseClock.objects.filter(case_id=case.pk, stopped_at=None).values_list("kind", flat=True))
    assert (case.state, case.owner_unit_id, case.closed_at) == (State.DISPATCHED, town.station.pk, None)
    assert running == {"sign", "redo"}
    assert CaseRating.objects.get(case_id=case.pk).score == 1


def test_an_unhappy_rating_needs_a_reason_and_loses_nothing():
    town = make_qingping()
    found = town.answered()

    with pytest.raises(Refusal):
        ops.rate_case(number=found.number, code=found.tracking_code, score=1, at=LATER)

    assert town.case(found).state == State.ANSWERED
    assert not CaseRating.objects.exists()


def test_an_answer_is_rated_once():
    town = make_qingping()
    found = town.answered()
    ops.rate_case(number=found.number, code=found.tracking_code, score=4, at=LATER)

    with pytest.raises(Conflict):
        ops.rate_case(number=found.number, code=found.tracking_code, score=1, words="变卦", at=LATER)


def test_an_unrated_case_closes_only_on_a_recorded_check_after_the_rating_days():
    town = make_qingping()
    found = town.answered()

    with pytest.raises(Refusal):
        ops.close_case(actor=town.officer, case_id=found.case_id, check="电话回访,已亮", at=LATER)
    with pytest.raises(Refusal):
        ops.close_case(actor=town.officer, case_id=found.case_id, check=" ", at=LATER + timedelta(days=60))
    ops.close_case(actor=town.officer, case_id=found.case_id, check="电话回访,已亮", at=LATER + timedelta(days=60))

    assert town.case(found).state == State.CLOSED


def test_filing_away_and_a_late_rating_leave_the_day_of_closing():
    town = make_qingping()
    closed = MONDAY + timedelta(days=60)
    filed, rated = town.answered(), town.answered()
    for found in (filed, rated):
        ops.close_case(actor=town.officer, case_id=found.case_id, check="电话回访，已亮", at=closed)

    ops.archive_case(actor=town.officer, case_id=filed.case_id, at=closed + timedelta(days=30))
    ops.rate_case(number=rated.number, code=rated.tracking_code, score=5, at=closed + timedelta(days=1))

    assert [town.case(found).closed_at for found in (filed, rated)] == [closed, closed]


def test_two_officers_at_once_one_wins_and_the_other_is_told_what_changed():
    town = make_qingping()
    found = town.report()
    seen = case_page(actor=town.officer, case_id=found.case_id, at=MONDAY).newest_step
    ops.accept_case(actor=town.officer, case_id=found.case_id, seen_step=seen, at=MONDAY)

    with pytest.raises(Conflict) as told:
        ops.accept_case(actor=town.lead, case_id=found.case_id, seen_step=seen, at=MONDAY)

    assert "值班员甲" in told.value.message
    assert "已受理" in told.value.message


def test_a_page_that_is_out_of_date_is_told_even_where_the_step_is_still_possible():
    town = make_qingping()
    found = town.report()
    ops.accept_case(actor=town.officer, case_id=found.case_id, at=MONDAY)
    seen = case_page(actor=town.officer, case_id=found.case_id, at=MONDAY).newest_step
    ops.dispatch_case(actor=town.lead, case_id=found.case_id, unit_id=town.grid_group.pk, at=MONDAY)

    with pytest.raises(Conflict):
        ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.station.pk, seen_step=seen, at=MONDAY)


def test_a_case_of_another_town_looks_like_a_missing_one():
    here, there = make_qingping(), make_other_town()
    found = here.report()
    missing = there.report().case_id

    with pytest.raises(NotFound) as forbidden:
        case_page(actor=there.officer, case_id=found.case_id, at=MONDAY)
    with pytest.raises(NotFound) as absent:
        case_page(actor=here.officer, case_id=missing, at=MONDAY)
    with pytest.raises(NotFound):
        ops.accept_case(actor=there.officer, case_id=found.case_id, at=MONDAY)

    assert forbidden.value.message == absent.value.message


def test_a_case_cannot_be_handed_to_a_unit_of_another_town():
    here, there = make_qingping(), make_other_town()
    found = here.report()
    ops.accept_case(actor=here.officer, case_id=found.case_id, at=MONDAY)

    with pytest.raises(Refusal):
        ops.dispatch_case(actor=here.officer, case_id=found.case_id, unit_id=there.station.pk, at=MONDAY)


def test_a_station_sees_only_what_it_was_given():
    town = make_qingping()
    given, other = town.dispatched(), town.report()

    assert case_page(actor=town.policeman, case_id=given.case_id, at=MONDAY).case.pk == given.case_id
    with pytest.raises(NotFound):
        case_page(actor=town.policeman, case_id=other.case_id, at=MONDAY)


def test_somebody_who_may_see_but_not_act_is_told_whose_turn_it_is():
    town = make_qingping()
    found = town.dispatched()

    with pytest.raises(NotAllowed) as told:
        ops.sign_case(actor=town.officer, case_id=found.case_id, at=MONDAY)

    assert "派出所" in told.value.message


def test_history_cannot_be_changed_even_in_the_database():
    town = make_qingping()
    found = town.report()

    for statement in ("UPDATE cases_step SET note = 'x'", "DELETE FROM cases_step"):
        with pytest.raises(IntegrityError, match="只增不改"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert CaseStep.objects.filter(case_id=found.case_id).count() == 1


def test_the_asker_reads_plain_public_steps_and_no_name_of_staff():
    town = make_qingping()
    found = town.answered()

    seen = track(number=found.number, code=found.tracking_code)

    assert (seen.phase, seen.may_rate) == (3, True)
    words = " ".join(f"{s.label} {s.unit_name} {s.to_unit_name} {s.words}" for s in seen.steps)
    assert "路灯已换好" in words
    assert not any(name in words for name in ("值班员甲", "民警戊", "已换灯泡", "请处理"))


def test_a_name_kept_from_the_handlers_is_shown_to_nobody_without_the_right():
    town = make_qingping()
    found = town.dispatched(name="李大力", phone="13812341234", is_confidential=True)

    assert case_page(actor=town.policeman, case_id=found.case_id, at=MONDAY).asker.name == ""
    with pytest.raises(NotAllowed):
        ops.reveal_asker(actor=town.policeman, case_id=found.case_id, purpose="回电", at=MONDAY)
    assert ops.reveal_asker(actor=town.lead, case_id=found.case_id, purpose="回访", at=MONDAY).name == "李大力"


def test_every_transition_costs_at_most_eight_statements():
    town = make_qingping()
    town.answered()
    found = town.report()
    steps = [
        lambda: ops.accept_case(actor=town.officer, case_id=found.case_id, at=MONDAY),
        lambda: ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.station.pk, at=MONDAY),
        lambda: ops.sign_case(actor=town.policeman, case_id=found.case_id, at=MONDAY),
        lambda: ops.handle_case(actor=town.policeman, case_id=found.case_id, done=a_result(), at=MONDAY),
        lambda: ops.verify_case(actor=town.officer, case_id=found.case_id, at=MONDAY),
        lambda: ops.answer_case(actor=town.officer, case_id=found.case_id, answer="好了", at=MONDAY),
    ]

    costs = []
    for take in steps:
        with CaptureQueriesContext(connection) as seen:
            take()
        costs.append(sum("SAVEPOINT" not in q["sql"] for q in seen))

    assert max(costs) <= 8, costs


def _reach(town, state):
    """A case in the given state, by the shortest way."""
    ways = {
        State.REPORTED: lambda: town.report(), State.DISPATCHED: lambda: town.dispatched(),
        State.SIGNED: lambda: town.signed(), State.HANDLED: lambda: town.handled(),
        State.ANSWERED: lambda: town.answered(),
    }  # fmt: skip
    if state in ways:
        return ways[state]()
    before = {State.ACCEPTED: State.REPORTED, State.VERIFIED: State.HANDLED, State.CLOSED: State.ANSWERED}
    found = _reach(town, before.get(state, State.CLOSED))
    case = {"case_id": found.case_id, "at": MONDAY + timedelta(days=90)}
    if state == State.ACCEPTED:
        ops.accept_case(actor=town.officer, **case)
    elif state == State.VERIFIED:
        ops.verify_case(actor=town.officer, **case)
    elif state == State.CLOSED:
        ops.close_case(actor=town.officer, check="回访", **case)
    else:
        ops.archive_case(actor=town.officer, **case)
    return found


DECIDED = {Action.DECIDE, Action.PAUSE, Action.SUSPEND, Action.REJECT}  # tested with their requests
CALLED = {Action.WHISTLE, Action.BLOW, Action.NO_WHISTLE, Action.HELP, Action.VISIT}  # tested with theirs
REACHED = [state for state in State if state not in (State.SUSPENDED, State.REJECTED, State.MERGED, State.VOIDED)]


@pytest.mark.parametrize("state", [s for s in REACHED if s != State.WITHDRAWN])
def test_every_action_outside_its_states_is_a_conflict(state):
    town = make_qingping()
    found = _reach(town, state)
    everything = make_actor("town_desk", at=town.area, unit=town.centre)
    takers = {
        Action.ACCEPT: lambda **k: ops.accept_case(**k),
        Action.DISPATCH: lambda **k: ops.dispatch_case(unit_id=town.station.pk, **k),
        Action.TAKE: lambda **k: ops.take_case(**k),
        Action.SIGN: lambda **k: ops.sign_case(**k),
        Action.CONTACT: lambda **k: ops.contact_asker(note="电话", **k),
        Action.RETURN: lambda **k: ops.return_case(reason="wrong_area", note="不归", **k),
        Action.HANDLE: lambda **k: ops.handle_case(done=a_result(), **k),
        Action.VERIFY: lambda **k: ops.verify_case(**k),
        Action.SEND_BACK: lambda **k: ops.send_back_case(note="没好", **k),
        Action.ANSWER: lambda **k: ops.answer_case(answer="好了", **k),
        Action.CLOSE: lambda **k: ops.close_case(check="回访", **k),
        Action.REOPEN: lambda **k: ops.reopen_case(note="再办", **k),
        Action.ARCHIVE: lambda **k: ops.archive_case(**k),
        Action.COMMENT: lambda **k: ops.comment_case(note="记一下", **k),
        Action.GRADE: lambda **k: ops.grade_case(grade="complex", note="人多", **k),
        Action.INTERIM: lambda **k: ops.give_interim_answer(answer="正在看", **k),
        Action.ASK: lambda **k: ops.ask_for(asking=ops.Asking(RequestKind.ADJUDICATE, "权属不清"), **k),
        Action.RESUME: lambda **k: ops.resume_case(note="来了", **k),
        Action.TAKE_UP: lambda **k: ops.take_up_case(note="有钱了", **k),
        Action.REVIEW: lambda **k: ops.review_suspension(note="还没有", **k),
        Action.MERGE: lambda **k: ops.merge_case(into="QP26000001A", note="同一件", **k),
        Action.VOID: lambda **k: ops.void_case(note="记错了", **k),
        Action.URGE: lambda **k: ops.supervise_case(mark="urge", note="快", **k),
        Action.SUPERVISE: lambda **k: ops.supervise_case(mark="red", note="快", **k),
        Action.SIGN_OFF: lambda **k: ops.sign_off_case(note="阅", **k),
        Action.CUSTODY: lambda **k: ops.take_custody(responsible="甲", **k),
    }
    assert set(takers) == {a for a, row in STEPS.items() if row.by in (By.OWNER, By.DESK)} - DECIDED - CALLED

    for action, take in takers.items():
        if state in STEPS[action].sources:
            continue
        with pytest.raises(Conflict):
            take(actor=everything, case_id=found.case_id, at=MONDAY + timedelta(days=91))
