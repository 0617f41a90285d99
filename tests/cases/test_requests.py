"""What a unit asks for, and what the deciding desk makes of it; each with its lawful limits."""

from datetime import timedelta

import pytest

from tests.cases.town import a_result, make_other_town, make_qingping
from tests.world import MONDAY, make_actor
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import Action, ClockKind, RequestKind, State
from wangge.core.cases.models import CaseClock, CasePause, CaseRequest, CaseStep
from wangge.core.cases.queries import requests_to_decide, track
from wangge.core.notices.models import Notice
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(hours=3)


def ask(town, found, kind, *, by=None, **given):
    asking = ops.Asking(kind=kind, words="说明一下情况", **given)
    return ops.ask_for(actor=by or town.policeman, case_id=found.case_id, asking=asking, at=LATER)


def decide(town, request, *, by=None, is_granted=True, at=LATER, **given):
    return ops.decide_request(
        actor=by or town.lead, case_id=request.case_id, request_id=request.pk, is_granted=is_granted, words="同意",
        at=at, **given,
    )  # fmt: skip


def closing_clock(found):
    return CaseClock.objects.get(case_id=found.case_id, kind=ClockKind.CLOSE, stopped_at=None)


def test_an_extension_lengthens_the_closing_clock_once_and_by_no_more_than_allowed():
    town = make_qingping()
    found = town.signed()
    before = closing_clock(found).due_at

    with pytest.raises(Refusal):
        ask(town, found, RequestKind.EXTEND, amount=6)
    decide(town, ask(town, found, RequestKind.EXTEND, amount=5))

    clock = closing_clock(found)
    assert clock.due_at > before
    assert clock.derivation["changes"] == [{"kind": "extend", "amount": 5, "unit": "workdays", "at": LATER.isoformat()}]
    assert town.case(found).due_at is not None
    with pytest.raises(Refusal, match="最多 1 次"):
        ask(town, found, RequestKind.EXTEND, amount=1)


def test_nobody_decides_his_own_request_nor_a_second_time_nor_from_another_town():
    town, other = make_qingping(), make_other_town()
    found = town.signed()
    request = ask(town, found, RequestKind.EXTEND, amount=1)

    with pytest.raises(NotFound):
        decide(town, request, by=other.lead)
    with pytest.raises(NotAllowed):
        decide(town, request, by=town.policeman)
    decide(town, request, is_granted=False)
    with pytest.raises(Conflict):
        decide(town, request)
    assert CaseRequest.objects.get().is_granted is False
    assert "changes" not in closing_clock(found).derivation


def test_an_asker_cannot_grant_what_he_asked_for():
    town = make_qingping()
    found = town.report()
    ops.accept_case(actor=town.officer, case_id=found.case_id, at=MONDAY)
    both = make_actor("town_desk", at=town.area, unit=town.grid_group)
    request = ask(town, found, RequestKind.ADJUDICATE, by=both, unit_id=town.station.pk)

    with pytest.raises(NotAllowed, match="自己提的申请"):
        decide(town, request, by=both)


def test_a_pause_needs_evidence_stands_still_and_ends_by_itself():
    town = make_qingping()
    found = town.signed()
    with pytest.raises(Refusal, match="凭据"):
        ask(town, found, RequestKind.PAUSE, reason="asker")
    decide(town, ask(town, found, RequestKind.PAUSE, reason="asker", evidence="补正通知书 3 月 2 日"))
    due = closing_clock(found).due_at

    assert closing_clock(found).paused_at == LATER
    assert town.case(found).due_at is None
    assert "正在等您补充材料" in [s.words for s in track(number=found.number, code=found.tracking_code).steps][-1]

    assert ops.end_pauses(at=LATER + timedelta(days=14)) == 0
    assert ops.end_pauses(at=LATER + timedelta(days=15, minutes=1)) == 1
    clock = closing_clock(found)
    assert clock.paused_at is None
    assert clock.due_at > due
    assert town.case(found).due_at == min(c.due_at for c in CaseClock.objects.filter(stopped_at=None))
    assert CasePause.objects.get().ended_at == LATER + timedelta(days=15)
    assert ops.end_pauses(at=LATER + timedelta(days=40)) == 0


def test_the_owner_goes_on_as_soon_as_what_was_waited_for_has_come():
    town = make_qingping()
    found = town.signed()
    decide(town, ask(town, found, RequestKind.PAUSE, reason="weather"))
    ops.resume_case(actor=town.policeman, case_id=found.case_id, note="天晴了", at=LATER + timedelta(days=1))

    assert closing_clock(found).paused_at is None
    with pytest.raises(Refusal, match="没有暂停"):
        ops.resume_case(actor=town.policeman, case_id=found.case_id, note="再来", at=LATER + timedelta(days=2))


