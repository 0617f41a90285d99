"""What the upstream has against what we have, and how good the exchange is by its own numbers."""

from datetime import timedelta

import pytest

from tests.cases.town import make_other_town, make_qingping
from tests.exchange.city import City, connect, fresh, record, sound, tickets
from tests.world import MONDAY
from wangge.core.cases import operations
from wangge.faces.exchange.pulling import pull
from wangge.faces.exchange.reconciling import reconcile
from wangge.faces.exchange.score import reckon, score_of

pytestmark = pytest.mark.django_db


def test_J17_the_comparison_names_every_difference(upstream: City):
    town, other = make_qingping(), make_other_town()
    upstream.pages = [[record(n) for n in range(1, 6)]]
    system = connect(town, upstream)
    pull(system=system, at=MONDAY)
    pull(system=connect(other, upstream), at=MONDAY)
    operations.accept_case(actor=town.officer, case_id=tickets()[0].case_id, at=MONDAY)
    upstream.list = [
        {"id": "GD-1", "status": "受理", "due_at": "2026-03-09T17:30:00+08:00"},
        {"id": "GD-2", "status": "办理", "due_at": "2026-03-09T17:30:00+08:00"},
        {"id": "GD-3", "status": "受理", "due_at": "2026-03-10T17:30:00+08:00"},
        {"id": "GD-4", "status": "没听说过", "due_at": ""},
        {"id": "GD-99", "status": "派单", "due_at": ""},
    ]

    found = reconcile(system=fresh(system), at=MONDAY + timedelta(hours=1))

    assert found is not None
    assert (found.theirs, found.ours, found.both) == (5, 5, 4)
    assert [(d["kind"], d["upstream_id"], d["theirs"], d["ours"]) for d in found.differences] == [
        ("status", "GD-2", "办理", "reported"),
        ("deadline", "GD-3", "2026-03-10 17:30", "2026-03-09 17:30"),
        ("status", "GD-4", "没听说过", "reported"),
        ("missing_here", "GD-99", "派单", ""),
        ("missing_there", "GD-5", "", "reported"),
    ]


def test_a_list_that_cannot_be_had_is_no_comparison(upstream: City):
    system = connect(make_qingping(), upstream)
    upstream.faults = ["500"]

    assert reconcile(system=system, at=MONDAY) is None
    assert sound() == [False]


def test_J17_the_score_of_donghai_reproduces_and_says_what_it_is_reckoned_from():
    score = reckon(complete=(948, 1000), valid=(999, 1000), timely=(996, 1000), stable=(500, 500))

    assert [str(part.points) for part in score.parts] == ["9.48", "9.99", "4.98", "5.00"]
    assert str(score.total) == "29.45"
    assert reckon(complete=(0, 0), valid=(1, 1), timely=(1, 1), stable=(1, 1)).total is None


def test_the_score_of_a_month_comes_from_contacts_and_the_last_comparison(upstream: City):
    town = make_qingping()
    upstream.pages = [[record(1), record(2), record(3, due_at="soon")]]
    upstream.list = [{"id": "GD-1", "status": "受理"}, {"id": "GD-3", "status": "受理"}]
    system = connect(town, upstream)
    upstream.faults = ["500"]
    pull(system=system, at=MONDAY)
    pull(system=system, at=MONDAY)
    reconcile(system=system, at=MONDAY)

    score = score_of(system=system, start=MONDAY - timedelta(days=1), end=MONDAY + timedelta(days=1))

    assert [(p.code, p.numerator, p.denominator) for p in score.parts] == [
        ("complete", 1, 3), ("valid", 2, 3), ("timely", 0, 0), ("stable", 2, 3),
    ]  # fmt: skip


def test_words_of_a_list_are_cleaned_as_those_of_tickets(upstream: City):
    system = connect(make_qingping(), upstream)
    upstream.pages = [[record(1, id="GD\x00-1")]]
    upstream.list = [{"id": "GD\x00-1", "status": "派\x00单", "due_at": ""}, {"id": "\ud800GD-2", "status": "\x00"}]
    pull(system=system, at=MONDAY)

    found = reconcile(system=fresh(system), at=MONDAY + timedelta(hours=1))

    assert found is not None
    assert (found.both, [(d["kind"], d["upstream_id"]) for d in found.differences]) == (
        1, [("status", "GD-1"), ("missing_here", "GD-2")],
    )  # fmt: skip


def test_the_score_costs_two_statements_however_much_passed(upstream: City, django_assert_num_queries):
    system = connect(make_qingping(), upstream)
    for _again in range(3):
        pull(system=fresh(system), at=MONDAY)
        reconcile(system=system, at=MONDAY)

    with django_assert_num_queries(2):
        score_of(system=system, start=MONDAY - timedelta(days=1), end=MONDAY + timedelta(days=1))
