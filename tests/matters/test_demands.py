"""What reaches the grids, what is refused on the way, and what they answer."""

from datetime import timedelta

import pytest

from tests.matters.desk import FRIDAY, a_matter, approved, asked, held_fields, keep_lists, sent, taken_back
from tests.world import MONDAY, make_grid, make_unit, make_village
from wangge.core.areas.scope import EVERYWHERE, Scope
from wangge.core.matters.events import DemandSent
from wangge.core.matters.lifecycle import Answer, Decision
from wangge.core.matters.models import Demand, DemandTask
from wangge.core.matters.operations import answer_task, decide_admission, say_why_again
from wangge.core.matters.queries import demand, demands, tasks_of, totals_of_month, waiting_tasks
from wangge.core.matters.subscribers import tell_grids
from wangge.core.notices.models import Notice
from wangge.ground.foundation import jobs
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db
NEXT_MONTH = MONDAY + timedelta(days=31)


def refused(town) -> list[str]:
    return [row.refused_because for row in demands(scope=Scope((town.area.path,)), which="refused").rows]


def counted(town) -> dict[str, int]:
    return dict(totals_of_month(scope=Scope((town.area.path,)), month=MONDAY.date()).counts)


def test_T03_dispatching_an_unadmitted_matter_to_a_grid_is_refused_with_reason(town, other):
    keep_lists(town)
    keep_lists(other)
    approved(other)

    with pytest.raises(Refusal, match="没有经过准入"):
        sent(town)

    assert DemandTask.objects.everywhere("a test").count() == 0
    assert [words[:10] for words in refused(town)] == ["这件事没有经过准入，"[:10]]
    assert (refused(other), counted(town)) == ([], {"demands_refused": 1})


def test_T03_what_is_not_decided_refused_or_expired_is_not_sent(town):
    keep_lists(town)
    request = asked(town)
    with pytest.raises(Refusal, match="还没有审定"):
        sent(town)
    decide_admission(actor=town.lead, request_id=request.pk, decision=Decision.REFUSE, reason="不归网格", at=MONDAY)
    with pytest.raises(Refusal, match="不归网格"):
        sent(town)

    approved(town)
    late = MONDAY + timedelta(days=200)
    with pytest.raises(Refusal, match="2026-08-31 到期"):
        sent(town, at=late, due_on=late.date())


def test_T03_a_taken_back_matter_is_not_sent_to_grids(town):
    keep_lists(town, taken_back())

    with pytest.raises(Refusal, match="上级收回"):
        sent(town, matter_code="S-001")

    assert len(refused(town)) == 1


def test_T03_a_field_already_held_is_not_asked_again_unless_its_holder_says_why(town):
    keep_lists(town, a_matter(), *held_fields(holder=town.centre.pk))
    request = approved(town)
    with pytest.raises(Refusal, match="户主姓名（人房台账）"):
        sent(town, fields=("户主姓名", "取暖方式"))

    say_why_again(actor=town.officer, request_id=request.pk, field_code="F-1", reason="核对变动", at=MONDAY)
    found = sent(town, fields=("户主姓名", "取暖方式"))

    assert (found.fields, found.retyped, found.refused_because) == (["户主姓名", "取暖方式"], ["户主姓名"], "")


def test_T03_more_than_was_admitted_is_refused(town, other):
    keep_lists(town)
    approved(town, area_ids=(town.village.pk,))

    with pytest.raises(Refusal, match="没有准入：身份证号"):
        sent(town, to=town.village, fields=("身份证号",))
    make_grid(under=make_village("李家窑村", under=town.area))
    with pytest.raises(Refusal, match="范围"):
        sent(town)
    with pytest.raises(Refusal, match="庆坪镇"):
        sent(town, to=other.village)


def test_T03_no_oftener_than_admitted(town):
    keep_lists(town)
    approved(town)
    sent(town)

    with pytest.raises(Refusal, match="每月"):
        sent(town, at=MONDAY + timedelta(days=3))

    assert sent(town, at=NEXT_MONTH, due_on=NEXT_MONTH.date()).refused_because == ""


def test_T03_a_merged_request_sends_under_the_one_it_went_into(town):
    keep_lists(town)
    target = approved(town)
    second = asked(town, unit_id=town.centre.pk, by=town.officer)
    merged = decide_admission(
        actor=town.lead, request_id=second.pk, decision=Decision.MERGE, merge_into=target.pk, at=MONDAY
    )

    assert merged.state == "merged"
    found = sent(town)
    assert found.request_id == target.pk


def test_T03_a_form_sent_twice_is_one_demand(town):
    keep_lists(town)
    with pytest.raises(Refusal):
        sent(town, source_ref="form:x")
    with pytest.raises(Refusal, match="没有经过准入"):
        sent(town, source_ref="form:x")
    approved(town)

    first, again = sent(town, source_ref="form:y"), sent(town, source_ref="form:y")

    assert first.pk == again.pk
    assert Demand.objects.everywhere("a test").count() == 2
    assert counted(town) == {"demands_refused": 1}


def test_Q11_a_demand_waits_in_the_inbox_of_each_grid_until_it_answers(town, other):
    keep_lists(town)
    approved(town)
    second = make_grid(under=town.village)
    group = make_unit("grid_group", at=second)

    found = sent(town)
    jobs.run_waiting()
    tell_grids([DemandSent(found.pk, town.area.pk, town.area.path, found.title, FRIDAY.isoformat())])

    waiting = waiting_tasks(unit_ids=town.grid_leader.units)
    told = Notice.objects.filter(kind="demand.sent").values_list("account__name", "title", "subject_id")
    assert [(row.title, row.due_on, row.area_id) for row in waiting] == [("三月防火摸底", FRIDAY, town.grid.pk)]
    assert list(told) == [("组长丁", "请在 2026-03-06 前答复：三月防火摸底", waiting[0].id)]
    assert [row.unit_id for row in tasks_of(scope=EVERYWHERE, demand_id=found.pk)] == [town.grid_group.pk, group.pk]
    assert waiting_tasks(unit_ids=other.grid_leader.units) == []

    answer_task(actor=town.grid_leader, task_id=waiting[0].id, answer=Answer.NO_CHANGE, at=MONDAY)

    view = demand(scope=Scope((town.area.path,)), demand_id=found.pk)
    assert (view.asked, view.answered) == (2, 1)
    assert waiting_tasks(unit_ids=town.grid_leader.units) == []
    assert counted(town) == {"reports_untyped": 1}


def test_T03_a_grid_answers_once_and_only_its_own_unit(town, other):
    keep_lists(town)
    approved(town)
    task = tasks_of(scope=EVERYWHERE, demand_id=sent(town).pk)[0]

    def answer(actor, words=Answer.DONE):
        answer_task(actor=actor, task_id=task.id, answer=words, note="共 31 户", at=MONDAY)

    with pytest.raises(NotAllowed):
        answer(town.lead)
    with pytest.raises(NotFound):
        answer(other.grid_leader)
    answer(town.grid_leader)
    with pytest.raises(Conflict):
        answer(town.grid_leader)
    assert counted(town) == {"fields_typed": 1}


def test_T03_a_grid_without_a_unit_is_answered_for_by_the_nearest_above(town):
    keep_lists(town)
    approved(town)
    second = make_grid(under=town.village)

    rows = tasks_of(scope=EVERYWHERE, demand_id=sent(town).pk)

    assert next(row.unit_id for row in rows if row.area_id == second.pk) != town.grid_group.pk
    assert all(row.unit_id != town.centre.pk for row in rows)
