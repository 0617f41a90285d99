"""What follows from a case's facts, delivered once or twice."""

from datetime import timedelta

import pytest

from config.wiring import WIRING
from tests.cases.town import RESIDENT, make_other_town, make_qingping
from tests.world import MONDAY
from wangge.core.cases import operations as ops
from wangge.core.cases.events import CaseMoved, CaseReported
from wangge.core.cases.models import CaseWords
from wangge.core.cases.operations import report_cases
from wangge.core.cases.queries import CaseFilter, case_list, likely_repeats
from wangge.core.cases.reports import CaseReport
from wangge.core.notices.models import Notice
from wangge.ground.foundation import jobs
from wangge.ground.foundation.models import Fact
from wangge.ground.foundation.outbox import carry

pytestmark = pytest.mark.django_db


def _deliver_again() -> None:
    for event, handlers in WIRING.items():
        for handler in handlers:
            ids = [str(pk) for pk in Fact.objects.filter(name=event.name).values_list("pk", flat=True)]
            carry(handler=f"{handler.__module__}.{handler.__qualname__}", facts=ids)


def _state() -> tuple[object, ...]:
    return (
        sorted(CaseWords.objects.values_list("case_id", "pairs")),
        sorted(Notice.objects.values_list("account_id", "dedupe_key", "title")),
    )


def test_every_listener_changes_nothing_when_a_fact_comes_twice():
    town = make_qingping()
    found = town.answered()
    ops.rate_case(number=found.number, code=found.tracking_code, score=1, words="没好", at=MONDAY + timedelta(days=1))
    jobs.run_waiting()
    before = _state()

    _deliver_again()

    assert _state() == before
    assert {CaseReported, CaseMoved} <= set(WIRING)


def test_the_station_is_told_of_a_dispatch_and_nobody_else_is():
    here, there = make_qingping(), make_other_town()
    here.dispatched()
    jobs.run_waiting()

    told = Notice.objects.filter(title__startswith="新交办的事项")

    assert set(told.values_list("account_id", flat=True)) == {here.policeman.account_id}
    assert not Notice.objects.filter(account_id__in=[there.officer.account_id, there.policeman.account_id]).exists()


@pytest.mark.parametrize(
    ("words", "is_found"), [("路灯", True), ("灯", True), ("电灯", False), ("坏了 路灯", True), ("。", False)]
)
def test_cases_are_found_by_words_of_any_length(words, is_found):
    town = make_qingping()
    found = town.report("村口路灯坏了三天")
    town.report("水管漏水")
    jobs.run_waiting()

    page = case_list(scope=town.officer.scope("case.see"), where=CaseFilter(words=words), at=MONDAY)

    assert [r.id for r in page.rows] == ([found.case_id] if is_found else [])


def test_a_repeat_is_suggested_within_the_place_only():
    here, there = make_qingping(), make_other_town()
    first = here.report("村口的路灯坏了三天没人修")
    there.report("村口的路灯坏了三天没人修")
    here.report("医保怎么交")
    jobs.run_waiting()

    found = likely_repeats(
        scope=here.officer.scope("case.see"), area_path=here.area.path, text="村口路灯又坏了没人来修", at=MONDAY
    )

    assert [e.id for e in found] == [first.case_id]


def test_of_an_import_nobody_is_told_row_by_row():
    town = make_qingping()
    report_cases(
        reports=[
            CaseReport(area_id=town.grid.pk, channel="online", body=f"井盖 {n}", source_ref=f"f:{n}") for n in range(3)
        ],
        actor=RESIDENT,
        at=MONDAY,
    )

    jobs.run_waiting()

    assert (CaseWords.objects.count(), Notice.objects.count()) == (3, 0)
