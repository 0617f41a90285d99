"""矛盾纠纷: the record, the steps, the sessions, the agreement and what follows it."""

import dataclasses
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.cases.disputes import DUE, NEIGHBOURS, a_dispute, agreed, facts_of, record, terms
from tests.cases.town import make_other_town, make_qingping
from tests.world import MONDAY, TODAY, make_actor
from wangge.core.access.models import AuditEntry
from wangge.core.areas.scope import Scope
from wangge.core.cases.models import (
    Case,
    CounsellingNote,
    Dispute,
    DisputeAgreement,
    DisputeLine,
    DisputeParty,
    DisputeRisk,
)
from wangge.core.cases.operations import agreement as agreements
from wangge.core.cases.operations import mediating, risks
from wangge.core.cases.operations.mediating import Held, PartyOf
from wangge.core.cases.operations.small import SmallDispute, log_small_dispute
from wangge.core.cases.printing import COPIES, agreement_pdf
from wangge.core.cases.queries import disputes
from wangge.core.cases.queries.dispute_figures import dispute_figures
from wangge.core.cases.queries.disputes import (
    DisputeFilter,
    dispute_duties,
    dispute_list,
    dispute_of_case,
    referral_list,
    referral_page,
)
from wangge.core.cases.reminding import remind_mediators
from wangge.core.notices.models import Notice
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_record_takes_the_places_usual_code_and_its_first_step_began_with_the_report():
    town = make_qingping()
    case_id = a_dispute(town)

    dispute = record(case_id)
    assert (dispute.code, dispute.code_version, dispute.scale, dispute.level) == ("0202", "observed-2024", "01", "04")
    assert (dispute.step, dispute.step_at, dispute.due_on) == ("reception", MONDAY, TODAY + timedelta(days=30))
    with pytest.raises(Conflict, match="登记过了"):
        mediating.open_dispute(actor=town.village_officer, case_id=case_id, facts=facts_of(), at=MONDAY)


def test_only_a_dispute_category_becomes_a_record_and_only_where_one_may():
    town, other = make_qingping(), make_other_town()
    lamp = town.report(category="safety_road").case_id
    with pytest.raises(Refusal, match="不是矛盾纠纷"):
        mediating.open_dispute(actor=town.officer, case_id=lamp, facts=facts_of(), at=MONDAY)
    quarrel = town.report("吵架", category="dispute_neighbour").case_id
    with pytest.raises(NotFound):
        mediating.open_dispute(actor=other.officer, case_id=quarrel, facts=facts_of(), at=MONDAY)
    with pytest.raises(NotFound):
        mediating.open_dispute(actor=town.policeman, case_id=quarrel, facts=facts_of(), at=MONDAY)
    for wrong in ({"scale": "09"}, {"level": ""}, {"people": 1}, {"code": "4242"}, {"unit_id": other.centre.pk}):
        with pytest.raises(Refusal):
            mediating.open_dispute(actor=town.officer, case_id=quarrel, facts=facts_of(**wrong), at=MONDAY)


def test_names_of_parties_are_encrypted_in_the_database_and_masked_on_pages():
    town = make_qingping()
    case_id = a_dispute(town)

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, details FROM cases_dispute_party")
        stored = b"".join(bytes(value) for row in cursor.fetchall() for value in row)
    shown = dispute_of_case(actor=town.officer, case=town.case(case_id))
    assert "甄有田".encode() not in stored
    assert shown is not None
    assert sorted(one.name for one in shown.parties) == ["甄*田", "贾*墙"]


def test_parties_are_shown_in_full_for_a_stated_purpose_and_the_look_is_logged():
    town, other = make_qingping(), make_other_town()
    case_id = a_dispute(town)

    with pytest.raises(Refusal):
        agreements.reveal_parties(actor=town.officer, case_id=case_id, purpose=" ", at=MONDAY)
    with pytest.raises(NotFound):
        agreements.reveal_parties(actor=other.officer, case_id=case_id, purpose="看看", at=MONDAY)
    shown = agreements.reveal_parties(actor=town.officer, case_id=case_id, purpose="通知到场", at=MONDAY)

    assert [one.name for one in shown] == ["甄有田", "贾石墙"]
    assert AuditEntry.objects.get(action="revealed").detail == {"purpose": "通知到场", "what": "dispute"}


