"""Grading, custody, sign-off, merging, withdrawing, voiding; the ladder of late matters."""

from datetime import timedelta

import pytest

from tests.cases.town import make_other_town, make_qingping
from tests.matters.desk import a_power, keep_lists
from tests.world import MONDAY, make_actor
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import ClockKind, State
from wangge.core.cases.models import Case, CaseClock, CaseEscalation, CaseStep
from wangge.core.cases.queries import track
from wangge.core.notices.models import Notice
from wangge.core.places.operations import apply_rulebook
from wangge.core.places.queries import in_force
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import NotAllowed, Refusal
from wangge.ground.rulebook.document import from_document, to_document

pytestmark = pytest.mark.django_db

FRIDAY = MONDAY + timedelta(days=4)


def change_rules(**topics):
    document = to_document(in_force(place="qingping").rules)
    for topic, values in topics.items():
        document[topic] |= values
    apply_rulebook(rulebook=from_document(document), applied_by="测试", at=MONDAY)


def test_j18_each_case_has_a_grade_and_j19_the_grade_its_mode():
    town = make_qingping()
    plain, small = town.report(), town.report("两家拌嘴闹别扭")
    rules = in_force(place="qingping").rules

    assert town.case(plain).grade == "general"
    assert town.case(small).grade == "small"
    assert rules.grading.mode_of("complex").label == "联合调处"
    ops.grade_case(actor=town.officer, case_id=plain.case_id, grade="complex", note="牵涉十几户", at=MONDAY)
    step = CaseStep.objects.filter(case_id=plain.case_id).order_by("-id")[0]
    assert (town.case(plain).grade, step.detail["mode"]) == ("complex", "joint")
    with pytest.raises(Refusal, match="请选择难度"):
        ops.grade_case(actor=town.officer, case_id=plain.case_id, grade="legacy", note="x", at=MONDAY)


def test_j19_the_grade_decides_the_clock_and_regrading_counts_from_the_same_start():
    town = make_qingping()
    rule = {"name": "复杂", "match": {"grade": "complex"}, "close": {"amount": 15, "unit": "workdays"}}
    clocks = to_document(in_force(place="qingping").rules)["clocks"]
    change_rules(clocks={"rules": [*clocks["rules"], rule]})
    found = town.signed()
    before = CaseClock.objects.get(case_id=found.case_id, kind=ClockKind.CLOSE)

    ops.grade_case(actor=town.officer, case_id=found.case_id, grade="complex", note="牵涉十几户", at=FRIDAY)

    after = CaseClock.objects.get(case_id=found.case_id, kind=ClockKind.CLOSE)
    assert (after.started_at, after.derivation["rule"]) == (before.started_at, "复杂")
    assert after.due_at > before.due_at


def test_q21_a_complex_matter_is_handed_out_only_with_responsible_person_and_supervising_leader():
    town = make_qingping()
    found = town.report()
    ops.accept_case(actor=town.officer, case_id=found.case_id, grade="complex", at=MONDAY)
    with pytest.raises(Refusal, match="领导包案"):
        ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.station.pk, at=MONDAY)
    with pytest.raises(Refusal, match="责任人和督办领导"):
        ops.take_custody(actor=town.lead, case_id=found.case_id, at=MONDAY)
    ops.take_custody(actor=town.lead, case_id=found.case_id, responsible="民警戊", at=MONDAY)

    ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.station.pk, at=MONDAY)
    assert town.case(found).state == State.DISPATCHED


def test_x19_what_must_be_signed_is_not_answered_before_a_leader_signed_it():
    town = make_qingping()
    change_rules(rights={"sign_off": {"channels": ["qr"], "posts": ["town_leader"]}})
    found = town.handled()
    ops.verify_case(actor=town.officer, case_id=found.case_id, at=MONDAY)
    with pytest.raises(Refusal, match="签批"):
        ops.answer_case(actor=town.officer, case_id=found.case_id, answer="好了", at=MONDAY)
    with pytest.raises(NotAllowed):
        ops.sign_off_case(actor=town.officer, case_id=found.case_id, note="阅", at=MONDAY)
    ops.sign_off_case(actor=town.lead, case_id=found.case_id, note="请派出所抓紧", at=MONDAY)

    ops.answer_case(actor=town.officer, case_id=found.case_id, answer="好了", at=MONDAY)
    assert town.case(found).state == State.ANSWERED


def test_a_merged_case_points_to_the_other_and_its_asker_is_told():
    town, other = make_qingping(), make_other_town()
    first, second, elsewhere = town.report(), town.report(), other.report()
    with pytest.raises(Refusal, match="没有找到"):
        ops.merge_case(actor=town.officer, case_id=second.case_id, into=elsewhere.number, note="x", at=MONDAY)
    with pytest.raises(Refusal, match="它自己"):
        ops.merge_case(actor=town.officer, case_id=second.case_id, into=second.number, note="x", at=MONDAY)
    ops.merge_case(actor=town.officer, case_id=second.case_id, into=first.number, note="同一盏灯", at=MONDAY)

    merged = town.case(second)
    assert (merged.state, merged.merged_into_id) == (State.MERGED, first.case_id)
    assert first.number in track(number=second.number, code=second.tracking_code).steps[-1].words
    assert not CaseClock.objects.filter(case_id=second.case_id, stopped_at=None).exists()
    with pytest.raises(Refusal):
        ops.merge_case(actor=town.officer, case_id=first.case_id, into=second.number, note="x", at=MONDAY)