def test_a_suspension_has_one_of_three_grounds_a_leader_and_is_looked_at_within_90_days():
    town = make_qingping()
    found = town.signed()
    with pytest.raises(Refusal, match="三种理由"):
        ask(town, found, RequestKind.SUSPEND, reason="busy", leader="负责人乙")
    with pytest.raises(Refusal, match="领导"):
        ask(town, found, RequestKind.SUSPEND, reason="no_funds")
    decide(town, ask(town, found, RequestKind.SUSPEND, reason="no_funds", leader="负责人乙"))

    case = town.case(found)
    review = CaseClock.objects.get(case_id=found.case_id, kind=ClockKind.REVIEW, stopped_at=None)
    assert (case.state, case.due_kind, case.outcome) == (State.SUSPENDED, ClockKind.REVIEW, "")
    assert review.due_at <= LATER + timedelta(days=91)
    assert case.closed_at is None

    ops.review_suspension(actor=town.lead, case_id=found.case_id, note="资金没到", at=LATER + timedelta(days=80))
    ops.take_up_case(actor=town.lead, case_id=found.case_id, note="资金到了", at=LATER + timedelta(days=100))
    assert town.case(found).state == State.DISPATCHED
    assert closing_clock(found).due_at > LATER + timedelta(days=100)
    ops.sign_case(actor=town.policeman, case_id=found.case_id, at=LATER + timedelta(days=100))


def test_what_is_not_taken_in_is_told_with_its_law_and_may_be_appealed():
    town = make_qingping()
    found = town.report()
    decide(town, ask(town, found, RequestKind.REJECT, by=town.grid_leader, reason="court"))

    case = town.case(found)
    assert (case.state, case.due_at) == (State.REJECTED, None)
    assert case.closed_at is not None
    assert "信访工作条例" in track(number=found.number, code=found.tracking_code).steps[-1].words
    with pytest.raises(Refusal, match="15 天"):
        ops.appeal_case(number=found.number, code=found.tracking_code, words="没有诉讼", at=LATER + timedelta(days=16))
    ops.appeal_case(number=found.number, code=found.tracking_code, words="没有诉讼", at=LATER + timedelta(days=2))
    again = town.case(found)
    assert (again.state, again.owner_unit_id, again.closed_at) == (State.REPORTED, town.centre.pk, None)
    assert again.due_kind == ClockKind.ACCEPT


def test_only_what_was_not_handed_out_yet_can_be_refused():
    town = make_qingping()
    found = town.signed()

    with pytest.raises(Refusal, match="已经交办"):
        ask(town, found, RequestKind.REJECT, reason="court")


def test_after_the_cap_of_returns_the_centre_adjudicates_and_it_binds():
    town = make_qingping()
    found = town.dispatched()
    ops.return_case(actor=town.policeman, case_id=found.case_id, reason="unclear_owner", note="不归", at=MONDAY)
    ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.station.pk, at=MONDAY)
    with pytest.raises(Refusal, match="申请审定"):
        ops.return_case(actor=town.policeman, case_id=found.case_id, reason="unclear_owner", note="真不归", at=MONDAY)
    request = ask(town, found, RequestKind.ADJUDICATE)
    with pytest.raises(Refusal, match="指定由哪个单位"):
        decide(town, request)
    decide(town, request, unit_id=town.village_centre.pk)

    case = town.case(found)
    assert (case.state, case.owner_unit_id) == (State.DISPATCHED, town.village_centre.pk)
    newest = CaseStep.objects.filter(case_id=found.case_id).order_by("-id").first()
    assert newest is not None
    assert (newest.action, newest.detail["is_binding"]) == (Action.DISPATCH, True)


def test_j52_whoever_was_asked_first_stays_named_through_every_transfer():
    town = make_qingping()
    found = town.handled()

    assert town.case(found).first_unit_id == town.grid_group.pk
    assert town.case(found).handler_unit_id == town.station.pk


def test_solved_at_which_level_is_kept_when_it_is_handled():
    town = make_qingping()
    grid = town.report("垃圾没人清")
    ops.accept_case(actor=town.grid_leader, case_id=grid.case_id, at=MONDAY)
    ops.take_case(actor=town.grid_leader, case_id=grid.case_id, at=MONDAY)
    ops.handle_case(actor=town.grid_leader, case_id=grid.case_id, done=a_result(), at=MONDAY)

    assert town.case(grid).solved_level == "grid"
    assert town.case(town.handled()).solved_level == "town"


