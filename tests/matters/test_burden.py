"""The burden counter: each fact once, a month for each grid, nothing of another place."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.matters.desk import a_matter, approved, held_fields, keep_lists, sent
from tests.world import MONDAY, make_grid
from wangge.core.areas.scope import EVERYWHERE, Scope
from wangge.core.matters.lifecycle import Answer, Burden
from wangge.core.matters.models import BurdenEntry
from wangge.core.matters.operations import answer_task, count_burden, say_why_again
from wangge.core.matters.queries import burden_entries, burden_of_month, tasks_of, totals_of_month
from wangge.core.notices.subject import SubjectRef
from wangge.ground.foundation.errors import Refusal

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def doors(area, count=3, ref="visit:1", at=MONDAY):
    subject = SubjectRef("visit", None, "一次走访办三件事")
    count_burden(
        area_id=area.pk, kind=Burden.DOORS_SAVED, count=count, source_ref=ref, subject=subject, at=at
    )  # fmt: skip


def of_month(town, month=MARCH) -> list[tuple[str, dict[str, int]]]:
    rows = burden_of_month(scope=Scope((town.area.path,)), month=month)
    return [(str(row.area_id), dict(row.counts)) for row in rows]


def test_J30_a_fact_counts_once_however_often_it_is_told(town):
    doors(town.grid)
    doors(town.grid)
    doors(town.grid, ref="visit:2")

    assert of_month(town) == [(str(town.grid.pk), {"doors_saved": 6})]


def test_J30_each_grid_has_its_month_and_no_place_sees_another(town, other):
    second = make_grid(under=town.village)
    doors(town.grid)
    doors(town.grid, ref="visit:3", at=MONDAY + timedelta(days=31))
    doors(other.grid, count=40)

    assert of_month(town) == [(str(town.grid.pk), {"doors_saved": 3}), (str(second.pk), {})]
    assert of_month(town, APRIL) == [(str(town.grid.pk), {"doors_saved": 3}), (str(second.pk), {})]
    assert totals_of_month(scope=Scope((town.area.path,)), month=MARCH).of(Burden.DOORS_SAVED) == 3


def test_J30_a_number_leads_to_what_it_counts(town):
    keep_lists(town, a_matter(), *held_fields(holder=town.centre.pk))
    request = approved(town)
    say_why_again(actor=town.officer, request_id=request.pk, field_code="F-1", reason="核对变动", at=MONDAY)
    demand = sent(town, fields=("户主姓名", "取暖方式"))
    task = tasks_of(scope=EVERYWHERE, demand_id=demand.pk)[0]
    answer_task(actor=town.grid_leader, task_id=task.id, answer=Answer.DONE, at=MONDAY)

    assert of_month(town) == [(str(town.grid.pk), {"fields_typed": 2, "fields_retyped": 1})]
    typed = burden_entries(scope=Scope((town.area.path,)), month=MARCH, kind=Burden.FIELDS_RETYPED)
    assert [(row.count, row.subject_kind, row.subject_id) for row in typed.rows] == [(1, "demand", demand.pk)]


def test_J30_nothing_is_counted_for_nothing(town):
    with pytest.raises(Refusal):
        doors(town.grid, count=0)
    with pytest.raises(Refusal):
        doors(town.grid, ref="")


def test_J30_what_was_counted_is_not_changed(town):
    doors(town.grid)

    with pytest.raises(IntegrityError), transaction.atomic():
        BurdenEntry.objects.everywhere("a test").update(count=1)


@pytest.mark.parametrize("grids", [1, 3])
def test_J30_a_month_costs_one_statement(town, grids):
    for _ in range(grids):
        doors(make_grid(under=town.village), ref="visit:9")
    burden_of_month(scope=Scope((town.area.path,)), month=MARCH)

    with CaptureQueriesContext(connection) as queries:
        burden_of_month(scope=Scope((town.area.path,)), month=MARCH)

    assert len(queries) == 1