def test_the_asker_takes_his_own_matter_back_and_the_history_stays():
    town = make_qingping()
    found = town.dispatched()

    ops.withdraw_case(number=found.number, code=found.tracking_code, words="已经好了", at=FRIDAY)

    case = town.case(found)
    assert (case.state, case.closed_at) == (State.WITHDRAWN, FRIDAY)
    assert CaseStep.objects.filter(case_id=found.case_id).count() == 4


def test_only_who_entered_a_matter_by_mistake_voids_it():
    town = make_qingping()
    residents = town.report()
    with pytest.raises(NotAllowed):
        ops.void_case(actor=town.officer, case_id=residents.case_id, note="x", at=MONDAY)


def test_k20_what_is_late_climbs_each_rung_once_and_the_list_follows_from_the_events():
    town = make_qingping()
    found = town.signed()
    due = CaseClock.objects.get(case_id=found.case_id, kind=ClockKind.CLOSE).due_at
    working = due + timedelta(days=3) - timedelta(hours=7)  # due on a Monday at closing

    assert ops.escalate_late(at=due - timedelta(hours=1)) == 0
    assert ops.escalate_late(at=due + timedelta(hours=3)) == 0  # nobody is at work
    assert ops.escalate_late(at=due + timedelta(hours=16)) == 1
    assert ops.escalate_late(at=due + timedelta(hours=16)) == 0
    assert town.case(found).supervision == 1
    assert ops.escalate_late(at=working) == 1
    assert town.case(found).supervision == 2
    assert [e.code for e in CaseEscalation.objects.order_by("id")] == ["urge", "supervise"]

    jobs.run_waiting()
    told = set(Notice.objects.filter(kind="case.escalated").values_list("account_id", flat=True))
    assert town.policeman.account_id in told
    assert town.officer.account_id in told


def test_an_urgent_matter_climbs_at_night_too():
    town = make_qingping()
    found = town.signed()
    Case.objects.everywhere("a test").filter(pk=found.case_id).update(urgency="urgent")
    due = CaseClock.objects.get(case_id=found.case_id, kind=ClockKind.CLOSE).due_at

    assert ops.escalate_late(at=due + timedelta(hours=3)) == 1


def test_a_paused_clock_does_not_climb_and_an_answered_case_is_no_longer_supervised():
    town = make_qingping()
    found = town.signed()
    ops.supervise_case(actor=town.officer, case_id=found.case_id, mark="red", note="群众天天问", at=MONDAY)
    assert town.case(found).supervision == 3
    CaseClock.objects.filter(case_id=found.case_id).update(paused_at=MONDAY)

    assert ops.escalate_late(at=MONDAY + timedelta(days=60)) == 0


def test_x20_x21_an_old_petition_becomes_backlog():
    town = make_qingping()
    change_rules(rights={"petition": {"channels": ["window"], "backlog_after_days": 90}})
    found = town.report(channel="window", phone="13800000001", name="李某")
    again = town.report(channel="window", phone="13800000001", name="李某", at=MONDAY + timedelta(days=30))

    assert [town.case(c).petition_kind for c in (found, again)] == ["first", "repeat"]
    assert ops.mark_backlogs(at=MONDAY + timedelta(days=91)) == 1
    assert town.case(found).petition_kind == "backlog"


def test_two_places_climb_by_themselves_and_nobody_of_the_other_is_told():
    here, there = make_qingping(), make_other_town()
    here.signed()
    ops.escalate_late(at=MONDAY + timedelta(days=30, hours=1))
    jobs.run_waiting()

    assert not Notice.objects.filter(account_id__in=[there.officer.account_id, there.lead.account_id]).exists()


def test_a_watcher_without_the_permission_cannot_supervise():
    town = make_qingping()
    found = town.signed()
    member = make_actor("linked_member", at=town.grid, unit=town.grid_group)

    with pytest.raises(NotAllowed):
        ops.supervise_case(actor=member, case_id=found.case_id, mark="urge", note="快", at=MONDAY)


def test_j29_a_unit_without_the_power_is_not_given_the_matter():
    town = make_qingping()
    found = town.report("窑洞裂缝", category="safety_house")
    ops.accept_case(actor=town.officer, case_id=found.case_id, at=MONDAY)
    keep_lists(town, a_power(categories=("safety_house",)))

    with pytest.raises(Refusal, match="权限"):
        ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.village_centre.pk, at=MONDAY)
    ops.dispatch_case(actor=town.officer, case_id=found.case_id, unit_id=town.station.pk, at=MONDAY)


def test_whoever_is_urged_by_hand_is_told():
    town = make_qingping()
    found = town.signed()
    ops.supervise_case(actor=town.officer, case_id=found.case_id, mark="yellow", note="群众天天问", at=MONDAY)
    jobs.run_waiting()

    told = Notice.objects.filter(title__startswith="督办，请抓紧办")
    assert set(told.values_list("account_id", flat=True)) == {town.policeman.account_id}


def test_a_matter_of_several_askers_is_not_taken_back_by_one_of_them():
    town = make_qingping()
    first, second = town.report(), town.report()
    ops.merge_case(actor=town.officer, case_id=second.case_id, into=first.number, note="同一盏灯", at=MONDAY)

    with pytest.raises(Refusal, match="别人也反映"):
        ops.withdraw_case(number=first.number, code=first.tracking_code, words="好了", at=FRIDAY)
    assert town.case(first).state == State.REPORTED
