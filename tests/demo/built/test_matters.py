"""The lists of the demonstration: built through the operations, marked, and reconciling."""

from datetime import timedelta

import pytest

from tests.demo.built.conftest import NOW, Built
from wangge.core.areas.scope import Scope
from wangge.core.matters.models import HeldField, Matter, Power, RequiredReport
from wangge.core.matters.queries import (
    admissions,
    burden_of_month,
    demands,
    duty_counts,
    first_reports_at,
    report_burden,
    totals_of_month,
    why_not_dispatch,
)

pytestmark = pytest.mark.django_db
TOWNS = ("621123109000", "410871060000", "410871062000")


@pytest.mark.parametrize("code", TOWNS)
def test_T03_each_town_has_its_lists_marked_as_a_demonstration(built: Built, code):
    town = built.town(code)

    counts = duty_counts(town_id=town.pk, at=NOW)
    scope = Scope((town.path,))

    assert counts.total >= 11
    assert min(counts.basic, counts.cooperate, counts.taken_back) >= 2
    for table in (Matter, Power, HeldField, RequiredReport):
        marks = table.objects.within(scope).values_list("is_demonstration", flat=True)
        assert set(marks) == {True}
    assert [row.is_in_force for row in admissions(scope=scope, at=NOW).rows] == [True]
    assert [bool(row.refused_because) for row in demands(scope=scope).rows] == [True, False]


@pytest.mark.parametrize("code", TOWNS)
def test_J30_the_burden_counter_adds_up_to_the_answers(built: Built, code):
    town = built.town(code)
    scope = Scope((town.path,))
    months = {(NOW - timedelta(days=days)).date().replace(day=1) for days in range(9)}

    sent = demands(scope=scope, which="sent").rows[0]
    grids = sum(1 for row in burden_of_month(scope=scope, month=NOW.date()))
    found = [totals_of_month(scope=scope, month=month) for month in months]

    def of(kind: str) -> int:
        return sum(one.of(kind) for one in found)

    assert sent.asked == grids == of("demands_refused")
    assert sent.answered == of("fields_typed") + of("reports_untyped")
    assert of("fields_retyped") == 0
    before = report_burden(town_id=town.pk, at=first_reports_at(town_id=town.pk))
    now = report_burden(town_id=town.pk, at=NOW)
    assert (before.reports, before.fields, before.filled, now.reports, now.fields, now.filled) == (3, 9, 0, 1, 3, 1)


def test_J29_the_demonstration_keeps_taken_back_matters_where_they_belong(built: Built):
    town = built.town()

    assert "县卫生健康部门" in str(why_not_dispatch(town_id=town.pk, category="health", level="village", at=NOW))
    assert why_not_dispatch(town_id=town.pk, category="market", level="town", at=NOW) is None