def test_what_is_done_while_the_clock_stands_still_is_judged_by_the_end_after_the_pause():
    town = make_qingping()
    found = town.signed()
    decide(town, ask(town, found, RequestKind.PAUSE, reason="procedure", evidence="鉴定委托书"))
    much_later = LATER + timedelta(days=40)
    who = {"case_id": found.case_id, "at": much_later}
    ops.handle_case(actor=town.policeman, done=a_result(), **who)
    ops.verify_case(actor=town.officer, **who)
    ops.answer_case(actor=town.officer, answer="鉴定有了结果,已经处理", **who)

    clock = CaseClock.objects.get(case_id=found.case_id, kind=ClockKind.CLOSE)
    assert clock.was_met is True
    assert clock.due_at > much_later
    assert CasePause.objects.get().ended_at == much_later
    assert ops.end_pauses(at=LATER + timedelta(days=100)) == 0


def test_a_suspension_ends_the_pause_and_its_clocks_do_not_go_on_by_themselves():
    town = make_qingping()
    found = town.signed()
    suspension = ask(town, found, RequestKind.SUSPEND, reason="no_funds", leader="负责人乙")
    decide(town, ask(town, found, RequestKind.PAUSE, reason="asker", evidence="补正通知书"))
    with pytest.raises(Refusal, match="已经暂停"):
        ask(town, found, RequestKind.PAUSE, reason="weather")
    decide(town, suspension, at=LATER + timedelta(days=1))

    assert ops.end_pauses(at=LATER + timedelta(days=60)) == 0
    assert closing_clock(found).paused_at == LATER + timedelta(days=1)
    assert town.case(found).due_kind == ClockKind.REVIEW


def test_a_matter_put_off_before_anybody_had_it_has_its_clocks_when_it_is_taken_up():
    town = make_qingping()
    found = town.report()
    ops.accept_case(actor=town.grid_leader, case_id=found.case_id, at=MONDAY)
    decide(town, ask(town, found, RequestKind.SUSPEND, by=town.grid_leader, reason="no_authority", leader="负责人乙"))
    ops.take_up_case(actor=town.lead, case_id=found.case_id, note="授权了", at=LATER + timedelta(days=30))

    running = CaseClock.objects.filter(case_id=found.case_id, stopped_at=None).values_list("kind", flat=True)
    assert set(running) == {ClockKind.SIGN, ClockKind.CONTACT, ClockKind.CLOSE}


def test_what_was_asked_for_lapses_when_the_matter_is_answered_and_waits_for_nobody():
    town = make_qingping()
    found = town.signed()
    ask(town, found, RequestKind.EXTEND, amount=2)
    assert len(requests_to_decide(actor=town.lead)) == 1
    ops.handle_case(actor=town.policeman, case_id=found.case_id, done=a_result(), at=LATER)
    ops.verify_case(actor=town.officer, case_id=found.case_id, at=LATER)
    ops.answer_case(actor=town.officer, case_id=found.case_id, answer="好了", at=LATER)

    assert requests_to_decide(actor=town.lead) == []
    assert CaseRequest.objects.get().is_granted is False


def test_a_petition_is_extended_once_by_calendar_days():
    town = make_qingping()
    found = town.signed(channel="petition", phone="13800000001", name="李某")
    before = closing_clock(found).due_at

    with pytest.raises(Refusal, match="30天"):
        ask(town, found, RequestKind.EXTEND, amount=31)
    decide(town, ask(town, found, RequestKind.EXTEND, amount=30))

    assert closing_clock(found).derivation["unit"] == "days"
    assert closing_clock(found).due_at == before + timedelta(days=30)


def test_the_deciding_desk_is_told_of_a_request_and_the_unit_of_the_decision():
    town, other = make_qingping(), make_other_town()
    found = town.signed()
    request = ask(town, found, RequestKind.EXTEND, amount=1)
    jobs.run_waiting()
    asked = Notice.objects.filter(title__startswith="有申请等审定")
    assert set(asked.values_list("account_id", flat=True)) == {town.officer.account_id, town.lead.account_id}

    decide(town, request)
    jobs.run_waiting()
    decided = Notice.objects.filter(title__startswith="申请已经审定")
    assert set(decided.values_list("account_id", flat=True)) == {town.policeman.account_id}
    assert not Notice.objects.filter(account_id__in=[other.officer.account_id, other.lead.account_id]).exists()
