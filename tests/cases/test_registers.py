"""Ledgers: what is open since when, what is hard and who answers for it, loops that must be closed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.test_figures import PERIOD, counted, figure
from tests.cases.test_rights import change_rules
from tests.cases.town import Town, make_other_town, make_qingping
from tests.world import MONDAY, TODAY, make_actor
from wangge.core.cases import operations as ops
from wangge.core.cases.lifecycle import RequestKind, State
from wangge.core.cases.models import Case, CasePause
from wangge.core.cases.operations import Asking, Held, NewReception
from wangge.core.cases.queries import figures as f
from wangge.core.cases.queries.receptions import reception_days
from wangge.core.cases.queries.registers import (
    FullStop,
    Register,
    RegisterFilter,
    full_stops_by_area,
    full_stops_by_unit,
    leaders,
    register_counts,
    register_page,
)
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(days=40)


def rows(town: Town, register: Register, *, at=MONDAY, **narrowed: object):
    where = RegisterFilter(**narrowed)  # type: ignore[arg-type]
    return register_page(scope=town.officer.scope("case.see"), register=register, where=where, at=at).rows


def count(town: Town, register: Register) -> int:
    return register_counts(scope=town.officer.scope("case.see"), registers=[register])[register]


def stops(town: Town, *, at=LATER) -> FullStop:
    scope, path = town.officer.scope("case.see"), town.area.path
    return full_stops_by_area(scope=scope, parts=[path], since=MONDAY, before=LATER, at=at)[path]


def suspended(town: Town):
    found = town.signed()
    asking = Asking(RequestKind.SUSPEND, "等上级批资金", reason="no_funds", leader="王某")
    request = ops.ask_for(actor=town.policeman, case_id=found.case_id, asking=asking, at=MONDAY)
    ops.decide_request(
        actor=town.lead, case_id=found.case_id, request_id=request.pk, is_granted=True, words="同意", at=MONDAY
    )
    return found


def test_J20_cleared_means_nothing_open_and_nothing_overdue_however_it_looks():
    town = make_qingping()
    assert stops(town).is_cleared
    answered = town.answered()
    assert (stops(town, at=MONDAY).open, stops(town, at=MONDAY).is_cleared) == (1, False)
    ops.rate_case(number=answered.number, code=answered.tracking_code, score=5, at=MONDAY + timedelta(hours=2))
    line = stops(town)
    assert (line.open, line.ended.by_asker, line.is_cleared) == (0, 1, True)

    held, _late = suspended(town), town.signed()
    line = stops(town)
    assert (line.open, line.overdue, line.oldest, line.is_cleared) == (2, 1, MONDAY, False)
    assert town.case(held).state == State.SUSPENDED


def test_J20_how_each_ended_is_told_apart_and_stays_so_once_filed_away():
    town = make_qingping()
    checked, merged, first = town.answered(), town.report(), town.report()
    ops.close_case(actor=town.officer, case_id=checked.case_id, check="电话核实", at=LATER - timedelta(days=1))
    ops.archive_case(actor=town.lead, case_id=checked.case_id, at=LATER - timedelta(hours=1))
    ops.merge_case(actor=town.officer, case_id=merged.case_id, into=first.number, note="同一盏灯", at=MONDAY)

    line = stops(town)
    assert (line.ended.by_asker, line.ended.by_check, line.ended.otherwise) == (0, 1, 1)
    by_unit = full_stops_by_unit(
        scope=town.officer.scope("case.see"), area_path="", since=MONDAY, before=LATER, at=LATER
    )
    assert sum(one.ended.by_check for one in by_unit.values()) == 1


def test_S05_an_item_with_neither_reply_nor_due_date_is_found_and_a_pause_with_an_end_is_none():
    town = make_qingping()
    town.report(), town.signed(), town.answered(), suspended(town)
    assert count(town, Register.NEITHER) == 0

    found = town.signed()
    Case.objects.everywhere("a test").filter(pk=found.case_id).update(due_at=None, due_kind="")
    assert [row.id for row in rows(town, Register.NEITHER)] == [found.case_id]
    CasePause.objects.create(
        town_id=town.area.pk, case_id=found.case_id, reason="asker", started_at=MONDAY, ends_by=LATER
    )
    assert count(town, Register.NEITHER) == 0


def test_K14_X26_nothing_is_closed_without_reply_or_feedback_and_one_that_were_would_be_seen():
    town = make_qingping()
    found = town.answered()
    ops.close_case(actor=town.officer, case_id=found.case_id, check="电话核实", at=LATER)
    assert (count(town, Register.UNANSWERED), count(town, Register.BROKEN)) == (0, 0)

    broken = town.signed()
    Case.objects.everywhere("a test").filter(pk=broken.case_id).update(
        state=State.CLOSED, closed_at=LATER, due_at=None, due_kind=""
    )
    assert [row.id for row in rows(town, Register.UNANSWERED)] == [broken.case_id]
    assert [row.id for row in rows(town, Register.BROKEN)] == [broken.case_id]


def test_what_is_suspended_stands_with_ground_leader_and_review_and_is_never_solved():
    town = make_qingping()
    found = suspended(town)

    (row,) = rows(town, Register.SUSPENDED)
    assert (row.id, row.leader, row.suspension["ground"]) == (found.case_id, "王某", "no_funds")
    assert row.due_at is not None
    assert row.due_at <= MONDAY + timedelta(days=91)
    assert rows(town, Register.SUSPENDED, is_late=True) == ()
    assert len(rows(town, Register.SUSPENDED, is_late=True, at=MONDAY + timedelta(days=100))) == 1
    solved = figure(town, "solved")
    assert (solved.part, solved.whole, solved.left_out) == (0, 0, 1)


def test_X20_X21_three_boards_of_petitions_and_a_backlog_without_a_leader_is_seen():
    town = make_qingping()
    change_rules(rights={"petition": {"channels": ["window"], "backlog_after_days": 90}})
    given = {"channel": "window", "phone": "13800000001", "name": "李某"}
    first, again = town.report(**given), town.report(**given, at=MONDAY + timedelta(days=30))
    other = town.report(channel="window", phone="13800000002", name="张某", at=MONDAY + timedelta(days=60))
    ops.mark_backlogs(at=MONDAY + timedelta(days=91))

    boards = {one: [row.id for row in rows(town, one)] for one in (Register.FIRST, Register.REPEAT, Register.BACKLOG)}
    assert boards == {
        Register.FIRST: [other.case_id], Register.REPEAT: [again.case_id], Register.BACKLOG: [first.case_id],
    }  # fmt: skip
    assert count(town, Register.UNLED) == 1
    ops.take_custody(actor=town.lead, case_id=first.case_id, responsible="民警戊", at=LATER)
    assert count(town, Register.UNLED) == 0
    (row,) = rows(town, Register.CUSTODY)
    assert (row.leader, row.responsible, row.custody_since) == ("负责人乙", "民警戊", LATER)
    assert [(name, held) for _pk, name, held in leaders(scope=town.officer.scope("case.see"))] == [("负责人乙", 1)]
    assert rows(town, Register.CUSTODY, leader_id=town.officer.account_id) == ()


def test_X23_the_first_handler_stays_when_the_matter_is_handed_on():
    town = make_qingping()
    found = town.dispatched()

    (row,) = rows(town, Register.FIRST_HANDLER, is_moved=True)
    first = town.case(found).first_unit_id
    assert (row.first_unit_id, row.owner_unit_id) == (first, town.station.pk)
    assert first != town.station.pk
    assert rows(town, Register.FIRST_HANDLER, unit_id=town.centre.pk) == ()


def test_T03_nothing_of_another_place_stands_in_any_ledger_or_figure():
    here, there = make_qingping(), make_other_town()
    suspended(there), there.answered(), there.report()

    assert all(not rows(here, register) for register in Register)
    assert stops(here).is_cleared
    assert all((one.whole, one.left_out) == (0, 0) for one in counted(here))
    assert f.by_grid(scope=here.officer.scope("case.see"), period=PERIOD, own_channels=[]) == []


@pytest.mark.parametrize("register", list(Register))
def test_a_ledger_costs_one_statement_at_any_size(register):
    town = make_qingping()
    suspended(town), town.report(), town.answered()
    with CaptureQueriesContext(connection) as seen:
        rows(town, register)
    assert len(seen) == 1


def test_a_ledger_goes_on_behind_a_key():
    town = make_qingping()
    ids = [town.report().case_id for _ in range(3)]
    ask = {"scope": town.officer.scope("case.see"), "register": Register.OPEN, "where": RegisterFilter(), "at": MONDAY}
    first = register_page(**ask, size=2)
    rest = register_page(**ask, size=2, after=first.after)
    assert [row.id for row in (*first.rows, *rest.rows)] == sorted(ids)


# Receptions


def planned(town: Town, on: date = TODAY, **more: object):
    given = {"area_id": town.area.pk, "kind": "receive", "leader_name": "王某", "on": on, "where_words": "接待大厅"}
    return ops.plan_reception(actor=town.lead, new=NewReception(**(given | more)), at=MONDAY)  # type: ignore[arg-type]


def days(town: Town):
    scope = town.officer.scope("case.see")
    return reception_days(scope=scope, since=date(2026, 3, 1), before=date(2026, 4, 1))


def test_X22_a_reception_day_is_planned_held_and_linked_to_its_matters():
    town = make_qingping()
    found, day = town.report(), planned(town)
    held = Held(is_held=True, people=3, words="当场答复两件", numbers=[found.number])
    ops.record_reception(actor=town.lead, day_id=day.pk, held=held, at=MONDAY)
    missed, ahead = planned(town, date(2026, 3, 9), leader_name="李某"), planned(town, date(2026, 3, 30))

    kept = {row.day.pk: row.is_kept(date(2026, 3, 20)) for row in days(town)}
    assert kept == {day.pk: True, missed.pk: False, ahead.pk: None}
    assert next(row.cases for row in days(town) if row.day.pk == day.pk) == ((found.case_id, found.number),)
    ops.record_reception(actor=town.lead, day_id=day.pk, held=Held(True, 2), at=MONDAY)
    assert next(row.cases for row in days(town) if row.day.pk == day.pk) == ()


def test_X22_what_is_refused():
    town = make_qingping()
    day = planned(town, date(2026, 3, 30))
    with pytest.raises(Conflict):
        planned(town, date(2026, 3, 30))
    with pytest.raises(Refusal, match="还没有到"):
        ops.record_reception(actor=town.lead, day_id=day.pk, held=Held(True), at=MONDAY)
    with pytest.raises(Refusal, match="原因"):
        ops.record_reception(actor=town.lead, day_id=day.pk, held=Held(False), at=MONDAY)
    with pytest.raises(Refusal, match="没有找到编号"):
        ops.record_reception(actor=town.lead, day_id=day.pk, held=Held(True, numbers=["QP260001X"]), at=LATER)
    member = make_actor("linked_member", at=town.area, unit=town.grid_group)
    with pytest.raises(NotAllowed):
        ops.record_reception(actor=member, day_id=day.pk, held=Held(True), at=LATER)


def test_X22_another_place_neither_sees_nor_records_a_day():
    here, there = make_qingping(), make_other_town()
    day, foreign = planned(there), there.report()
    own = planned(here)

    assert [row.day.pk for row in days(here)] == [own.pk]
    with pytest.raises(NotFound):
        ops.record_reception(actor=here.lead, day_id=day.pk, held=Held(True), at=MONDAY)
    with pytest.raises(NotFound):
        planned(here, area_id=there.area.pk)
    with pytest.raises(Refusal):
        ops.record_reception(actor=here.lead, day_id=own.pk, held=Held(True, numbers=[foreign.number]), at=MONDAY)
