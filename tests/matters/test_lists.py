"""The catalogue, the power list and the two registers: kept, counted, found again."""

from datetime import timedelta

import pytest

from tests.matters.desk import a_matter, a_power, held_fields, keep_lists, taken_back
from tests.world import MONDAY
from wangge.core.access.models import AuditEntry
from wangge.core.matters import queries
from wangge.core.matters.models import Matter
from wangge.core.matters.operations import NewReport, add_lines, change_line, end_line
from wangge.ground.foundation.errors import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=1)


def names(town, **wanted) -> list[str]:
    return [row.name for row in queries.matters(town_id=town.area.pk, at=LATER, **wanted)]


def test_T03_the_catalogue_counts_its_three_duty_lists(town, other):
    keep_lists(other, a_matter("X-1"))
    keep_lists(town, a_matter(), a_matter("P-1", "计划生育服务", duty="cooperate"), taken_back())

    counts = queries.duty_counts(town_id=town.area.pk, at=LATER)

    assert (counts.basic, counts.cooperate, counts.taken_back, counts.total) == (1, 1, 1, 3)
    assert names(town, duty="cooperate") == ["计划生育服务"]
    assert names(town, categories=("safety_fire",)) == ["燃气经营许可"]
    assert names(town, words="防火") == ["森林防火巡查"]


def test_T03_a_changed_matter_keeps_what_it_was(town):
    keep_lists(town, a_matter())

    change_line(actor=town.lead, town_id=town.area.pk, code="B-001", new=a_matter(name="防火巡查"), at=LATER)

    assert names(town) == ["防火巡查"]
    before = queries.matters(town_id=town.area.pk, at=MONDAY)
    rows = Matter.objects.everywhere("a test looks").order_by("valid_from").values_list("name", "valid_to")
    assert [row.name for row in before] == ["森林防火巡查"]
    assert list(rows) == [("森林防火巡查", LATER), ("防火巡查", None)]
    assert AuditEntry.objects.filter(target="事项清单").count() == 2


def test_T03_an_ended_matter_is_gone_and_its_code_may_come_back(town):
    keep_lists(town, a_matter())

    end_line(actor=town.lead, town_id=town.area.pk, kind="matter", code="B-001", at=LATER)

    assert names(town) == []
    with pytest.raises(NotFound):
        end_line(actor=town.lead, town_id=town.area.pk, kind="matter", code="B-001", at=LATER)
    keep_lists(town, a_matter(name="又有了"), at=LATER)
    assert names(town) == ["又有了"]


def test_T03_a_code_stands_once_in_a_town_and_again_in_another(town, other):
    keep_lists(town, a_matter())
    keep_lists(other, a_matter())

    with pytest.raises(Conflict, match="B-001"):
        keep_lists(town, a_matter())


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (a_matter("号"), "code"),
        (a_matter(name=" "), "name"),
        (a_matter(legal_basis=""), "legal_basis"),
        (a_matter(categories=("nothing",)), "categories"),
        (a_matter(duty="perhaps"), "duty"),
        (taken_back(holder=""), "holder"),
        (a_power(categories=()), "categories"),
        (a_power(unit_kind="nobody"), "unit_kind"),
        (a_power(unit_code="nobody"), "unit_code"),
        (a_power(handed_down_from="grid"), "handed_down_from"),
        (NewReport("R-1", "月报", "县里", "monthly", ()), "fields"),
        (NewReport("R-1", "月报", "县里", "sometimes", ("人数",)), "frequency"),
    ],
)
def test_T03_a_faulty_line_is_refused_and_its_field_named(town, line, field):
    with pytest.raises(Refusal) as refused:
        add_lines(actor=town.lead, town_id=town.area.pk, new=[line], at=MONDAY)

    assert refused.value.field == field


def test_T03_only_its_own_editors_keep_a_towns_lists(town, other):
    for actor, refusal in ((town.grid_leader, NotAllowed), (town.policeman, NotAllowed), (other.lead, NotFound)):
        with pytest.raises(refusal):
            add_lines(actor=actor, town_id=town.area.pk, new=[a_matter()], at=MONDAY)


def test_T03_the_registers_know_what_is_held_and_what_is_asked(town, other):
    keep_lists(other, NewReport("R-9", "别处的报表", "别处", "weekly", ("人数",)))
    keep_lists(town, *held_fields(), NewReport("R-1", "防火月报", "县应急局", "monthly", ("人口数", "取暖方式")))

    end_line(actor=town.lead, town_id=town.area.pk, kind="report", code="R-1", reason="并入一张表", at=LATER)

    fields = queries.held_fields(town_id=town.area.pk, at=LATER)
    ended = queries.reports(town_id=town.area.pk, at=LATER, with_ended=True)
    assert [row.name for row in fields] == ["户主姓名", "家庭人口", "房屋面积"]
    assert queries.reports(town_id=town.area.pk, at=LATER) == []
    assert [(row.name, row.ended_because) for row in ended] == [("防火月报", "并入一张表")]
    before = queries.report_burden(town_id=town.area.pk, at=MONDAY)
    assert (before.reports, before.fields, before.filled, before.percent) == (1, 2, 1, 50)


def test_T03_a_person_sees_the_lists_of_the_towns_around(town, other):
    for actor in (town.lead, town.village_officer, town.grid_leader, town.policeman):
        assert [row.name for row in queries.towns_of(actor, "matter.see")] == ["庆坪镇"]
