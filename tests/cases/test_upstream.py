"""A ticket of an upstream platform is one case, however often and in whatever order its copies come."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.town import Town, make_other_town, make_qingping
from tests.world import MONDAY
from wangge.core.access.queries import system_actor
from wangge.core.cases.models import Case, CaseAsker, CaseStep, CaseUpstream
from wangge.core.cases.operations.upstream import report_from_upstream
from wangge.core.cases.queries import case_page
from wangge.core.cases.queries.upstream import known_tickets, result_of_ticket, tickets_of_cases
from wangge.core.cases.reports import CaseReport
from wangge.core.cases.tickets import Change, TicketTaken, UpstreamTicket
from wangge.core.notices.models import Notice
from wangge.ground.foundation.errors import NotFound, Refusal

CITY = system_actor(name="市 12345")
TICKET = UpstreamTicket(
    system="city", upstream_id="GD-1", categories=("城乡建设", "市政", "路灯"), status="派单",
    due_at=MONDAY + timedelta(days=5), changed_at=MONDAY,
)  # fmt: skip


def take(town: Town, ticket: UpstreamTicket = TICKET, **given: object) -> TicketTaken:
    values: dict[str, object] = {
        "area_id": town.area.pk, "channel": "hotline", "body": "村口路灯坏了三天", "source_ref": "", "name": "王五",
        "phone": "13800000001",
    }  # fmt: skip
    return report_from_upstream(ticket=ticket, report=CaseReport(**(values | given)), actor=CITY, at=MONDAY)  # type: ignore[arg-type]


def remarks(taken: TicketTaken) -> list[str]:
    steps = CaseStep.objects.filter(case_id=taken.reported.case_id, action="comment").order_by("id")
    return [step.note for step in steps]


@pytest.mark.django_db
def test_J15_a_ticket_becomes_a_case_with_what_the_upstream_said():
    town = make_qingping()

    taken = take(town, replace(TICKET, is_confidential=True, role="assist"))

    kept = CaseUpstream.objects.everywhere("a test looks").get()
    case = town.case(taken.reported)
    assert (taken.change, case.source_ref, case.state) == (Change.NEW, "city:GD-1", "reported")
    assert (kept.categories, kept.role, kept.status, kept.is_confidential) == (
        ["城乡建设", "市政", "路灯"], "assist", "派单", True,
    )  # fmt: skip
    assert CaseAsker.objects.get(case=case).is_confidential


@pytest.mark.django_db
def test_J17_a_later_copy_changes_what_the_upstream_owns_and_never_our_work():
    town = make_qingping()
    first = take(town)
    before = Case.objects.everywhere("a test looks").values().get()
    later = replace(
        TICKET, status="督办", due_at=MONDAY + timedelta(days=7), urged=2, urging="请尽快办理",
        changed_at=MONDAY + timedelta(hours=1), is_confidential=True,
    )  # fmt: skip

    second = take(town, later, body="别的话", title="别的标题")

    kept = CaseUpstream.objects.everywhere("a test looks").get()
    assert (second.change, second.reported.case_id) == (Change.CHANGED, first.reported.case_id)
    assert Case.objects.everywhere("a test looks").values().get() == before
    assert (kept.status, kept.due_at, kept.urged) == ("督办", MONDAY + timedelta(days=7), 2)
    assert remarks(second) == [
        "上级状态：派单 → 督办；上级期限：2026-03-07 09:00 → 2026-03-09 09:00；"
        "上级第 2 次催办：请尽快办理；上级要求对反映人保密"
    ]
    assert Notice.objects.filter(kind="case.urged_upstream").count() == len([town.officer, town.lead])
    assert CaseAsker.objects.get(case_id=first.reported.case_id).is_confidential


@pytest.mark.django_db
def test_J17_duplicates_say_nothing_and_an_older_copy_is_left_aside():
    town = make_qingping()
    take(town, replace(TICKET, status="办理", changed_at=MONDAY + timedelta(hours=2)))

    late = take(town, replace(TICKET, status="派单", changed_at=MONDAY))
    same = take(town, replace(TICKET, status="办理", changed_at=MONDAY + timedelta(hours=2)))
    silent = take(town, UpstreamTicket(system="city", upstream_id="GD-1"))

    assert [late.change, same.change, silent.change] == [Change.STALE, Change.SAME, Change.SAME]
    assert remarks(same) == []
    assert Case.objects.everywhere("a test counts").count() == 1


@pytest.mark.django_db
def test_J17_the_same_ticket_in_two_towns_is_two_cases_and_neither_sees_the_other():
    here, there = make_qingping(), make_other_town()
    ours, theirs = take(here), take(there)

    take(there, replace(TICKET, status="办理", changed_at=MONDAY + timedelta(hours=1)))

    assert (ours.change, theirs.change) == (Change.NEW, Change.NEW)
    assert [t.upstream_status for t in known_tickets(town_id=here.area.pk, system="city")] == ["派单"]
    with pytest.raises(NotFound):
        case_page(actor=here.officer, case_id=theirs.reported.case_id, at=MONDAY)
    page = case_page(actor=there.officer, case_id=theirs.reported.case_id, at=MONDAY)
    assert page.case.upstream.upstream_id == TICKET.upstream_id


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"upstream_id": ""}, {"upstream_id": "x" * 60}, {"system": ""}, {"categories": ("一",) * 6},
        {"role": "owner"}, {"status": "长" * 41}, {"urged": -1},
    ],
)  # fmt: skip
def test_a_ticket_that_is_no_ticket_is_refused(wrong):
    town = make_qingping()

    with pytest.raises(Refusal):
        take(town, replace(TICKET, **wrong))


@pytest.mark.django_db
def test_J17_the_result_carries_state_answer_and_times():
    town = make_qingping()
    found = town.answered()
    assert tickets_of_cases(case_ids=[found.case_id]) == []
    CaseUpstream(
        case_id=found.case_id, town_id=town.area.pk, system="city", upstream_id="GD-9", role="lead", taken_at=MONDAY
    ).save()

    result = result_of_ticket(case_id=found.case_id)

    assert (result.ref.upstream_id, result.state, result.outcome) == ("GD-9", "answered", "solved")
    assert result.answer == "路灯已换好,谢谢您反映"
    assert result.times["answer"] == MONDAY + timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_J17_copies_that_come_at_once_make_one_case():
    town = make_qingping()
    found: list[TicketTaken] = []

    def copy() -> None:
        try:
            found.append(take(town))
        finally:
            connection.close()

    threads = [threading.Thread(target=copy) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(t.change.value for t in found) == ["new", "same", "same", "same"]
    assert len({t.reported.case_id for t in found}) == 1


@pytest.mark.django_db
def test_a_copy_costs_at_most_ten_statements_whatever_it_is():
    town = make_qingping()
    take(town, replace(TICKET, upstream_id="GD-0"))
    copies = [TICKET, TICKET, replace(TICKET, status="办理", urged=1, changed_at=MONDAY + timedelta(hours=1))]

    counts = []
    for copy in copies:
        with CaptureQueriesContext(connection) as seen:
            take(town, copy)
        counts.append(len([q for q in seen if "SAVEPOINT" not in q["sql"]]))

    assert max(counts) <= 10, counts
