"""A call is received: placed, numbered, owned, on the clock; once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.town import RESIDENT, make_other_town, make_qingping
from tests.world import MONDAY
from wangge.core.cases.lifecycle import Outcome, State
from wangge.core.cases.models import Case, CaseAsker, CaseClock, CaseStep
from wangge.core.cases.numbers import number_is_sound, tracking_code_fits
from wangge.core.cases.operations import report_case, report_cases
from wangge.core.cases.queries import track
from wangge.core.cases.reports import CaseReport, PastAnswer
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import NotFound, Refusal
from wangge.ground.foundation.models import Fact

pytestmark = pytest.mark.django_db


def test_S54_a_report_without_name_or_phone_becomes_a_case_of_the_grid():
    town = make_qingping()

    found = town.report("村口路灯坏了三天。请派人看看")

    case = town.case(found)
    assert (case.state, case.outcome, case.title) == (State.REPORTED, Outcome.UNKNOWN, "村口路灯坏了三天")
    assert (case.area_id, case.owner_unit_id) == (town.grid.pk, town.grid_group.pk)
    assert not CaseAsker.objects.filter(case_id=case.pk).exists()
    assert [s.action for s in CaseStep.objects.filter(case_id=case.pk)] == ["report"]


def test_a_report_with_only_a_phone_keeps_it_encrypted_and_findable():
    town = make_qingping()

    found = town.report(phone="138 1234 1234")

    asker = CaseAsker.objects.get(case_id=found.case_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM cases_asker")
        stored = bytes(cursor.fetchone()[0])
    assert (asker.phone, b"13812341234" in stored) == ("13812341234", False)


def test_the_number_has_a_check_character_and_the_code_opens_the_case():
    town = make_qingping()

    found = town.report()

    assert number_is_sound(found.number)
    assert found.number.startswith("QP26")
    assert tracking_code_fits(case_id=found.case_id, typed=found.tracking_code.lower())
    assert track(number=found.number, code=found.tracking_code).number == found.number


def test_a_wrong_code_and_a_wrong_number_are_answered_alike():
    town = make_qingping()
    first, second = town.report(), town.report()

    with pytest.raises(NotFound) as wrong_code:
        track(number=first.number, code=second.tracking_code)
    with pytest.raises(NotFound) as wrong_number:
        track(number="QP26999999X", code=first.tracking_code)

    assert wrong_code.value.message == wrong_number.value.message


def test_the_accept_clock_runs_from_the_report_and_says_how_it_was_reckoned():
    town = make_qingping()

    found = town.report()

    clock = CaseClock.objects.get(case_id=found.case_id)
    case = town.case(found)
    assert (clock.kind, clock.unit_id, clock.started_at) == ("accept", town.grid_group.pk, MONDAY)
    assert (case.due_at, case.due_kind) == (clock.due_at, "accept")
    assert clock.derivation["rule"]
    assert clock.rulebook_version_id == case.rulebook_version_id


def test_the_same_form_sent_twice_is_one_case():
    town = make_qingping()

    first = town.report(source_ref="form:same")
    second = town.report(source_ref="form:same")

    assert (second.case_id, second.number, second.tracking_code) == (first.case_id, first.number, first.tracking_code)
    assert (first.is_new, second.is_new) == (True, False)
    assert Case.objects.everywhere("a test counts").count() == 1


def test_the_same_reference_in_another_town_is_another_case():
    here, there = make_qingping(), make_other_town()

    one, other = here.report(source_ref="file:7"), there.report(source_ref="file:7")

    assert one.case_id != other.case_id


def test_creating_a_case_costs_at_most_three_statements():
    town = make_qingping()
    town.report(phone="13812341234")  # fills the memories

    with CaptureQueriesContext(
        connection,
    ) as seen:
        town.report(phone="13812341234")

    sent = [q["sql"] for q in seen if "SAVEPOINT" not in q["sql"]]
    assert len(sent) <= 3, sent


def test_an_empty_report_is_refused_and_writes_nothing():
    town = make_qingping()

    with pytest.raises(Refusal) as refused:
        town.report("   \u200b ")

    assert refused.value.field == "body"
    assert Case.objects.everywhere("a test counts").count() == 0


@pytest.mark.parametrize(
    "body", ["<script>alert(1)</script>", "'; DROP TABLE cases_case; --", "龘𠮷𰻝😀👨‍👩‍👧", "路" * 5000]
)
def test_any_text_is_kept_as_text(body):
    town = make_qingping()

    found = town.report(body)

    assert town.case(found).body == body


def test_a_text_that_is_too_long_is_refused_with_the_limit():
    town = make_qingping()

    with pytest.raises(Refusal) as refused:
        town.report("路" * 20_000)

    assert (refused.value.field, "5000" in refused.value.message) == ("body", True)


def test_a_report_for_an_area_that_does_not_exist_is_refused():
    town = make_qingping()

    with pytest.raises(NotFound):
        town.report(area_id=RESIDENT.account_id)


def test_a_case_words_suggest_its_category_and_routing_follows_it():
    town = make_qingping()

    found = town.report("邻居家院墙排水冲了我家地界")

    case = town.case(found)
    assert case.category == "dispute_neighbour"
    assert case.owner_unit_id != town.grid_group.pk  # 一般性矛盾纠纷，由所在村党组织负责


def test_facts_and_jobs_are_written_with_the_case_and_make_it_findable():
    town = make_qingping()

    found = town.report()

    assert [f.name for f in Fact.objects.all()] == ["case.reported"]
    jobs.run_waiting()
    assert town.case(found).indexed_words.pairs


def test_many_reports_cost_as_many_statements_as_few():
    town = make_qingping()
    template = CaseReport(area_id=town.grid.pk, channel="online", body="井盖丢失", source_ref="f:0")
    report_cases(reports=[template], actor=RESIDENT, at=MONDAY)

    def cost(first: int, count: int) -> int:
        rows = [replace(template, source_ref=f"f:{n}") for n in range(first, first + count)]
        with CaptureQueriesContext(connection) as seen:
            report_cases(reports=rows, actor=RESIDENT, at=MONDAY)
        return len(seen)

    assert cost(1, 60) == cost(100, 600)


def test_an_import_skips_what_it_took_before_and_goes_on_after_a_faulty_row():
    town = make_qingping()
    good = CaseReport(area_id=town.grid.pk, channel="online", body="井盖丢失", source_ref="f:1")
    bad = replace(good, body="", source_ref="f:2")

    first = report_cases(reports=[good, bad, good], actor=RESIDENT, at=MONDAY)
    again = report_cases(reports=[good], actor=RESIDENT, at=MONDAY)

    assert [getattr(r, "is_new", None) for r in first] == [True, None, False]
    assert isinstance(first[1], Refusal)
    assert again[0].is_new is False


def test_a_message_that_has_its_answer_is_closed_with_it():
    town = make_qingping()
    report = CaseReport(
        area_id=town.grid.pk, channel="online", body="医保怎么交", source_ref="f:1",
        reported_at=MONDAY - timedelta(days=30), past_answer=PastAnswer("可在手机办理", MONDAY - timedelta(days=20)),
    )  # fmt: skip

    (found,) = report_cases(reports=[report], actor=RESIDENT, at=MONDAY)

    case = town.case(found.case_id)
    assert (case.state, case.closed_at, case.due_at) == (State.CLOSED, MONDAY - timedelta(days=20), None)
    steps = CaseStep.objects.filter(case_id=case.pk).order_by("id")
    assert [s.action for s in steps] == ["report", "answer", "close"]
    assert steps[1].public_note == "可在手机办理"


def test_a_moment_in_the_future_is_taken_as_now():
    town = make_qingping()

    found = town.report(reported_at=MONDAY + timedelta(days=2))

    assert town.case(found).reported_at == MONDAY


def test_a_form_sent_by_two_hands_at_once_is_answered_with_one_number():
    town = make_qingping()
    report = CaseReport(area_id=town.grid.pk, channel="qr", body="停水", source_ref="form:x")

    numbers = {report_case(report=report, actor=RESIDENT, at=MONDAY).number for _ in range(3)}

    assert len(numbers) == 1
