"""办理情况: shares and medians with what each counts and leaves out; each leads to its cases."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.town import Town, a_result, make_other_town, make_qingping
from tests.world import MONDAY, shipped_rulebook
from wangge.core.cases import operations as ops
from wangge.core.cases.models import CaseStep
from wangge.core.cases.queries import figures as f

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(days=40)
PERIOD = f.Period(MONDAY - timedelta(days=1), MONDAY + timedelta(days=1))
CALLS = ["hotline"]


def counted(town: Town):
    wanted = f.shares(dispute_categories=["dispute", "dispute_neighbour"])
    return f.figures(scope=town.officer.scope("case.see"), period=PERIOD, wanted=wanted)


def figure(town: Town, code: str):
    return next(one for one in counted(town) if one.share.code == code)


def closed(town: Town, **given: object):
    found = town.answered(**given)
    ops.rate_case(number=found.number, code=found.tracking_code, score=5, at=MONDAY + timedelta(hours=2))
    return found


def solved_in_grid(town: Town):
    found = town.dispatched(to=town.grid_group)
    ops.sign_case(actor=town.grid_leader, case_id=found.case_id, at=MONDAY)
    ops.handle_case(actor=town.grid_leader, case_id=found.case_id, done=a_result(), at=MONDAY)
    ops.verify_case(actor=town.officer, case_id=found.case_id, at=MONDAY)
    ops.answer_case(actor=town.officer, case_id=found.case_id, answer="好了", at=MONDAY)
    ops.rate_case(number=found.number, code=found.tracking_code, score=5, at=MONDAY + timedelta(hours=2))
    return found


def test_J25_T15_solved_at_each_level_with_numerator_denominator_and_what_is_left_out():
    town = make_qingping()
    in_grid, _by_station, _open = solved_in_grid(town), closed(town), town.report()

    grid, whole = figure(town, "level_grid"), figure(town, "level_town")
    assert (grid.part, grid.whole, grid.left_out, grid.percent) == (1, 2, 1, "50.00")
    assert (whole.part, whole.whole) == (2, 2)
    assert figure(town, "level_disputes").percent == ""
    scope = town.officer.scope("case.see")
    page = f.cases_of_figure(scope=scope, period=PERIOD, share=grid.share, part="part")
    assert [row.id for row in page.rows] == [in_grid.case_id]
    for one in counted(town):
        for part, number in (("part", one.part), ("whole", one.whole), ("left_out", one.left_out)):
            found = f.cases_of_figure(scope=scope, period=PERIOD, share=one.share, part=part)  # type: ignore[arg-type]
            assert len(found.rows) == number, (one.share.code, part)
    (line,) = f.by_grid(scope=scope, period=PERIOD, own_channels=["patrol"])
    assert (line.reported, line.handled, line.served, line.closed, line.solved) == (3, 2, 1, 2, 1)


def test_J16_the_misrouted_share_counts_what_was_returned_among_what_was_handed_out():
    town = make_qingping()
    town.report(), town.dispatched()
    found = town.dispatched()
    reason = town_reason(town)
    ops.return_case(actor=town.policeman, case_id=found.case_id, reason=reason, note="不归我们", at=MONDAY)

    one = figure(town, "misrouted")
    assert (one.part, one.whole, one.left_out) == (1, 2, 1)


def town_reason(town: Town) -> str:

    return shipped_rulebook(town.place).routing.return_reasons[0].code


def test_X25_a_signal_is_assessed_within_the_hours_of_the_rules():
    town = make_qingping()
    town.dispatched()
    late = town.report()
    ops.accept_case(actor=town.officer, case_id=late.case_id, at=LATER)
    town.report()

    one = figure(town, "assessed")
    assert (one.part, one.whole, one.left_out) == (1, 2, 1)


def test_J22_residents_and_enterprises_are_counted_apart_and_together_they_are_all():
    town = make_qingping()
    town.report(), town.report(asker_kind="enterprise")

    people, firms = figure(town, "person"), figure(town, "enterprise")
    assert (people.part, firms.part, people.whole, firms.whole) == (1, 1, 2, 2)


def test_S06_three_medians_and_J51_call_to_door_where_it_was_recorded():
    town = make_qingping()
    calls = ["hotline"]
    town.answered()
    town.answered()
    town.report()
    called = town.signed(channel="hotline", phone="13800000001", name="李某")
    ops.contact_asker(
        actor=town.policeman, case_id=called.case_id, note="到家里看了", at_door=True, at=MONDAY + timedelta(minutes=40)
    )
    found = {
        one.code: one for one in f.medians(scope=town.officer.scope("case.see"), period=PERIOD, phone_channels=calls)
    }

    assert (found["filed"].counted, found["filed"].middle) == (4, timedelta(0))
    assert (found["handled"].counted, found["handled"].left_out) == (2, 2)
    assert (found["told"].counted, found["told"].middle) == (2, timedelta(hours=1))
    assert (found["door"].counted, found["door"].left_out, found["door"].middle) == (1, 0, timedelta(minutes=40))


def test_the_figures_cost_three_statements():
    town = make_qingping()
    closed(town)
    scope = town.officer.scope("case.see")
    with CaptureQueriesContext(connection) as seen:
        counted(town)
        f.medians(scope=scope, period=PERIOD)
        f.by_grid(scope=scope, period=PERIOD, own_channels=[])
    assert len(seen) == 3, [q["sql"][:300] for q in seen]
    assert CaseStep.objects.count() > 0


def test_S06_every_median_leads_to_the_cases_it_counts_and_to_those_it_leaves_out():
    town, elsewhere = make_qingping(), make_other_town()
    answered, handled = town.answered(), town.handled()
    reported, called = town.report(), town.report(channel="hotline", phone="13800000001", name="李某")
    elsewhere.answered()
    scope = town.officer.scope("case.see")
    expected = {
        ("handled", "counted"): {answered, handled}, ("handled", "left_out"): {reported, called},
        ("told", "counted"): {answered}, ("told", "left_out"): {handled, reported, called},
        ("door", "counted"): set(), ("door", "left_out"): {called},
        ("filed", "counted"): {answered, handled, reported, called}, ("filed", "left_out"): set(),
    }  # fmt: skip
    middles = {one.code: one for one in f.medians(scope=scope, period=PERIOD, phone_channels=CALLS)}

    for (code, part), cases in expected.items():
        page = f.cases_of_median(scope=scope, period=PERIOD, code=code, part=part, phone_channels=CALLS)  # type: ignore[arg-type]
        assert {row.id for row in page.rows} == {one.case_id for one in cases}, (code, part)
        assert getattr(middles[code], part) == len(cases)


def test_Q03_one_visit_to_the_window_solves_what_is_answered_that_day_and_never_taken_up_again():
    town = make_qingping()
    windows = [one.code for one in shipped_rulebook("qingping").channels if one.kind == "window"]
    at_window = {"channel": "window"}
    once, again, _elsewhere, _open = (
        closed(town, **at_window), town.answered(**at_window), closed(town), town.report(**at_window),
    )  # fmt: skip
    ops.reopen_case(actor=town.officer, case_id=again.case_id, note="又漏了", at=MONDAY + timedelta(hours=2))
    late = town.handled(**at_window)
    ops.verify_case(actor=town.officer, case_id=late.case_id, at=MONDAY + timedelta(days=1))
    ops.answer_case(actor=town.officer, case_id=late.case_id, answer="第二天才办好", at=MONDAY + timedelta(days=1))
    ops.rate_case(number=late.number, code=late.tracking_code, score=5, at=MONDAY + timedelta(days=1))

    wanted = [one for one in f.shares(window_channels=windows) if one.code == "one_stop"]
    (one,) = f.figures(scope=town.officer.scope("case.see"), period=PERIOD, wanted=wanted)
    page = f.cases_of_figure(scope=town.officer.scope("case.see"), period=PERIOD, share=one.share, part="part")

    assert (one.part, one.whole, one.left_out, one.percent) == (1, 2, 3, "50.00")
    assert [row.id for row in page.rows] == [once.case_id]