def test_Q19_each_step_of_the_procedure_is_kept_with_its_time():
    town = make_qingping()
    case_id = a_dispute(town)
    who = {"actor": town.village_officer, "case_id": case_id}
    for hours, step in ((2, "on_site"), (30, "referral"), (50, "follow_up")):
        mediating.take_dispute_step(step=step, at=MONDAY + timedelta(hours=hours), **who)

    lines = DisputeLine.objects.filter(dispute_id=case_id, kind="step").order_by("at")
    assert [(line.subject, (line.at - MONDAY) // timedelta(hours=1)) for line in lines] == [
        ("reception", 0), ("on_site", 2), ("referral", 30), ("follow_up", 50),
    ]  # fmt: skip
    with pytest.raises(Refusal, match="早于上一步"):
        mediating.take_dispute_step(step="on_site", happened_at=MONDAY, at=MONDAY + 3 * DAY, **who)
    with pytest.raises(Refusal):
        mediating.take_dispute_step(step="court", at=MONDAY + 3 * DAY, **who)


def test_Q25_mediators_are_invited_from_the_kinds_the_place_names():
    town = make_qingping()
    case_id = a_dispute(town)
    who = {"actor": town.village_officer, "case_id": case_id, "at": MONDAY}

    mediating.invite_mediator(kind="retired_cadre", name="原村主任老李", **who)
    with pytest.raises(Refusal):
        mediating.invite_mediator(kind="film_star", name="某某", **who)
    with pytest.raises(Conflict):
        mediating.invite_mediator(kind="retired_cadre", name="原村主任老李", **who)


def test_Q20_a_plain_dispute_goes_to_the_village_party_branch():
    town = make_qingping()

    case = town.case(town.report("两家争地界", category="dispute_neighbour"))

    assert case.owner_unit.unit_kind == "village_party"


def test_Q22_three_fields_log_a_small_friction_settled_on_the_spot():
    town, other = make_qingping(), make_other_town()
    fields = [one.name for one in dataclasses.fields(SmallDispute) if one.name != "source_ref"]
    small = SmallDispute(town.grid.pk, "晾衣服滴水拌了几句嘴", "双方握手言和", "form:small")

    found = log_small_dispute(actor=town.grid_leader, small=small, at=MONDAY)
    again = log_small_dispute(actor=town.grid_leader, small=small, at=MONDAY)

    case = town.case(found)
    assert len(fields) == 3
    assert again.case_id == found.case_id
    assert (case.state, case.category, case.solved_level) == ("answered", "dispute_small", "grid")
    assert (record(case.pk).result, record(case.pk).venue) == ("agreed", "on_site")
    assert DisputeAgreement.objects.get(pk=case.pk).is_written is False
    with pytest.raises(NotAllowed):
        log_small_dispute(actor=other.grid_leader, small=dataclasses.replace(small, source_ref="form:2"), at=MONDAY)
    assert Case.objects.everywhere("a test counts").count() == 1


def test_a_written_agreement_holds_what_the_law_asks_for():
    town = make_qingping()
    case_id = a_dispute(town, parties=NEIGHBOURS[:1])
    who = {"actor": town.village_officer, "case_id": case_id, "at": MONDAY}
    for missing in ({"facts": ""}, {"terms": " "}, {"perform_how": ""}, {"perform_where": ""}):
        with pytest.raises(Refusal):
            agreements.conclude_agreement(terms=terms(**missing), **who)
    with pytest.raises(Refusal, match="双方当事人"):
        agreements.conclude_agreement(terms=terms(), **who)
    mediating.add_party(party=PartyOf("respondent", "贾石墙"), **who)
    with pytest.raises(Refusal, match="履行期限"):
        agreements.conclude_agreement(terms=terms(perform_by=TODAY - DAY), **who)

    row = agreements.conclude_agreement(terms=terms(), **who)

    assert (row.effective_on, row.confirm_by, row.performance) == (TODAY, TODAY + timedelta(days=30), "")
    assert (record(case_id).result, record(case_id).way) == ("agreed", "2")
    with pytest.raises(Conflict, match="已经了结"):
        agreements.conclude_agreement(terms=terms(), **who)


def test_the_agreement_is_printed_three_times_with_all_its_parts_and_the_print_is_logged():
    town, other = make_qingping(), make_other_town()
    case_id = a_dispute(town)
    mediating.invite_mediator(
        actor=town.village_officer, case_id=case_id, kind="old_party_member", name="老支书", at=MONDAY
    )
    agreed(town, case_id)

    with pytest.raises(NotFound):
        agreements.agreement_paper(actor=other.officer, case_id=case_id, at=MONDAY)
    paper = agreements.agreement_paper(actor=town.village_officer, case_id=case_id, at=MONDAY)

    assert [(one.side, one.name) for one in paper.parties] == [("申请人", "甄有田"), ("被申请人", "贾石墙")]
    assert (paper.perform_by, paper.signed_on, paper.confirm_by) == (DUE, TODAY, TODAY + timedelta(days=30))
    assert (paper.mediators, paper.committee, paper.number) == (
        ("老支书",), record(case_id).unit.name, town.case(case_id).number
    )  # fmt: skip
    assert ("檐槽" in paper.terms, "滴到" in paper.facts, paper.perform_how, paper.perform_where) == (
        True, True, "由贾石墙请人安装", "荣星村三社贾石墙家",
    )  # fmt: skip
    assert pages(agreement_pdf(paper=paper, at=MONDAY)) == len(COPIES) == 3
    assert AuditEntry.objects.filter(action="revealed").count() == 1


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_an_agreement_that_runs_long_goes_on_over_the_page():
    town = make_qingping()
    case_id = a_dispute(town)
    agreed(town, case_id, terms="一、按月付清。" * 400)

    paper = agreements.agreement_paper(actor=town.officer, case_id=case_id, at=MONDAY)

    assert pages(agreement_pdf(paper=paper, at=MONDAY)) >= 6


def test_keeping_an_agreement_is_followed_until_it_is_kept():
    town = make_qingping()
    case_id = a_dispute(town)
    agreed(town, case_id)
    scope = town.officer.scope("case.see")
    late = DUE + DAY
    assert [one.what for one in dispute_duties(scope=scope, today=late)] == ["perform"]
    assert [row.id for row in dispute_list(scope=scope, where=DisputeFilter(performance="late"), today=late).rows] == [
        case_id
    ]
    who = {"actor": town.village_officer, "case_id": case_id, "at": MONDAY + 25 * DAY}
    agreements.record_performance(is_kept=False, words="檐槽没有装", **who)
    agreements.record_performance(is_kept=True, words="檐槽装好了", **who)
    with pytest.raises(Conflict):
        agreements.record_performance(is_kept=True, words="又看了一次", **who)

    assert dispute_duties(scope=scope, today=late) == []
    assert list(DisputeLine.objects.filter(kind="performance").values_list("subject", flat=True)) == ["broken", "done"]


def test_the_court_is_asked_within_thirty_days_and_those_who_mediate_are_reminded():
    town, other = make_qingping(), make_other_town()
    case_id, stranger = a_dispute(town), a_dispute(other)
    agreed(town, case_id, perform_by=TODAY + timedelta(days=200))
    agreed(other, stranger, perform_by=TODAY + timedelta(days=200))
    last = TODAY + timedelta(days=30)

    assert remind_mediators(at=MONDAY + 20 * DAY) == 0
    assert remind_mediators(at=MONDAY + 25 * DAY) == 2
    remind_mediators(at=MONDAY + 26 * DAY)
    own = Notice.objects.filter(account_id=town.village_officer.account_id)
    assert [(one.subject_id, "司法确认" in one.title) for one in own] == [(case_id, True)]
    who = {"actor": town.village_officer, "case_id": case_id, "at": MONDAY + 31 * DAY}
    with pytest.raises(Refusal, match="已经过了"):
        agreements.ask_confirmation(court="渭源县人民法院", on=last + DAY, **who)
    agreements.ask_confirmation(court="渭源县人民法院", on=last, **who)
    agreements.record_confirmation(on=last + DAY, words="（2026）甘1123诉前调确7号", **who)

    row = DisputeAgreement.objects.get(pk=case_id)
    assert (row.confirm_asked_on, row.confirmed_on) == (last, last + DAY)


def test_however_much_is_late_everybody_is_reminded_of_his_own(monkeypatch):
    monkeypatch.setattr(disputes, "DUTIES_AT_MOST", 1)
    town = make_qingping()
    late, later = a_dispute(town), a_dispute(town, "两家争一条路")
    Dispute.objects.filter(pk=late).update(due_on=TODAY + timedelta(days=10))

    assert len(dispute_duties(scope=town.village_officer.scope("case.see"), today=TODAY + timedelta(days=25))) == 1
    assert remind_mediators(at=MONDAY + 25 * DAY) == 2
    told = Notice.objects.filter(account_id=town.village_officer.account_id)
    assert {one.subject_id for one in told} == {late, later}


def test_a_mediation_takes_a_month_and_longer_only_by_consent():
    town = make_qingping()
    case_id = a_dispute(town)
    who = {"actor": town.village_officer, "case_id": case_id, "at": MONDAY}

    with pytest.raises(Refusal, match="双方同意"):
        mediating.extend_dispute(until=TODAY + timedelta(days=60), consent=" ", **who)
    with pytest.raises(Refusal):
        mediating.extend_dispute(until=TODAY + timedelta(days=3), consent="同意", **who)
    mediating.extend_dispute(until=TODAY + timedelta(days=60), consent="双方当面同意", **who)

    assert record(case_id).due_on == TODAY + timedelta(days=60)
    scope = town.officer.scope("case.see")
    assert dispute_duties(scope=scope, today=TODAY + timedelta(days=40)) == []
    assert [one.what for one in dispute_duties(scope=scope, today=TODAY + timedelta(days=61))] == ["settle"]


def test_what_failed_is_told_with_the_way_it_went_and_counts_in_the_denominator():
    town = make_qingping()
    kept, lost, running = a_dispute(town), a_dispute(town), a_dispute(town)
    agreed(town, kept, perform_by=None)
    who = {"actor": town.village_officer, "case_id": lost, "at": MONDAY}
    with pytest.raises(Refusal):
        mediating.end_without_agreement(result="agreed", way="7", words="去仲裁", **who)
    mediating.end_without_agreement(result="elsewhere", way="7", words="去仲裁", **who)
    unrecorded = town.report("又吵起来", category="dispute_family").case_id

    figures = dispute_figures(scope=Scope((town.area.path,)), where=DisputeFilter(), today=TODAY).total
    assert (figures.total, figures.unrecorded, figures.open) == (4, 1, 1)
    assert (figures.success, figures.performance) == ((1, 2), (1, 1))
    listed = dispute_list(scope=Scope((town.area.path,)), where=DisputeFilter(result="unrecorded"), today=TODAY)
    assert [row.id for row in listed.rows] == [unrecorded]
    assert record(running).result == ""


def test_Q24_a_risk_is_flagged_by_a_person_with_a_reason_and_never_computed():
    town = make_qingping()
    case_id = a_dispute(town, "扬言拿刀砍人，要同归于尽，喝了酒", level="01", people=30)
    who = {"actor": town.village_officer, "case_id": case_id, "at": MONDAY}
    assert DisputeRisk.objects.count() == 0  # whatever the words are
    for model in (Dispute, DisputeParty, DisputeRisk):
        names = {field.name for field in model._meta.get_fields()}
        assert not {name for name in names if "score" in name or "rank" in name or "grade" in name}
    for wrong in ({"reason": ""}, {"contact": ""}, {"review_on": TODAY}, {"review_on": TODAY + timedelta(days=60)}):
        given = {"reason": "酒后扬言动手", "contact": "派出所老王 110", "review_on": TODAY + timedelta(days=7)} | wrong
        with pytest.raises(Refusal):
            risks.flag_risk(**given, **who)
    good = {"reason": "酒后扬言动手", "contact": "派出所老王 110", "review_on": TODAY + timedelta(days=7)}
    risks.flag_risk(**good, **who)
    with pytest.raises(Conflict):
        risks.flag_risk(**good, **who)

    scope = town.officer.scope("case.see")
    assert [one.what for one in dispute_duties(scope=scope, today=TODAY + timedelta(days=1))] == ["review"]
    risks.review_risk(words="还要再看", review_on=TODAY + timedelta(days=14), **who)
    risks.review_risk(words="两家都冷静了", review_on=None, **who)
    assert DisputeRisk.objects.get().lifted_at == MONDAY
    assert list(DisputeLine.objects.filter(kind="risk").values_list("subject", flat=True)) == [
        "flagged",
        "kept",
        "lifted",
    ]


def test_J28_only_a_counsellor_of_the_area_reads_what_was_said():
    town, other = make_qingping(), make_other_town()
    counsellor = make_actor("counsellor", at=town.area)
    elsewhere = make_actor("counsellor", at=other.area)
    case_id = a_dispute(town)
    referral = risks.refer_to_counselling(
        actor=town.village_officer, case_id=case_id, reason="离婚后整夜睡不着", at=MONDAY
    )
    note = {"referral_id": referral.pk, "words": "说起了孩子", "at": MONDAY + DAY}
    administrators = [make_actor(role, at=town.area) for role in ("system_admin", "security_admin", "audit_admin")]

    for nosy in (*administrators, elsewhere, town.officer, town.lead, town.village_officer, town.grid_leader):
        with pytest.raises(NotFound):
            referral_page(actor=nosy, referral_id=referral.pk)
        with pytest.raises(NotFound):
            risks.note_counselling(actor=nosy, **note)
        assert referral_list(actor=nosy) == []
    risks.note_counselling(actor=counsellor, is_last=True, **note)
    shown = referral_page(actor=counsellor, referral_id=referral.pk)

    assert ([one.words for one in shown.notes], shown.reason) == (["说起了孩子"], "离婚后整夜睡不着")
    seen = dispute_of_case(actor=town.officer, case=town.case(case_id))
    assert seen is not None
    assert seen.is_referred
    assert not any("睡不着" in line.words or "孩子" in line.words for line in seen.lines)
    with connection.cursor() as cursor:
        cursor.execute("SELECT n.words, r.reason FROM cases_counselling_note n, cases_counselling_referral r")
        assert not any("孩子".encode() in bytes(v) or "睡不着".encode() in bytes(v) for v in cursor.fetchone())
    assert CounsellingNote.objects.count() == 1


def test_a_session_is_recorded_with_venue_and_who_came():
    town = make_qingping()
    case_id = a_dispute(town)
    who = {"actor": town.village_officer, "case_id": case_id, "at": MONDAY + DAY}
    old = mediating.invite_mediator(kind="old_party_member", name="老党员甲", **who)
    for wrong in ({"venue": "bench"}, {"outcome": "maybe"}, {"words": ""}, {"held_at": MONDAY + 2 * DAY}):
        with pytest.raises(Refusal):
            mediating.hold_session(
                held=Held(**({"venue": "window", "outcome": "continue", "words": "谈"} | wrong)), **who
            )

    held = Held("village", "continue", "谈到天黑", (old.pk,), "村委会二楼", town.centre.pk, MONDAY + timedelta(hours=3))
    row = mediating.hold_session(held=held, **who)

    assert (row.mediators, row.unit_id, record(case_id).venue) == ([str(old.pk)], town.centre.pk, "village")
    assert timezone.localtime(row.held_at).hour == 12
